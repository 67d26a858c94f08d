# A host boots with vfstate.service enabled and two NICs: what did the kernel, the journal and the files get?
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
uplink0=$(netdev 0000:01:00.0)
uplink1=$(netdev 0000:02:00.0)

echo "# after the boot"
check "vfstate.service ended well" boot_ended_well
check "no unit failed" equal "$(systemctl --failed --no-legend)" ""
check "systemd finds nothing wrong with the unit" equal "$(systemd-analyze verify --man=no vfstate.service 2>&1)" ""
check "it ran before network-pre.target" sh -c 'systemctl show -p After network-pre.target | grep -q vfstate.service'
check "it ran before libvirt daemons" sh -c 'systemctl show -p Before vfstate.service | grep -q libvirtd.service'
check "no ordering cycle at boot" sh -c '! journalctl -b | grep -qi "ordering cycle"'
check "7 VFs on the first PF" equal "$(cat /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs)" 7
check "3 VFs on the second PF" equal "$(cat /sys/bus/pci/devices/0000:02:00.0/sriov_numvfs)" 3
check "drivers_autoprobe of the first PF is back on" equal "$(cat /sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe)" 1
check "drivers_autoprobe of the second PF is back on" equal "$(cat /sys/bus/pci/devices/0000:02:00.0/sriov_drivers_autoprobe)" 1
check "no note of an interrupted run is left" equal "$(ls /run/vfstate | grep -c autoprobe)" 0
check "the first PF is up" sh -c "ip -j link show $uplink0 | jq -e '.[0].flags | index(\"UP\")'"
check "the second PF is up" sh -c "ip -j link show $uplink1 | jq -e '.[0].flags | index(\"UP\")'"

attributes='[.mac // .address, .vlan_list[0].vlan, .vlan_list[0].qos, .spoofchk, .trust, .rate.max_tx]'
# vf_is NETDEV INDEX EXPECTED
vf_is() {
	check "VF $2 of $1 as configured" equal "$(vf "$1" "$2" "$attributes")" "$3"
}
vf_is "$uplink0" 0 '["52:54:00:21:00:00",100,1,true,false,200]'
vf_is "$uplink0" 1 '["52:54:00:21:00:01",101,2,true,true,200]'
vf_is "$uplink0" 2 '["52:54:00:21:00:02",102,3,false,false,200]'
vf_is "$uplink0" 3 '["52:54:00:21:00:03",103,4,true,false,200]'
vf_is "$uplink0" 4 '["52:54:00:21:00:04",104,5,true,false,500]'
vf_is "$uplink0" 5 '["52:54:00:21:00:05",105,6,true,false,200]'
vf_is "$uplink0" 6 '["52:54:00:21:00:06",106,7,true,false,200]'
vf_is "$uplink1" 0 '["52:54:00:22:00:00",300,1,true,true,100]'
vf_is "$uplink1" 1 '["52:54:00:22:00:01",301,2,true,true,100]'
vf_is "$uplink1" 2 '["52:54:00:22:00:02",302,3,true,true,100]'

# netdev_mac_is PF INDEX MAC
netdev_mac_is() {
	check "the netdev of VF $2 of $1 has its MAC" \
		equal "$(cat "/sys/bus/pci/devices/$(vf_pci "$1" "$2")"/net/*/address)" "$3"
}
for i in 0 1 2 3 4 5 6; do
	netdev_mac_is 0000:01:00.0 $i 52:54:00:21:00:0$i
done
for i in 0 1 2; do
	netdev_mac_is 0000:02:00.0 $i 52:54:00:22:00:0$i
done
check "VF netdevs have their final names" sh -c '! ip -o link | grep -q " eth[0-9]"'
check "the journal has one line per change" \
	sh -c 'journalctl -b -u vfstate | grep -q "uplink0 VF 4 vlan: 104 qos 5: done"'
check "nothing of it is a warning" equal "$(journalctl -b -q -p warning -u vfstate -o cat)" ""
check "the journal says that it was verified" sh -c 'journalctl -b -u vfstate | grep -q "verified\.$"'

echo "# XML"
xml=/run/vfstate/libvirt/web01
check "hostdev where the VLAN has a priority" grep -q '<hostdev mode="subsystem" type="pci" managed="yes">' $xml/net1.xml
check "the address is that of the kernel's virtfn link" \
	grep -q 'domain="0x0000" bus="0x02" slot="0x10" function="0x4"' $xml/net1.xml
check "that link points there" equal "$(vf_pci 0000:02:00.0 2)" 0000:02:10.4

echo "# a second run"
check "plan finds no difference" exits 0 vfstate plan
check "show agrees with the kernel on the number of VFs" \
	equal "$(vfstate show --format json | jq -c '[.pfs[].numvfs]')" '[7,3]'
node() {
	sed 's/^-1$/null/' /sys/bus/pci/devices/$1/numa_node
}
check "and on the NUMA nodes" \
	equal "$(vfstate show --format json | jq -c '[.pfs[].numa_node]')" "[$(node 0000:01:00.0),$(node 0000:02:00.0)]"
check "and on a VF's IOMMU group" \
	equal "$(vfstate show --format json | jq '.pfs[0].vfs[0].iommu_group')" "$(basename "$(readlink /sys/bus/pci/devices/0000:01:10.0/iommu_group)")"
check "show names the NIC's model" sh -c "vfstate show | grep -qF 'Intel Corporation 82576 Gigabit Network Connection [8086:10c9]'"
check "and its speed, and how many VFs are free" \
	equal "$(vfstate show uplink0 | awk '$1 == "0000:01:00.0" {print $5, $6, $7, $8, $9}')" "1 Gbit/s 7/7 6 uplink0"
check "it fits 80 columns" equal "$(COLUMNS=80 vfstate show | awk 'length > 80' | wc -l)" 0
check "its names are taken by show" sh -c 'vfstate show --names | while read -r name; do vfstate show "$name" >/dev/null || exit 1; done'
before=$(stat -c %y $xml/net1.xml)
check "the second run ends well" exits 0 strace -f -o /tmp/second -e trace=openat,write,sendto,sendmsg,rename,renameat,unlinkat vfstate apply
check "the second run writes nothing below /sys" equal "$(grep -E 'O_(WRONLY|RDWR)' /tmp/second | grep -vE '/run/vfstate/?|"lock"|/dev/null')" ""
check "the second run opens only its lock for writing" equal "$(grep -cE 'O_(WRONLY|RDWR)' /tmp/second)" 1
check "the second run sends no RTM_SETLINK" equal "$(grep -cE 'RTM_(SET|NEW)LINK' /tmp/second)" 0
check "strace sees netlink requests at all" grep -q RTM_GETLINK /tmp/second
check "a plan does not load libxml2" equal "$(strace -f -e trace=openat vfstate plan 2>&1 | grep -c 'libxml2\.so')" 0
check "the XML is not written again" equal "$(stat -c %y $xml/net1.xml)" "$before"
check "the unit can be restarted" systemctl restart vfstate.service

echo "# one VLAN changes"
sed -i 's/id: 103, qos: 4/id: 203, qos: 4/' $config
check "plan exits 2" exits 2 vfstate plan
check "plan has exactly one change" \
	equal "$(vfstate plan --format json | jq -c '[.pfs[].changes[] | [.vf, .change, .from.id, .to.id]]')" '[[3,"vlan",103,203]]'
check "apply ends well" exits 0 strace -f -o /tmp/third -e trace=openat,sendto,sendmsg vfstate apply
check "one RTM_SETLINK" equal "$(grep -c RTM_SETLINK /tmp/third)" 1
check "it has the VLAN and nothing else" \
	equal "$(grep RTM_SETLINK /tmp/third | grep -oE 'IFLA_VF_[A-Z_]+' | grep -vE 'IFLA_VF_INFO' | sort -u)" IFLA_VF_VLAN
check "nothing was written below /sys" equal "$(grep -cE 'O_(WRONLY|RDWR)' /tmp/third)" 1
check "the kernel has it" equal "$(vf "$uplink0" 3 '.vlan_list[0].vlan')" 203
check "the other VFs are as they were" equal "$(vf "$uplink0" 4 "$attributes")" '["52:54:00:21:00:04",104,5,true,false,500]'

echo "# a binding without a priority, and one that goes"
sed -i -e 's/302, qos: 3/302/' -e '/net0:/d' $config
check "apply ends well" exits 0 vfstate apply
check "interface where libvirt can carry the VLAN" grep -q '<interface type="hostdev" managed="yes">' $xml/net1.xml
check "with its MAC" grep -q '<mac address="52:54:00:22:00:02"/>' $xml/net1.xml
check "with its VLAN" grep -q '<tag id="302"/>' $xml/net1.xml
check "the file of the binding that went is gone" test ! -e $xml/net0.xml
echo foreign >$xml/foreign.xml
check "apply ends well" exits 0 vfstate apply
check "a file that vfstate did not write stays" equal "$(cat $xml/foreign.xml)" foreign

echo "# drift"
ip link set "$uplink0" vf 2 spoofchk on
ip link set "$uplink0" vf 5 vlan 999
check "plan sees both" \
	equal "$(vfstate plan --format json | jq -c '[.pfs[].changes[] | [.vf, .change]]')" '[[2,"spoofchk"],[5,"vlan"]]'
check "apply repairs it" exits 0 vfstate apply
check "the kernel has it" equal "$(vf "$uplink0" 5 '[.vlan_list[0].vlan,.vlan_list[0].qos]')" '[105,6]'

echo "# a MAC changes on an idle VF: its driver starts again"
sed -i 's/52:54:00:21:00:06/52:54:00:21:00:66/' $config
check "plan says that it rebinds" \
	equal "$(vfstate plan --format json | jq -c '[.pfs[].changes[] | [.vf, .change, .impact]]')" '[[6,"mac","rebinds-vf"],[6,"driver","rebinds-vf"]]'
check "apply ends well" exits 0 vfstate apply
netdev_mac_is 0000:01:00.0 6 52:54:00:21:00:66

echo "# a VF in use"
ip link set "${uplink0}v0" up
sed -i 's/numvfs: 7/numvfs: 5/; /^      [56]:/d' $config
check "plan exits 75" exits 75 vfstate plan
check "and names the netdev" sh -c "vfstate plan | grep -q 'VF 0 is in use: its netdev ${uplink0}v0 is up'"
sed -i 's/id: 301, qos: 2/id: 311, qos: 2/' $config
check "apply exits 75" exits 75 strace -f -o /tmp/refused -e trace=openat,sendto,sendmsg vfstate apply
check "all 7 VFs are still there" equal "$(cat /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs)" 7
check "nothing was written below /sys" equal "$(grep -cE 'O_(WRONLY|RDWR)' /tmp/refused)" 1
check "the other PF was reconciled in the same run" equal "$(vf "$uplink1" 1 '.vlan_list[0].vlan')" 311
check "plan says who would be interrupted" sh -c "vfstate plan --allow-disruptive | grep -q 'interrupts: VF 0 is in use: its netdev ${uplink0}v0 is up'"
check "and exits 2 then" exits 2 vfstate plan --allow-disruptive
ip link set "${uplink0}v0" down
check "idle again, apply goes through" exits 0 vfstate apply
check "5 VFs" equal "$(cat /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs)" 5
vf_is "$uplink0" 4 '["52:54:00:21:00:04",104,5,true,false,500]'
netdev_mac_is 0000:01:00.0 4 52:54:00:21:00:04
check "drivers_autoprobe is back on" equal "$(cat /sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe)" 1

echo "# mistakes"
cp $config /tmp/good.yaml
cat >$config <<'BAD'
version: 1
pfs:
  uplink0:
    match: {pci: "0000:01:00.0"}
    numvfs: 3
    lnik: up
    vfs:
      0: {mac: "52:54:00:21:00:0g", vlan: 5000}
      9: {spoofchk: maybe}
vms:
  web01:
    interfaces:
      net1: {vf: uplink9/1}
BAD
vfstate check 2>/tmp/diagnostics
check "check exits 78" exits 78 vfstate check
check "six diagnostics in one run" equal "$(grep -c ' error: ' /tmp/diagnostics)" 6
check "show goes on without the configuration, and says so" \
	sh -c 'vfstate show 2>&1 >/dev/null | grep -qF "the configuration has 6 errors, so no names and VMs are shown [config-unread]"'
check "apply exits 78" exits 78 strace -f -o /tmp/bad -e trace=openat,sendto,sendmsg vfstate apply
check "nothing was written" equal "$(grep -cE 'O_(WRONLY|RDWR)|RTM_SETLINK' /tmp/bad)" 0
systemctl reload vfstate 2>/dev/null
check "the journal has the errors of a reload with their priority" \
	sh -c 'for i in $(seq 50); do [ "$(journalctl -b -q -p err -u vfstate -o cat | grep -c " error: ")" = 6 ] && exit; sleep 0.2; done; journalctl -b -p err -u vfstate; exit 1'
cp /tmp/good.yaml $config
chmod 666 $config
check "a configuration that others can write is refused" exits 78 vfstate apply
chmod 644 $config

echo "# what igb cannot do"
cat >/tmp/unsupported.yaml <<'BAD'
version: 1
pfs:
  uplink1:
    match: {pci: "0000:02:00.0"}
    vfs:
      0: {link_state: enable, vlan: {id: 300, qos: 1}}
BAD
check "plan exits 1" exits 1 vfstate plan /tmp/unsupported.yaml
check "it says which driver cannot do it" sh -c 'vfstate plan /tmp/unsupported.yaml | grep -q "the driver igb cannot set link_state"'
sed -i 's/link_state: enable/max_tx_rate: 90000/' /tmp/unsupported.yaml
check "a rate above the link speed: apply exits 1" exits 1 vfstate apply /tmp/unsupported.yaml
vfstate apply /tmp/unsupported.yaml >/tmp/out 2>&1
check "the kernel's refusal is translated, with the YAML line" \
	sh -c "grep -q 'max_tx_rate is 100 Mbit/s, not 90000 Mbit/s: Invalid argument: the rate is above' /tmp/out && grep -qF '[remaining-difference]' /tmp/out && grep -q 'unsupported.yaml:6' /tmp/out"

echo "# two runs at once"
flock /run/vfstate/lock sleep 2 &
sleep 0.5
check "the second waits for the first" sh -c 'vfstate apply 2>&1 | grep -q "waiting up to 60 s for another run"'
flock /run/vfstate/lock sleep 4 &
sleep 0.5
check "and gives up at its deadline" exits 1 vfstate apply --lock-wait 1
flock /run/vfstate/lock sleep 2 &
sleep 0.5
check "and says so" sh -c 'vfstate apply --lock-wait 0 2>&1 | grep -qF "[locked]"'
wait

echo "# a run that is stopped, or killed, while VFs are created"
echo 0 >/sys/bus/pci/devices/0000:01:00.0/sriov_numvfs
vfstate apply >/tmp/stopped 2>&1 &
while ! grep -q 'creating' /tmp/stopped; do sleep 0.05; done
kill -TERM $!
wait $!
check "SIGTERM: exits 1" equal $? 1
check "and says so" grep -q "stopped by a signal" /tmp/stopped
check "drivers_autoprobe is back on" equal "$(cat /sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe)" 1
check "the next run converges" exits 0 vfstate apply
echo 0 >/sys/bus/pci/devices/0000:01:00.0/sriov_numvfs
vfstate apply >/tmp/killed 2>&1 &
while ! grep -q 'creating' /tmp/killed; do sleep 0.05; done
kill -KILL $!
wait $! 2>/dev/null
check "SIGKILL: a note of drivers_autoprobe is left" equal "$(cat /run/vfstate/autoprobe.0000-01-00.0)" 1
check "plan shows what is owed" sh -c 'vfstate plan | grep -q "as it was before an interrupted run"'
check "the next run converges" exits 0 vfstate apply
check "drivers_autoprobe is back on" equal "$(cat /sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe)" 1
check "the note is gone" test ! -e /run/vfstate/autoprobe.0000-01-00.0
vf_is "$uplink0" 4 '["52:54:00:21:00:04",104,5,true,false,500]'
netdev_mac_is 0000:01:00.0 4 52:54:00:21:00:04

echo "# SR-IOV off"
printf 'version: 1\npfs:\n  uplink0: {match: {pci: "0000:01:00.0"}, numvfs: 0}\n' >$config
check "apply ends well" exits 0 vfstate apply
check "no VFs" equal "$(cat /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs)" 0
check "the PF that is no longer mentioned is not touched" equal "$(cat /sys/bus/pci/devices/0000:02:00.0/sriov_numvfs)" 3

echo "# udev is about to rename the PF's interface"
# waits SECONDS: apply with --wait takes at least so long
waits() {
	local from=$SECONDS
	vfstate apply --wait "$1" >/dev/null 2>&1
	[ $((SECONDS - from)) -ge "$1" ]
}
database=/run/udev/data/n$(cat "/sys/class/net/$uplink0/ifindex")
cp "$database" /tmp/database
check "its name is final: apply does not wait" exits 1 waits 12
sed -i "s/^I:.*/E:ID_RENAMING=1/" "$database"
check "it is not: apply waits" waits 12
cp /tmp/database "$database"

echo "# switches of the PF that ethtool has: igb's legacy-rx, and VLANs that the NIC takes out"
show_flags() {
	vfstate show --format json | jq -c '[.pfs[] | select(.pci == "0000:02:00.0") | .ethtool.private_flags["legacy-rx"], .ethtool.features["rx-vlan-hw-parse"]]'
}
rm -f /etc/vfstate.d/*
printf '%s\n' "version: 1" "pfs:" "  b:" "    match: {pci: \"0000:02:00.0\"}" "    link: up" \
	"    ethtool: {private_flags: {legacy-rx: on}, features: {rxvlan: off}}" >/etc/vfstate.d/10-flags.yaml
check "they are shown" equal "$(show_flags)" "[false,true]"
check "apply" exits 0 vfstate apply
check "both are switched" equal "$(show_flags)" "[true,false]"
check "nothing is left to do" exits 0 vfstate plan
check "export has the private flag" sh -c 'vfstate export | grep -A9 "0000:02:00.0" | grep -q "ethtool: {private_flags: {legacy-rx: on}}"'
sed -i 's/rxvlan: off/rx-vlan-hw-parse: on/; s/legacy-rx: on/legacy-rx: off/' /etc/vfstate.d/10-flags.yaml
ip address add 192.0.2.77/24 dev "$(netdev 0000:02:00.0)"
check "refused while the PF has an address" exits 75 vfstate apply
check "nothing was switched" equal "$(show_flags)" "[true,false]"
check "permitted" exits 0 vfstate apply --allow-disruptive=blink
check "switched back" equal "$(show_flags)" "[false,true]"
ip address del 192.0.2.77/24 dev "$(netdev 0000:02:00.0)"
sed -i 's/legacy-rx: off/legacy-tx: on/' /etc/vfstate.d/10-flags.yaml
check "no such flag" sh -c 'vfstate plan | grep -q "no private flag named legacy-tx: it has legacy-rx"'
finish
