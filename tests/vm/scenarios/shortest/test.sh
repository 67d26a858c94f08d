# The shortest file: three lines, on a host whose PF is down. Everything else is what vfstate.service did at boot.
. /vm/checks.sh
pf=0000:01:00.0
xml=/run/vfstate/libvirt/web01

echo "# after the boot"
check "vfstate.service ended well" boot_ended_well
check "it verified what it did" sh -c 'journalctl -b -u vfstate | grep -q "; verified\.$"'
check "it said nothing else" equal "$(journalctl -b -u vfstate -o cat | grep -E 'error|warning')" ""
check "the PF is up" sh -c "ip -j link show enp1s0 | jq -e '.[0].flags | index(\"UP\")'"
check "2 VFs" equal "$(cat /sys/bus/pci/devices/$pf/sriov_numvfs)" 2
check "VF 0 as configured" equal "$(vf enp1s0 0 '[.mac // .address, .vlan_list[0].vlan, .rate.max_tx]')" '["52:54:00:21:00:00",100,100]'
check "its netdev has the MAC" equal "$(cat "/sys/bus/pci/devices/$(vf_pci $pf 0)"/net/*/address)" 52:54:00:21:00:00
check "nothing is left to do" exits 0 vfstate plan

echo "# the MAC of an interface that has none configured"
mac=$(vf enp1s0 1 '.mac // .address' | tr -d '"')
check "is a locally administered one" sh -c "echo $mac | grep -qE '^[0-9a-f][26ae](:[0-9a-f]{2}){5}$'"
check "the VF's netdev has it" equal "$(cat "/sys/bus/pci/devices/$(vf_pci $pf 1)"/net/*/address)" "$mac"
check "the XML has it" grep -q "<mac address=\"$mac\"/>" $xml/net1.xml
check "each interface has its alias" equal "$(cat $xml/*.xml | grep -o 'ua-[a-z0-9-]*' | tr '\n' ' ')" "ua-vfstate-net0 ua-vfstate-net1 "
id=$(vfstate show --format json | jq -r .host_id)
check "the host has an id" sh -c "echo $id | grep -qE '^[0-9a-f]{32}$'"
check "which is not the machine's" sh -c "[ $id != $(cat /etc/machine-id) ]"
check "it is the same after the VFs were created again" sh -c "echo 0 >/sys/bus/pci/devices/$pf/sriov_numvfs && vfstate apply"
check "so is the MAC" equal "$(vf enp1s0 1 '.mac // .address' | tr -d '"')" "$mac"
sed -i 's,net1: {vf: enp1s0/1},net1: {vf: enp1s0/2},; s/numvfs: 2/numvfs: 3/' /etc/vfstate.d/10-host.yaml
check "another VF for the interface" exits 0 vfstate apply
check "has the same MAC" equal "$(vf enp1s0 2 '.mac // .address' | tr -d '"')" "$mac"

echo "# the default of link"
ip link set enp1s0 down
check "a PF that went down is a difference" equal "$(vfstate plan --format json | jq -c '[.pfs[].changes[] | [.change, .to]]')" '[["link","up"]]'
check "apply puts it up" sh -c 'vfstate apply && ip -j link show enp1s0 | jq -e ".[0].flags | index(\"UP\")"'
sed -i 's/numvfs: 3/numvfs: 3, link: keep/' /etc/vfstate.d/10-host.yaml
ip link set enp1s0 down
check "link: keep leaves it" exits 0 vfstate plan
sed -i 's/max_tx_rate: 100/max_tx_rate: 200/' /etc/vfstate.d/10-host.yaml
start=$(date +%s)
vfstate apply >/tmp/rate 2>&1
check "a rate of a PF that is down fails for that reason" grep -q 'administratively down' /tmp/rate
check "at once" sh -c "[ $(($(date +%s) - start)) -lt 10 ]"
sed 's/^/# /' /tmp/rate
finish
