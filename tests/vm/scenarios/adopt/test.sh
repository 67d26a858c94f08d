# A host that was set up with sysfs and ip alone is adopted: what export prints plans nothing, and then rules.
. /vm/checks.sh
pf=$(netdev 0000:01:00.0)
other=$(netdev 0000:02:00.0)
ip link property add dev "$other" altname an-alternative-name

ip link set "$pf" up
echo 4 >/sys/bus/pci/devices/0000:01:00.0/sriov_numvfs
udevadm settle
for _ in $(seq 50); do [ "$(cat "/sys/class/net/$pf/carrier")" = 1 ] && break; sleep 0.1; done
ip link set "$pf" vf 0 vlan 100 qos 3 max_tx_rate 200
ip link set "$pf" vf 1 vlan 200 spoofchk off
ip link set "$pf" vf 2 trust on
before=$(ip -j -d link show "$pf" | jq -c '.[0].vfinfo_list')

check "export ends well" exits 0 sh -c 'vfstate export >/tmp/host.yaml'
sed 's/^/# /' /tmp/host.yaml
check "it is a good configuration" exits 0 vfstate check /tmp/host.yaml
check "it plans nothing" exits 0 vfstate plan /tmp/host.yaml
check "the VLAN with its priority is in it" grep -q '0: {.*vlan: {id: 100, qos: 3}, max_tx_rate: 200' /tmp/host.yaml
cp /tmp/host.yaml /etc/vfstate.d/10-host.yaml 2>/dev/null || { mkdir -p /etc/vfstate.d; cp /tmp/host.yaml /etc/vfstate.d/10-host.yaml; }
check "apply of it writes nothing" exits 0 strace -f -o /tmp/first -e trace=openat,sendto,sendmsg vfstate apply
check "no RTM_SETLINK" equal "$(grep -c RTM_SETLINK /tmp/first)" 0
check "the VFs are as they were" equal "$(ip -j -d link show "$pf" | jq -c '.[0].vfinfo_list')" "$before"

echo "# what is changed by hand from now on is put back"
ip link set "$pf" vf 1 vlan 7
check "apply repairs it" exits 0 vfstate apply
check "the kernel has it" equal "$(vf "$pf" 1 '.vlan_list[0].vlan')" 200

echo "# drop-ins: one VLAN of a vendor's file is another one on this host"
mkdir -p /usr/lib/vfstate.d
mv /etc/vfstate.d/10-host.yaml /usr/lib/vfstate.d/10-host.yaml
name=$(sed -n 's/^  \(.*\):$/\1/p' /usr/lib/vfstate.d/10-host.yaml | head -n 1)
printf 'version: 1\npfs:\n  %s:\n    vfs:\n      1: {vlan: 201}\n' "$name" >/etc/vfstate.d/20-site.yaml
check "exactly that is planned" equal "$(vfstate plan --format json | jq -c '[.pfs[].changes[] | [.change, .vf, .to.id]]')" '[["vlan",1,201]]'
check "apply does it" exits 0 vfstate apply
check "the kernel has that too" equal "$(vf "$pf" 1 '.vlan_list[0].vlan')" 201

echo "# files that others than root can write"
cp /etc/vfstate.d/20-site.yaml /tmp/20-site.yaml
sed -i 's/201/202/' /etc/vfstate.d/20-site.yaml
chmod 0777 /etc/vfstate.d
check "a directory that others can write is refused" exits 78 vfstate apply
check "and named" sh -c 'vfstate apply 2>&1 | grep -q "/etc/vfstate.d can be written by others than root (mode 0777) .untrusted-file"'
check "plan warns of it" sh -c 'vfstate plan 2>&1 | grep -q "warning: apply will not obey /etc/vfstate.d"'
chmod 0755 /etc/vfstate.d
mkdir -m 0777 /tmp/anybody
mv /etc/vfstate.d/20-site.yaml /tmp/anybody/
ln -s /tmp/anybody/20-site.yaml /etc/vfstate.d/20-site.yaml
check "so is a link into one" exits 78 vfstate apply
check "nothing was changed" equal "$(vf "$pf" 1 '.vlan_list[0].vlan')" 201
check "root may say otherwise" exits 0 vfstate apply --allow-untrusted
check "then it is done" equal "$(vf "$pf" 1 '.vlan_list[0].vlan')" 202
rm /etc/vfstate.d/20-site.yaml
cp /tmp/20-site.yaml /etc/vfstate.d/20-site.yaml
check "back to what it was" exits 0 vfstate apply

echo "# selectors on real hardware"
printf 'version: 1\npfs: {a: {match: {netdev: an-alternative-name}, link: up}}\n' >/tmp/altname.yaml
check "an alternative name finds the PF" equal "$(vfstate plan --format json /tmp/altname.yaml | jq -c '[.pfs[].pci]')" '["0000:02:00.0"]'
printf 'version: 1\npfs: {a: {match: {mac: "%s"}, link: up}}\n' "$(cat "/sys/class/net/$other/address")" >/tmp/mac.yaml
check "so does the permanent MAC" equal "$(vfstate plan --format json /tmp/mac.yaml | jq -c '[.pfs[].pci]')" '["0000:02:00.0"]'
printf 'version: 1\npfs: {a: {match: {driver: igb}}}\n' >/tmp/driver.yaml
check "a driver that two PFs have does not" sh -c 'vfstate plan /tmp/driver.yaml 2>&1 | grep -qF "[pf-ambiguous]"'
printf 'version: 1\npfs: {a: {match: {driver: mlx5_core}, optional: on, numvfs: 8}}\n' >/tmp/optional.yaml
check "what may be missing is not an error" exits 0 vfstate apply /tmp/optional.yaml
finish
