# 512 VFs, more than an answer of the kernel has room for by its own lengths: every one is read, set and verified. Linux from 7.3
# on reports the first 256 of them: the others are set, and said to be not verified.
. /vm/checks.sh
n=512
pf=$(netdevsim_add 10 512)
config=/etc/vfstate.d/10-many.yaml
mkdir -p /etc/vfstate.d
{
	printf '%s\n' "version: 1" "pfs:" "  sim0:" "    match: {netdev: $pf}" "    numvfs: $n" "    vf_defaults: {spoofchk: off, trust: on}" "    vfs:"
	for i in $(seq 0 $((n - 1))); do
		printf '      %d: {mac: "52:54:00:00:%02x:%02x", vlan: %d, min_tx_rate: %d, max_tx_rate: %d, link_state: enable}\n' \
			"$i" $((i / 256)) $((i % 256)) $((i + 1)) "$i" $((i + 1000))
	done
} >$config

# What the kernel itself says of each VF, from its own message: "index mac vlan min max spoofchk link trust", by perl.
cat >/tmp/kernel.pl <<'PERL'
use strict; use Socket;
my $index = do { open my $f, '<', "/sys/class/net/$ARGV[0]/ifindex" or die; 0 + <$f> };
socket(my $s, 16, SOCK_RAW, 0) or die;
setsockopt($s, SOL_SOCKET, 33, 4 << 20); # SO_RCVBUFFORCE
my $ask = pack('CxSlLL', 0, 0, $index, 0, 0) . pack('SSL', 8, 29, 9); # IFLA_EXT_MASK
send($s, pack('LSSLL', 16 + length $ask, 18, 1, 1, 0) . $ask, 0, pack('SSLL', 16, 0, 0, 0)) or die;
recv($s, my $m, 4 << 20, 0) // die;
my ($end, $at, $num) = (unpack('L', $m), 32, 0);
# walk(FROM, TO, FUNCTION): attributes by their lengths
sub walk { my ($p, $to, $f) = @_; while ($to - $p >= 4) { my ($l, $t) = unpack('SS', substr $m, $p, 4); last if $l < 4; $f->($t & 0x3fff, $p + 4, $l - 4); $p += ($l + 3) & ~3 } }
while ($end - $at >= 4) {
	my ($l, $t) = unpack 'SS', substr $m, $at, 4;
	$num = unpack 'L', substr $m, $at + 4, 4 if $t == 21; # IFLA_NUM_VF
	if (($t & 0x3fff) == 22) { # IFLA_VFINFO_LIST, whose length has wrapped
		my $p = $at + 4;
		for (1 .. $num) {
			my ($len, $info) = unpack 'SS', substr $m, $p, 4;
			last if ($info & 0x3fff) != 1; # IFLA_VF_INFO: the list may end before
			my %v;
			walk($p + 4, $p + $len, sub { my ($type, $d) = @_;
				$v{index} = unpack 'L', substr $m, $d, 4 if $type == 1;
				$v{mac} = join ':', map { sprintf '%02x', $_ } unpack 'C6', substr $m, $d + 4, 6 if $type == 1;
				$v{vlan} = unpack 'L', substr $m, $d + 4, 4 if $type == 2;
				@v{'min', 'max'} = unpack 'LL', substr $m, $d + 4, 8 if $type == 6;
				$v{spoofchk} = unpack 'L', substr $m, $d + 4, 4 if $type == 4;
				$v{link} = unpack 'L', substr $m, $d + 4, 4 if $type == 5;
				$v{trust} = unpack 'L', substr $m, $d + 4, 4 if $type == 9;
			});
			print join(' ', @v{qw(index mac vlan min max spoofchk link trust)}), "\n";
			$p += ($len + 3) & ~3;
		}
		last;
	}
	$at += ($l + 3) & ~3;
}
PERL
kernel() {
	perl /tmp/kernel.pl "$pf"
}
# The same from vfstate.
shown() {
	vfstate show --format json | jq -r '.pfs[0].vfs[] | [.index, .mac, (.vlan.id // .vlan), .min_tx_rate, .max_tx_rate,
		(if .spoofchk then 1 else 0 end), ({auto: 0, enable: 1, disable: 2}[.link_state]), (if .trust then 1 else 0 end)] | join(" ")'
}
wanted() {
	for i in $(seq 0 $((n - 1))); do
		printf '%d 52:54:00:00:%02x:%02x %d %d %d 0 1 1\n' "$i" $((i / 256)) $((i % 256)) $((i + 1)) "$i" $((i + 1000))
	done
}

check "apply" exits 0 sh -c 'vfstate apply >/tmp/applied 2>&1'
kernel >/tmp/is
listed=$(wc -l </tmp/is)
if [ "$listed" = $n ]; then
	check "all of them are verified" grep -q '; verified\.$' /tmp/applied
else
	check "the kernel reports 256 of them" equal "$listed" 256
	check "the others are one warning" equal "$(grep -c 'not-verified' /tmp/applied)" 1
	check "which names them" grep -q 'warning: sim0: VF 256-511: this kernel reports the first 256 VFs of a PF only' /tmp/applied
	check "the last line says it" grep -q '; verified but for 256 VFs that this kernel does not report\.$' /tmp/applied
	check "show says it" sh -c 'vfstate show | grep -q "VF 256-511: this kernel reports the first 256 VFs"'
	check "in JSON too" equal "$(vfstate show --format json | jq '[.pfs[0].vfs[] | select(.reported | not)] | length')" 256
	check "a second apply says nothing of it" sh -c '! vfstate apply 2>&1 | grep -q not-verified'
fi
wanted | head -n "$listed" >/tmp/wanted
check "each one as configured" cmp /tmp/is /tmp/wanted
shown | head -n "$listed" >/tmp/shown
check "vfstate reads each one as the kernel has it" cmp /tmp/shown /tmp/is
# A list of 256 fits, so on Linux 7.3 ip shows all of it.
[ "$listed" = 256 ] || check "ip does not" sh -c "[ \$(ip link show $pf | grep -c '^ *vf ') -lt $n ]"
check "nothing is left to do" exits 0 vfstate plan

echo "# one VF of them is off"
one=$((listed - 12))
ip link set "$pf" vf $one vlan 7
check "exactly that is planned" equal "$(vfstate plan --format json | jq -c '[.pfs[].changes[] | [.vf, .change, .from.id // .from, .to.id // .to]]')" "[[$one,\"vlan\",7,$((one + 1))]]"
strace -f -o /tmp/trace -e trace=sendmsg,sendto vfstate apply >/dev/null 2>&1
check "one message corrects it" equal "$(grep -c 'sendmsg.*RTM_SETLINK' /tmp/trace)" 1
kernel >/tmp/is
check "each one as configured" cmp /tmp/is /tmp/wanted

echo "# no more messages are under way than the socket can hold"
sed -i 's/trust: on/trust: off/' $config
strace -f -o /tmp/trace -e trace=sendmsg,sendto,recvmsg,recvfrom -e abbrev=none -s 65536 vfstate apply >/dev/null 2>&1
check "one message per VF that is reported" equal "$(grep 'sendmsg(' /tmp/trace | grep -o 'nlmsg_type=RTM_SETLINK' | wc -l)" "$listed"
check "32 at once" equal "$(grep -c 'sendmsg.*nlmsg_type=RTM_SETLINK' /tmp/trace)" $((listed / 32))
check "each one answered" sh -c "[ \$(grep -c 'recvfrom.*nlmsg_type=NLMSG_ERROR.*error=0' /tmp/trace) -ge $listed ]"
check "none was lost" sh -c '! grep -q ENOBUFS /tmp/trace'
check "nothing is left to do" exits 0 vfstate plan
check "off again" sh -c "sed -i -e 's/numvfs: $n/numvfs: 0/' -e '/^    vf/,\$d' $config; vfstate apply"
finish
