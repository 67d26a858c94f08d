# A real libvirtd takes the XML and starts a VM with it: are the VFs what they were, and are they let alone?
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
pf=$(netdev 0000:01:00.0)
xml=/run/vfstate/libvirt/web01
attributes='[.mac // .address, .vlan_list[0].vlan, .vlan_list[0].qos // 0]'

check "vfstate.service ended well" boot_ended_well
journalctl -b -u vfstate --no-pager | sed "s/^/# /"
check "it ran before libvirtd" sh -c 'systemctl show -p After libvirtd.service | grep -q vfstate.service'
check "an IOMMU is on" sh -c 'ls /sys/class/iommu | grep -q .'
cat >/tmp/web01.xml <<'XML'
<domain type='qemu'>
  <name>web01</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator></devices>
</domain>
XML
check "libvirt takes the domain" virsh -q define /tmp/web01.xml
check "libvirt takes the <interface>" virsh -q attach-device web01 $xml/net0.xml --config
check "libvirt takes the <hostdev>" virsh -q attach-device web01 $xml/net1.xml --config
check "the VM starts" virsh -q start web01 --paused
check "VF 0 belongs to vfio-pci now" equal "$(basename "$(readlink /sys/bus/pci/devices/"$(vf_pci 0000:01:00.0 0)"/driver)")" vfio-pci
check "VF 0 kept its MAC and VLAN: libvirt wrote the same" equal "$(vf "$pf" 0 "$attributes")" '["52:54:00:21:00:00",100,0]'
check "VF 1 kept its priority: libvirt left it alone" equal "$(vf "$pf" 1 "$attributes")" '["52:54:00:21:00:01",200,3]'

echo "# while the VM runs"
check "plan finds no difference" exits 0 vfstate plan
check "apply changes nothing" exits 0 strace -f -o /tmp/running -e trace=openat,sendto,sendmsg vfstate apply
check "it opened only its lock for writing" equal "$(grep -cE 'O_(WRONLY|RDWR)' /tmp/running)" 1
check "it sent no RTM_SETLINK" equal "$(grep -c RTM_SETLINK /tmp/running)" 0
check "show names the VM" sh -c 'vfstate show | grep -qE "opened through vfio-pci by qemu-system-x86 .pid [0-9]+, VM web01"'
check "the snapshot too" equal "$(vfstate show --format json | jq -r '[.pfs[].vfs[].holders[] | .kind] | unique | join(" ")')" "libvirt process"
sed -i 's/numvfs: 3/numvfs: 4/' $config
check "more VFs are refused" exits 75 vfstate apply
check "with who uses it" sh -c 'vfstate plan | grep -q "VF 0 is in use: opened through vfio-pci"'
check "the unit may see it as well" sh -c 'systemctl restart vfstate; journalctl -b -u vfstate | grep -qE "numvfs is refused: VF 0 is in use: opened through vfio-pci by qemu-system-x86 .pid [0-9]+, VM web01"'
check "3 VFs are there" equal "$(cat /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs)" 3
check "the VM still has its VFs" equal "$(virsh -q domstate web01)" paused
sed -i -e 's/numvfs: 4/numvfs: 3/' -e 's/vlan: 100/vlan: 150/' $config
sed -i 's/vf_defaults: {/&max_tx_rate: 50, /' $config
check "another VLAN for its VF is refused" exits 75 vfstate apply
check "and not written" equal "$(vf "$pf" 0 "$attributes")" '["52:54:00:21:00:00",100,0]'
check "a rate changed live, in the same run" equal "$(vf "$pf" 0 .rate.max_tx)" 50
sed -i 's/vlan: 150/vlan: 100/' $config
check "without the VLAN there is nothing left to do" exits 0 vfstate plan

echo "# the VM stops"
check "destroy" virsh -q destroy web01
udevadm settle
check "apply ends well" exits 0 vfstate apply
check "VF 0 is as configured" equal "$(vf "$pf" 0 "$attributes")" '["52:54:00:21:00:00",100,0]'
check "plan finds no difference" exits 0 vfstate plan
sed -i 's/vlan: 100/vlan: 150/' $config
check "now the VLAN can change" exits 0 vfstate apply
check "the kernel has it" equal "$(vf "$pf" 0 "$attributes")" '["52:54:00:21:00:00",150,0]'
check "and libvirt will write it" grep -q '<tag id="150"/>' $xml/net0.xml

echo "# a VM without libvirt"
args=/run/vfstate/qemu/db01/net0.args
check "no arguments for VFs that libvirt binds" sh -c '! ls /run/vfstate/qemu'
cat >/etc/vfstate.d/20-db.yaml <<'YAML'
version: 1
pfs: {uplink0: {vfs: {2: {driver: vfio-pci}}}}
vms: {db01: {interfaces: {net0: {vf: uplink0/2, boot_order: 1}}}}
YAML
check "apply gives the VF to vfio-pci" exits 0 vfstate apply
cat $args
qemu() {
	# shellcheck disable=SC2046
	qemu-system-x86_64 -name db01 -machine q35 -m 64 -display none -daemonize -pidfile /tmp/db01.pid -S $(grep -v '^#' $args)
}
check "QEMU takes the arguments" qemu
check "and has the VF" sh -c 'vfstate show | grep -qE "opened through vfio-pci by qemu-system-x86 .pid $(cat /tmp/db01.pid), VM db01"'
kill "$(cat /tmp/db01.pid)"
rm /etc/vfstate.d/20-db.yaml
check "the file goes with the binding" sh -c 'vfstate apply | grep -q "^$0: removed"' $args
check "nothing is left of it" sh -c '! ls /run/vfstate/qemu/db01'
finish
