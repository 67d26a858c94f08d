# Users of a VF and of a PF, one after the other: each is named and refused, and once it is gone nothing is. What looks like a
# user and is none is among them. The scenario in-use has a few of them, with what apply writes meanwhile.
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
pf=$(netdev 0000:01:00.0)
v=${pf}v0
numvfs=/sys/bus/pci/devices/0000:01:00.0/sriov_numvfs
for module in bonding team bridge macvlan macvtap ipvlan vrf macsec vxlan geneve wireguard ip_gre ipip openvswitch pppoe \
	act_mirred cls_matchall uio_pci_generic pci-stub vfio-pci; do
	modprobe $module
done

check "vfstate.service ended well" boot_ended_well
sed -i 's/numvfs: 4/numvfs: 5/' $config

# has TEXT PATTERN
has() {
	grep -q "$2" <<<"$1" || {
		echo "$1"
		return 1
	}
}
# used WORDS PATTERN: 4 to 5 VFs is refused, with who is in the way. Apply takes as long as all the rest of a row, so every
# fourth row has it.
rows=0
used() {
	local output code=0
	output=$(vfstate plan 2>&1) || code=$?
	check "$1" has "exit $code: $output" "^exit 75: "
	check "$1: who it is" has "$output" "refused: $2"
	rows=$((rows + 1))
	[ $((rows % 4)) = 1 ] || return 0
	check "$1: apply exits 75" exits 75 vfstate apply
	check "$1: nothing has changed" equal "$(cat $numvfs)" 4
}
# idle WORDS: nothing is in the way.
idle() {
	local plan code=0
	plan=$(vfstate plan 2>&1) || code=$?
	check "$1" equal "$code $(grep -E 'in use|refused' <<<"$plan")" "2 "
}
# vf_used WORDS WHO: VF 0 is in use.
vf_used() {
	used "$1" "VF 0 is in use: $2"
}
# start KIND ARGUMENT...: runs hold, whose pid is in `holder`; stop ends it.
start() {
	: >/tmp/hold
	hold "$@" >/tmp/hold 2>&1 &
	holder=$!
	for _ in $(seq 400); do
		[ ! -s /tmp/hold ] || break
		sleep 0.05
	done
	check "hold $*: $(cat /tmp/hold)" grep -q '^has it$' /tmp/hold
}
stop() {
	kill $holder
	wait $holder 2>/dev/null || true
}
# gone COMMAND...: takes a user away, and nothing is left of it.
gone() {
	"$@"
	ip link set $v down
	idle "and idle after $*"
}

# back NETDEV: it has come back from a namespace that is gone.
back() {
	check "$1 is back" sh -c "for i in \$(seq 200); do ip link show dev $1 && exit; sleep 0.1; done; exit 1"
	udevadm settle
}

sysctl -qw net.ipv6.conf.$pf.accept_ra=0
ip -6 address flush dev $pf dynamic
ip -6 route flush dev $pf proto ra

idle "at first"

echo "# netdevs on top of a VF's netdev, which is down"
for kind in bridge vrf team; do
	case $kind in
	vrf) ip link add top type vrf table 7 ;;
	*) ip link add top type $kind ;;
	esac
	ip link set $v master top
	vf_used "$kind port" "its netdev $v .*has on top top"
	gone ip link del top
done
ip link add top type bond mode active-backup
echo +$v >/sys/class/net/top/bonding/slaves
vf_used "bond port" "its netdev $v is up, and has on top top"
gone ip link del top
start ovs $v
vf_used "Open vSwitch port" "its netdev $v has on top ovs-system"
gone stop
for kind in "vlan id 7" macvlan macvtap ipvlan macsec; do
	# shellcheck disable=SC2086
	ip link add link $v name top type $kind
	vf_used "$kind" "its netdev $v has on top top"
	gone ip link del top
done
ip link add top type vxlan id 7 dstport 4789 dev $v
vf_used "VXLAN" "its netdev $v has on top top"
gone ip link del top
for kind in gre ipip; do
	ip link add top type $kind local 192.0.2.1 remote 192.0.2.2 dev $v
	vf_used "$kind tunnel bound to it" "its netdev $v has on top $kind top"
	gone ip link del top
done
ip link add top type xfrm dev $v if_id 5
vf_used "XFRM interface" "its netdev $v has on top xfrm top"
gone ip link del top

echo "# what has no netdev below is nobody's user"
ip link add top type vxlan id 8 dstport 4789
ip link add top2 type gre local 192.0.2.1 remote 192.0.2.2
ip link add top3 type geneve id 7 remote 192.0.2.2
ip link add top4 type wireguard
idle "tunnels of the host"
ip netns add guest
for link in top top2 top3 top4; do
	ip link set $link netns guest
done
idle "the same in another namespace"
ip netns del guest

echo "# from another network namespace"
ip netns add guest
for kind in "vlan id 7" macvlan ipvlan macsec; do
	# shellcheck disable=SC2086
	ip link add link $v name top type $kind
	ip link set top netns guest
	vf_used "$kind of a namespace" "its netdev $v has on top ${kind%% *} top in another network namespace (guest)"
	gone ip -n guest link del top
done
ip link add top type vxlan id 9 dstport 4789 dev $v
ip link set top netns guest
vf_used "VXLAN of a namespace" "its netdev $v has on top vxlan top in another network namespace (guest)"
gone ip -n guest link del top
ip link add top type gre local 192.0.2.1 remote 192.0.2.2 dev $v
ip link set top netns guest
vf_used "GRE of a namespace" "its netdev $v has on top gre top in another network namespace (guest)"
gone ip -n guest link del top
ip link set $v netns guest
vf_used "moved to a namespace" "its netdev $v is in another network namespace (guest)"
ip -n guest link set $v netns 1
gone ip netns del guest
unshare -n sleep 1000 &
holder=$!
check "a container" sh -c "for i in \$(seq 200); do
	[ \$(readlink /proc/$holder/ns/net) = \$(readlink /proc/self/ns/net) ] || exit 0; sleep 0.05; done; exit 1"
ip link set $v netns $holder
vf_used "moved to a container" "its netdev $v is in another network namespace, of sleep (pid $holder)"
stop
back $v
gone true

echo "# addresses and routes"
ip address add 192.0.2.1/32 dev $v
vf_used "an address" "its netdev $v has the address 192.0.2.1"
gone ip address flush dev $v
sysctl -qw net.ipv6.conf.$v.disable_ipv6=0
ip address add fe80::5/64 dev $v
idle "an address of the link only"
ip address flush dev $v
ip link set $v up
ip route add 203.0.113.0/24 dev $v table 77
vf_used "a route of another table" "its netdev $v is up"
gone ip route flush table 77

echo "# programs that take packets"
start xdp $v
vf_used "AF_XDP, down" "its netdev $v has an XDP socket of hold (pid $holder)"
ip link set $v up
vf_used "AF_XDP" "its netdev $v is up, with an XDP socket of hold (pid $holder)"
gone stop
start xdp-program $v
vf_used "XDP program, down" "its netdev $v has an XDP program"
ip link set $v up
vf_used "XDP program" "its netdev $v is up, with an XDP program"
gone stop
start packet $v
idle "a packet socket while it is down: nothing can come"
ip link set $v up
vf_used "packet socket" "its netdev $v is up, with a packet socket of hold (pid $holder)"
gone stop
ip link set $v promisc on allmulticast on
tc qdisc add dev $v clsact
tc filter add dev $v ingress matchall action mirred egress redirect dev lo
ip maddress add 01:00:5e:00:00:01 dev $v
idle "promiscuous, with a filter and a multicast address, while it is down"
tc qdisc del dev $v clsact
ip link set $v promisc off allmulticast off
tc qdisc add dev ${pf}v1 clsact
tc filter add dev ${pf}v1 ingress matchall action mirred egress redirect dev $v
ip link set $v up
vf_used "up as the target of a redirect" "its netdev $v is up"
gone tc qdisc del dev ${pf}v1 clsact

echo "# drivers in user space"
vf=$(vf_pci 0000:01:00.0 0)
device=/sys/bus/pci/devices/$vf
# driven_by DRIVER: binds the VF; "" leaves it without one.
driven_by() {
	echo "${1:-none}" >$device/driver_override
	[ ! -e $device/driver ] || echo $vf >$device/driver/unbind
	[ -z "$1" ] || echo $vf >/sys/bus/pci/drivers_probe
	check "driver ${1:-none}" equal "$(basename "$(readlink $device/driver)")" "$1"
}
for driver in uio_pci_generic pci-stub vfio-pci ""; do
	driven_by "$driver"
	idle "bound to ${driver:-none} and not used"
	start map $device/resource0
	check "it has closed the file" sh -c "! ls -l /proc/$holder/fd | grep resource0"
	vf_used "its registers mapped, ${driver:-no driver}" "opened .*by hold (pid $holder)"
	stop
	idle "and idle"
done
start write $device/resource0
vf_used "resource0 open" "opened by hold (pid $holder)"
stop
start write $device/config
vf_used "its configuration space open for writing" "opened by hold (pid $holder)"
stop
start open $device/config
idle "open for reading, as by lspci"
stop
driven_by uio_pci_generic
uio=$(ls $device/uio)
start open /dev/$uio
vf_used "/dev/$uio open" "opened by hold (pid $holder)"
stop
mkdir -p /root/else/dev
mknod /root/else/dev/mine c $(tr : ' ' <$device/uio/$uio/dev)
start open /root/else/dev/mine
rm -r /root/else
vf_used "the same by another path, deleted" "opened by hold (pid $holder)"
stop
idle "and idle"
driven_by vfio-pci
group=$(basename "$(readlink $device/iommu_group)")
start write /dev/vfio/$group
vf_used "VFIO group open" "opened through vfio-pci by hold (pid $holder)"
stop
if [ -e /dev/vfio/devices ]; then
	start write /dev/vfio/devices/"$(ls $device/vfio-dev)"
	vf_used "VFIO device of iommufd open" "opened through vfio-pci by hold (pid $holder)"
	stop
fi
idle "and idle"
start map $device/resource0
mapper=$holder

echo "# the unit sees them in its sandbox"
ip link add top type gre local 192.0.2.1 remote 192.0.2.2 dev ${pf}v1
start xdp ${pf}v2
ip netns add guest
ip link set ${pf}v3 netns guest
systemctl restart vfstate.service || true
check "the unit left the VFs alone" equal "$(cat $numvfs)" 4
for who in "VF 0 is in use: opened through vfio-pci by hold (pid $mapper)" "VF 1: its netdev ${pf}v1 has on top gre top" \
	"VF 2: its netdev ${pf}v2 has an XDP socket of hold (pid $holder)" \
	"VF 3: its netdev ${pf}v3 is in another network namespace (guest)"; do
	check "the unit: $who" sh -c "journalctl -b -u vfstate.service -o cat | grep -qF '$who'"
done
check "all of them in one text of plan" sh -c "vfstate plan | grep -q 'refused: VF 0.*VF 1.*VF 2.*VF 3'"
stop
kill $mapper
ip link del top
ip netns del guest
echo >$device/driver_override
echo $vf >$device/driver/unbind
echo $vf >/sys/bus/pci/drivers_probe
back ${pf}v3
back $v
gone true

echo "# the PF itself, which igb resets for another number of VFs"
# pf_used WORDS WHO
pf_used() {
	used "the PF: $1" "$pf is in use: $2; its link would blink"
}
for kind in bridge vrf team; do
	case $kind in
	vrf) ip link add top type vrf table 7 ;;
	*) ip link add top type $kind ;;
	esac
	ip link set $pf down
	ip link set $pf master top
	ip link set $pf up
	pf_used "$kind port" "the $kind top"
	gone ip link del top
	ip link set $pf up
done
ip link add top type bond mode active-backup
ip link set $pf down
echo +$pf >/sys/class/net/top/bonding/slaves
pf_used "bond port" "the bond top"
gone ip link del top
ip link set $pf up
start ovs $pf
pf_used "Open vSwitch port" "the Open vSwitch ovs-system"
gone stop
for kind in "vlan id 7" macvlan macsec; do
	# shellcheck disable=SC2086
	ip link add link $pf name top type $kind
	pf_used "$kind" "the ${kind%% *} top"
	gone ip link del top
done
ip link add top type vxlan id 10 dstport 4789 dev $pf
pf_used VXLAN "the vxlan top"
gone ip link del top
ip link add top type gre local 192.0.2.1 remote 192.0.2.2 dev $pf
pf_used GRE "the gre top"
gone ip link del top
start pppoe $pf 02:00:00:00:00:99
pf_used PPPoE "the PPPoE session"
gone stop
ip address add 192.0.2.1/32 dev $pf
pf_used "an address" "the address 192.0.2.1"
gone ip address flush dev $pf scope global
ip route add 203.0.113.0/24 dev $pf
pf_used "a route on the link" "the route to 203.0.113.0/24"
gone ip route del 203.0.113.0/24 dev $pf
ip route add 203.0.113.0/24 dev $pf table 77
pf_used "a route of another table" "the route to 203.0.113.0/24"
gone ip route flush table 77
start xdp $pf
pf_used "AF_XDP" "an XDP socket of hold (pid $holder)"
gone stop
start xdp-program $pf
pf_used "XDP program" "an XDP program"
gone stop
start packet $pf
idle "a packet socket, as of lldpd on every interface"
stop
check "it has its address of the link" sh -c "ip -6 address show dev $pf scope link | grep -q fe80"
idle "and that does not count"
ip netns add guest
ip link add link $pf netns guest name top type macvlan
pf_used "a macvlan of a namespace" "the macvlan top in another network namespace (guest)"
gone ip -n guest link del top
ip link add top type vxlan id 11 dstport 4789 dev $pf
ip link set top netns guest
pf_used "a VXLAN of a namespace" "the vxlan top in another network namespace (guest)"
gone ip -n guest link del top

sed -i 's/numvfs: 5/numvfs: 4\n    mtu: 4000/' $config
ip link add link $pf name top type vlan id 7
pf_used "another MTU" "the vlan top"
sed -i 's/mtu: 4000/mtu: 1500/; s/link: up/link: down/' $config
used "the PF: link: down" "$pf is in use: the vlan top.*; its link would go down"
sed -i 's/link: down/link: up/; s/numvfs: 4/numvfs: 5/; /mtu/d' $config
gone ip link del top

# Whoever moves the PF has its link.
sed -i 's/link: up/link: keep/' $config
ip link set $pf netns guest
ip -n guest link set $pf up
used "the PF: moved to a namespace" "0000:01:00.0 is in use: its interface $pf in another network namespace (guest); its link would blink"
ip -n guest link set $pf down
ip -n guest link set $pf netns 1
ip netns del guest
ip link set $pf up
idle "the PF is back"
check "and apply goes through" exits 0 vfstate apply
check "5 VFs" equal "$(cat $numvfs)" 5
finish
