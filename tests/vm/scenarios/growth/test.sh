# Another number of VFs: what nobody configured comes back with them, and a number that is refused leaves what there was.
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
pf=$(netdev 0000:01:00.0)
numvfs=/sys/bus/pci/devices/0000:01:00.0/sriov_numvfs
# what: all that ip tells of the VFs, MACs of VF 0 to 2 and the rest of all
what() {
	ip -j -d link show "$pf" | jq -c '.[0].vfinfo_list[] | [.vf, (if .vf < 3 then .address else 0 end), .vlan_list, .rate, .spoofchk, .trust]'
}
check "vfstate.service ended well" boot_ended_well
ip link set "$pf" vf 1 vlan 300 qos 2
ip link set "$pf" vf 1 mac 52:54:00:21:00:01
ip link set "$pf" vf 2 mac 52:54:00:21:00:02
ip link set "$pf" vf 2 spoofchk off
ip link set "$pf" vf 3 max_tx_rate 200
check "what was set by hand is no difference" exits 0 vfstate plan
before=$(what)
echo "# $before"

echo "# the driver refuses the number"
modprobe refuse max=4 err=28
sed -i 's/numvfs: 4/numvfs: 6/' $config
check "apply fails" exits 1 vfstate apply --allow-disruptive
vfstate apply --allow-disruptive >/tmp/apply 2>&1
sed 's/^/# /' /tmp/apply
check "ENOSPC is told" grep -q 'ENOSPC\|No space left' /tmp/apply
check "that the former number is back, too" grep -q '4 VFs' /tmp/apply
check "and nothing else: one error" equal "$(grep -c 'error: ' /tmp/apply)" 1
check "4 VFs" equal "$(cat $numvfs)" 4
check "with all that they had" equal "$(what)" "$before"
check "autoprobe is on" equal "$(cat /sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe)" 1

echo "# killed as soon as the VFs are gone"
vfstate apply --allow-disruptive >/dev/null 2>&1 &
pid=$!
while [ -e /sys/bus/pci/devices/0000:01:00.0/virtfn0 ]; do :; done
kill -9 $pid
wait $pid 2>/dev/null
note=/run/vfstate/vfs.0000-01-00.0
check "what they had is noted, for root alone" equal "$(stat -c %a:%U $note)" 600:root
sed 's/^/# /' $note
check "no VFs" equal "$(cat $numvfs)" 0
vfstate plan >/tmp/plan
sed 's/^/# /' /tmp/plan
check "the plan has it" grep -q '= vlan .*300 qos 2 (kept)' /tmp/plan
check "another user is told that it cannot be read" sh -c "setpriv --reuid 65534 --clear-groups vfstate plan 2>&1 | grep -q 'warning:.*vfs.0000-01-00.0.*Permission denied'"
check "a copy of it is for no other PF" sh -c "cp -p $note /run/vfstate/vfs.0000-02-00.0; vfstate show --format json | jq -e '[.pfs[] | select(.pci == \"0000:02:00.0\") | .vfs_saved] == [null]'"
check "apply fails, since the number is refused" exits 1 vfstate apply --allow-disruptive
check "4 VFs" equal "$(cat $numvfs)" 4
check "with all that they had" equal "$(what)" "$before"
check "no note is left" equal "$(ls /run/vfstate | grep '^vfs')" ""

echo "# others make the VFs"
vfstate apply --allow-disruptive >/dev/null 2>&1 &
pid=$!
while [ -e /sys/bus/pci/devices/0000:01:00.0/virtfn0 ]; do :; done
kill -9 $pid
wait $pid 2>/dev/null
flock /run/vfstate/lock true
cp -p $note /tmp/note
echo 4 >$numvfs
sed -i 's/numvfs: 6/numvfs: 4/' $config
check "apply" exits 0 vfstate apply
check "they have what is configured, and nothing else" equal "$(vf "$pf" 0 '.vlan_list[0].vlan') $(vf "$pf" 1 '.vlan_list[0].vlan // 0')" "100 0"
check "the note is removed" equal "$(ls /run/vfstate | grep '^vfs')" ""
ip link set "$pf" vf 1 vlan 300 qos 2
ip link set "$pf" vf 1 mac 52:54:00:21:00:01
ip link set "$pf" vf 2 mac 52:54:00:21:00:02
ip link set "$pf" vf 2 spoofchk off
ip link set "$pf" vf 3 max_tx_rate 200
check "all that they had again" equal "$(what)" "$before"
sed -i 's/numvfs: 4/numvfs: 6/' $config
rmmod refuse

echo "# it takes it"
vfstate plan >/tmp/plan
sed 's/^/# /' /tmp/plan
check "the plan says what is kept" grep -q '= vlan .*300 qos 2 (kept)' /tmp/plan
check "apply" exits 0 vfstate apply
check "6 VFs" equal "$(cat $numvfs)" 6
check "those that there were have all that they had" equal "$(what | head -n 4)" "$before"
sed -i 's/numvfs: 6/numvfs: 3/' $config
vfstate plan >/tmp/plan
check "fewer: the plan says what is lost" grep -q -- '- max_tx_rate .*200 Mbit/s (lost)' /tmp/plan
check "apply" exits 0 vfstate apply
check "those that are left have all that they had" equal "$(what)" "$(printf '%s\n' "$before" | head -n 3)"
check "nothing is left to do" exits 0 vfstate plan

# grow_other NAME DRIVER FUNCTION: a PF whose VFs have no attributes goes back to one VF where a second one is refused; and so it does in the
# next run where the first is killed when the VF is gone.
grow_other() {
	local pci numvfs note pid
	echo "# $1"
	pci=$(basename "$(dirname "$(ls -d /sys/bus/pci/drivers/$2/*/sriov_totalvfs 2>/dev/null | head -n 1)")")
	numvfs=/sys/bus/pci/devices/$pci/sriov_numvfs
	note=/run/vfstate/vfs.$(echo "$pci" | tr : -)
	config=/etc/vfstate.d/20-other.yaml
	want() {
		printf '%s\n' "version: 1" "pfs:" "  other:" "    match: {pci: \"$pci\"}" "    numvfs: $1" "    vf_defaults: {driver: vfio-pci}" >$config
	}
	modprobe vfio-pci
	want 1
	check "$1: apply" exits 0 vfstate apply
	check "$1: one VF" equal "$(cat "$numvfs")" 1
	modprobe refuse max=1 err=28 sym=$3
	want 2
	check "$1: a second one is refused" exits 1 vfstate apply
	vfstate apply >/tmp/apply 2>&1
	sed 's/^/# /' /tmp/apply
	check "$1: that is told, and that the former one is back" grep -q 'created the former VF again' /tmp/apply
	check "$1: one VF" equal "$(cat "$numvfs")" 1
	check "$1: with its driver" equal "$(basename "$(readlink "/sys/bus/pci/devices/$(vf_pci "$pci" 0)/driver")")" vfio-pci
	vfstate apply >/dev/null 2>&1 &
	pid=$!
	while [ -e "/sys/bus/pci/devices/$pci/virtfn0" ]; do :; done
	kill -9 $pid
	wait $pid 2>/dev/null
	flock /run/vfstate/lock true
	check "$1: killed: no VF" equal "$(cat "$numvfs")" 0
	check "$1: how many there were is noted" grep -q 'numvfs: 1' "$note"
	check "$1: the next run fails" exits 1 vfstate apply
	check "$1: one VF" equal "$(cat "$numvfs")" 1
	check "$1: autoprobe is on" equal "$(cat "/sys/bus/pci/devices/$pci/sriov_drivers_autoprobe")" 1
	rmmod refuse
	check "$1: it takes it" exits 0 vfstate apply
	check "$1: two VFs" equal "$(cat "$numvfs")" 2
	check "$1: no note is left" equal "$(ls /run/vfstate | grep '^vfs')" ""
	rm $config
}
modprobe nvme
modprobe virtio-pci
udevadm settle
grow_other NVMe nvme pci_sriov_configure_simple
grow_other virtio-net virtio-pci pci_enable_sriov
finish
