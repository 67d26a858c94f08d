# A driver is loaded when vfstate.service has given up waiting for its PF: the boot went on without it, ifupdown found the VFs of the
# other PF as configured, and the event of the driver brings the VFs of this one.
. /vm/checks.sh

check "vfstate.service failed, since a PF is missing" equal "$(systemctl is-failed vfstate) $(systemctl show -p Result --value vfstate)" "failed exit-code"
check "it says which one" sh -c 'journalctl -b -q -o cat -u vfstate | grep "disk0: waiting"'
check "the boot waited for 90 s" test "$(($(moment network-pre.target ActiveEnter) - $(moment vfstate.service ExecMainStart)))" -gt 90000000
check "ifupdown starts" started networking.service
check "it found the VFs of the other PF as configured" equal "$(recorded networking.service)" "52:54:00:21:00:00 100 52:54:00:21:00:01 101 52:54:00:21:00:02 102"
check "it gives its VF the address" has_address enp1s0v0 192.0.2.10
check "the driver is loaded" modprobe nvme
check "all runs end" settled
check "the VFs are there" equal "$(cat /sys/bus/pci/devices/0000:03:00.0/sriov_numvfs)" 2
check "the VF in use still has its address" has_address enp1s0v0 192.0.2.10
check "all is as configured" exits 0 vfstate plan
check "there was no ordering cycle" sh -c '! journalctl -b -q | grep -i "ordering cycle"'
finish
