# What an administrator would type, on a host that has just booted.
status=0
say() {
	printf '\n# %s\n' "$*"
}
# run EXIT COMMAND...
run() {
	local expected=$1 code=0
	shift
	printf '\n$ %s\n' "$*"
	"$@" || code=$?
	if [ "$code" != "$expected" ]; then
		echo "# exit code $code, expected $expected"
		status=1
	fi
}
export NO_COLOR=1
say "The configuration:"
run 0 cat /etc/vfstate.d/10-uplinks.yaml
say "What the host can do:"
run 0 vfstate show
say "What would change:"
run 2 vfstate plan
say "Change it:"
run 0 vfstate apply
say "What the kernel says:"
run 0 ip link show
run 0 vfstate show
say "What libvirt gets (virsh attach-device web01 FILE --config):"
run 0 cat /run/vfstate/libvirt/web01/net0.xml
say "Again: nothing to do."
run 0 vfstate apply
exit $status
