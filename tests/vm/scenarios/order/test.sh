# Whoever configures networks finds the VFs as configured when it starts: ifupdown2 behind firewalld, ifupdown, netplan with
# networkd and with NetworkManager, one after the other, with a reboot in between. Then a driver that comes when the
# boot is long over.
. /vm/checks.sh
next=/var/lib/next
pf=$(netdev 0000:01:00.0)
# The checks of each boot are counted on.
[ ! -e $next ] || read -r step checks failures <$next

# recorded UNIT: has UNIT write down what VF 0 to 2 are like when it starts.
recorded() {
	mkdir -p "/etc/systemd/system/$1.d"
	printf '[Service]\nExecStartPre=-/vm/record %s\n' "$1" >"/etc/systemd/system/$1.d/record.conf"
	rm -f "/var/lib/record.$1"
}
# found UNIT: what it wrote down is what is configured.
found() {
	systemctl is-active "$1" || { systemctl status --no-pager "$1"; return 1; }
	equal "$(cat "/var/lib/record.$1")" "52:54:00:21:00:00 100 52:54:00:21:00:01 101 52:54:00:21:00:02 102"
}
# reboot_to STEP
reboot_to() {
	echo "$1 $checks $failures" >$next
	touch /run/reboots
	systemctl start --no-block reboot.target
	exit
}
has_address() {
	for _ in $(seq 60); do
		! ip -4 address show dev "$1" | grep -q "inet $2/" || return 0
		sleep 0.5
	done
	ip address
	return 1
}
as_configured() {
	check "$1: vfstate.service ended well" boot_ended_well
	check "$1: it finds the VFs as configured" found "$2"
	check "$1: the VF has its address" has_address "${pf}v0" 192.0.2.10
	check "$1: all is as configured" exits 0 vfstate plan
	check "$1: no cycle was broken" sh -c '! journalctl -b | grep -i "ordering cycle"'
	check "$1: no unit failed" equal "$(systemctl --failed --no-legend)" ""
	systemd-analyze critical-chain "$2" 2>&1 | sed -n 's/^/# /p' | head -n 8
}

case ${step:-first} in
first)
	check "vfstate.service ended well" boot_ended_well
	check "ifupdown2 and firewalld are installed" sh -c 'dpkg -i /opt/firewalld/*.deb /opt/ifupdown2/*.deb'
	cat >/etc/network/interfaces <<-EOF
		auto lo
		iface lo inet loopback
		auto ${pf}v0
		iface ${pf}v0 inet static
			address 192.0.2.10/24
	EOF
	systemctl enable networking.service firewalld.service
	recorded networking.service
	reboot_to ifupdown2
	;;
ifupdown2)
	as_configured ifupdown2 networking.service
	check "firewalld runs" systemctl is-active firewalld.service
	check "vfstate came after it" sh -c '[ "$(systemctl show -p ExecMainStartTimestampMonotonic --value vfstate)" -gt "$(systemctl show -p ActiveEnterTimestampMonotonic --value firewalld)" ]'
	check "ifupdown takes its place" sh -c 'dpkg -P ifupdown2 firewalld && dpkg -i /opt/ifupdown/*.deb'
	systemctl enable networking.service
	recorded networking.service
	reboot_to ifupdown
	;;
ifupdown)
	as_configured ifupdown networking.service
	check "netplan takes its place" sh -c 'dpkg -P ifupdown && dpkg -i /opt/netplan.io/*.deb'
	rm -f /etc/network/interfaces
	cat >/etc/netplan/10-host.yaml <<-EOF
		network:
		  version: 2
		  renderer: networkd
		  ethernets:
		    ${pf}v0: {addresses: [192.0.2.10/24]}
	EOF
	chmod 600 /etc/netplan/10-host.yaml
	systemctl enable systemd-networkd.service
	systemctl disable systemd-networkd-wait-online.service
	recorded systemd-networkd.service
	reboot_to networkd
	;;
networkd)
	as_configured "netplan with networkd" systemd-networkd.service
	systemctl disable --now systemd-networkd.service systemd-networkd.socket
	sed -i 's/renderer: networkd/renderer: NetworkManager/' /etc/netplan/10-host.yaml
	rm /etc/systemd/system/NetworkManager.service
	systemctl enable NetworkManager.service
	recorded NetworkManager.service
	reboot_to networkmanager
	;;
networkmanager)
	as_configured "netplan with NetworkManager" NetworkManager.service
	# Its driver is loaded long after the boot.
	echo "blacklist nvme" >/etc/modprobe.d/late.conf
	printf 'version: 1\npfs:\n  disk0: {match: {pci: "0000:03:00.0"}, numvfs: 2, vf_defaults: {driver: none}}\n' >/etc/vfstate.d/20-disk.yaml
	reboot_to late
	;;
late)
	check "vfstate.service failed, since a PF is missing" equal "$(systemctl is-failed vfstate.service)" failed
	check "it says which one" sh -c 'journalctl -b -q -o cat -u vfstate | grep "disk0: waiting"'
	check "the other PF is as configured" equal "$(cat /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs)" 3
	held=$(($(systemctl show -p ActiveEnterTimestampMonotonic --value network-pre.target) - $(systemctl show -p ExecMainStartTimestampMonotonic --value vfstate)))
	check "the boot was held for 90 s and a little" test $held -gt 90000000 -a $held -lt 110000000
	check "its driver is loaded" modprobe nvme
	check "all runs end" settled
	check "its VFs are there" equal "$(cat /sys/bus/pci/devices/0000:03:00.0/sriov_numvfs)" 2
	check "all is as configured" exits 0 vfstate plan
	finish
	;;
esac
