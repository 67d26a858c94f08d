# A PF without a netdev: an NVMe controller, whose VFs go to VMs.
. /vm/checks.sh
modprobe nvme
modprobe vfio-pci
udevadm settle
pf=$(basename "$(dirname "$(ls -d /sys/bus/pci/drivers/nvme/*/sriov_totalvfs)")")
config=/etc/vfstate.d/10-nvme.yaml
mkdir -p /etc/vfstate.d

# want LINES...: of the PF, and of VMs behind it
want() {
	printf '%s\n' "version: 1" "pfs:" "  disk0:" "    match: {pci: \"$pf\"}" "$@" >$config
}
driver() {
	basename "$(readlink "/sys/bus/pci/devices/$(vf_pci "$pf" "$1")/driver" || echo none)"
}

check "the PF can have 2 VFs" equal "$(cat "/sys/bus/pci/devices/$pf/sriov_totalvfs")" 2
check "show finds it, and says what it lacks" sh -c "vfstate show | grep -A2 '^$pf' | grep -q 'no netdev'"

echo "# VFs for VMs"
want "    numvfs: 2" "    vf_defaults: {driver: vfio-pci}" "vms:" "  db01: {interfaces: {disk: {vf: disk0/1}}}"
check "plan finds a difference" exits 2 vfstate plan
check "apply" exits 0 vfstate apply
check "two VFs" equal "$(cat "/sys/bus/pci/devices/$pf/sriov_numvfs")" 2
check "both bound to vfio-pci" equal "$(driver 0) $(driver 1)" "vfio-pci vfio-pci"
check "autoprobe is on again" equal "$(cat "/sys/bus/pci/devices/$pf/sriov_drivers_autoprobe")" 1
check "nothing is left to do" exits 0 vfstate plan
xml=/run/vfstate/libvirt/db01/disk.xml
check "the binding is a hostdev" grep -q '^<hostdev mode="subsystem" type="pci" managed="yes">' $xml
address=$(printf '%04x:%02x:%02x.%x' $(grep '<address' $xml | grep -o '0x[0-9a-f]*'))
check "with the address of VF 1" equal "$address" "$(vf_pci "$pf" 1)"
echo "<domain type='qemu'><name>db01</name><memory>65536</memory><os><type arch='x86_64' machine='q35'>hvm</type></os></domain>" >/tmp/db01.xml
check "libvirt takes the domain" virsh -q define /tmp/db01.xml
check "libvirt takes the <hostdev>" virsh -q attach-device db01 $xml --config

echo "# the host's own driver gives up VFs that nobody has brought online"
want "    numvfs: 0"
vfstate apply >/dev/null
want "    numvfs: 2"
vfstate plan >/tmp/plan 2>&1
check "the plan warns of it" grep -qF '[vfs-offline]' /tmp/plan
from=$(date +%s)
vfstate apply >/tmp/offline 2>&1
echo "# exit $?"
sed "s/^/# /" /tmp/offline
check "two VFs" equal "$(cat "/sys/bus/pci/devices/$pf/sriov_numvfs")" 2
check "no driver" equal "$(driver 0) $(driver 1)" "none none"
check "they are offline, and not called verified" grep -q "2 VFs are offline, not verified" /tmp/offline
check "nobody waited for them" test "$(($(date +%s) - from))" -lt 30

echo "# what such a PF cannot have is an error at its line"
want "    numvfs: 2" "    link: up" "    vf_defaults: {driver: vfio-pci, vlan: 7, msix_vectors: 4}"
check "plan refuses it" exits 1 vfstate plan
vfstate plan >/tmp/plan 2>&1
check "link" grep -q "the PF has no netdev ($config:6)" /tmp/plan
check "vlan" grep -q "the PF has no netdev to set it through ($config:7)" /tmp/plan
sed "s/^/# /" /tmp/plan
check "msix_vectors" grep -q "the driver nvme does not share out interrupt vectors ($config:7)" /tmp/plan

echo "# a VF that the host uses, through its device file"
controller=/dev/$(ls "/sys/bus/pci/devices/$pf/nvme")
want "    numvfs: 0"
check "without VFs" exits 0 vfstate apply
echo 0 >"/sys/bus/pci/devices/$pf/sriov_drivers_autoprobe"
echo 2 >"/sys/bus/pci/devices/$pf/sriov_numvfs"
for cntlid in 1 2; do
	check "controller $cntlid is online" nvme-online "$controller" $cntlid
	check "and has a disk" nvme-attach "$controller" $cntlid $cntlid
done
echo 1 >"/sys/bus/pci/devices/$pf/sriov_drivers_autoprobe"
for index in 0 1; do
	vf_pci "$pf" $index >/sys/bus/pci/drivers_probe
done
udevadm settle
file=$(ls "/sys/bus/pci/devices/$(vf_pci "$pf" 1)/nvme")
check "its controller is live" sh -c "for i in \$(seq 100); do grep -q live /sys/class/nvme/$file/state && exit; sleep 0.1; done; exit 1"

echo "# a disk that the kernel uses"
disk=$(ls "/sys/bus/pci/devices/$(vf_pci "$pf" 1)/nvme/$file" | sed -n 's/^\(nvme[0-9]*\)\(c[0-9]*\)*\(n[0-9]*\)$/\1\3/p')
other=$(ls "/sys/bus/pci/devices/$(vf_pci "$pf" 0)/nvme/"* | sed -n 's/^\(nvme[0-9]*\)\(c[0-9]*\)*\(n[0-9]*\)$/\1\3/p')
check "VF 1 has the disk ${disk:=none}, VF 0 the disk ${other:=none}" test -b "/dev/$disk" -a -b "/dev/$other" -a "$disk" != "$other"
want "    numvfs: 2" "    vfs: {1: {driver: vfio-pci}}"
modprobe configfs
mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config

# idle WORDS: nothing keeps the disk of VF 1.
idle() {
	udevadm settle
	check "$1: idle" exits 2 vfstate plan
	check "$1: nobody is named" sh -c "! vfstate plan | grep 'in use'"
}
# held WORDS PATTERN: somebody does, and is named; by the unit, in its sandbox, as well.
held() {
	local words=$1 pattern=$2
	check "$words: refused" exits 75 vfstate plan
	check "$words: who it is" sh -c "vfstate plan | grep -q 'refused: VF 1 is in use: its disk is in use: $pattern' || { vfstate plan; exit 1; }"
	systemctl reset-failed vfstate.service 2>/dev/null || true
	check "$words: the unit fails" sh -c "! systemctl restart vfstate.service"
	journalctl -q -o cat "_SYSTEMD_INVOCATION_ID=$(systemctl show -p InvocationID --value vfstate.service)" >/tmp/unit
	check "$words: since it is in use" sh -c "grep -q 'in use: $pattern' /tmp/unit || { cat /tmp/unit; exit 1; }"
	check "$words: the VF has kept its driver" equal "$(driver 1)" nvme
}

idle "nobody uses it"
udevadm monitor --kernel --udev --subsystem-match=block >/tmp/events &
monitor=$!
sleep 1
check "the plan asks for claims" sh -c "strace -f -e trace=openat vfstate plan 2>&1 | grep -q '/dev/$disk\", .*O_EXCL'"
check "and of the disk that nothing is wanted of not" sh -c "! strace -f -e trace=openat vfstate plan 2>&1 | grep '/dev/$other'"
check "show does not" sh -c "! strace -f -e trace=openat vfstate show 2>&1 | grep O_EXCL"
sleep 1
kill $monitor
wait $monitor || true
check "udev does not notice" sh -c "! grep $disk /tmp/events"

subsystem=/sys/kernel/config/nvmet/subsystems/nqn.2026-01.org.example:disk
modprobe nvmet
mkdir $subsystem $subsystem/namespaces/1
printf '/dev/%s' "$disk" >$subsystem/namespaces/1/device_path
idle "in nvmet, not enabled"
echo 1 >$subsystem/namespaces/1/enable
held "nvmet" "$disk exported by nvmet as nqn.2026-01.org.example:disk/1"
echo 0 >$subsystem/namespaces/1/enable
idle "nvmet does not export it any more"
printf '%s' "$(find /dev/disk/by-id -lname "*/$disk" -name "*_$(cat "/sys/block/$disk/nsid")")" >$subsystem/namespaces/1/device_path
echo 1 >$subsystem/namespaces/1/enable
held "nvmet, by $(cat $subsystem/namespaces/1/device_path)" "$disk exported by nvmet as nqn.2026-01.org.example:disk/1"
echo 0 >$subsystem/namespaces/1/enable
printf '/dev/%s' "$other" >$subsystem/namespaces/1/device_path
echo 1 >$subsystem/namespaces/1/enable
idle "nvmet exports the disk of the other VF"
rmdir $subsystem/namespaces/1
if [ -d $subsystem/passthru ]; then
	printf '/dev/%s' "$file" >$subsystem/passthru/device_path
	idle "in nvmet as a controller, not enabled"
	echo 1 >$subsystem/passthru/enable
	held "nvmet as a controller" "$file exported by nvmet as nqn.2026-01.org.example:disk"
	echo 0 >$subsystem/passthru/enable
fi
rmdir $subsystem

loop=$(losetup -f --show "/dev/$disk")
held "a loop device" "$disk below $(basename "$loop")"
losetup -d "$loop"
idle "without the loop device"
cp -a "/dev/$disk" /root/disk
loop=$(losetup -f --show /root/disk)
held "a loop device by another path" "$disk below $(basename "$loop")"
losetup -d "$loop"
rm /root/disk
loop=$(losetup -f --show "/dev/$other")
idle "a loop device over the disk of the other VF"
losetup -d "$loop"

target=/sys/kernel/config/target/core/iblock_0/a
modprobe target_core_iblock
mkdir -p $target
echo "udev_path=/dev/$disk" >$target/control
idle "in LIO, not enabled"
echo 1 >$target/enable
held "LIO" "$disk exported by LIO as iblock_0/a"
rmdir $target
idle "LIO does not export it any more"
target=/sys/kernel/config/target/core/fileio_0/a
modprobe target_core_file
mkdir -p $target
echo "fd_dev_name=/dev/$disk,fd_dev_size=67108864" >$target/control
echo 1 >$target/enable
held "LIO, as a file" "$disk exported by LIO as fileio_0/a"
rmdir $target

# The journal of a file system that is elsewhere: no mount line has the disk.
claimed="$disk claimed by a part of the kernel or a program that cannot be named"
truncate -s 64M /root/data
loop=$(losetup -f --show /root/data)
mke2fs -q -F -b 4096 -O journal_dev "/dev/$disk"
mke2fs -q -F -b 4096 -t ext4 -J device="/dev/$disk" "$loop"
idle "a journal of nothing that is mounted"
check "the file system is mounted" mount "$loop" /mnt
held "the journal of a file system" "$claimed"
check "with permission it is said" sh -c "vfstate plan --allow-disruptive=vfs | grep -q 'interrupts: VF 1 is in use: its disk is in use: $claimed'"
umount /mnt
losetup -d "$loop"
idle "unmounted"
# Who only asks, as vfstate does, is in nobody's way.
for i in $(seq 30); do vfstate plan >/dev/null 2>&1 || echo $?; done >/tmp/codes &
first=$!
for i in $(seq 30); do vfstate plan >/dev/null 2>&1 || echo $?; done >/tmp/codes2
wait $first || true
check "two runs that ask at once do not meet" equal "$(sort -u /tmp/codes /tmp/codes2)" 2
check "both have their driver" equal "$(driver 0) $(driver 1)" "nvme nvme"

want "    numvfs: 2" "    vf_defaults: {driver: vfio-pci}"
check "bound to nvme, nobody has them open: idle" exits 2 vfstate plan
mknod /root/mine c $(tr : ' ' <"/sys/class/nvme/$file/dev")
sleep 1000 </root/mine &
opener=$!
sleep 0.5
rm /root/mine
check "open by another path, deleted: in use" exits 75 vfstate plan
check "by name, and that VF only" sh -c "vfstate plan | grep -q 'refused: VF 1 is in use: opened by sleep (pid $opener)'"
check "apply does the other one" exits 75 vfstate apply
check "and leaves this one" equal "$(driver 0) $(driver 1)" "vfio-pci nvme"
kill $opener
wait $opener || true
systemctl reset-failed vfstate.service
check "closed, it is idle, for the unit as well" systemctl restart vfstate.service
check "both bound to vfio-pci" equal "$(driver 0) $(driver 1)" "vfio-pci vfio-pci"

echo "# off again"
want "    numvfs: 0"
check "off again" exits 0 vfstate apply
check "no VFs" equal "$(cat "/sys/bus/pci/devices/$pf/sriov_numvfs")" 0
check "nothing is left to do" exits 0 vfstate plan
finish
