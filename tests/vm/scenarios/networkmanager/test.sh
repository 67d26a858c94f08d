# NetworkManager raises the interface of every VF. That alone is no use of the VF; a connection on it is.
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
pf=$(netdev 0000:01:00.0)
numvfs=/sys/bus/pci/devices/0000:01:00.0/sriov_numvfs

# raised: NetworkManager has raised every VF's interface, and has its record of them.
raised() {
	for _ in $(seq 60); do
		[ "$(ip -br link show up | grep -c "^${pf}v")" = "$(cat $numvfs)" ] &&
			[ "$(grep -l '^managed=true' /run/NetworkManager/devices/* | wc -l)" -ge "$(cat $numvfs)" ] && return
		sleep 1
	done
	ip -br link
	grep . /run/NetworkManager/devices/*
	return 1
}
# has_no_connection NETDEV: NetworkManager has written down that it has activated nothing on it. `nmcli connection delete`
# ends before that.
has_no_connection() {
	local record
	record=/run/NetworkManager/devices/$(cat "/sys/class/net/$1/ifindex")
	for _ in $(seq 60); do
		grep -q '^connection-uuid=' "$record" || return 0
		sleep 1
	done
	cat "$record"
	return 1
}
check "vfstate.service ended well" boot_ended_well
rm /etc/systemd/system/NetworkManager.service
systemctl daemon-reload
systemctl start NetworkManager
echo "# $(NetworkManager --version)"
check "NetworkManager raises the VFs' interfaces" raised
check "show does not say that somebody uses one" sh -c '! vfstate show | grep "is up"'
sed -i 's/numvfs: 3/numvfs: 4/' $config
check "apply works a second time" exits 0 vfstate apply
check "4 VFs" equal "$(cat $numvfs)" 4
check "NetworkManager raises those, too" raised
sed -i 's/numvfs: 4/numvfs: 3/' $config

# refused WORDS PATTERN
refused() {
	local n
	n=$(cat $numvfs)
	check "$1: apply exits 75" exits 75 vfstate apply
	check "$1: it is told" sh -c "vfstate plan | grep -q 'is in use: .*$2'"
	check "$1: $n VFs are still there" equal "$(cat $numvfs)" "$n"
}
ip link set "${pf}v1" promisc on
refused "a promiscuous interface" "its netdev ${pf}v1 is up"
ip link set "${pf}v1" promisc off
check "without that it is idle again" exits 2 vfstate plan
nmcli connection add type ethernet ifname "${pf}v2" con-name guest ipv4.method manual ipv4.addresses 192.0.2.7/24 \
	ipv6.method disabled >/dev/null
nmcli connection up guest >/dev/null 2>&1
refused "a connection" "its netdev ${pf}v2 is up"
nmcli connection delete guest >/dev/null
check "NetworkManager has taken it down" has_no_connection "${pf}v2"
check "without it all are idle again" exits 0 vfstate apply
check "3 VFs" equal "$(cat $numvfs)" 3
check "and NetworkManager raises them" raised
sed -i 's/numvfs: 3/numvfs: 4/' $config
ip address add 192.0.2.8/24 dev "${pf}v0"
refused "an address" "its netdev ${pf}v0 is up"
finish
