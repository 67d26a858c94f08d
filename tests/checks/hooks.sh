#!/bin/sh
# The hooks of hooks: when they ask vfstate, what they ask, and that its answer is theirs.
hooks=$(cd "${srcdir:-.}/hooks" && pwd) || exit 1
program=$(realpath ./vfstate)
status=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/fake"
cat >"$work/fake/vfstate" <<'EOF'
#!/bin/sh
echo "$*" >"$WORK/asked"
echo "vfstate: not ready"
exit "$ANSWER"
EOF
chmod 755 "$work/fake/vfstate"
export WORK="$work"

# asks HOOK XML ANSWER EXIT QUESTION ARGUMENT...: the exit code of the hook, and the command line that vfstate gets ("": none).
asks() {
	hook=$1 xml=$2 expected=$4 question=$5
	export ANSWER="$3"
	shift 5
	rm -f "$work/asked"
	echo "$xml" | PATH=$work/fake:$PATH sh "$hooks/$hook" "$@" >"$work/out" 2>"$work/err"
	code=$?
	asked=$(cat "$work/asked" 2>/dev/null)
	[ $code = "$expected" ] || { echo "not ok - $hook $*: exit $code, not $expected"; status=1; }
	[ "$asked" = "$question" ] || { echo "not ok - $hook $*: asks '$asked', not '$question'"; status=1; }
	[ ! -s "$work/out" ] || { echo "not ok - $hook $*: prints to standard output"; status=1; }
	[ -z "$question" ] || grep -q '^vfstate: ' "$work/err" || { echo "not ok - $hook $*: does not show why"; status=1; }
}

nic="<domain><interface type='hostdev'/></domain>"
plain="<domain><interface type='network'/></domain>"
ready="ready --if-configured --quiet -- web01"
asks libvirt-qemu "$nic" 0 0 "$ready" web01 prepare begin -
asks libvirt-qemu "$nic" 1 1 "$ready" web01 prepare begin -
asks libvirt-qemu "$nic" 78 78 "$ready" web01 prepare begin -
asks libvirt-qemu "$plain" 1 0 "" web01 prepare begin -
for operation in "start begin" "started begin" "stopped end" "release end" "migrate begin" "restore begin" "reconnect begin"; do
	# shellcheck disable=SC2086
	asks libvirt-qemu "$nic" 1 0 "" web01 $operation -
done
port="<hookData><network><forward mode='hostdev'><address type='pci' domain='0x0000' bus='0x09' slot='0x00' function='0x0'/></forward></network>
<networkport><plug type='hostdev-pci' managed='yes'>
 <address domain='0x0000' bus='0x01' slot='0x10' function='0x2'/></plug></networkport></hookData>"
asks libvirt-network "$port" 0 0 "ready --if-configured --quiet -- 0000:01:10.2" net port-created begin -
asks libvirt-network "$port" 1 1 "ready --if-configured --quiet -- 0000:01:10.2" net port-created begin -
asks libvirt-network "<networkport><plug type='bridge'/></networkport>" 1 0 "" net port-created begin -
for operation in "start begin" "started begin" "port-deleted begin" "stopped end"; do
	# shellcheck disable=SC2086
	asks libvirt-network "$port" 1 0 "" net $operation -
done
asks proxmox-hookscript "" 0 0 "ready --quiet -- 100" 100 pre-start
asks proxmox-hookscript "" 1 1 "ready --quiet -- 100" 100 pre-start
for phase in post-start pre-stop post-stop; do
	asks proxmox-hookscript "" 1 0 "" 100 $phase
done

# vfstate takes what they ask.
ln -s "$program" "$work/bin/vfstate"
cd "${srcdir:-.}/tests/cases/ready-not" || exit 1
for question in "$ready" "ready --quiet -- web01"; do
	# shellcheck disable=SC2086
	"$work/bin/vfstate" --state observed.json $question desired.yaml >"$work/out" 2>"$work/err"
	code=$?
	[ $code = 1 ] || { echo "not ok - vfstate $question: exit $code"; status=1; }
	[ ! -s "$work/out" ] && grep -q '^vfstate: web01/net0: uplink0/0 is not ready: vlan 0 -> 100' "$work/err" ||
		{ echo "not ok - vfstate $question does not say why"; status=1; }
done
exit $status
