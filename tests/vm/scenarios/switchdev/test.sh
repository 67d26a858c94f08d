# The eswitch through devlink: netdevsim to switchdev and back, with 8 VFs that keep their MACs.
. /vm/checks.sh
pf=$(netdevsim_add 10 16)
config=/etc/vfstate.d/10-switch.yaml
mkdir -p /etc/vfstate.d

# want LINES...: of the PF
want() {
	printf '%s\n' "version: 1" "pfs:" "  sim0:" "    match: {netdev: $pf}" "$@" >$config
}
mode() {
	devlink -j dev eswitch show netdevsim/netdevsim10 | jq -r '.dev[].mode'
}
macs() {
	ip -j link show "$pf" | jq -c '[.[0].vfinfo_list[] | .mac // .address]'
}
representors() {
	ls /sys/bus/netdevsim/devices/netdevsim10/net | grep -c 'pf0vf'
}
# sets COMMAND...: how many eswitch messages were sent to set something (DEVLINK_CMD_ESWITCH_SET is 30)
sets() {
	strace -f -o /tmp/trace -e trace=sendmsg,sendto -x "$@" >/dev/null 2>&1
	grep -c '\\x1e\\x01\\x00\\x00' /tmp/trace
}

want "    numvfs: 8" "    eswitch: {mode: switchdev}" "    vf_defaults: {mac: derive, spoofchk: on, trust: on}"
check "legacy at first" equal "$(mode)" legacy
check "plan tells the mode" sh -c 'vfstate plan | grep -q "~ eswitch mode *legacy -> switchdev"'
check "apply, VFs and mode at once" exits 0 vfstate apply
check "switchdev" equal "$(mode)" switchdev
check "8 VFs" equal "$(cat /sys/bus/netdevsim/devices/netdevsim10/sriov_numvfs)" 8
check "8 representors" equal "$(representors)" 8
check "which are not taken for the PF" equal "$(vfstate show --format json | jq -c '[.pfs[] | .netdev]')" "[\"$pf\"]"
check "show has the mode" equal "$(vfstate show --format json | jq -r '.pfs[0].eswitch.mode')" switchdev
before=$(macs)
check "each VF has a MAC of its own" equal "$(echo "$before" | jq 'unique | length')" 8
check "nothing is left to do" exits 0 vfstate plan
check "the mode is not written again" equal "$(sets vfstate apply)" 0

echo "# to legacy and back, with the VFs there"
want "    numvfs: 8" "    eswitch: {mode: legacy}" "    vf_defaults: {mac: derive, spoofchk: on, trust: on}"
check "apply" exits 0 vfstate apply
check "legacy" equal "$(mode)" legacy
check "no representors" equal "$(representors)" 0
check "the MACs are what they were" equal "$(macs)" "$before"
want "    numvfs: 8" "    eswitch: {mode: switchdev}" "    vf_defaults: {mac: derive}"
check "one message does it" equal "$(sets vfstate apply)" 1
check "switchdev" equal "$(mode)" switchdev
check "the MACs are what they were" equal "$(macs)" "$before"
check "8 VFs, the same" equal "$(cat /sys/bus/netdevsim/devices/netdevsim10/sriov_numvfs)" 8

echo "# netdevsim loses the mode with its VFs"
want "    numvfs: 4" "    eswitch: {mode: switchdev}" "    vf_defaults: {mac: derive}"
check "one apply gets there all the same" exits 0 vfstate apply
check "switchdev" equal "$(mode)" switchdev
check "4 representors" equal "$(representors)" 4

echo "# rates, which are the VFs' ports' there"
# rate VF: tx_share and tx_max as devlink has them, in bytes/s
rate() {
	devlink -j port function rate show "netdevsim/netdevsim10/$((128 + $1))" | jq -r '.rate[] | "\(.tx_share // 0) \(.tx_max // 0)"'
}
want "    numvfs: 4" "    eswitch: {mode: switchdev}" "    vf_defaults: {max_tx_rate: 100}" "    vfs: {1: {min_tx_rate: 10, max_tx_rate: 40}}"
check "ip cannot set one" exits 2 ip link set "$pf" vf 0 max_tx_rate 100
check "the plan has it" sh -c 'vfstate plan | grep -q "max_tx_rate .* 40 Mbit/s"'
check "apply" exits 0 vfstate apply
check "devlink has it" equal "$(rate 0)" "0 12500000"
check "both" equal "$(rate 1)" "1250000 5000000"
check "nothing is left to do" exits 0 vfstate plan
want "    numvfs: 4" "    eswitch: {mode: switchdev}" "    vf_defaults: {max_tx_rate: 100}" "    vfs: {1: {min_tx_rate: 80, max_tx_rate: 90}}"
check "another rate, above what was the highest" exits 0 vfstate apply
check "devlink has both" equal "$(rate 1)" "10000000 11250000"
want "    numvfs: 4" "    eswitch: {mode: switchdev}" "    vf_defaults: {max_tx_rate: 0}" "    vfs: {1: {min_tx_rate: 5, max_tx_rate: 20}}"
check "back to no limit, and below what was the lowest" exits 0 vfstate apply
check "no limit" equal "$(rate 0)" "0 0"
check "devlink has both" equal "$(rate 1)" "625000 2500000"
want "    numvfs: 4" "    eswitch: {mode: switchdev}" "    vfs: {1: {max_tx_rate: 5001}}"
check "above the link's speed" exits 1 vfstate apply
vfstate apply >/tmp/apply 2>&1
sed 's/^/# /' /tmp/apply
check "the kernel's own words" grep -q 'exceed link maximum speed' /tmp/apply
check "nothing else has changed" equal "$(rate 1)" "625000 2500000"
want "    numvfs: 4" "    eswitch: {mode: legacy}" "    vfs: {1: {min_tx_rate: 5, max_tx_rate: 20}}"
check "to legacy" exits 0 vfstate apply
check "where ip has them" equal "$(ip -j link show "$pf" | jq -c '.[0].vfinfo_list[1].rate')" '{"max_tx":20,"min_tx":5}'
want "    numvfs: 4" "    eswitch: {mode: switchdev}" "    vfs: {1: {min_tx_rate: 5, max_tx_rate: 20}}"
check "and back" exits 0 vfstate apply
check "nothing is left to do" exits 0 vfstate plan

echo "# what netdevsim cannot have is refused, and nothing was changed"
want "    numvfs: 4" "    eswitch: {mode: switchdev, inline_mode: link}" "    vf_defaults: {mtu: 9000}"
vfstate plan >/tmp/plan 2>&1
check "netdevsim has no inline_mode" grep -q "no eswitch inline_mode to set ($config:6)" /tmp/plan
check "a VF of it has no netdev of its own" grep -q 'not PCI devices, and have no network' /tmp/plan

echo "# export of it is a configuration that plans nothing"
rm $config
check "export" sh -c "vfstate export >/tmp/export.yaml && grep -q 'eswitch: {mode: switchdev}' /tmp/export.yaml"
check "plans nothing" exits 0 vfstate plan /tmp/export.yaml
finish
