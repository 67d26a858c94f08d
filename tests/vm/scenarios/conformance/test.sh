# What the fake kernel of the tests claims, compared with real ones: igb, and netdevsim with 300 VFs.
. /vm/checks.sh
# agree FILE DEVICE: each scenario is a check of its own.
agree() {
	local line
	expected=$((expected + $(grep -c '^== ' "/vm/conformance.d/$1.txt")))
	while IFS= read -r line; do
		case $line in
		"ok - "*) check "$1: ${line#ok - }" true ;;
		"not ok - "*) check "$1: ${line#not ok - }" false ;;
		*) echo "$line" ;;
		esac
	done < <(/vm/conformance --live "$2" "/vm/conformance.d/$1.txt" 2>&1)
}
expected=0
modprobe vfio-pci
modprobe igbvf
agree igb 0000:01:00.0
nsim=$(netdevsim_add 10 300)
# Linux 7.3 ends the list of VFs in an answer after 256 of them. First, since netdevsim keeps what its VFs have.
case $(uname -r) in
6.*) agree list-whole "$nsim" ;;
*) agree list-capped "$nsim" ;;
esac
agree netdevsim "$nsim"
check "all scenarios ran" equal "$checks" "$expected"

echo "# the test double for a kernel that refuses (tests/vm/refuse)"
numvfs=/sys/bus/pci/devices/0000:01:00.0/sriov_numvfs
echo 0 >$numvfs
check "it loads" modprobe refuse max=4 err=12
check "5 VFs are refused with its error" bash -c "! echo 5 2>/tmp/out >$numvfs && grep -q 'Cannot allocate memory' /tmp/out"
check "there are none" equal "$(cat $numvfs)" 0
check "4 VFs are not refused" sh -c "echo 4 >$numvfs"
check "there are 4" equal "$(cat $numvfs)" 4
echo 0 >$numvfs
check "it can be removed" rmmod refuse
check "5 VFs" sh -c "echo 5 >$numvfs"
finish
