# Killed at any moment while it makes and configures VFs, the next run converges.
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
dev=/sys/bus/pci/devices/0000:01:00.0
RANDOM=20261123 # the same moments each time, as far as time is the same
runs=0
cut=0
bad=0

tell() {
	echo "# run $runs, killed after $1 ms: $2"
	bad=$((bad + 1))
}

for i in $(seq 50); do
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
	vfstate apply >/tmp/out 2>&1 || { tell $ms "the next run failed"; sed 's/^/#   /' /tmp/out; continue; }
	[ "$(cat $dev/sriov_drivers_autoprobe)" = 1 ] || tell $ms "autoprobe is off"
	[ "$(cat $dev/sriov_numvfs)" = $n ] || tell $ms "not $n VFs"
	[ "$(ls -d $dev/virtfn*/driver | wc -l)" = $n ] || tell $ms "a VF has no driver"
	[ -z "$(ls /run/vfstate | grep -E '^(autoprobe|driver)')" ] || tell $ms "a note is left"
	vfstate plan >/tmp/out 2>&1 || { tell $ms "a difference is left"; sed 's/^/#   /' /tmp/out; }
done
echo "# $runs runs, $cut of them killed before they ended"
check "every next run converged" equal $bad 0
check "most were killed while they worked" test $cut -ge 30
finish
