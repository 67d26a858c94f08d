# What the fake kernel of the tests claims, asked of real ones: igb, and netdevsim with 300 VFs.
. /vm/checks.sh
# agree NAME DEVICE: each scenario is a check of its own.
agree() {
	local line
	while IFS= read -r line; do
		case $line in
		"ok - "*) check "$1: ${line#ok - }" true ;;
		"not ok - "*) check "$1: ${line#not ok - }" false ;;
		*) echo "$line" ;;
		esac
	done < <(/vm/conformance --live "$2" "/vm/conformance.d/$1.txt" 2>&1)
}
modprobe vfio-pci
modprobe igbvf
agree igb 0000:01:00.0
modprobe netdevsim
echo "10 1" >/sys/bus/netdevsim/new_device
udevadm settle
echo 300 >/sys/kernel/debug/netdevsim/netdevsim10/max_vfs
nsim=$(ls /sys/bus/netdevsim/devices/netdevsim10/net)
agree netdevsim "$nsim"
check "all scenarios ran" equal "$checks" "$(cat /vm/conformance.d/*.txt | grep -c '^== ')"
finish
