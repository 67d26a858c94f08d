# Who uses a VF: each kind is named, refused, and let go on with permission.
. /vm/checks.sh
config=/etc/vfstate.d/10-host.yaml
pf=$(netdev 0000:01:00.0)
other=$(netdev 0000:02:00.0)
n=4
numvfs=/sys/bus/pci/devices/0000:01:00.0/sriov_numvfs
vlan=10

check "vfstate.service ended well" boot_ended_well
check "nobody uses a VF" sh -c '! vfstate show | grep -q "in use: "'
sed -i 's/numvfs: 4/numvfs: 6/' $config

# refused WORDS PATTERN: another number of VFs is refused and who is in the way is named; the other PF goes on.
refused() {
	local words=$1 pattern=$2
	check "$words: it is told by show" sh -c "vfstate show | grep -q '$pattern'"
	check "$words: and by plan" sh -c "vfstate plan | grep -q 'refused: VF [0-9] is in use: $pattern'"
	vlan=$((vlan + 1))
	sed -i "s/vlan: .*}/vlan: $vlan}/" $config
	check "$words: apply exits 75" exits 75 strace -f -o /tmp/refused -e trace=openat,sendto,sendmsg vfstate apply
	check "$words: nothing was written below /sys" equal "$(grep -c '/sys.*O_WRONLY' /tmp/refused)" 0
	check "$words: $n VFs are still there" equal "$(cat $numvfs)" $n
	check "$words: the other PF was reconciled in the same run" equal "$(vf "$other" 1 '.vlan_list[0].vlan')" $vlan
}

ip link add br0 type bridge
ip link set "${pf}v0" master br0
refused "in a bridge" "its netdev ${pf}v0 has on top br0"
ip link set "${pf}v0" nomaster

ip link add link "${pf}v1" name vlan7 type vlan id 7
refused "under a VLAN" "its netdev ${pf}v1 has on top vlan7"
ip link del vlan7

ip address add 192.0.2.1/24 dev "${pf}v2"
refused "with an address" "its netdev ${pf}v2 has the address 192.0.2.1"
ip address flush dev "${pf}v2"

ip link set "${pf}v3" up
refused "up" "its netdev ${pf}v3 is up"
ip link set "${pf}v3" down

ip netns add guest
ip link set "${pf}v1" netns guest
refused "in another namespace" "its netdev ${pf}v1 is in another network namespace (guest)"

ip link set "${pf}v2" down
ip link add link "${pf}v2" name m0 type macvlan
ip link set m0 netns guest
check "sysfs does not show it" sh -c "! ls -d /sys/class/net/${pf}v2/upper_*"
# VF 1 has been moved, and is refused first.
check "a macvlan of a namespace is told by show" sh -c "vfstate show | grep -q 'its netdev ${pf}v2 has on top macvlan m0 in another network namespace (guest)'"
ip -n guest link set "${pf}v1" netns 1
refused "a macvlan of a namespace" "its netdev ${pf}v2 has on top macvlan m0 in another network namespace (guest)"
ip -n guest link del m0
ip link add link "${pf}v2" netns guest name v5 type vlan id 5
refused "a VLAN of a namespace" "its netdev ${pf}v2 has on top vlan v5 in another network namespace (guest)"
systemctl restart vfstate.service || true
check "the unit sees it in its sandbox" sh -c "journalctl -u vfstate.service | grep -q 'has on top vlan v5 in another network namespace (guest)'"
ip -n guest link del v5
unshare -n sleep 1000 &
holder=$!
sleep 0.5
ip link add link "${pf}v2" netns $holder name i0 type ipvlan
refused "an ipvlan of a process" "its netdev ${pf}v2 has on top ipvlan i0 in another network namespace, of sleep (pid $holder)"
kill $holder
check "it is idle once the namespace is gone" sh -c "for i in \$(seq 50); do vfstate show | grep -q 'has on top' || exit 0; sleep 0.1; done; exit 1"
ip link set "${pf}v1" netns guest

echo "# with permission"
check "plan says who is interrupted" sh -c "vfstate plan --allow-disruptive | grep -q 'interrupts: VF 1 is in use: its netdev ${pf}v1 is in another'"
check "apply goes through" exits 0 vfstate apply --allow-disruptive
check "6 VFs" equal "$(cat $numvfs)" 6
check "all idle again" exits 0 vfstate plan
ip netns del guest

echo "# the host's own network goes over the PF: igb resets it for another number of VFs"
sed -i '0,/numvfs: 6/s//numvfs: 5/' $config

# pf_in_use WORDS PATTERN: the same for a user of the PF itself.
pf_in_use() {
	local words=$1 pattern=$2
	check "$words: it is told by show" sh -c "vfstate show | grep -q '^ *in use: .*$pattern'"
	check "$words: and by plan" sh -c "vfstate plan | grep -q 'refused: $pf is in use: .*$pattern.*; its link would blink'"
	check "$words: apply exits 75" exits 75 vfstate apply
	check "$words: 6 VFs are still there" equal "$(cat $numvfs)" 6
}
ip link set "$pf" master br0
pf_in_use "a bridge" "the bridge br0"
ip link set "$pf" nomaster
ip address add 198.51.100.1/24 dev "$pf"
pf_in_use "an address" "the address 198.51.100.1"
ip route add default via 198.51.100.254 dev "$pf"
pf_in_use "a default route" "the default route"
ip route add 203.0.113.0/24 nexthop via 198.51.100.253 dev "$pf"
pf_in_use "another route" "the route to 203.0.113.0/24"
check "who uses VFs is another permission" exits 75 vfstate plan --allow-disruptive=vfs
check "with permission the link may blink" exits 0 vfstate apply --allow-disruptive=blink
check "5 VFs" equal "$(cat $numvfs)" 5
check "the address has stayed" sh -c "ip address show dev $pf | grep -q 198.51.100.1"
check "and the default route" sh -c "ip route show default | grep -q $pf"
sed -i '0,/link: up/s//link: down/; 0,/numvfs: 5/s//numvfs: 6/' $config
check "link: down is refused" sh -c "vfstate plan --allow-disruptive=blink | grep -q 'refused: $pf is in use: .*; its link would go down'"
check "by apply" exits 75 vfstate apply --allow-disruptive=blink
check "the PF is up" sh -c "ip link show dev $pf up | grep -q ."
sed -i '0,/link: down/s//link: down\n    allow_disruptive: link/' $config
check "the configuration can permit it for one PF" exits 0 vfstate apply
check "the PF is down" equal "$(ip link show dev "$pf" up)" ""
check "and has lost its default route" equal "$(ip route show default)" ""
sed -i '0,/link: down/s//link: up/; /allow_disruptive/d' $config
ip address flush dev "$pf"
check "all is as before" exits 0 vfstate apply

echo "# addresses that the kernel made from router advertisements, which QEMU's user network sends"
for netdev in "$pf" "$other"; do
	check "$netdev has such an address" sh -c "for i in \$(seq 150); do ip -6 address show dev $netdev dynamic | grep -q 'inet6 fec0' && exit; sleep 0.1; done; ip -6 address; exit 1"
	check "and a default route" sh -c "for i in \$(seq 50); do ip -6 route show default dev $netdev | grep -q 'proto ra' && exit; sleep 0.1; done; ip -6 route; exit 1"
done
sed -i 's/numvfs: 6/numvfs: 5/' $config
check "where both have them they are in nobody's way" exits 2 vfstate plan
sysctl -qw "net.ipv6.conf.$other.accept_ra_defrtr=0"
ip -6 route del default dev "$other"
n=6
pf_in_use "the only default route" "the address fec0:[0-9a-f:]*, the IPv6 default route"
sed -i '0,/link: up/s//link: up\n    mtu: 1400/' $config
check "another MTU takes the link away too" equal "$(vfstate plan | grep -c "refused: $pf is in use: the address fec0:.*; its link would blink")" 2
sed -i '/mtu: 1400/d' $config
systemctl restart vfstate.service || true
check "the unit sees it in its sandbox, and a restart has no permission" sh -c "journalctl -b -u vfstate -o cat | grep 'the address fec0:.*its link would blink' || { journalctl -b -u vfstate -o cat; false; }"
check "6 VFs are still there" equal "$(cat $numvfs)" 6
check "the host is still booting" sh -c "systemctl is-system-running | grep -x starting"
rmdir /run/vfstate/booted
check "the first start of a boot has permission" systemctl restart vfstate.service
check "5 VFs" equal "$(cat $numvfs)" 5
sed -i 's/numvfs: 5/numvfs: 6/' $config
check "a restart has none" sh -c "! systemctl restart vfstate.service"
check "still 5 VFs" equal "$(cat $numvfs)" 5
check "with permission there are 6" exits 0 vfstate apply --allow-disruptive=blink
check "that is right for the unit" systemctl restart vfstate.service
sed -i 's/numvfs: 6/numvfs: 5/' $config
check "a reload has none" sh -c "! systemctl reload vfstate.service"
check "still 6 VFs" equal "$(cat $numvfs)" 6
check "the unit is active all the same" systemctl is-active vfstate.service
ip link add uplink type dummy
ip link set uplink up
ip address add 203.0.113.1/24 dev uplink
ip route add default via 203.0.113.2 dev uplink
check "with another default route it is in nobody's way" exits 2 vfstate plan
ip link set uplink carrier off
check "without carrier that is no way out" exits 75 vfstate plan
ip link set uplink carrier on
ip link del uplink
check "nor is an interface that is gone" exits 75 vfstate plan
ip -6 route add default proto ra metric 5000 nexthop via fe80::2 dev "$pf" nexthop via fe80::2 dev "$other"
check "another next hop of a multipath route is one" exits 2 vfstate plan
ip -6 route add default via fe80::2 dev "$other" metric 6000
check "apply goes through" exits 0 vfstate apply
check "5 VFs" equal "$(cat $numvfs)" 5

echo "# an interface that vfstate itself has set up"
sed -i '0,/numvfs: 5/s//numvfs: 6\n    vfs: {0: {link: up}}/' $config
check "apply sets it up" exits 0 vfstate apply
check "it is up" sh -c "ip link show dev ${pf}v0 up | grep -q ."
raised() {
	vfstate show --format json | jq -r '.pfs[] | select(.netdev == "'"$pf"'") | .vfs[0].netdev_raised_by'
}
check "show says who raised it" equal "$(raised)" vfstate
sed -i 's/numvfs: 6/numvfs: 5/' $config
n=6
check "another number of VFs is no problem" exits 2 vfstate plan
ip address add 192.0.2.7/24 dev "${pf}v0"
refused "with an address" "its netdev ${pf}v0 is up"
ip address del 192.0.2.7/24 dev "${pf}v0"
perl -e 'socket(my $s, 17, 3, unpack("S", pack("n", 3))) or die $!; bind($s, pack("SnlSCCa8", 17, 3, $ARGV[0], 0, 0, 0, "")) or die $!; sleep 1000' \
	"$(cat "/sys/class/net/${pf}v0/ifindex")" &
holder=$!
sleep 0.5
refused "with a packet socket" "its netdev ${pf}v0 is up"
kill $holder
wait $holder || true
ip link add link "${pf}v0" name m0 type macvlan
refused "with a macvlan" "its netdev ${pf}v0 is up, and has on top m0"
ip link del m0
check "apply goes through" exits 0 vfstate apply
check "5 VFs" equal "$(cat $numvfs)" 5
check "the new interface is up" sh -c "ip link show dev ${pf}v0 up | grep -q ."
check "and noted" equal "$(cat "/run/vfstate/raised.$(vf_pci 0000:01:00.0 0 | tr : -)")" "$(cat "/sys/class/net/${pf}v0/ifindex")"
check "nobody uses it" equal "$(raised)" vfstate
ip link set "${pf}v0" down
check "once down" exits 0 vfstate apply
check "it is set up again" equal "$(raised)" vfstate
ip link set "${pf}v0" down
sed -i '/vfs: {0: {link: up}}/d' $config
check "that it is down is right without a word of it" exits 0 vfstate apply
ip link set "${pf}v0" up
check "another one's is its own" equal "$(raised)" null
ip link set "${pf}v0" down
sed -i 's/numvfs: 5/numvfs: 6/' $config
check "all is as before" exits 0 vfstate apply

echo "# a program that has a VF through VFIO, and does not let go"
vf=$(vf_pci 0000:01:00.0 1)
group=$(basename "$(readlink "/sys/bus/pci/devices/$vf/iommu_group")")
modprobe vfio-pci
echo vfio-pci >"/sys/bus/pci/devices/$vf/driver_override"
[ ! -e "/sys/bus/pci/devices/$vf/driver" ] || echo "$vf" >"/sys/bus/pci/devices/$vf/driver/unbind"
echo "$vf" >/sys/bus/pci/drivers_probe
sed -i 's/numvfs: 6/numvfs: 5/' $config
n=6
check "bound to vfio-pci, and idle" sh -c '! vfstate show | grep -q "opened"'
# As udevd has it for a moment, when the device file is new.
perl -e 'sysopen(my $file, shift, 010000000) or die $!; sleep 100' "/dev/vfio/$group" &
holder=$!
check "a descriptor that only names its device file" sh -c "for i in \$(seq 50); do ls -l /proc/$holder/fd | grep -q vfio && exit; sleep 0.1; done; exit 1"
check "is no use of it" sh -c '! vfstate show | grep "opened"'
kill $holder
wait $holder || true
sleep 1000 <"/dev/vfio/$group" &
opener=$!
sleep 0.5
check "the device is not open" equal "$(cat "/sys/bus/pci/devices/$vf/enable")" 0
refused "the group alone" "opened through vfio-pci by sleep (pid $opener)"
systemctl restart vfstate.service || true
check "the unit's sandbox shows it" sh -c "journalctl -b -u vfstate -o cat | grep -q 'opened through vfio-pci by sleep (pid $opener)'"
check "the unit left it alone" equal "$(cat $numvfs)" $n
kill $opener
wait $opener || true
check "closed, it is idle" sh -c '! vfstate show | grep -q "opened"'
mkdir -p /root/else
mknod /root/else/mine c $(tr : ' ' <"/sys/class/vfio/$group/dev")
sleep 1000 </root/else/mine &
opener=$!
sleep 0.5
rm -r /root/else
check "by another path, deleted" sh -c "vfstate show | grep -q 'opened through vfio-pci by sleep (pid $opener)'"
kill $opener
wait $opener || true
hold-vfio "$group" "$vf" >/tmp/holder 2>&1 &
holder=$!
check "it has the VF" sh -c 'for i in $(seq 50); do grep -q "has it" /tmp/holder && exit; sleep 0.1; done; cat /tmp/holder; exit 1'
held="opened through vfio-pci by hold-vfio (pid $holder)"
refused "through VFIO" "$held"

vlan=$((vlan + 1))
sed -i "s/vlan: .*}/vlan: $vlan}/" $config
vfstate apply --allow-disruptive --numvfs-timeout 12 >/tmp/blocked 2>&1 &
run=$!
check "what waits for it is told while it waits" sh -c "for i in \$(seq 100); do
	grep -q 'still removing 6 VFs after 5 s, waiting for VF 1: $held' /tmp/blocked && exit; sleep 0.1; done; cat /tmp/blocked; exit 1"
check "the other PF was done meanwhile" equal "$(vf "$other" 1 '.vlan_list[0].vlan')" $vlan
check "the run has not ended" kill -0 $run
code=0
wait $run || code=$?
check "and ends, with exit 1" equal $code 1
check "saying why" sh -c "grep -q 'error: uplink0: numvfs: .*timed out: .*still removing 6 VFs after 1[23] s, waiting for VF 1: $held' /tmp/blocked || { cat /tmp/blocked; false; }"
check "autoprobe is back" equal "$(cat /sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe)" 1
check "the next run is kept out" exits 1 vfstate apply --lock-wait 1
check "and told why" sh -c 'vfstate apply --lock-wait 0 2>&1 | grep -q "a write to sriov_numvfs goes on"'
kill $holder
check "once it has let go, the next run gets there" exits 0 vfstate apply
check "5 VFs" equal "$(cat $numvfs)" 5
check "with nothing left over" sh -c '! ls /run/vfstate | grep -E "autoprobe|driver"'

echo "# other tools that are told to set the same PF"
mkdir -p /etc/systemd/network /etc/netplan /etc/NetworkManager/system-connections
moving=/vm/config-examples/moving
sed "s/enp1s0/$pf/" $moving/networkd/10-enp1s0.network >/etc/systemd/network/10-uplink.network
sed "s/enp1s0/$pf/" $moving/networkd/10-enp1s0.link >/etc/systemd/network/10-uplink.link
sed "s/enp1s0/$pf/" $moving/netplan/50-host.yaml >/etc/netplan/50-host.yaml
(umask 077; sed "s/enp1s0/$pf/" $moving/networkmanager/enp1s0.nmconnection >/etc/NetworkManager/system-connections/uplink.nmconnection)
for file in systemd/network/10-uplink.network systemd/network/10-uplink.link netplan/50-host.yaml \
	NetworkManager/system-connections/uplink.nmconnection; do
	check "$file is named" sh -c "vfstate plan 2>&1 | grep -q 'warning: .* also manages SR-IOV on $pf (configured in /etc/$file:[0-9]*)'"
done
mkdir -p /etc/sysfs.d /etc/tmpfiles.d
echo "class/net/$pf/device/sriov_numvfs = 4" >/etc/sysfs.d/uplink.conf
printf '#\nw /sys/class/net/%s/device/sriov_numvfs - - - - 4\n' "$pf" >/etc/tmpfiles.d/uplink.conf
printf '[Service]\nExecStart=/bin/sh -c "echo 4 >/sys/class/net/%s/device/sriov_numvfs"\n' "$pf" >/etc/systemd/system/uplink.service
for place in sysfs.d/uplink.conf:1 tmpfiles.d/uplink.conf:2 systemd/system/uplink.service:2; do
	check "$place is named" sh -c "vfstate plan 2>&1 | grep -q 'also manages SR-IOV on $pf (configured in /etc/$place)'"
done
mkfifo /etc/tmpfiles.d/fifo.conf
check "for that PF only, and a FIFO holds nobody up" equal "$(timeout 20 vfstate plan 2>&1 | grep -c other-owner)" 7
rm -r /etc/systemd/network /etc/netplan /etc/NetworkManager /etc/sysfs.d
rm /etc/tmpfiles.d/uplink.conf /etc/tmpfiles.d/fifo.conf /etc/systemd/system/uplink.service
finish
