#!/bin/bash
# vfstate-libvirt on libvirt's own test driver, whose domains are those of a file; it forgets what is defined with the
# connection, so what an apply has defined is in another file. tests/unit/libvirt/define.c makes many steps in one connection.
if [ ! -x ./vfstate-libvirt ]; then
	echo "skipped: vfstate-libvirt is not built (configure --with-libvirt)"
	exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022
status=0
run=$work/run

# expect CODE PATTERN ARGUMENT...: the exit code, and a line of the output.
expect() {
	local expected=$1 pattern=$2 code=0
	shift 2
	./vfstate-libvirt --run-dir "$run" --connect "test://$work/node.xml" "$@" >"$work/out" 2>&1 || code=$?
	[ $code = "$expected" ] && grep -qe "$pattern" "$work/out" || {
		echo "not ok - $*: exit $code, not $expected with '$pattern':"
		cat "$work/out"
		status=1
	}
}
lacks() {
	grep -e "$1" "$work/out" && { echo "not ok - the output has $1"; status=1; }
}
# interface NAME FUNCTION VLAN
interface() {
	cat <<-EOF
		<interface type="hostdev" managed="yes">
		  <mac address="52:54:00:21:00:0$2"/>
		  <source>
		    <address type="pci" domain="0x0000" bus="0x01" slot="0x10" function="0x$2"/>
		  </source>
		  <vlan><tag id="$3"/></vlan>
		  <alias name="ua-vfstate-$1"/>
		</interface>
	EOF
}
# publish VM NAME FUNCTION VLAN
publish() {
	mkdir -p "$run/libvirt/$1"
	{
		echo "<!-- Written by vfstate. Changes made here are lost. -->"
		interface "$2" "$3" "$4"
	} >"$run/libvirt/$1/$2.xml"
}
# node [DEVICES]: a running domain web01 with these devices, and db01, which is not running.
node() {
	local name state
	{
		echo "<node xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>"
		for name in web01 db01; do
			state=1
			[ $name = web01 ] || state=5
			echo "<domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'><name>$name</name><memory>65536</memory><os><type>hvm</type></os>
				<metadata><test:x xmlns:test='http://libvirt.org/schemas/domain/test/1.0'/></metadata><devices>"
			[ $name != web01 ] || echo "$*"
			echo "</devices><test:runstate>$state</test:runstate></domain>"
		done
		echo "</node>"
	} >"$work/node.xml"
}

foreign="<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br0'/></interface>"
node "$foreign"
expect 1 'run does not exist: vfstate apply has not run since the host booted .run-dir.' plan
mkdir "$run"
expect 0 '^No difference: 0 domains as published.$' plan
publish web01 net0 0 100
publish db01 net0 1 200
publish gone net0 2 300
expect 2 '^Plan: 2 changes in 2 domains.$' plan
expect 2 '^web01 (libvirt domain, running)$' plan
expect 2 '^    +        <address type="pci" domain="0x0000" bus="0x01" slot="0x10" function="0x0"/>$' plan
lacks '^    [-+].*br0'
expect 2 '^web01 is running: the change takes effect at its next start (shut down and start, a reboot is not enough)$' plan
lacks '^db01 is running'
expect 2 'warning: domain gone: libvirt does not have it .no-domain.$' plan
expect 0 '^Applied: 2 of 2 changes done in 2 domains; verified.$' apply
expect 0 'no-domain' apply --quiet
lacks 'Applied'
expect 2 "$(printf '\033')\[32m+    <interface" plan --color always
expect 2 '^+\?' plan --color never
lacks "$(printf '\033')"
rm -r "$run/libvirt/gone" "$run/libvirt/db01"

# As it was defined, by libvirt's own client.
node "$foreign$(interface net0 0 100)"
expect 0 '^No difference: 1 domain as published.$' plan
expect 0 '^No difference: 1 domain as published.$' apply
publish web01 net0 0 101
expect 2 '^  ~ net0               vlan$' plan
expect 2 '^    -        <tag id="100"/>$' plan
expect 2 '^    +        <tag id="101"/>$' plan

# Nothing of others is taken, and nothing is removed without a configuration.
node "$(interface net0 0 100 | sed '/alias/d')"
expect 1 'error: domain web01: VF 0000:01:10.0 of interface net0 is also in its <interface> without an alias .domain-conflict.$' apply
rm -r "$run/libvirt/web01"
node "$(interface net0 0 100)"
ls /etc/vfstate.d /run/vfstate.d /usr/lib/vfstate.d >"$work/configuration" 2>/dev/null
[ -s "$work/configuration" ] || expect 0 'ua-vfstate-net0 is not published, and stays, since the configuration cannot be read .not-removed.$' apply

# A network.
mkdir "$run/libvirt-networks"
cat >"$run/libvirt-networks/pool.xml" <<'EOF'
<!-- Written by vfstate. Changes made here are lost. -->
<network>
  <name>pool</name>
  <uuid>6695eb01-f6a4-8304-79aa-97f2502e1931</uuid>
  <forward mode="hostdev" managed="yes">
    <address type="pci" domain="0x0000" bus="0x01" slot="0x10" function="0x2"/>
  </forward>
  <portgroup name="a" default="yes"><vlan><tag id="7"/></vlan></portgroup>
</network>
EOF
node
expect 2 '^pool (libvirt network, new)$' plan
expect 0 '^pool is not started: virsh net-start pool, virsh net-autostart pool$' apply
tail -n +2 "$run/libvirt-networks/pool.xml" >"$work/network"
sed -i "/<\/node>/e cat '$work/network'" "$work/node.xml"
expect 0 '^No difference: 0 domains and 1 network as published.$' plan
sed -i 's/<tag id="7"/<tag id="8"/' "$work/node.xml"
expect 2 '^pool is active: the change takes effect when it is restarted (virsh net-destroy pool, virsh net-start pool)$' plan
sed -i 's/6695eb01/7695eb01/' "$work/node.xml"
expect 1 'error: network pool: libvirt has another network of that name, which vfstate has not defined .network-conflict.$' apply

# Files that others can have written.
chmod g+w "$run/libvirt-networks"
expect 1 'libvirt-networks is writable by users other than root .run-dir.$' plan
chmod g-w "$run/libvirt-networks"
echo "<network/>" >"$run/libvirt-networks/pool.xml"
expect 0 'pool.xml was not written by vfstate, and is left out .not-published.$' plan
echo "<!-- Written by vfstate. --><network/>" >"$run/libvirt-networks/pool.xml"
expect 1 'pool.xml is not a network of that name with a uuid .not-published.$' apply
rm "$run/libvirt-networks/pool.xml"
echo "<node/" >"$work/node.xml"
expect 1 "error: cannot connect to test://$work/node.xml: .* .libvirt-failed.$" plan

# The command line is vfstate's, and there the program may be missing.
expect 64 '^vfstate: see vfstate libvirt --help$' plan x
for arguments in libvirt "libvirt define" "libvirt plan web01" "libvirt plan --connect="; do
	# shellcheck disable=SC2086
	./vfstate $arguments >"$work/out" 2>&1
	[ $? = 64 ] || { echo "not ok - vfstate $arguments:"; cat "$work/out"; status=1; }
done
program=$(strings ./vfstate | grep -m 1 '/vfstate-libvirt$')
if [ -e "$program" ]; then
	echo "# $program exists: what vfstate prints without it is not tried"
else
	./vfstate libvirt plan >"$work/out" 2>&1
	[ $? = 1 ] && grep -qF "cannot execute $program: No such file or directory [missing-program]" "$work/out" ||
		{ echo "not ok - without the program:"; cat "$work/out"; status=1; }
fi
exit $status
