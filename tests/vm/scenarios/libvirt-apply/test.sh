# vfstate libvirt, with a real libvirtd: what is published comes into the definitions, and nothing else changes.
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
# define NAME: a domain with an interface of its own and a password.
define() {
	cat >/tmp/$1.xml <<-XML
		<domain type='qemu'>
		  <name>$1</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
		  <os><type arch='x86_64' machine='q35'>hvm</type></os>
		  <devices>
		    <emulator>/usr/bin/qemu-system-x86_64</emulator>
		    <interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/><boot order='2'/></interface>
		    <graphics type='vnc' autoport='yes' passwd='secret'/>
		  </devices>
		</domain>
	XML
	virsh -q define /tmp/$1.xml
}
# xml DOMAIN XPATH: a value in its persistent definition.
xml() {
	virsh dumpxml "$1" --inactive --security-info | python3 -c 'import sys, xml.etree.ElementTree as tree
for found in tree.parse(sys.stdin).findall(sys.argv[1]):
    print(*("%s=%s" % item for item in sorted(found.attrib.items())))' "$2"
}
# rest DOMAIN: the definition without what vfstate has put there.
rest() {
	virsh dumpxml "$1" --inactive --security-info | python3 -c 'import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.stdin).getroot()
devices = root.find("devices")
for device in list(devices):
    alias = device.find("alias")
    if alias is not None and alias.get("name").startswith("ua-vfstate-") or device.tag == "controller":
        devices.remove(device)
tree.indent(root)
print(tree.tostring(root, encoding="unicode"))'
}
plans() {
	vfstate libvirt plan >/tmp/plan 2>&1
	local code=$?
	cat /tmp/plan
	[ $code = "$1" ]
}
applies() {
	vfstate libvirt apply >/tmp/apply 2>&1
	local code=$?
	cat /tmp/apply
	[ $code = "$1" ]
}
own="./devices/interface/alias[@name='ua-vfstate-net0']/.."

check "vfstate.service ended well" boot_ended_well
journalctl -b -u vfstate --no-pager | sed "s/^/# /"
check "the program is linked with libvirt" sh -c 'ldd /usr/libexec/vfstate/vfstate-libvirt | grep libvirt.so'
check "vfstate is not" sh -c '! ldd "$(command -v vfstate)" | grep libvirt'
check "a domain that does not exist is a warning" plans 0
check "for each VM" equal "$(grep -c 'no-domain' /tmp/plan)" 2
for name in web01 db01 app01; do
	check "libvirt takes the domain $name" define $name
	rest $name >/tmp/$name.before
done

echo "# plan"
check "plan finds differences" plans 2
sed 's/^/# /' /tmp/plan
check "in two domains" grep -q '^Plan: 3 changes in 2 domains.$' /tmp/plan
check "with the VLAN that is added" grep -q '^    +.*<tag id="300"/>' /tmp/plan
check "and without a password" sh -c '! grep secret /tmp/plan'
check "nothing is changed" equal "$(xml web01 "$own")" ""

echo "# apply"
check "apply changes the definitions" applies 0
check "and says so" grep -q '^Applied: 3 of 3 changes done in 2 domains; verified.$' /tmp/apply
check "without a password" sh -c '! grep secret /tmp/apply'
check "web01 has its VF" equal "$(xml web01 "$own/source/address")" "bus=0x01 domain=0x0000 function=0x$(vf_pci 0000:01:00.0 0 | tail -c 2) slot=0x10 type=pci"
check "with its VLAN" equal "$(xml web01 "$own/vlan/tag")" id=100
check "the VF with a priority is a <hostdev>" equal "$(xml web01 ./devices/hostdev/alias)" name=ua-vfstate-net1
check "it has an address in the guest" sh -c '[ -n "$1" ]' sh "$(xml web01 "$own/address")"
for name in web01 db01 app01; do
	rest $name >/tmp/$name.after
	check "nothing else of $name has changed" diff /tmp/$name.before /tmp/$name.after
done
check "a second apply finds nothing" applies 0
check "and says so" grep -q '^No difference: 2 domains as published.$' /tmp/apply
check "nor does plan" plans 0
check "VM web01 starts" virsh -q start web01 --paused
check "VF 0 belongs to vfio-pci" equal "$(basename "$(readlink /sys/bus/pci/devices/"$(vf_pci 0000:01:00.0 0)"/driver)")" vfio-pci
check "plan finds nothing while it runs" plans 0

echo "# changes"
guest=$(xml web01 "$own/address")
sed -i -e 's/vlan: 300/vlan: 301/' -e 's/^      0: .*/      0: {mac: "52:54:00:21:00:00", vlan: 100}\n      3: {mac: "52:54:00:21:00:03", vlan: 101}/' \
	-e 's/net0: {vf: uplink0.0}/net0: {vf: uplink0\/3, boot_order: 1}/' $config
check "another VF for a VM, another VLAN for another" exits 0 vfstate apply
check "plan finds both" plans 2
sed 's/^/# /' /tmp/plan
check "the running VM must be started again" grep -q '^web01 is running: the change takes effect at its next start (shut down and start, a reboot is not enough)$' /tmp/plan
check "the other one is not running" sh -c '! grep "^db01 is running" /tmp/plan'
check "apply defines them" applies 0
check "web01 has the other VF" equal "$(xml web01 "$own/source/address")" "bus=0x01 domain=0x0000 function=0x$(vf_pci 0000:01:00.0 3 | tail -c 2) slot=0x$(vf_pci 0000:01:00.0 3 | cut -c9-10) type=pci"
check "with its VLAN" equal "$(xml web01 "$own/vlan/tag")" id=101
check "and its boot order" equal "$(xml web01 "$own/boot")" order=1
check "at the same address in the guest" equal "$(xml web01 "$own/address")" "$guest"
check "db01 has the other VLAN" equal "$(xml db01 "$own/vlan/tag")" id=301
check "the running VM has its VF" sh -c 'virsh dumpxml web01 | grep -q "<tag id=.100./>"'
check "a second apply finds nothing" applies 0
check "the VM stops" virsh -q destroy web01
check "and starts with the other VF" virsh -q start web01 --paused
check "VF 3 belongs to vfio-pci" equal "$(basename "$(readlink /sys/bus/pci/devices/"$(vf_pci 0000:01:00.0 3)"/driver)")" vfio-pci
virsh -q destroy web01
udevadm settle

echo "# conflicts, removal"
# The alias is gone, as if somebody else had attached the VF.
virsh dumpxml db01 --inactive --security-info | sed "/ua-vfstate-net0/d" >/tmp/db01.xml
check "a VF without an alias" virsh -q define /tmp/db01.xml
check "is not taken over" plans 1
check "the error says what to do" grep -q "hint: virsh edit db01: remove that <interface>, or give it <alias name='ua-vfstate-net0'/> so that vfstate takes it over" /tmp/plan
check "apply leaves db01 as it is" applies 1
check "it has the VF once" equal "$(xml db01 './devices/interface/source/address' | wc -l)" 1
sed -i 's/net0: {vf: uplink0.3, boot_order: 1}, //' $config
check "an interface is no longer configured, but still published" equal "$(plans 1 >/tmp/out; grep -c '^  -' /tmp/out)" 0
mv $config /tmp/config
rm /run/vfstate/libvirt/web01/net0.xml
check "without a configuration it stays" sh -c 'vfstate libvirt plan 2>&1 | grep -q "the device ua-vfstate-net0 is not published, and stays.*not-removed"'
mv /tmp/config $config
sed -i 's/^  db01: .*//' $config
virsh -q undefine db01
check "apply ends well" exits 0 vfstate apply
check "plan removes it" plans 2
check "and says why" grep -q '^  - net0               no longer configured$' /tmp/plan
check "apply removes it" applies 0
check "it is gone" equal "$(xml web01 "$own")" ""
check "the other one is not" equal "$(xml web01 ./devices/hostdev/alias)" name=ua-vfstate-net1
sed -i 's/^  web01: .*/  new01: {interfaces: {net0: {vf: uplink0\/2}}}/' $config
check "no interface of web01 is configured" exits 0 vfstate apply
check "apply removes the last one, and warns of a VM that does not exist" applies 0
check "by name" grep -q 'warning: domain new01: libvirt does not have it .no-domain.$' /tmp/apply
rest web01 >/tmp/web01.after
check "web01 is what it was" diff /tmp/web01.before /tmp/web01.after
check "without a device of vfstate's" equal "$(xml web01 ./devices/hostdev)" ""

echo "# networks"
cat >/etc/vfstate.d/20-network.yaml <<-'YAML'
	version: 1
	pfs: {uplink1: {match: {pci: "0000:02:00.0"}, numvfs: 1}}
	pools: {spare: {vfs: uplink1}}
	networks: {pool: {pool: spare, portgroups: {a: {vlan: 7, default: on}}}}
YAML
check "apply writes the network" exits 0 vfstate apply
check "a network is defined" applies 0
check "and not started" grep -q '^pool is not started: virsh net-start pool, virsh net-autostart pool$' /tmp/apply
check "once" applies 0
check "with no difference left" grep -q '^No difference: 0 domains and 1 network as published.$' /tmp/apply
check "it starts" virsh -q net-start pool
check "that is no difference" plans 0
virsh -q attach-interface app01 network pool --config --model virtio
check "a VM on it starts" virsh -q start app01 --paused
check "libvirt has set the VLAN" equal "$(vf "$(netdev 0000:02:00.0)" 0 '.vlan_list[0].vlan')" 7
sed -i 's/vlan: 7/vlan: 8/' /etc/vfstate.d/20-network.yaml
check "apply leaves the VF of the VM alone" exits 0 vfstate apply
check "another VLAN" applies 0
check "the network must be restarted, without its users" grep -q '^pool is active: the change takes effect when it is restarted .*; first shut down the domains that use it: app01$' /tmp/apply
check "it is active" sh -c 'virsh net-info pool | grep -qE "^Active: +yes"'
check "a second apply finds nothing" applies 0
virsh -q destroy app01

echo "# the service, and without libvirt"
check "the service is not enabled" equal "$(systemctl is-enabled vfstate-libvirt.service 2>&1)" disabled
define db01
sed -i 's/^  new01:/  db01:/' $config
check "apply ends well" exits 0 vfstate apply
check "the service runs" systemctl start vfstate-libvirt.service
journalctl -b -u vfstate-libvirt --no-pager -o cat | sed "s/^/# /"
check "and has defined the interface" equal "$(xml db01 "$own/vlan/tag")" id=301
check "the journal says so" sh -c 'journalctl -b -u vfstate-libvirt -o cat | grep -q "^Applied: 1 of 1 changes done in 1 domain; verified"'
mv /usr/libexec/vfstate/vfstate-libvirt /tmp
check "without the program" exits 1 vfstate libvirt plan
check "the package is named" sh -c 'vfstate libvirt plan 2>&1 | grep -q "install the package vfstate-libvirt"'
finish
