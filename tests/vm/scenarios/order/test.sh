# Whoever configures networks finds the VFs as configured when it starts, on one host: ifupdown2, netplan with networkd and netplan
# with NetworkManager, each with a VF, and firewalld, which comes before vfstate. Each writes down what the VFs are like
# (record.conf). The scenario late has ifupdown.
. /vm/checks.sh

check "vfstate.service ended well" boot_ended_well
check "firewalld runs" started firewalld.service
check "vfstate.service started once firewalld ran" test "$(moment vfstate.service ExecMainStart)" -gt "$(moment firewalld.service ActiveEnter)"
vf=0
for unit in networking.service systemd-networkd.service NetworkManager.service; do
	check "$unit starts" started $unit
	check "$unit found the VFs as configured" equal "$(recorded $unit)" "52:54:00:21:00:00 100 52:54:00:21:00:01 101 52:54:00:21:00:02 102"
	check "$unit gives its VF the address" has_address enp1s0v$vf 192.0.2.1$vf
	vf=$((vf + 1))
done
check "all is as configured" exits 0 vfstate plan
check "there was no ordering cycle" sh -c '! journalctl -b -q | grep -i "ordering cycle"'
check "no unit failed" equal "$(systemctl --failed --no-legend)" ""
# As systemd-analyze critical-chain, which waits for the end of the boot, and that for this test.
for unit in dbus.service firewalld.service vfstate.service network-pre.target networking.service systemd-networkd.service NetworkManager.service; do
	echo "# $unit: from $(($(moment $unit InactiveExit) / 1000)) to $(($(moment $unit ActiveEnter) / 1000)) ms"
done
finish
