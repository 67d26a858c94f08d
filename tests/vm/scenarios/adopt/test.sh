# A host that was set up with sysfs and ip alone is adopted: what export prints plans nothing, and then rules.
. /vm/checks.sh
pf=$(netdev 0000:01:00.0)
other=$(netdev 0000:02:00.0)
ip link property add dev "$other" altname an-alternative-name

ip link set "$pf" up
echo 4 >/sys/bus/pci/devices/0000:01:00.0/sriov_numvfs
udevadm settle
for _ in $(seq 50); do [ "$(cat "/sys/class/net/$pf/carrier")" = 1 ] && break; sleep 0.1; done
ip link set "$pf" vf 0 vlan 100 qos 3 max_tx_rate 200
ip link set "$pf" vf 1 vlan 200 spoofchk off
ip link set "$pf" vf 2 trust on
before=$(ip -j -d link show "$pf" | jq -c '.[0].vfinfo_list')

check "export ends well" exits 0 vfstate export --output /tmp/host.yaml
sed 's/^/# /' /tmp/host.yaml
check "it is a good configuration" exits 0 vfstate check /tmp/host.yaml
check "it plans nothing" exits 0 vfstate plan /tmp/host.yaml
check "the VLAN with its priority is in it" grep -q '0: {.*vlan: {id: 100, qos: 3}, max_tx_rate: 200' /tmp/host.yaml
cp /tmp/host.yaml /etc/vfstate.d/10-host.yaml 2>/dev/null || { mkdir -p /etc/vfstate.d; cp /tmp/host.yaml /etc/vfstate.d/10-host.yaml; }
check "apply of it writes nothing" exits 0 strace -f -o /tmp/first -e trace=openat,sendto,sendmsg vfstate apply
check "no RTM_SETLINK" equal "$(grep -c RTM_SETLINK /tmp/first)" 0
check "the VFs are as they were" equal "$(ip -j -d link show "$pf" | jq -c '.[0].vfinfo_list')" "$before"

echo "# after a boot it is the same host: no VFs, the PF down, then apply"
echo 0 >/sys/bus/pci/devices/0000:01:00.0/sriov_numvfs
ip link set "$pf" down
check "apply brings it back" exits 0 vfstate apply
check "every VF is as it was, its MAC too" equal "$(ip -j -d link show "$pf" | jq -c '.[0].vfinfo_list')" "$before"

echo "# a MAC that ip link gave a VF whose driver was bound: its interface has not taken it, and it is not lost"
ip link set "$pf" vf 3 mac 52:54:00:21:00:33
check "export has it" sh -c "vfstate export | grep -q '3: {mac: \"52:54:00:21:00:33\"'"
check "and says that the driver restarts for it" sh -c "vfstate export | grep -q '# VF 3: apply restarts its driver'"
ip link set "$pf" vf 3 mac "$(echo "$before" | jq -r '.[] | select(.vf == 3) | .address')"

echo "# VMs that only libvirt knows"
mkdir -p -m 0700 /etc/libvirt/qemu
cat >/etc/libvirt/qemu/adopted.xml <<EOF
<domain type='kvm'><name>adopted</name><devices><interface type='hostdev' managed='yes'><mac address='52:54:00:21:00:44'/>
<source><address type='pci' $(vfstate show --format json | jq -r '.pfs[0].vfs[3].pci' |
	sed "s/\(.*\):\(.*\):\(.*\)\.\(.*\)/domain='0x\1' bus='0x\2' slot='0x\3' function='0x\4'/")/></source>
</interface></devices></domain>
EOF
check "their VFs are theirs" sh -c "vfstate export | grep -A2 '^  adopted:' | grep -q 'net0: {vf: .*/3}'"
check "with their MACs" sh -c "vfstate export | grep -q '3: {mac: \"52:54:00:21:00:44\"'"
check "show names them" sh -c "vfstate show adopted | grep -q 'VM adopted, interface net0'"
rm /etc/libvirt/qemu/adopted.xml

echo "# what is changed by hand from now on is put back"
ip link set "$pf" vf 1 vlan 7
check "apply repairs it" exits 0 vfstate apply
check "the kernel has it" equal "$(vf "$pf" 1 '.vlan_list[0].vlan')" 200

echo "# drop-ins: one VLAN of a vendor's file is another one on this host"
mkdir -p /usr/lib/vfstate.d
mv /etc/vfstate.d/10-host.yaml /usr/lib/vfstate.d/10-host.yaml
name=$(sed -n 's/^  \(.*\):$/\1/p' /usr/lib/vfstate.d/10-host.yaml | head -n 1)
printf 'version: 1\npfs:\n  %s:\n    vfs:\n      1: {vlan: 201}\n' "$name" >/etc/vfstate.d/20-site.yaml
check "exactly that is planned" equal "$(vfstate plan --format json | jq -c '[.pfs[].changes[] | [.change, .vf, .to.id]]')" '[["vlan",1,201]]'
check "apply does it" exits 0 vfstate apply
check "the kernel has that too" equal "$(vf "$pf" 1 '.vlan_list[0].vlan')" 201

echo "# files that others than root can write"
cp /etc/vfstate.d/20-site.yaml /tmp/20-site.yaml
sed -i 's/201/202/' /etc/vfstate.d/20-site.yaml
chmod 0777 /etc/vfstate.d
check "a directory that others can write is refused" exits 78 vfstate apply
check "and named" sh -c 'vfstate apply 2>&1 | grep -q "/etc/vfstate.d is writable by users other than root (mode 0777) .untrusted-file"'
check "plan warns of it" sh -c 'vfstate plan 2>&1 | grep -q "warning: apply will not trust /etc/vfstate.d"'
chmod 0755 /etc/vfstate.d
mkdir -m 0777 /tmp/anybody
mv /etc/vfstate.d/20-site.yaml /tmp/anybody/
ln -s /tmp/anybody/20-site.yaml /etc/vfstate.d/20-site.yaml
check "so is a link into one" exits 78 vfstate apply
check "nothing was changed" equal "$(vf "$pf" 1 '.vlan_list[0].vlan')" 201
check "root may say otherwise" exits 0 vfstate apply --allow-untrusted
check "then it is done" equal "$(vf "$pf" 1 '.vlan_list[0].vlan')" 202
rm /etc/vfstate.d/20-site.yaml
cp /tmp/20-site.yaml /etc/vfstate.d/20-site.yaml
check "back to what it was" exits 0 vfstate apply

echo "# selectors on real hardware"
printf 'version: 1\npfs: {a: {match: {netdev: an-alternative-name}, link: up}}\n' >/tmp/altname.yaml
check "an alternative name finds the PF" equal "$(vfstate plan --format json /tmp/altname.yaml | jq -c '[.pfs[].pci]')" '["0000:02:00.0"]'
printf 'version: 1\npfs: {a: {match: {mac: "%s"}, link: up}}\n' "$(cat "/sys/class/net/$other/address")" >/tmp/mac.yaml
check "so does the permanent MAC" equal "$(vfstate plan --format json /tmp/mac.yaml | jq -c '[.pfs[].pci]')" '["0000:02:00.0"]'
printf 'version: 1\npfs: {a: {match: {driver: igb}}}\n' >/tmp/driver.yaml
check "a driver that two PFs have does not" sh -c 'vfstate plan /tmp/driver.yaml 2>&1 | grep -qF "[pf-ambiguous]"'
printf 'version: 1\npfs: {a: {match: {driver: mlx5_core}, optional: on, numvfs: 8}}\n' >/tmp/optional.yaml
check "what may be missing is not an error" exits 0 vfstate apply /tmp/optional.yaml
echo "# putting back"
config=/root/undo.yaml
state() {
	ip -j -d link show "$pf" | jq -c '[.[0].vfinfo_list[] | {vf, address, vlan_list, rate, spoofchk, trust}]'
}
# igb takes no rate above its link's speed, and says so only when it is written.
cat >$config <<EOF
version: 1
pfs:
  up0:
    match: {pci: "0000:01:00.0"}
    vf_defaults: {vlan: 300, trust: on}
    vfs: {0: {max_tx_rate: 5000}}
EOF
check "without the option, what did not fail stays" exits 1 vfstate apply $config
check "the VLAN among it" equal "$(vf "$pf" 1 '.vlan_list[0].vlan')" 300
sed -i 's/300/301/' $config
before=$(state)
check "with --revert-on-failure the run fails too" exits 1 sh -c "vfstate apply --revert-on-failure $config >/tmp/reverted 2>&1"
check "and everything is as before" equal "$(state)" "$before"
check "it was changed meanwhile" grep -qE 'up0 VF [0-9,-]+ vlan: 300 -> 301: done' /tmp/reverted
check "the way back is a plan" grep -q '~ vlan  *301 -> 300' /tmp/reverted
check "and was walked" grep -q '^Reverted: [0-9]* of [0-9]* changes; verified.$' /tmp/reverted
sed -i 's/max_tx_rate: 5000/link_state: enable/' $config
check "what is not possible from the start begins nothing" exits 1 strace -f -o /tmp/nothing -e trace=sendto,sendmsg vfstate apply --revert-on-failure $config
check "so there is nothing to put back" equal "$(grep -c RTM_SETLINK /tmp/nothing)" 0

sed -i 's/{link_state: enable}/{spoofchk: off}/' $config
check "nobody confirms" exits 1 sh -c "vfstate apply --confirm 2 $config </dev/null >/tmp/unconfirmed 2>&1"
check "without a terminal a signal is asked for" grep -q '^vfstate: run kill -USR1 [0-9]* within 2 s to keep' /tmp/unconfirmed
check "so everything is as before" equal "$(state)" "$before"
check "and that is told" grep -qF '[not-confirmed]' /tmp/unconfirmed
printf 'vfstate apply --confirm 2 %s\n\necho next\n' "$config" >/tmp/script
bash -s </tmp/script >/tmp/unconfirmed 2>&1
check "a script on standard input does not confirm" grep -qF '[not-confirmed]' /tmp/unconfirmed
check "and stays whole" grep -qx next /tmp/unconfirmed
check "so everything is as before again" equal "$(state)" "$before"

# on_terminal ANSWER: a run that a terminal confirms so, once it has asked.
on_terminal() {
	rm -f /tmp/keys /tmp/terminal
	mkfifo /tmp/keys
	script -qefc "vfstate apply --confirm 20 $config" /tmp/terminal </tmp/keys >/dev/null &
	run=$!
	exec 9>/tmp/keys
	echo >&9 # before the question
	for i in $(seq 200); do
		grep -q 'press ENTER' /tmp/terminal && break
		sleep 0.1
	done
	echo "$1" >&9
	wait "$run" && code=0 || code=$?
	exec 9>&-
}
on_terminal ""
check "ENTER on a terminal keeps it" equal $code 0
check "as it is" equal "$(vf "$pf" 0 '[.vlan_list[0].vlan, .spoofchk]')" '[301,false]'

# asked VLAN: starts a run that waits for its confirmation.
asked() {
	sed -i "s/vlan: [0-9]*/vlan: $1/" $config
	vfstate apply --confirm 60 $config </dev/null >/tmp/asked 2>&1 &
	run=$!
	for i in $(seq 200); do
		grep -q 'kill -USR1' /tmp/asked && return
		sleep 0.1
	done
}
asked 302
kill -USR1 "$run"
wait "$run" && code=0 || code=$?
check "so does SIGUSR1" equal $code 0
check "and that is kept too" equal "$(vf "$pf" 0 '.vlan_list[0].vlan')" 302
asked 303
kill -HUP "$run"
sleep 0.05
kill -HUP "$run" # bash passes it on, and the kernel sends it too
wait "$run" && code=0 || code=$?
check "a connection that is lost puts it back at once" equal "$code $(vf "$pf" 0 '.vlan_list[0].vlan')" "1 302"
asked 303
ip netns add guest
ip link set "${pf}v0" netns guest
kill -HUP "$run"
wait "$run" && code=0 || code=$?
check "but not from who uses the VF by then" equal "$code $(vf "$pf" 0 '.vlan_list[0].vlan') $(vf "$pf" 1 '.vlan_list[0].vlan')" "1 303 302"
check "which is told" sh -c "grep -F '[not-reverted]' /tmp/asked | grep -q 'vlan of up0 VF 0 could not be reverted: VF 0 is in use'"
ip netns del guest
sed -i 's/303/302/' $config
vfstate apply $config >/dev/null
check "where nothing is changed, nothing is asked" sh -c "vfstate apply --confirm 20 $config </dev/null 2>&1 | grep -q 'nothing to confirm'"

echo "# putting back VFs that were removed"
before=$(state)
cat >/root/fewer.yaml <<EOF
version: 1
pfs: {up0: {match: {pci: "0000:01:00.0"}, numvfs: 1, vf_defaults: {vlan: 310}}}
EOF
check "nobody confirms another number of VFs" exits 1 sh -c "vfstate apply --confirm 1 /root/fewer.yaml </dev/null >/tmp/fewer 2>&1"
check "they were removed" grep -q 'up0 numvfs: [0-9]* -> 1: done' /tmp/fewer
check "they are back, with all that they had" equal "$(state)" "$before"
check "and that was verified" grep -q '^Reverted: .*; verified.$' /tmp/fewer
check "nothing was to be warned of" sh -c "! grep -qF '[undo-partial]' /tmp/fewer"

echo "# the MTU of a PF"
cat >$config <<EOF
version: 1
pfs:
  up0: {match: {pci: "0000:01:00.0"}, mtu: 9000}
EOF
check "plan says what it does to the link" sh -c "vfstate plan $config | grep -q '~ mtu  *1500 -> 9000  *blinks-pf'"
check "apply" exits 0 vfstate apply $config
check "the kernel has it" equal "$(cat "/sys/class/net/$pf/mtu")" 9000
sed -i 's/9000/20000/' $config
check "what the driver does not take" exits 1 sh -c "vfstate apply $config >/tmp/mtu 2>&1"
check "is told, in the kernel's words" grep -q 'mtu is 9000, not 20000: .*mtu greater than device maximum' /tmp/mtu
finish
