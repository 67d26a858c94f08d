# From the Debian package, on a host without any compiler: install, one file, reboot. Then an upgrade with a VF in use, a
# reload of the driver, removal and purge.
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
numvfs=/sys/bus/pci/devices/0000:01:00.0/sriov_numvfs
phase=/var/lib/phase
state() {
	echo "$(systemctl is-enabled "$1" 2>/dev/null) $(systemctl is-active "$1")"
}
# The checks of each boot are counted on.
[ ! -e $phase.checks ] || read -r checks failures <$phase.checks

if [ ! -e $phase ]; then
	echo "# install"
	check "there is no vfstate" sh -c '! command -v vfstate'
	check "the package is installed" dpkg -i /vm/vfstate.deb
	check "dpkg finds it complete" equal "$(dpkg -V vfstate; dpkg-query -W -f '${Status}' vfstate)" "install ok installed"
	check "the directory of the record is there" test -d /var/lib/vfstate
	check "it runs" sh -c 'vfstate --version | grep "^vfstate "'
	check "its libraries are there" sh -c '! ldd "$(command -v vfstate)" | grep "not found"'
	for unit in vfstate.service vfstate-resume.service vfstate-check.timer; do
		check "$unit is neither enabled nor started" equal "$(state $unit)" "disabled inactive"
	done
	check "there are no VFs" equal "$(cat $numvfs)" 0
	check "the directory of configurations is the package's" equal "$(dpkg -S /etc/vfstate.d)" "vfstate: /etc/vfstate.d"
	check "without a configuration nothing fails" systemctl start vfstate
	cat >$config <<-'EOF'
		version: 1
		pfs:
		  uplink0:
		    match: {pci: "0000:01:00.0"}
		    numvfs: 3
		    vfs: {0: {mac: "52:54:00:21:00:00", vlan: 100}}
		vms:
		  web01: {interfaces: {net0: {vf: uplink0/0}}}
	EOF
	check "it can be enabled" systemctl enable vfstate.service
	check "the unit for sleep with it" systemctl is-enabled vfstate-resume.service
	touch $phase
	echo "$checks $failures" >$phase.checks
	touch /run/reboots
	systemctl start --no-block reboot.target
	exit
fi

echo "# after a reboot"
check "vfstate.service ended well" boot_ended_well
check "the VFs are there" equal "$(cat $numvfs)" 3
check "with the MAC" equal "$(vf "$(netdev 0000:01:00.0)" 0 '.mac // .address')" '"52:54:00:21:00:00"'
check "and the VLAN" equal "$(vf "$(netdev 0000:01:00.0)" 0 '.vlan_list[0].vlan')" 100
check "and the XML" test -s /run/vfstate/libvirt/web01/net0.xml
check "libxml2 was found" sh -c '! journalctl -b -u vfstate | grep missing-library'
check "all is as configured" exits 0 vfstate plan
check "the driver is loaded again" sh -c 'modprobe -r igbvf igb && modprobe igb'
check "all runs end" settled
check "the VFs are back" equal "$(cat $numvfs)" 3
check "as configured" exits 0 vfstate plan

echo "# upgrade, with a VF in use"
pf=$(netdev 0000:01:00.0)
ip link set "${pf}v1" up
ip address add 192.0.2.1/24 dev "${pf}v1"
systemctl enable -q --now vfstate-check.timer
began=$(systemctl show -p ExecMainStartTimestampMonotonic --value vfstate)
identity=$(stat -c %i /sys/bus/pci/devices/0000:01:00.0/virtfn1/)
dpkg-deb -R /vm/vfstate.deb /tmp/new
sed -i 's/^Version: .*/&.1/' /tmp/new/DEBIAN/control
sed -i 's/^Description=.*/Description=The next version/' "$(find /tmp/new -name vfstate.service)"
dpkg-deb -b /tmp/new /tmp/new.deb >/dev/null
check "the next version is installed" dpkg -i /tmp/new.deb
check "the unit is enabled and active" equal "$(state vfstate.service)" "enabled active"
check "and was not started again" equal "$(systemctl show -p ExecMainStartTimestampMonotonic --value vfstate)" "$began"
check "systemd has read the new one" equal "$(systemctl show -p Description --value vfstate)" "The next version"
check "the timer is enabled and active" equal "$(state vfstate-check.timer)" "enabled active"
check "the VFs are the same ones" equal "$(stat -c %i /sys/bus/pci/devices/0000:01:00.0/virtfn1/)" "$identity"
check "the one in use has its address" sh -c "ip address show dev ${pf}v1 up | grep 192.0.2.1"
check "the XML is there" test -s /run/vfstate/libvirt/web01/net0.xml
check "the next version applies" exits 0 vfstate apply

echo "# removal"
check "the package is removed" sh -c 'dpkg -r vfstate >/tmp/removal'
check "which says what stays" grep -q "stay as they are" /tmp/removal
check "the VFs are the same ones" equal "$(stat -c %i /sys/bus/pci/devices/0000:01:00.0/virtfn1/)" "$identity"
check "the one in use has its address" sh -c "ip address show dev ${pf}v1 up | grep 192.0.2.1"
check "the VLAN is there" equal "$(vf "$pf" 0 '.vlan_list[0].vlan')" 100
check "the configuration is there" test -s $config
check "the timer does not run any more" sh -c '! systemctl is-active vfstate-check.timer'
check "no unit failed" equal "$(systemctl --failed --no-legend)" ""
check "it is purged" dpkg -P vfstate
check "its records are gone" test ! -e /run/vfstate -a ! -e /var/lib/vfstate
check "the administrator's file is not" test -s $config
check "no unit is enabled any more" equal "$(find /etc/systemd -name 'vfstate*')" ""
finish
