# Helpers for scenarios, which are bash and run as root on the emulated host. TAP on standard output.
checks=0
failures=0

# check WORDS COMMAND...: one check; what the command prints is shown where it fails.
check() {
	local words=$1 output
	shift
	checks=$((checks + 1))
	if output=$("$@" 2>&1); then
		echo "ok $checks - $words"
	else
		failures=$((failures + 1))
		echo "not ok $checks - $words"
		# Why it failed stands at the end, what it was about at the beginning.
		printf '%s\n' "$output" | if [ "$(printf '%s\n' "$output" | wc -l)" -gt 60 ]; then
			sed -n '1,20p;20s/.*/[...]/p'
			printf '%s\n' "$output" | tail -n 40
		else
			cat
		fi | sed 's/^/#   /'
	fi
}

# boot_ended_well: what the boot's own run printed is shown where it failed.
boot_ended_well() {
	systemctl is-active vfstate.service || {
		journalctl -b -u vfstate --no-pager -o short-monotonic
		return 1
	}
}

# instances: the runs for one PF (vfstate-pf@.service) that run, or are about to.
instances() {
	systemctl list-units --no-legend --state=activating,active,deactivating 'vfstate-pf@*'
	systemctl list-jobs --no-legend | grep vfstate-pf@
}
# settled: true once no event and no such run is left.
settled() {
	for _ in $(seq 300); do
		udevadm settle
		[ -n "$(instances)" ] || return 0
		sleep 0.5
	done
	instances
	return 1
}

# started UNIT: true once it is active; the boot may still be about to start it.
started() {
	for _ in $(seq 600); do
		! systemctl is-active -q "$1" || return 0
		! systemctl is-failed -q "$1" || break
		sleep 0.5
	done
	systemctl status --no-pager "$1"
	return 1
}
# moment UNIT WHICH: microseconds since the kernel started.
moment() {
	systemctl show -p "$2TimestampMonotonic" --value "$1"
}
# recorded UNIT: MAC address and VLAN of each VF when the unit started, as its record.conf has written them down.
recorded() {
	jq -r '[.[0].vfinfo_list[] | (.mac // .address), (.vlan_list[0].vlan | tostring)] | join(" ")' "/run/record.${1%.service}"
}
# has_address NETDEV ADDRESS: true once it has.
has_address() {
	for _ in $(seq 600); do
		! ip -4 address show dev "$1" | grep -q "inet $2/" || return 0
		sleep 0.5
	done
	ip address
	return 1
}

# equal ACTUAL EXPECTED
equal() {
	[ "$1" = "$2" ] || {
		echo "is:       $1"
		echo "expected: $2"
		return 1
	}
}

# exits CODE COMMAND...
exits() {
	local expected=$1 code=0
	shift
	"$@" || code=$?
	[ "$code" = "$expected" ] || {
		echo "exit code $code, expected $expected"
		return 1
	}
}

# vf NETDEV INDEX JQ-FILTER: what ip says of a VF.
vf() {
	ip -j -d link show "$1" | jq -c ".[0].vfinfo_list[] | select(.vf == $2) | $3"
}

# netdev PCI-ADDRESS: the name of a device's network interface.
netdev() {
	ls "/sys/bus/pci/devices/$1/net" 2>/dev/null | head -n 1
}

# vf_pci PCI-ADDRESS INDEX: the PCI address of a VF, from the kernel's own link.
vf_pci() {
	basename "$(readlink "/sys/bus/pci/devices/$1/virtfn$2")"
}

# netdevsim_add NUMBER VFS: makes the PF netdevsimNUMBER, which takes up to VFS VFs, and prints its netdev. The limit is a
# file of debugfs in Linux 6.1 and 6.12; for 7.3, make-kernel adds a parameter to the module.
netdevsim_add() {
	local limit=/sys/module/netdevsim/parameters/max_vfs
	modprobe netdevsim
	[ ! -e $limit ] || echo "$2" >$limit
	echo "$1 1" >/sys/bus/netdevsim/new_device
	udevadm settle
	[ -e $limit ] || echo "$2" >"/sys/kernel/debug/netdevsim/netdevsim$1/max_vfs"
	ls "/sys/bus/netdevsim/devices/netdevsim$1/net"
}

finish() {
	echo "1..$checks"
	[ "$failures" = 0 ]
	exit
}
