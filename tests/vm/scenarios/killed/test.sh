# Killed at any moment while it makes and configures VFs, the next run converges.
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
dev=/sys/bus/pci/devices/0000:01:00.0
RANDOM=20261123 # the same moments each time, as far as time is the same
pf=$(netdev 0000:01:00.0)
runs=0
noted=0
cut=0
bad=0

tell() {
	echo "# run $runs, killed after $1 ms: $2"
	bad=$((bad + 1))
}

# by_hand: what the configuration does not name, and both VFs have that are always there.
by_hand() {
	echo "$(vf "$pf" 0 .trust) $(vf "$pf" 1 .spoofchk)"
}
check "vfstate.service ended well" boot_ended_well
ip link set "$pf" vf 0 trust on
ip link set "$pf" vf 1 spoofchk off
check "VFs are set up by hand" equal "$(by_hand)" "true false"

for i in $(seq 30); do
	runs=$((runs + 1))
	# Another number each time, so that all VFs are made anew.
	n=$((2 + i % 3))
	sed -i -e "s/numvfs: .*/numvfs: $n/" -e "s/vlan: [0-9]*/vlan: $((10 + i))/" $config
	ms=$((RANDOM % 3500))
	vfstate apply >/dev/null 2>&1 &
	pid=$!
	sleep "$((ms / 1000)).$(printf %03d $((ms % 1000)))"
	kill -9 $pid 2>/dev/null && cut=$((cut + 1))
	wait $pid 2>/dev/null
	[ -z "$(ls /run/vfstate | grep '^vfs')" ] || noted=$((noted + 1))
	vfstate apply >/tmp/out 2>&1 || { tell $ms "the next run failed"; sed 's/^/#   /' /tmp/out; continue; }
	[ "$(cat $dev/sriov_drivers_autoprobe)" = 1 ] || tell $ms "autoprobe is off"
	[ "$(cat $dev/sriov_numvfs)" = $n ] || tell $ms "not $n VFs"
	[ "$(ls -d $dev/virtfn*/driver | wc -l)" = $n ] || tell $ms "a VF has no driver"
	[ -z "$(ls /run/vfstate | grep -E '^(autoprobe|driver|vfs)')" ] || tell $ms "a note is left: $(ls /run/vfstate | tr '\n' ' ')"
	[ "$(by_hand)" = "true false" ] || tell $ms "trust of VF 0 and spoofchk of VF 1: $(by_hand)"
	vfstate plan >/tmp/out 2>&1 || { tell $ms "a difference is left"; sed 's/^/#   /' /tmp/out; }
done
echo "# what killed runs leave in /run/vfstate, and what others put there"
config_number() {
	sed -i -e "s/numvfs: .*/numvfs: $1/" $config
}
config_number 3
touch /run/vfstate/.#driver.0000-01-10.0.new /run/vfstate/driver.0000-99-10.0 /run/vfstate/autoprobe.0000-99-00.0 /run/vfstate/vfs.0000-02-00.0
check "the next run" exits 0 vfstate apply
check "removes leftovers" equal "$(ls -A /run/vfstate | tr '\n' ' ')" "booted lock seqnum "
check "the lock is root's" equal "$(stat -c %a:%U /run/vfstate/lock)" 600:root
check "another user cannot take it" sh -c '! setpriv --reuid 65534 --clear-groups flock -n /run/vfstate/lock true'
rm /run/vfstate/lock
(umask 022; echo 1 >/run/vfstate/lock)
setpriv --reuid 65534 --clear-groups sh -c 'exec 9</run/vfstate/lock; flock 9; exec sleep 600' &
stranger=$!
check "another user holds the lock of an older version" \
	sh -c 'for i in $(seq 50); do flock -n /run/vfstate/lock true || exit 0; sleep 0.1; done; exit 1'
config_number 2
check "which blocks nobody" exits 0 vfstate apply --lock-wait 1
check "2 VFs" equal "$(cat $dev/sriov_numvfs)" 2
check "while it is held" kill -0 $stranger
kill $stranger
sh -c 'flock 9; exec sleep 600' 9<>/run/vfstate/lock &
holder=$!
sleep 0.5
vfstate apply --lock-wait 0 >/tmp/out 2>&1
check "the holder is named" grep -q "another run holds the lock /run/vfstate/lock: process $holder (sleep)" /tmp/out
check "a signal ends the wait" sh -c 'vfstate apply --format json >/tmp/json 2>/dev/null & pid=$!
	sleep 1; kill -TERM $pid; wait $pid; [ $? = 1 ] && jq -e ".diagnostics[0].code == \"stopped\"" /tmp/json'
kill $holder
wait $holder 2>/dev/null
config_number 3
mkfifo /run/vfstate/driver.0000-01-10.0
check "a FIFO is an error" exits 1 timeout 20 vfstate apply
check "which names it" sh -c 'vfstate apply 2>&1 | grep -q "/run/vfstate/driver.0000-01-10.0 is a FIFO, not a regular file \[run-dir\]"'
check "and nothing was changed" equal "$(cat $dev/sriov_numvfs)" 2
rm /run/vfstate/driver.0000-01-10.0
# A driver that is loaded again: the PF stays a PCI device, and so does its note.
echo 0 >$dev/sriov_numvfs
echo 0 >$dev/sriov_drivers_autoprobe
echo 1 >/run/vfstate/autoprobe.0000-01-00.0
echo 0000:01:00.0 >/sys/bus/pci/drivers/igb/unbind
echo '{version: 1, pfs: {absent: {match: {pci: "0000:99:00.0"}, optional: true, numvfs: 0}}}' >/tmp/absent.yaml
check "a run without it" exits 0 vfstate apply /tmp/absent.yaml
check "keeps its note" equal "$(cat /run/vfstate/autoprobe.0000-01-00.0)" 1
echo 0000:01:00.0 >/sys/bus/pci/drivers/igb/bind
check "autoprobe is put back" exits 0 vfstate apply --wait 10
check "to 1" equal "$(cat $dev/sriov_drivers_autoprobe)" 1
check "closed descriptors do no harm" sh -c 'vfstate apply <&- >&- 2>&-; [ ! -s /run/vfstate/lock ]'
echo "# $runs runs, $cut of them killed before they ended"
check "every next run converged" equal $bad 0
check "most were killed while they worked" test $cut -ge 18
check "many when VFs were removed" test $noted -ge 6
finish
