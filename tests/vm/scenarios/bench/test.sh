# Measures; checks nothing. `make bench` runs it and makes the table of what it prints.
# Lines "time ROW WHO MILLISECONDS" and "memory ROW WHO KIB", one per run.
. /vm/checks.sh
mkdir -p /etc/vfstate.d /etc/bench /tmp/b
runs=${RUNS:-21}
pci_runs=${RUNS:-7} # of seconds each

# A host has the files that it reads in its page cache; the emulated one's root is a share without, where each open and each
# list takes a millisecond.
in_memory() {
	mkdir -p "/tmp/b/memory$1"
	if [ -d "$1" ]; then
		cp -a "$1/." "/tmp/b/memory$1/"
	else
		rmdir "/tmp/b/memory$1"
		cp -L "$1" "/tmp/b/memory$1"
	fi
	mount --bind "/tmp/b/memory$1" "$1"
}
findmnt -n -o FSTYPE -T /tmp/b | grep -q tmpfs || mount -t tmpfs tmpfs /tmp/b
for path in /etc /usr/lib/systemd/system /usr/lib/systemd/network $(for program in vfstate ip true; do
	type -P "$program"
	ldd "$(type -P "$program")" | grep -oE '/[^ ]+'
done | xargs realpath | sort -u); do
	in_memory "$path"
done

# measure ROW WHO COMMAND...
measure() {
	local row=$1 who=$2 from to status=0
	shift 2
	# Who listens to the kernel is done with what the last one changed.
	sleep 0.2
	from=${EPOCHREALTIME/./}
	"$@" >/tmp/b/out 2>&1 || status=$?
	to=${EPOCHREALTIME/./}
	echo "time $row $who $(((to - from) / 1000)).$(printf %03d $(((to - from) % 1000)))"
	[ "$status" = 0 ] || { echo "failed $row $who $status"; tail -n 3 /tmp/b/out; }
}

# device NUMBER VFS: a simulated PF with VFS VFs; prints its netdev
device() {
	netdevsim_add "$1" "$2"
	echo "$2" >"/sys/bus/netdevsim/devices/netdevsim$1/sriov_numvfs"
}
small=$(device 10 256)
large=$(device 11 512)
# As the PFs of a host that uses them: for one that is up the kernel tells everybody of each change (netdev_state_change).
ip link set "$small" up
ip link set "$large" up

# values PF N SET: six attributes of N VFs as ip takes them, and as a configuration; every value differs between the sets
values() {
	local pf=$1 n=$2 set=$3 on off state
	[ "$set" = 1 ] && { on=on off=off state=enable; } || { on=off off=on state=disable; }
	for i in $(seq 0 $((n - 1))); do
		printf 'link set %s vf %d mac 52:54:00:0%d:%02x:%02x vlan %d max_tx_rate %d min_tx_rate 0 spoofchk %s trust %s state %s\n' \
			"$pf" "$i" "$set" $((i / 256)) $((i % 256)) $((i + set)) $((100 * set + i)) $on $off $state
	done >/tmp/b/batch.$n.$set
	{
		printf '%s\n' "version: 1" "pfs:" "  sim0:" "    match: {netdev: $pf}" "    numvfs: $n" \
			"    vf_defaults: {spoofchk: $on, trust: $off, link_state: $state}" "    vfs:"
		for i in $(seq 0 $((n - 1))); do
			printf '      %d: {mac: "52:54:00:0%d:%02x:%02x", vlan: %d, max_tx_rate: %d}\n' \
				"$i" "$set" $((i / 256)) $((i % 256)) $((i + set)) $((100 * set + i))
		done
	} >/etc/bench/config.$n.$set
}
for set in 1 2; do
	values "$small" 256 $set
	values "$large" 512 $set
done

ip -batch /tmp/b/batch.256.2
vfstate apply /etc/bench/config.512.1 >/dev/null 2>&1
cp /etc/bench/config.256.1 /etc/vfstate.d/10.yaml
# The two in turn, each from the other set's values.
for _ in $(seq "$runs"); do
	measure first-256 vfstate vfstate apply
	measure second-256 vfstate vfstate apply
	measure second-256 ip ip link show "$small"
	ip -batch /tmp/b/batch.256.2
	measure first-256 ip ip -batch /tmp/b/batch.256.1
	measure start vfstate vfstate --version
	measure start true /bin/true
	ip link set "$small" vf 200 vlan 7
	measure one-256 vfstate vfstate apply
	ip link set "$large" vf 500 vlan 7
	measure one-512 vfstate vfstate apply /etc/bench/config.512.1
	ip -batch /tmp/b/batch.256.2
done
/vm/bench-netlink "$small" /etc/bench/config.256.1 /etc/bench/config.256.2 "$runs"
ip -batch /tmp/b/batch.512.2
if peak=$(/vm/bench-peak vfstate apply /etc/bench/config.512.1); then
	echo "memory apply-512 vfstate $peak"
else
	echo "failed memory apply-512"
fi
rm /etc/vfstate.d/10.yaml

# 7 VFs of igb for vfio-pci
modprobe igbvf
modprobe vfio-pci
bdf=0000:01:00.0
up=$(ls /sys/bus/pci/devices/$bdf/net)
ip link set "$up" up
cat >/tmp/b/shell <<'SHELL'
echo 7 >/sys/bus/pci/devices/$1/sriov_numvfs
for i in 0 1 2 3 4 5 6; do
	vf=$(basename "$(readlink /sys/bus/pci/devices/$1/virtfn$i)")
	echo vfio-pci >/sys/bus/pci/devices/$vf/driver_override
	[ ! -e /sys/bus/pci/devices/$vf/driver ] || echo $vf >/sys/bus/pci/devices/$vf/driver/unbind
	echo $vf >/sys/bus/pci/drivers/vfio-pci/bind
done
SHELL
printf '%s\n' "version: 1" "pfs:" "  up0: {match: {pci: \"$bdf\"}, numvfs: 7, vf_defaults: {driver: vfio-pci}}" >/etc/vfstate.d/10.yaml
for _ in $(seq "$pci_runs"); do
	measure vfio-7 vfstate vfstate apply
	echo 0 >/sys/bus/pci/devices/$bdf/sriov_numvfs
	measure vfio-7 shell sh /tmp/b/shell $bdf
	echo 0 >/sys/bus/pci/devices/$bdf/sriov_numvfs
done

# What the unit adds to a boot: 7 VFs with MAC addresses and VLANs, whose driver takes them, until udev has named their interfaces;
# beside the same writes by hand, and beside systemd: udev creates the VFs of the .link file, and networkd sets what the
# .network file has. systemd has no more to do once the VFs have their VLANs.
{
	printf '%s\n' "version: 1" "pfs:" "  up0:" "    match: {pci: \"$bdf\"}" "    numvfs: 7" "    vfs:"
	for i in 0 1 2 3 4 5 6; do
		echo "      $i: {mac: \"52:54:00:00:09:0$i\", vlan: $((i + 10))}"
	done
} >/etc/vfstate.d/10.yaml
for i in 0 1 2 3 4 5 6; do
	echo "link set $up vf $i mac 52:54:00:00:09:0$i vlan $((i + 10))"
done >/tmp/b/batch.boot
cat >/tmp/b/by-hand <<'SHELL'
echo 0 >/sys/bus/pci/devices/$1/sriov_drivers_autoprobe
echo 7 >/sys/bus/pci/devices/$1/sriov_numvfs
ip -batch /tmp/b/batch.boot
echo 1 >/sys/bus/pci/devices/$1/sriov_drivers_autoprobe
for i in 0 1 2 3 4 5 6; do
	basename "$(readlink /sys/bus/pci/devices/$1/virtfn$i)" >/sys/bus/pci/drivers_probe
done
udevadm settle
SHELL
mkdir /tmp/b/systemd
printf '%s\n' "[Match]" "Path=pci-$bdf" "[Link]" "NamePolicy=keep" "SR-IOVVirtualFunctions=7" >/tmp/b/systemd/10-pf.link
{
	printf '%s\n' "[Match]" "Name=$up" "[Network]" "LinkLocalAddressing=no" "IPv6AcceptRA=no"
	for i in 0 1 2 3 4 5 6; do
		printf '%s\n' "[SR-IOV]" "VirtualFunction=$i" "MACAddress=52:54:00:00:09:0$i" "VLANId=$((i + 10))"
	done
} >/tmp/b/systemd/10-pf.network
cat >/tmp/b/by-systemd <<'SHELL'
udevadm trigger --settle --action=add /sys/class/net/$1
systemctl start systemd-networkd.service
for _ in $(seq 300); do
	[ "$(ip link show "$1" | grep -c '52:54:00:00:09:0[0-6].* vlan 1[0-6],')" != 7 ] || exit 0
	sleep 0.02
done
ip link show "$1"
exit 1
SHELL
# systemd_has [FILE...]: these files are in its directory, and no others of the PF; networkd does not run.
systemd_has() {
	systemctl stop systemd-networkd.socket systemd-networkd.service
	rm -f /etc/systemd/network/10-pf.*
	[ $# = 0 ] || cp "$@" /etc/systemd/network/
	udevadm control --reload
}
for _ in $(seq "$pci_runs"); do
	measure boot-7 vfstate systemctl restart vfstate.service
	echo 0 >/sys/bus/pci/devices/$bdf/sriov_numvfs
	udevadm settle
	measure boot-7 hand sh /tmp/b/by-hand $bdf
	echo 0 >/sys/bus/pci/devices/$bdf/sriov_numvfs
	udevadm settle
	systemd_has /tmp/b/systemd/*
	measure boot-7 systemd sh /tmp/b/by-systemd "$up"
	systemd_has
	echo 0 >/sys/bus/pci/devices/$bdf/sriov_numvfs
	udevadm settle
done
echo "ok 1 - measured"
exit 0
