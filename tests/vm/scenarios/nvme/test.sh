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
check "show finds it, and says what it lacks" sh -c "vfstate show | grep '^$pf' | grep -q 'no netdev'"

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
done
echo 1 >"/sys/bus/pci/devices/$pf/sriov_drivers_autoprobe"
for index in 0 1; do
	vf_pci "$pf" $index >/sys/bus/pci/drivers_probe
done
udevadm settle
file=$(ls "/sys/bus/pci/devices/$(vf_pci "$pf" 1)/nvme")
check "its controller is live" sh -c "for i in \$(seq 100); do grep -q live /sys/class/nvme/$file/state && exit; sleep 0.1; done; exit 1"
want "    numvfs: 2" "    vf_defaults: {driver: vfio-pci}"
check "bound to nvme, nobody has them open: idle" exits 2 vfstate plan
mknod /root/mine c $(tr : ' ' <"/sys/class/nvme/$file/dev")
sleep 1000 </root/mine &
opener=$!
sleep 0.5
rm /root/mine
check "open by another path, deleted: in use" exits 3 vfstate plan
check "by name, and that VF only" sh -c "vfstate plan | grep -q 'refused: VF 1 is in use: opened by sleep (pid $opener)'"
check "apply does the other one" exits 3 vfstate apply
check "and leaves this one" equal "$(driver 0) $(driver 1)" "vfio-pci nvme"
kill $opener
wait $opener || true
check "closed, it is idle" exits 0 vfstate apply
check "both bound to vfio-pci" equal "$(driver 0) $(driver 1)" "vfio-pci vfio-pci"

echo "# off again"
want "    numvfs: 0"
check "off again" exits 0 vfstate apply
check "no VFs" equal "$(cat "/sys/bus/pci/devices/$pf/sriov_numvfs")" 0
check "nothing is left to do" exits 0 vfstate plan
finish
