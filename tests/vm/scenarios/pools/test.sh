# VFs of pools on real NICs: chosen at boot, kept over a reboot, with VMs of a real libvirtd, and by runs that are killed.
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
record=/var/lib/vfstate/assignments.json
next=/var/lib/next
attributes='[.mac // .address, .vlan_list[0].vlan]'
[ ! -e $next ] || read -r checks failures <$next

# has VM: the VF of its interface net0, as PF-MAC/INDEX.
has() {
	jq -r ".assignments[] | select(.vm == \"$1\" and .interface == \"net0\") | \"\(.pf_mac)/\(.vf)\"" $record
}
all() {
	for vm in web01 web02 "$@"; do
		echo "$vm=$(has "$vm")"
	done | tr '\n' ' '
}
pf_mac() {
	echo "90:e2:ba:21:0$1:00"
}
define() {
	sed "s/NAME/$1/" >"/tmp/$1.xml" <<-'XML'
		<domain type='qemu'>
		  <name>NAME</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>
		  <os><type arch='x86_64' machine='q35'>hvm</type></os>
		  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator></devices>
		</domain>
	XML
	virsh -q define "/tmp/$1.xml" && virsh -q attach-device "$1" "/run/vfstate/libvirt/$1/net0.xml" --config
}

check "vfstate.service ended well" boot_ended_well
up0=$(netdev 0000:01:00.0)
check "the first free VFs are given, by the order of the pool" equal "$(all)" "web01=$(pf_mac 1)/1 web02=$(pf_mac 1)/2 "
check "the VF has the values of the interface" equal "$(vf "$up0" 1 "$attributes")" '["52:54:00:21:00:00",100]'
check "so has the other one" equal "$(vf "$up0" 2 '.vlan_list[0].vlan')" 200
check "and the named one" equal "$(vf "$up0" 0 '.vlan_list[0].vlan')" 300
check "the XML has the address" grep -q "$(vf_pci 0000:01:00.0 1 | sed 's/.*:\(..\)\..*/slot="0x\1"/')" /run/vfstate/libvirt/web01/net0.xml
check "all is as configured" exits 0 vfstate plan
if [ ! -e $next ]; then
	derived=$(vf "$up0" 2 '.mac // .address')
	echo "$derived" >/var/lib/derived
	# What would be chosen first now is another VM, and other VFs.
	sed -i -e 's/  web01: /  aaa01: {interfaces: {net0: {pool: fast}}}\n&/' -e 's/uplink0\/1-2, uplink1/uplink1, uplink0\/1-2/' -e 's/uplink0/first/g' $config
	echo "$checks $failures" >$next
	touch /run/reboots
	systemctl start --no-block reboot.target
	exit
fi

echo "# after a reboot, with a renamed PF, another order of the pool, and a new VM in front"
check "the derived MAC address is the same" equal "$(vf "$up0" 2 '.mac // .address')" "$(cat /var/lib/derived)"
check "the new VM has a VF of the first PF of the pool" equal "$(has aaa01)" "$(pf_mac 2)/0"
check "show names the pool and the VM" sh -c 'vfstate show first/1 | grep -q "VM web01, interface net0" && vfstate show first/1 | grep -q "pool fast"'
check "a snapshot gives the same answer" sh -c "vfstate show --format json >/tmp/state && vfstate plan --state /tmp/state $config"
check "it has the record" equal "$(jq '.assignments | length' /tmp/state)" 3

echo "# VMs"
check "web01 is defined" define web01
check "web02 is defined" define web02
check "web01 starts" virsh -q start web01 --paused
check "its VF has its values" equal "$(vf "$up0" 1 "$attributes")" '["52:54:00:21:00:00",100]'
check "nothing differs" exits 0 vfstate plan
before=$(all aaa01)
rm $record
sed -i 's/aaa01/aaa02/' $config
check "a lost record is built again from libvirt's XML" exits 0 vfstate apply
check "web01 and web02 have what they had" equal "$(all)" "${before%aaa01*}"
check "the renamed VM has one as well" test -n "$(has aaa02)"
sed -i 's/\(aaa02.*pool: fast\)/\1, vlan: 7/' $config
check "only its VF changes" sh -c 'vfstate plan | grep -q "Plan: 1 change on 1 PF"'
check "it is applied" exits 0 vfstate apply
sed -i '/web01/d' $config
check "a VM that runs keeps its VF, though it is not configured" exits 0 vfstate apply
check "in the record" equal "$(has web01)" "$(pf_mac 1)/1"
sed -i 's/  web02: /  new01: {interfaces: {net0: {pool: fast}}}\n  new02: {interfaces: {net0: {pool: fast}}}\n&/' $config
check "new VMs get others" exits 0 vfstate apply
check "none is given twice" equal "$(jq -r '.assignments[] | "\(.pf_mac)/\(.vf)"' $record | sort | uniq -d)" ""
check "no VF is free any more for one more VM" sh -c "sed 's/  web02: /  new03: {interfaces: {net0: {pool: fast}}}\n&/' $config >/tmp/more.yaml; vfstate plan /tmp/more.yaml 2>&1 | grep -q 'pool-empty'"
check "it cannot be released while the VM runs" exits 75 vfstate free web01
check "libvirtd restarts" systemctl restart libvirtd
check "the VM runs on" equal "$(virsh -q domstate web01)" paused
check "nothing differs" exits 0 vfstate plan
check "web01 is destroyed" virsh -q destroy web01
udevadm settle
check "its VF is released" sh -c 'vfstate apply | grep -q "web01/net0: first VF 1, free again"'
check "the record has it no more" equal "$(has web01)" ""
check "its XML is gone" test ! -e /run/vfstate/libvirt/web01
check "another VM does not get a VF that libvirt's XML still has" sh -c "vfstate plan /tmp/more.yaml 2>&1 | grep -q 'pool-empty'"
check "it is undefined" virsh -q undefine web01
check "now it does" sh -c "vfstate plan /tmp/more.yaml | grep -q 'new03/net0 *first VF 1'"

echo "# what is gone"
sed -i 's/uplink1: {match: {pci: "0000:02:00.0"}, numvfs: 3}/uplink1: {match: {pci: "0000:02:00.0"}, numvfs: 1}/' $config
check "VFs that go are errors" exits 1 vfstate plan
check "with what to do" sh -c 'vfstate plan 2>&1 | grep -q "vfstate free"'
vm=$(jq -r '[.assignments[] | select(.vf == 2 and (.pf_mac | startswith("90:e2:ba:21:02")))][0].vm' $record)
check "one is released" exits 0 vfstate free "$vm/net0"
check "and gets the VF that is left" sh -c "vfstate plan 2>&1 | grep -q '$vm/net0 *first VF 1'"
sed -i 's/numvfs: 1}/numvfs: 3}/' $config
check "all is well again" exits 0 vfstate apply
echo '{"version": 1, "assignm' >$record
check "a damaged record is an error" sh -c 'vfstate plan 2>&1 | grep -q assignments-record'
check "apply changes no VM" exits 1 vfstate apply
check "and keeps the XML" test -s /run/vfstate/libvirt/web02/net0.xml
rm $record
virsh -q undefine web02
check "it is built again" exits 0 vfstate apply

echo "# runs that are killed"
. /etc/os-release
n=50
[ "$VERSION_ID" = 12 ] || n=5
sed -i 's/  web02: /  kill01: {interfaces: {net0: {pool: fast}}}\n&/' $config
bad=0
for i in $(seq $n); do
	before=$(jq -S '.assignments | map({(.vm): "\(.pf_mac)/\(.vf)"}) | add' $record)
	# Interfaces come and go; those of the others stay.
	sed -i "s/kill[0-9]*/kill$i/" $config
	vfstate apply >/dev/null 2>&1 &
	pid=$!
	sleep "0.$(printf %03d $((i * 17 % 400)))"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	vfstate apply >/tmp/out 2>&1 || { bad=$((bad + 1)); sed 's/^/# /' /tmp/out; }
	after=$(jq -S '.assignments | map({(.vm): "\(.pf_mac)/\(.vf)"}) | add' $record)
	[ "$(echo "$before" | grep -v '"kill')" = "$(echo "$after" | grep -v '"kill')" ] || { bad=$((bad + 1)); echo "# run $i: $before $after"; }
	[ -z "$(jq -r '.assignments[] | "\(.pf_mac)/\(.vf)"' $record | sort | uniq -d)" ] || { bad=$((bad + 1)); echo "# run $i: given twice"; }
done
check "$n killed runs lose no record and give nothing twice" equal $bad 0
check "all is as configured" exits 0 vfstate plan
check "no unit failed" equal "$(systemctl --failed --no-legend)" ""
finish
