#!/bin/sh
# The command line itself: exit codes of usage errors, options, colour, output that cannot be written.
program=$(realpath ./vfstate)
builddir=$PWD
cd "${srcdir:-.}/tests/cases" || exit 1
status=0
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# expect CODE PATTERN ARGUMENT...: the exit code, and what standard output or error must hold.
expect() {
	code=$1
	pattern=$2
	shift 2
	"$program" "$@" >"$out/out" 2>"$out/err"
	actual=$?
	if [ $actual != "$code" ]; then
		echo "not ok - vfstate $*: exit $actual, not $code"
		status=1
	elif ! cat "$out/out" "$out/err" | grep -qe "$pattern"; then
		echo "not ok - vfstate $*: no '$pattern' in:"
		cat "$out/out" "$out/err"
		status=1
	fi
}

expect 64 '^usage: vfstate COMMAND'
expect 0 '^usage: vfstate COMMAND' --help
expect 0 '^vfstate [0-9]' --version
for command in check plan apply show; do
	expect 0 "^usage: vfstate $command" $command --help
	expect 64 "^vfstate: $command has no option --bogus" $command --bogus
	expect 64 "^vfstate: --format takes text|json, not 'xml'" $command --format xml
	expect 64 "^vfstate: --color takes auto|always|never, not 'blue'" $command --color blue
	expect 64 "^vfstate: --format needs a value" $command --format
done
expect 64 "^vfstate: no command 'aply'" aply
expect 64 "^vfstate: plan has no option --wait" plan --wait 3
expect 64 "^vfstate: apply has no option --state" apply --state x
expect 64 "^vfstate: --wait takes SECONDS, not '-1'" apply --wait -1
expect 64 "^vfstate: --confirm takes SECONDS, not '0'" apply --confirm 0
expect 64 "^vfstate: --lock-wait takes SECONDS, not '1x'" apply --lock-wait 1x
expect 64 "^vfstate: too many arguments: 'b'" show a b

# A snapshot that is none: the caller's fault. A file that is not there: told, not ignored.
expect 78 '\[snapshot\]' show --state bad-snapshot/observed.json
expect 78 '\[unreadable\]' plan --state nowhere.json one-vlan/desired.yaml
expect 78 '\[unreadable\]' check nowhere.yaml
expect 1 "nothing here is called 'nobody'; it takes a PCI address" show --state one-vlan/observed.json nobody
expect 1 "nothing here is called 'nobody'" show --format json --state one-vlan/observed.json nobody

# What is known of drivers, without a host.
expect 0 '^  cannot set:        min_tx_rate link_state query_rss$' show --drivers
expect 0 '^any other$' show --drivers
expect 0 '"driver": "ixgbe"' show --drivers --format json
expect 64 "^vfstate: plan has no option --drivers" plan --drivers

# A selection says that it is one, and is not taken for a host.
expect 0 '"selection": "web01"' show --format json --state one-vlan/observed.json web01
cp "$out/out" "$out/selection.json"
expect 78 '\[snapshot\]' plan --state "$out/selection.json" one-vlan/desired.yaml
expect 0 '^  0 .*web01/net0' show --state one-vlan/observed.json 52:54:00:21:00:00

expect 0 '^  3 ' show --state one-vlan/observed.json enp1s0/3
[ "$(grep -c '^  [0-9]' "$out/out")" = 1 ] || { echo "not ok - show PF/INDEX shows other VFs"; status=1; }
expect 1 "nothing here is called 'enp1s0/7'" show --state one-vlan/observed.json enp1s0/7
# A VM that the configuration does not have.
expect 0 '^  0 .*vfio-pci' show --state out-of-service-in-use/observed.json shop01
expect 0 '"vm": "shop01"' show --format json --state out-of-service-in-use/observed.json shop01

# A host as a configuration; of a snapshot that is none, nothing.
expect 0 '^    match: {pci: "0000:01:00.0"}$' export --state one-vlan/observed.json
expect 78 '\[snapshot\]' export --state bad-snapshot/observed.json
expect 64 "^vfstate: too many arguments: 'x'" export x
expect 64 "^vfstate: export has no option --format" export --format json

# Colour: asked for, and never by itself into a file.
escape=$(printf '\033')
expect 2 "$escape\[3[0-9]m" plan --color always --state one-vlan/observed.json one-vlan/desired.yaml
expect 2 '^Plan: ' plan --state one-vlan/observed.json one-vlan/desired.yaml
grep -q "$escape" "$out/out" && { echo "not ok - colour in a file"; status=1; }
expect 2 '"exit": 2' plan --format json --color always --state one-vlan/observed.json one-vlan/desired.yaml
grep -q "$escape" "$out/out" && { echo "not ok - colour in JSON"; status=1; }

# What cannot be told is no success.
for format in text json; do
	for command in "show --state one-vlan/observed.json" "plan --state converged/observed.json converged/desired.yaml" \
		"check one-vlan/desired.yaml"; do
		# shellcheck disable=SC2086
		"$program" $command --format $format >/dev/full 2>"$out/err"
		code=$?
		if [ $code != 1 ] || ! grep -q 'cannot write the output' "$out/err"; then
			echo "not ok - vfstate $command --format $format into a full disk: exit $code"
			status=1
		fi
	done
done

# apply is root's, and says so before anything else.
if [ "$(id -u)" != 0 ]; then
	expect 1 'error: apply needs root \[needs-root\]' apply nowhere.yaml
elif command -v setpriv >/dev/null && setpriv --reuid 65534 --clear-groups test -x "$program"; then
	setpriv --reuid 65534 --clear-groups "$program" apply nowhere.yaml >"$out/out" 2>"$out/err"
	code=$?
	if [ $code != 1 ] || ! grep -qF 'error: apply needs root [needs-root]' "$out/err"; then
		echo "not ok - apply by nobody: exit $code"
		status=1
	fi
fi

# A descriptor that the caller has closed is not given to a file, and output that is lost is no success.
plan="plan --state one-vlan/observed.json one-vlan/desired.yaml"
# shellcheck disable=SC2086
for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
	(eval "\"$program\" $plan 2>\"$out/err\" >\"$out/out\" $closed")
	code=$?
	expected=2
	case $closed in *[!2]'>&-'* | '>&-') expected=1 ;; esac
	[ $code = $expected ] || { echo "not ok - plan with $closed: exit $code, not $expected"; status=1; }
done
# shellcheck disable=SC2086
"$program" $plan 2>"$out/err" >&-
grep -q 'cannot write the output' "$out/err" || { echo "not ok - plan without standard output does not say so"; status=1; }

# A library that is not there: told with its package, and nothing was done. dlopen() stops at a file that is none.
soname=$(sed -n 's/^JSON_SONAME = //p' "$builddir/Makefile")
mkdir "$out/lib"
: >"$out/lib/$soname"
export LD_LIBRARY_PATH="$out/lib"
for command in "show --format json --state one-vlan/observed.json" "plan --format json --state one-vlan/observed.json one-vlan/desired.yaml" \
	"check --format json one-vlan/desired.yaml" "apply --format json nowhere.yaml" "show --drivers --format json" schema; do
	# shellcheck disable=SC2086
	expect 1 "^vfstate: cannot load .*$soname: .*; install libjansson4 (Debian) or jansson (Fedora)$" $command
	[ -s "$out/out" ] && { echo "not ok - $command prints something without $soname"; status=1; }
	[ "$(wc -l <"$out/err")" = 1 ] || { echo "not ok - $command says more than that $soname is missing"; cat "$out/err"; status=1; }
done
expect 2 '^Plan: ' plan --state one-vlan/observed.json one-vlan/desired.yaml
unset LD_LIBRARY_PATH

# Many files at once, the first of them merged first; one that is bad is told alone.
printf 'version: 1\npfs: {a: {numvfs: 1}}\n' >"$out/a.yaml"
printf 'vms: {v: {interfaces: {n: {vf: a/0}}}}\n' >"$out/b.yaml"
printf 'pfs: [\n' >"$out/c.yaml"
expect 0 '1 PF, 1 VM interface' check "$out/a.yaml" "$out/b.yaml"
expect 78 'c.yaml:2:1: error: .*\[yaml-syntax\]' check "$out/c.yaml" "$out/b.yaml"
[ "$(grep -c 'error:' "$out/err")" = 1 ] || { echo "not ok - what a bad file would have said is missed"; status=1; }
exit $status
