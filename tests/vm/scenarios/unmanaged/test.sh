# VFs that go to VMs are kept from NetworkManager and systemd-networkd, which would run DHCP on each: with NetworkManager's
# default profile, and with a file of systemd-networkd for every interface.
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
pf=$(netdev 0000:01:00.0)
property() {
	udevadm info -q property "/sys/class/net/$1" | sed -n "s/^$2=//p"
}
is_up() {
	ip -br link show dev "$1" up | grep -q .
}
becomes_up() {
	for _ in $(seq 60); do
		! is_up "$1" || return 0
		sleep 1
	done
	ip -br link
	return 1
}
# stay_down NETDEV...: for a while.
stay_down() {
	local netdev
	for _ in $(seq 6); do
		for netdev in "$@"; do
			! is_up "$netdev" || { ip -br link; return 1; }
		done
		sleep 1
	done
}
# The PF has got an address, too, so its link must be allowed to blink.
recreate() {
	sed -i 's/numvfs: 3/numvfs: 2/' $config
	check "$1: fewer VFs" exits 0 vfstate apply --allow-disruptive=blink
	sed -i 's/numvfs: 2/numvfs: 3/' $config
	check "$1: VFs are created again" exits 0 vfstate apply --allow-disruptive=blink
	udevadm settle
}

check "vfstate.service ended well" boot_ended_well
check "the VFs of the VM have their files" equal "$(ls /run/vfstate/unmanaged | tr '\n' ' ')" "$(vf_pci 0000:01:00.0 0) $(vf_pci 0000:01:00.0 1) "
check "udev has set the properties" equal "$(property "${pf}v0" NM_UNMANAGED) $(property "${pf}v1" ID_NET_MANAGED_BY)" "1 vfstate"
check "of these only" equal "$(property "${pf}v2" NM_UNMANAGED)" ""

echo "# NetworkManager"
rm /etc/systemd/system/NetworkManager.service
systemctl daemon-reload
systemctl start NetworkManager
echo "# $(NetworkManager --version)"
check "it takes the VF that no VM gets" becomes_up "${pf}v2"
check "it leaves the other ones alone" stay_down "${pf}v0" "${pf}v1"
for v in 0 1; do
	check "and says so of VF $v" sh -c "nmcli -t -f DEVICE,STATE device | grep -x '${pf}v$v:unmanaged'"
done
check "nobody uses them" sh -c "! vfstate plan | grep -q 'its netdev'"
nmcli device disconnect "${pf}v2" >/dev/null 2>&1
nmcli device set "${pf}v2" managed no
ip link set "${pf}v2" down
recreate "beside NetworkManager"
check "it takes the one" becomes_up "${pf}v2"
check "and leaves the other ones alone" stay_down "${pf}v0" "${pf}v1"
nmcli device disconnect "${pf}v2" >/dev/null 2>&1

echo "# another VF goes to the VM"
sed -i 's|vf: uplink0/1|vf: uplink0/2|' $config
check "apply ends well" exits 0 vfstate apply
udevadm settle
check "it has its file now, and the other one has none" equal "$(ls /run/vfstate/unmanaged | tr '\n' ' ')" "$(vf_pci 0000:01:00.0 0) $(vf_pci 0000:01:00.0 2) "
check "udev has set the property" equal "$(property "${pf}v2" NM_UNMANAGED)" 1
check "and cleared the other one" equal "$(property "${pf}v1" NM_UNMANAGED)" ""
check "NetworkManager lets go of the one" sh -c "for i in \$(seq 30); do nmcli -t -f DEVICE,STATE device | grep -qx '${pf}v2:unmanaged' && exit; sleep 0.5; done; nmcli device; exit 1"
systemctl restart NetworkManager
check "a new one takes the other one" becomes_up "${pf}v1"
systemctl stop NetworkManager
for v in 0 1 2; do
	ip address flush dev "${pf}v$v"
	ip link set "${pf}v$v" down
done

echo "# systemd-networkd"
printf '[Match]\nType=ether\n\n[Network]\nDHCP=yes\n' >/etc/systemd/network/50-all.network
systemctl start systemd-networkd
echo "# $(systemctl --version | head -n 1)"
check "it takes the VF that no VM gets" becomes_up "${pf}v1"
check "it leaves the other ones alone" stay_down "${pf}v0" "${pf}v2"
for v in 0 2; do
	check "and says so of VF $v" sh -c "networkctl --no-pager | grep '${pf}v$v .*unmanaged'"
done
check "nobody uses them" sh -c "! vfstate show uplink0/0 | grep -q 'its netdev'"
systemctl stop systemd-networkd systemd-networkd.socket
ip address flush dev "${pf}v1"
ip link set "${pf}v1" down
systemctl start systemd-networkd
check "it takes that VF again" becomes_up "${pf}v1"
check "the other ones stay down" stay_down "${pf}v0" "${pf}v2"
finish
