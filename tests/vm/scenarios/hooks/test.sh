# libvirt and a hookscript refuse to start a VM whose VFs are not as configured: does libvirt say why, and at which stage of a
# start is a VF still as vfstate left it?
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
examples=/usr/share/doc/vfstate/examples/hooks
pf=$(netdev 0000:01:00.0)
vf0=$(vf_pci 0000:01:00.0 0)

check "vfstate.service ended well" boot_ended_well
check "apply ends well" exits 0 vfstate apply
mkdir -p /etc/libvirt/hooks/qemu.d
# What each stage finds: VLAN, driver.
cat >/etc/libvirt/hooks/qemu.d/record <<HOOK
#!/bin/sh
vlan=\$(ip -j link show $pf | jq -r '.[0].vfinfo_list[0].vlan_list[0].vlan // 0')
echo "\$2 \$3 vlan \$vlan driver \$(basename "\$(readlink /sys/bus/pci/devices/$vf0/driver)")" >>/tmp/stages
HOOK
chmod 755 /etc/libvirt/hooks/qemu.d/record
check "the hook installs" install -D -m 755 $examples/libvirt-qemu /etc/libvirt/hooks/qemu.d/vfstate
check "libvirtd restarts" systemctl restart libvirtd
virsh version | sed "s/^/# /"

# domain NAME: an XML file without VFs.
domain() {
	cat >/tmp/$1.xml <<XML
<domain type='qemu'>
  <name>$1</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator></devices>
</domain>
XML
	virsh -q define /tmp/$1.xml
}
check "libvirt takes the VM" domain web01
check "and one without VFs" domain plain
check "and the interface, with <rom>, <acpi> and <driver>" virsh -q attach-device web01 /run/vfstate/libvirt/web01/net0.xml --config
virsh dumpxml web01 --inactive | sed -n "/<interface/,/<.interface/s/^/# /p"
check "it has the ROM and the ACPI index" sh -c 'virsh dumpxml web01 --inactive | tr -d "\n " | grep -q "<rombar=.off./><acpiindex=.5./>"'
mv $config /tmp/config
vfstate export >/tmp/export.yaml
mv /tmp/config $config
grep web01 -A3 /tmp/export.yaml | sed "s/^/# /"
check "export takes them from libvirt" grep -q 'vf: .*, rom_bar: off, acpi_index: 5' /tmp/export.yaml

echo "# a VF with another VLAN"
ip link set "$pf" vf 0 vlan 7
check "ready exits with 1" exits 1 vfstate ready web01
: >/tmp/stages
virsh start web01 --paused >/tmp/start 2>&1
code=$?
sed "s/^/# /" /tmp/start /tmp/stages
check "the VM does not start" equal $code 1
check "virsh says which VF, and what differs" grep -q 'vfstate: web01/net0: uplink0/0 is not ready: vlan 7 -> 100' /tmp/start
check "it is shut off" equal "$(virsh -q domstate web01)" "shut off"
check "libvirt has not changed the VF" equal "$(vf "$pf" 0 '.vlan_list[0].vlan')" 7
check "the VM without VFs starts" virsh -q start plain --paused
virsh -q destroy plain
ip link set "$pf" down
check "a PF that is down is named" sh -c 'vfstate ready web01 2>&1 | grep -q "PF link down -> up"'
echo "pfs: [" >/etc/vfstate.d/20-bad.yaml
virsh start web01 --paused >/tmp/start 2>&1
check "with an error in the configuration the VM does not start" grep -q '20-bad.yaml' /tmp/start
check "the VM without VFs does" virsh -q start plain --paused
virsh -q destroy plain
rm /etc/vfstate.d/20-bad.yaml

echo "# after apply"
check "apply" exits 0 vfstate apply
check "ready exits with 0" exits 0 vfstate ready web01
: >/tmp/stages
check "the VM starts" virsh -q start web01 --paused
sed "s/^/# /" /tmp/stages
nic=$(sed -n 's/^prepare begin vlan 100 driver //p' /tmp/stages)
check "at prepare begin the VF is as vfstate left it" equal "$nic" igbvf
check "at start begin it is libvirt's" grep -q '^start begin vlan 100 driver vfio-pci$' /tmp/stages
check "while the VM has the VF, it is ready" exits 0 vfstate ready web01
check "ready writes nothing, takes no lock and asks nobody" sh -c 'strace -f -o /tmp/trace vfstate ready web01 && ! grep -E "O_(WRONLY|RDWR)|flock|RTM_SETLINK|libvirt-sock|connect\(" /tmp/trace'
virsh -q destroy web01
udevadm settle

echo "# a VF that libvirt chooses from a network"
cat >/etc/vfstate.d/30-network.yaml <<-'YAML'
	version: 1
	pools: {spare: {vfs: uplink0/2}}
	networks: {spare: {pool: spare, vlan: 300}}
YAML
check "apply" exits 0 vfstate apply
check "the hook installs" install -D -m 755 $examples/libvirt-network /etc/libvirt/hooks/network.d/vfstate
check "libvirtd restarts" systemctl restart libvirtd
check "the network is defined" virsh -q net-define /run/vfstate/libvirt-networks/spare.xml
check "and starts" virsh -q net-start spare
check "the VM gets an interface" virsh -q attach-interface plain network spare --config --model virtio
ip link set "$pf" vf 2 spoofchk off
check "its VF is not ready" exits 1 vfstate ready "$(vf_pci 0000:01:00.0 2)"
virsh start plain --paused >/tmp/start 2>&1
code=$?
sed "s/^/# /" /tmp/start
check "the VM does not start" equal $code 1
check "virsh says which VF, and what differs" grep -q 'vfstate: uplink0/2 is not ready: spoofchk off -> on' /tmp/start
check "libvirt has not changed the VF" equal "$(vf "$pf" 2 '.vlan_list[0].vlan // 0')" 0
check "apply" exits 0 vfstate apply
check "the VM starts" virsh -q start plain --paused
check "with the VLAN of the network" equal "$(vf "$pf" 2 '.vlan_list[0].vlan')" 300
check "nothing differs" exits 0 vfstate plan
virsh -q destroy plain
rm /etc/vfstate.d/30-network.yaml

echo "# Proxmox VE's hookscript"
check "a VM that is ready may start" exits 0 $examples/proxmox-hookscript 100 pre-start
ip link set "$pf" vf 1 spoofchk off
check "it says why not" sh -c "$examples/proxmox-hookscript 100 pre-start 2>&1 | grep -q '^vfstate: 100/net0: uplink0/1 is not ready: spoofchk off -> on$'"
check "and refuses" exits 1 $examples/proxmox-hookscript 100 pre-start
check "only before a start" exits 0 $examples/proxmox-hookscript 100 post-stop
finish
