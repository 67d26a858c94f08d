# More VFs than an answer of the kernel has room for by its own lengths: every one is read, set and verified.
. /vm/checks.sh
# Linux 7.3 ends the list of VFs in an answer after 256 of them (rtnl_vfinfo_cap).
case $(uname -r) in
6.*) n=512 ;;
*) n=256 ;;
esac
last=$((n - 12))
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
			my ($len) = unpack 'S', substr $m, $p, 2;
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

check "apply" exits 0 vfstate apply
kernel >/tmp/is
check "the kernel has all of them" equal "$(wc -l </tmp/is)" $n
wanted >/tmp/wanted
check "each one as configured" cmp /tmp/is /tmp/wanted
shown >/tmp/shown
check "vfstate reads each one as the kernel has it" cmp /tmp/shown /tmp/is
# A list of 256 fits, so on Linux 7.3 ip shows all of it.
[ $n = 256 ] || check "ip does not" sh -c "[ \$(ip link show $pf | grep -c '^ *vf ') -lt $n ]"
check "nothing is left to do" exits 0 vfstate plan

echo "# one VF of them is off"
ip link set "$pf" vf $last vlan 7
check "exactly that is planned" equal "$(vfstate plan --format json | jq -c '[.pfs[].changes[] | [.vf, .change, .from.id // .from, .to.id // .to]]')" "[[$last,\"vlan\",7,$((last + 1))]]"
strace -f -o /tmp/trace -e trace=sendmsg,sendto vfstate apply >/dev/null 2>&1
check "one message corrects it" equal "$(grep -c 'sendmsg.*RTM_SETLINK' /tmp/trace)" 1
kernel >/tmp/is
check "each one as configured" cmp /tmp/is /tmp/wanted

echo "# no more messages are under way than the socket can hold"
sed -i 's/trust: on/trust: off/' $config
strace -f -o /tmp/trace -e trace=sendmsg,sendto,recvmsg,recvfrom -e abbrev=none -s 65536 vfstate apply >/dev/null 2>&1
check "$n messages, one per VF" equal "$(grep 'sendmsg(' /tmp/trace | grep -o 'nlmsg_type=RTM_SETLINK' | wc -l)" $n
check "32 at once" equal "$(grep -c 'sendmsg.*nlmsg_type=RTM_SETLINK' /tmp/trace)" $((n / 32))
check "each one answered" sh -c "[ \$(grep -c 'recvfrom.*nlmsg_type=NLMSG_ERROR.*error=0' /tmp/trace) -ge $n ]"
check "none was lost" sh -c '! grep -q ENOBUFS /tmp/trace'
check "nothing is left to do" exits 0 vfstate plan

if [ $n = 256 ]; then
	echo "# more VFs than the kernel lists"
	sed -i "s/numvfs: $n/numvfs: 300/" $config
	check "what cannot be verified is an error" exits 1 vfstate apply --allow-disruptive
	check "and the message says why" sh -c 'vfstate plan 2>&1 | grep -q "this kernel tells of the first 256 VFs of a PF only"'
	check "the others are as configured" sh -c "vfstate plan --format json | jq -e '[.pfs[].changes[] | select(.vf < 256)] == []'"
	n=300
fi
check "off again" sh -c "sed -i -e 's/numvfs: $n/numvfs: 0/' -e '/^    vf/,\$d' $config; vfstate apply"
finish
