# The life of a host after its boot: what systemd and the journal are given, reload, sleep, comparing every hour, and off.
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
n() {
	cat /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs /sys/bus/pci/devices/0000:02:00.0/sriov_numvfs | tr '\n' ' '
}
status() {
	systemctl show -p StatusText --value "$1"
}
# field NAME MATCH...: the field of each record that matches.
field() {
	local name=$1
	shift
	journalctl -b -q -o json "$@" | jq -r "if (.$name | type) == \"array\" then (.$name | implode) else .$name end"
}

echo "# the boot's run"
check "vfstate.service ended well" boot_ended_well
check "systemctl status has the result" sh -c 'systemctl status vfstate | grep "Status: \"Applied: .* changes done; verified.\""'
check "a change is a record" equal "$(field VFSTATE_TO -u vfstate VFSTATE_PF=uplink0 VFSTATE_CHANGE=vlan)" 100
check "with its PF" equal "$(field VFSTATE_PCI -u vfstate VFSTATE_CHANGE=vlan)" 0000:01:00.0
check "and its VF" equal "$(field VFSTATE_VF -u vfstate VFSTATE_CHANGE=vlan)" 0
check "and how it ended" equal "$(field VFSTATE_OUTCOME -u vfstate VFSTATE_CHANGE=vlan)" done
check "the last record is the summary" sh -c 'journalctl -b -q -o cat SYSLOG_IDENTIFIER=vfstate -u vfstate | tail -n 1 | grep "^Applied: .*verified"'
check "the text is in order" sh -c 'journalctl -b -q -o cat -u vfstate SYSLOG_IDENTIFIER=vfstate | grep -n "numvfs: 0 -> 3: done" | cut -d: -f1 | { read -r a; b=$(journalctl -b -q -o cat -u vfstate SYSLOG_IDENTIFIER=vfstate | grep -n "vlan: .*100: done" | cut -d: -f1); [ "$a" -lt "$b" ]; }'
journalctl --update-catalog
check "the catalog explains it" sh -c 'journalctl -b -q -x -u vfstate VFSTATE_CHANGE=vlan | grep "vfstate has set vlan of the PF uplink0 (0000:01:00.0)"'
check "the units are good" equal "$(systemd-analyze verify --man=no /usr/lib/systemd/system/vfstate* 2>&1)" ""
for unit in vfstate.service vfstate-resume.service vfstate-check.service; do
	check "$unit has little to lose" sh -c "systemd-analyze security --no-pager $unit | tail -n 1 | tee /dev/stderr | grep -qE ': ([01]\.[0-9]|2\.[0-5]) '"
done
for unit in networking NetworkManager systemd-networkd dpdk libvirtd docker containerd incus pve-guests; do
	check "it comes before $unit.service" sh -c "systemctl show -p Before vfstate.service | grep -qw $unit.service"
done
for unit in nftables netfilter-persistent ufw firewalld; do
	check "it comes after $unit.service" sh -c "systemctl show -p After vfstate.service | grep -qw $unit.service"
done

echo "# failures"
sed -i 's/vlan: 100/vlan: 4095/' $config
check "a bad configuration fails" sh -c '! systemctl restart vfstate'
check "the journal has one error" sh -c 'for i in $(seq 50); do [ "$(journalctl -b -q -p err -u vfstate -o json SYSLOG_IDENTIFIER=vfstate | wc -l)" = 1 ] && exit; sleep 0.1; done; journalctl -b -p err -u vfstate; exit 1'
check "with its place" equal "$(field CONFIG_LINE -u vfstate -p err SYSLOG_IDENTIFIER=vfstate)" 7
check "its file" equal "$(field CONFIG_FILE -u vfstate -p err SYSLOG_IDENTIFIER=vfstate)" $config
check "and its code" equal "$(field VFSTATE_CODE -u vfstate -p err SYSLOG_IDENTIFIER=vfstate)" out-of-range
check "status has it, too" sh -c "systemctl status vfstate | grep \"Status: .*'vlan' is 4095\""
sed -i 's/vlan: 4095/vlan: 101/' $config
check "mended, it starts" systemctl restart vfstate
sed -i 's/vlan: 101/vlan: 102/' $config
check "a reload applies" systemctl reload vfstate
check "what has changed" equal "$(vf "$(netdev 0000:01:00.0)" 0 '.vlan_list[0].vlan')" 102
check "and status has the result" equal "$(status vfstate)" "Applied: 1 of 1 changes done; verified."

echo "# waiting"
echo 0000:02:00.0 >/sys/bus/pci/drivers/igb/unbind
systemctl restart --no-block vfstate
check "after 5 s it says what it waits for" sh -c 'for i in $(seq 100); do systemctl show -p StatusText --value vfstate | grep "uplink1: waiting up to [0-9]* s for its driver" && exit; sleep 0.2; done; exit 1'
check "in the journal as well" sh -c 'journalctl -b -q -o cat -u vfstate | grep "uplink1: waiting up to 8[0-9] s for its driver"'
echo 0000:02:00.0 >/sys/bus/pci/drivers/igb/bind
check "then it goes on" sh -c 'for i in $(seq 300); do [ "$(systemctl is-active vfstate)" = active ] && exit; sleep 0.2; done; systemctl status vfstate; exit 1'
check "all other runs end" settled
check "the VFs are back" equal "$(n)" "3 2 "

echo "# longer than its time"
mkdir -p /run/systemd/system/vfstate.service.d
printf '[Service]\nTimeoutStartSec=10\n' >/run/systemd/system/vfstate.service.d/short.conf
systemctl daemon-reload
echo 0000:02:00.0 >/sys/bus/pci/drivers/igb/unbind
systemctl restart --no-block vfstate
sleep 20
check "it asks for more" equal "$(systemctl is-active vfstate)" activating
echo 0000:02:00.0 >/sys/bus/pci/drivers/igb/bind
check "and ends well" sh -c 'for i in $(seq 300); do [ "$(systemctl is-active vfstate)" = active ] && exit; sleep 0.2; done; systemctl status vfstate; exit 1'
check "all other runs end" settled
rm -r /run/systemd/system/vfstate.service.d
systemctl daemon-reload

echo "# sleep: this machine cannot, so the unit is started as suspend.target would"
systemctl enable -q vfstate.service
check "the unit is enabled with the other one" systemctl is-enabled vfstate-resume.service
check "it is started after sleep" sh -c 'systemctl show -p WantedBy vfstate-resume.service | grep suspend.target'
ip link set "$(netdev 0000:01:00.0)" vf 0 vlan 7
echo 0 >/sys/bus/pci/devices/0000:02:00.0/sriov_numvfs
check "it ends well" systemctl start vfstate-resume.service
check "the VFs are back" equal "$(n)" "3 2 "
check "so is the VLAN" equal "$(vf "$(netdev 0000:01:00.0)" 0 '.vlan_list[0].vlan')" 102

echo "# comparing every hour"
check "nobody has enabled it" sh -c '! systemctl is-enabled vfstate-check.timer'
check "the timer can be enabled" systemctl enable -q --now vfstate-check.timer
check "it ends well" systemctl start vfstate-check.service
check "with one record" equal "$(journalctl -b -q -o cat -u vfstate-check SYSLOG_IDENTIFIER=vfstate)" "No difference: 2 PFs with 5 VFs as configured."
check "and metrics" grep -qx 'vfstate_pf_vfs{pf="uplink0"} 3' /run/vfstate/metrics/vfstate.prom
check "that everybody may read" equal "$(stat -c %a /run/vfstate/metrics/vfstate.prom)" 644
ip link set "$(netdev 0000:01:00.0)" vf 0 vlan 8
check "a difference is no failure" systemctl start vfstate-check.service
check "the metrics have it" grep -qx 'vfstate_pf_changes{pf="uplink0"} 1' /run/vfstate/metrics/vfstate.prom
check "and the exit status" grep -qx 'vfstate_exit_status 2' /run/vfstate/metrics/vfstate.prom
check "nothing was changed" equal "$(vf "$(netdev 0000:01:00.0)" 0 '.vlan_list[0].vlan')" 8
check "apply ends well" exits 0 vfstate apply

echo "# off"
ip link set "$(netdev 0000:01:00.0)v1" up
check "a VF in use is refused" exits 75 vfstate off
check "the other PF has none" equal "$(n)" "3 0 "
check "nothing else was changed" equal "$(vf "$(netdev 0000:01:00.0)" 0 '.vlan_list[0].vlan')" 102
ip link set "$(netdev 0000:01:00.0)v1" down
check "a dry run shows it" sh -c 'vfstate off --dry-run uplink0 | grep "numvfs  *3 -> 0"'
check "and changes nothing" equal "$(n)" "3 0 "
check "the other one is off" exits 0 vfstate off uplink0
check "no VFs" equal "$(n)" "0 0 "
check "again there is nothing to do" sh -c 'vfstate off | grep "^No difference"'
check "apply brings them back" exits 0 vfstate apply
check "all of them" equal "$(n)" "3 2 "
check "as configured" exits 0 vfstate plan
finish
