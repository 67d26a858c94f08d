# VFs of a real igb between igbvf, vfio-pci and no driver at all.
. /vm/checks.sh
config=/etc/vfstate.d/10-pool.yaml
pf=$(netdev 0000:01:00.0)

# driver INDEX: which one the VF has; "none" without.
driver() {
	basename "$(readlink "/sys/bus/pci/devices/$(vf_pci 0000:01:00.0 "$1")/driver" || echo none)"
}
drivers() {
	for i in 0 1 2 3 4; do driver $i; done | tr '\n' ' '
}
override() {
	cat "/sys/bus/pci/devices/$(vf_pci 0000:01:00.0 "$1")/driver_override"
}
macs() {
	ip -j link show "$pf" | jq -c '[.[0].vfinfo_list[] | .mac // .address]'
}
want() {
	sed -i "s/^      $1: .*/      $1: {driver: $2}/" $config
}

echo "# after the boot"
check "vfstate.service ended well" boot_ended_well
check "each VF has its driver" equal "$(drivers)" "vfio-pci vfio-pci vfio-pci none igbvf "
check "those for vfio-pci never met igbvf, nor did the one for none" equal "$(journalctl -b -k | grep -c 'igbvf 0000:01:10.[0246]')" 0
check "igbvf had the other one" sh -c "journalctl -b -k | grep -q 'igbvf $(vf_pci 0000:01:00.0 4)'"
check "autoprobe is on" equal "$(cat /sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe)" 1
check "nothing is left to do" exits 0 vfstate plan
before=$(macs)

echo "# igbvf's module goes and comes: the VF for none stays without"
modprobe -r igbvf
modprobe igbvf
udevadm settle
check "each VF has its driver again" equal "$(drivers)" "vfio-pci vfio-pci vfio-pci none igbvf "

echo "# one VF to the host, one to vfio-pci, one to nothing"
sed -i 's/^      3:/      0: {driver: default}\n      3:/' $config
want 3 vfio-pci
want 4 none
check "plan says what it does to them" sh -c 'vfstate plan | grep -q "~ driver  *vfio-pci -> default  *rebinds-vf"'
check "apply" exits 0 strace -f -o /tmp/moved -e trace=openat,socket vfstate apply
check "what it waits for it hears of from udevd" grep -q 'NETLINK_KOBJECT_UEVENT' /tmp/moved
check "each VF has its driver" equal "$(drivers)" "igbvf vfio-pci vfio-pci vfio-pci none "
check "the others were not touched" equal "$(grep 'O_WRONLY' /tmp/moved | grep -cE "$(vf_pci 0000:01:00.0 1)|$(vf_pci 0000:01:00.0 2)")" 0
check "the override of the first is gone" equal "$(override 0)" "(null)"
check "the MACs are what they were" equal "$(macs)" "$before"
check "the host's netdev has its VF's MAC" equal "$(cat "/sys/bus/pci/devices/$(vf_pci 0000:01:00.0 0)"/net/*/address)" "$(vf "$pf" 0 '.mac // .address' | tr -d '"')"
check "nothing is left to do" exits 0 vfstate plan

echo "# and back"
sed -i '/^      0:/d' $config
want 3 none
want 4 default
check "apply" exits 0 vfstate apply
check "each VF has its driver" equal "$(drivers)" "vfio-pci vfio-pci vfio-pci none igbvf "
check "the MACs are what they were" equal "$(macs)" "$before"

echo "# the network interface of a VF that stays on the host"
vf_netdev() {
	ip -j link show "$(netdev "$(vf_pci 0000:01:00.0 4)")" | jq -c '[.[0].mtu, (.[0].flags | contains(["UP"]))]'
}
check "as its driver makes it" equal "$(vf_netdev)" '[1500,false]'
want 4 "default, mtu: 1400, link: up"
check "plan tells both" sh -c 'vfstate plan | grep -A2 "VF 4" | tr -d "\n" | grep -q "mtu *1500 -> 1400.*link *down -> up"'
check "apply" exits 0 vfstate apply
check "the kernel has both" equal "$(vf_netdev)" '[1400,true]'
check "nothing is left to do" exits 0 vfstate plan
want 4 "default, mtu: 1350, link: up"
check "nobody uses it, so another MTU is set" exits 0 vfstate apply
check "the kernel has that" equal "$(vf_netdev)" '[1350,true]'
ip address add 192.0.2.4/24 dev "$(netdev "$(vf_pci 0000:01:00.0 4)")"
want 4 "default, mtu: 1300, link: up"
check "another MTU interrupts who uses it, and is refused" exits 75 vfstate apply
check "and not done" equal "$(vf_netdev)" '[1350,true]'
check "with permission it is" exits 0 vfstate apply --allow-disruptive
check "the kernel has it" equal "$(vf_netdev)" '[1300,true]'

echo "# on a VF whose netdev is up: only with permission"
want 4 vfio-pci
check "apply refuses" exits 75 vfstate apply
check "the VF is still there" equal "$(driver 4)" igbvf
check "with permission it goes" exits 0 vfstate apply --allow-disruptive
check "to vfio-pci" equal "$(driver 4)" vfio-pci
want 4 "default, link: up"
check "back to the host, up" exits 0 vfstate apply
check "the kernel has it up" equal "$(vf_netdev)" '[1500,true]'
want 4 vfio-pci
check "without a user it goes without permission" exits 0 vfstate apply
check "to vfio-pci too" equal "$(driver 4)" vfio-pci

echo "# drivers that do not take it"
want 4 ixgbevf
check "a driver for other hardware" exits 1 sh -c 'vfstate apply >/tmp/ixgbevf 2>&1'
check "is told" grep -q 'pool0 VF 4: driver is .*, not ixgbevf: No such device: the driver did not take the VF' /tmp/ixgbevf
want 4 vfio-pci
check "the next run repairs it" exits 0 vfstate apply
want 4 none
check "one VF less" exits 0 vfstate apply
for i in 0 1 2; do
	vf_pci 0000:01:00.0 $i >/sys/bus/pci/drivers/vfio-pci/unbind
done
modprobe -r vfio_pci
check "vfio-pci without its module" exits 1 vfstate plan
check "is told before anything is written" sh -c 'vfstate plan | grep -q "not possible: the driver vfio-pci is not loaded: modprobe vfio-pci"'
modprobe vfio-pci
check "and goes with it" exits 0 vfstate apply
check "all of them" equal "$(drivers)" "vfio-pci vfio-pci vfio-pci none none "
finish
