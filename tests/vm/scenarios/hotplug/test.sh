# A driver that takes a PF again has no VFs: they come back without anybody's help.
. /vm/checks.sh
xml=/run/vfstate/libvirt/web01

# runs: how many instances were started since the boot. Each says so once, when it is done or has nothing to do.
runs() {
	journalctl -b -q -o cat -u 'vfstate-pf@*' | grep -c '^Starting vfstate-pf@'
}
numbers() {
	for pf in 01 02 03 04; do
		cat /sys/bus/pci/devices/0000:$pf:00.0/sriov_numvfs
	done | tr '\n' ' '
}
# comes_back WORDS COMMAND...: all that was configured is there again after COMMAND.
comes_back() {
	local words=$1
	shift
	check "$words" "$@"
	check "$words: all runs end" settled
	check "$words: the VFs are back" equal "$(numbers)" "3 2 2 2 "
	check "$words: as configured" exits 0 vfstate plan
	check "$words: the XML is what it was" diff -r $xml /tmp/xml
	check "$words: no run failed" equal "$(systemctl --failed --no-legend)" ""
}
rebind() {
	local driver
	driver=$(readlink -f "/sys/bus/pci/devices/$1/driver") &&
		echo "$1" >"$driver/unbind" && echo "$1" >"$driver/bind"
}

echo "# after the boot"
check "vfstate.service ended well" boot_ended_well
check "all runs end" settled
check "the VFs are there" equal "$(numbers)" "3 2 2 2 "
check "as configured" exits 0 vfstate plan
check "no unit failed" equal "$(systemctl --failed --no-legend)" ""
cp -r $xml /tmp/xml

before=$(cat /run/vfstate/seqnum)
sed -i 's/numvfs: 3/numvfs: 2/' /etc/vfstate.d/10-host.yaml
check "an event that a run has seen" systemctl start "vfstate-pf@0000:01:00.0-$before.service"
check "changes nothing" equal "$(numbers)" "3 2 2 2 "
check "the next one" systemctl start "vfstate-pf@0000:01:00.0-$((before + 1)).service"
check "is reconciled" equal "$(numbers)" "2 2 2 2 "
check "a run for one PF is none for the others" equal "$(cat /run/vfstate/seqnum)" "$before"
sed -i '0,/numvfs: 2/s//numvfs: 3/' /etc/vfstate.d/10-host.yaml

echo "# drivers"
comes_back "igb is loaded again" sh -c 'modprobe -r igbvf igb && modprobe igb'
check "the MAC of the VF is the configured one" equal "$(vf "$(netdev 0000:01:00.0)" 0 '.mac // .address')" '"52:54:00:21:00:00"'
check "so is its VLAN" equal "$(vf "$(netdev 0000:01:00.0)" 0 '.vlan_list[0].vlan')" 100
check "a VF without a driver has none" test ! -e "/sys/bus/pci/devices/$(vf_pci 0000:01:00.0 1)/driver"
comes_back "igb is loaded again, twice" sh -c 'modprobe -r igbvf igb && modprobe igb && udevadm settle && modprobe -r igbvf igb && modprobe igb'
before=$(runs)
comes_back "igb is taken off a PF and put back" rebind 0000:02:00.0
check "that starts one run" equal "$(runs)" $((before + 1))
check "which is about no other PF" sh -c '! journalctl -b -q -o cat -u "vfstate-pf@0000:02:00.0-*" | grep -v "uplink0: waiting" | grep -E "uplink0|disk0|virtio0"'
comes_back "nvme is loaded again" sh -c 'modprobe -r nvme && modprobe nvme'
comes_back "virtio-pci is taken off a PF and put back" rebind 0000:04:00.0

echo "# devices"
comes_back "a PF is removed and found again" \
	sh -c 'echo 1 >/sys/bus/pci/devices/0000:02:00.0/remove && echo 1 >/sys/bus/pci/rescan'
comes_back "three times in a row" sh -c 'for i in 1 2 3; do
	echo 0000:02:00.0 >/sys/bus/pci/drivers/igb/unbind && echo 0000:02:00.0 >/sys/bus/pci/drivers/igb/bind || exit 1; done'

echo "# what starts nothing"
before=$(runs)
for action in add change; do
	udevadm trigger --action=$action /sys/bus/pci/devices/0000:01:00.0 /sys/class/net/"$(netdev 0000:01:00.0)"
done
sed -i 's/vlan: 100/vlan: 101/; s/numvfs: 3/numvfs: 2/' /etc/vfstate.d/10-host.yaml
check "another number of VFs" exits 0 vfstate apply
check "all runs end" settled
check "neither triggers nor vfstate's own writes start a run" equal "$(runs)" "$before"

echo "# for whom nobody asked"
systemctl disable -q vfstate.service
rebind 0000:02:00.0
check "all runs end" settled
check "without vfstate.service enabled the PF stays as it is" equal "$(cat /sys/bus/pci/devices/0000:02:00.0/sriov_numvfs)" 0
check "and no unit failed" equal "$(systemctl --failed --no-legend)" ""
finish
