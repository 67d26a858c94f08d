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
for command in check plan apply ready show; do
	expect 0 "^usage: vfstate $command" $command --help
	! grep -E '.{81}' "$out/out" || { echo "not ok - the help of $command has more than 80 columns"; status=1; }
	expect 64 "^vfstate: $command has no option --bogus" $command --bogus
	expect 64 "^vfstate: --format takes text|json|prometheus, not 'xml'" $command --format xml
	expect 64 "^vfstate: --color takes auto|always|never, not 'blue'" $command --color blue
	expect 64 "^vfstate: --format needs a value" $command --format
done
expect 64 "^vfstate: no command 'aply'" aply
expect 64 "a list follows '=': --allow-disruptive=vfs" apply --allow-disruptive vfs
expect 64 "a list follows '=': --allow-disruptive=blink,link" plan --allow-disruptive blink,link
expect 78 'name its files: in-use/\*.yaml' check in-use
expect 78 'a configuration, not a snapshot' plan --state in-use/desired.yaml in-use/desired.yaml
expect 64 "^vfstate: plan has no option --wait" plan --wait 3
expect 64 "^vfstate: apply has no option --state" apply --state x
expect 64 "^vfstate: --wait takes SECONDS, not '-1'" apply --wait -1
expect 64 "^vfstate: --confirm takes SECONDS, not '0'" apply --confirm 0
expect 64 "^vfstate: --lock-wait takes SECONDS, not '1x'" apply --lock-wait 1x
expect 64 "^vfstate: --allow-disruptive takes blink, link, vfs, or all, .*, not 'nuke'" plan --allow-disruptive=nuke
expect 64 "^vfstate: too many arguments: 'b'" show a b
for command in export schema; do
	expect 64 "^vfstate: too many arguments: 'a'" $command a
done

# A snapshot that is none: the caller's fault. A file that is not there: told, not ignored.
expect 78 '\[snapshot\]' show --state bad-snapshot/observed.json
expect 78 '\[unreadable\]' plan --state nowhere.json one-vlan/desired.yaml
expect 78 '\[unreadable\]' check nowhere.yaml
expect 1 "nothing matches 'nobody'; WHAT is a PCI address" show --state one-vlan/observed.json nobody
grep -qF ' [not-found]' "$out/err" || { echo 'not ok - [not-found] is missing'; status=1; }
expect 1 "nothing matches 'nobody'" show --format json --state one-vlan/observed.json nobody

# A VM that the configuration does not have, or that nothing configures, is none of a hook's business.
state="--state converged/observed.json"
expect 64 '^vfstate: ready needs VM' ready
# shellcheck disable=SC2086
{
	expect 0 '^web01: 2 VFs are as configured.$' ready $state web01 converged/desired.yaml
	expect 1 "did you mean 'web01'?" ready $state web1 converged/desired.yaml
	grep -qF ' [not-found]' "$out/err" || { echo 'not ok - [not-found] is missing'; status=1; }
	expect 78 '\[snapshot\]' ready --state bad-snapshot/observed.json web01 converged/desired.yaml
	expect 78 '\[yaml-syntax\]' ready --if-configured $state web01 bad-syntax/desired.yaml
}
expect 1 '"code": "not-ready"' ready -q --format json --state ready-not/observed.json web01 ready-not/desired.yaml
# A hook shows short lines, without [not-ready] and the place.
# is_silent ARGUMENT...: success, and nothing printed.
is_silent() {
	"$program" "$@" >"$out/out" 2>&1 && [ ! -s "$out/out" ] && return
	echo "not ok - vfstate $*: exit $?"
	cat "$out/out"
	status=1
}
# shellcheck disable=SC2086
is_silent ready -q $state web01 converged/desired.yaml
# shellcheck disable=SC2086
is_silent ready --if-configured $state db01 converged/desired.yaml

# Arguments for hypervisors: all of a VM, or none.
state="--state hand-over/observed.json"
expect 64 "^vfstate: --for takes qemu|qm|cloud-hypervisor, not 'xen'" show --for xen web01
expect 64 "^vfstate: --for takes qemu|qm|cloud-hypervisor, not 'cloud'" show --for cloud web01
expect 64 "^vfstate: show --for needs the name of a VM" show --for qm
# shellcheck disable=SC2086
{
	expect 64 "^vfstate: show --for has no --format json" show --for qm $state --format json web01 hand-over/desired.yaml
	expect 0 '^--hostpci0 0000:01:10.2$' show --for qm $state web01 hand-over/desired.yaml
	expect 1 "did you mean 'web01'?" show --for qm $state web0 hand-over/desired.yaml
	expect 78 '\[unreadable\]' show --for qm $state web01 nowhere.yaml
}
expect 1 '\[no-arguments\]' show --for qm --state ready-not/observed.json web01 ready-not/desired.yaml
[ ! -s "$out/out" ] || { echo "not ok - show --for prints some of the arguments"; status=1; }

# What is known of drivers, without a host.
expect 0 '^  cannot set:        min_tx_rate link_state query_rss$' show --drivers
expect 0 '^any other$' show --drivers
expect 0 '"driver": "ixgbe"' show --drivers --format json
expect 64 "^vfstate: plan has no option --drivers" plan --drivers

# One PF: by its name, address or interface; a udev event of another PF is no error.
for pf in uplink1 0000:02:00.0 enp2s0 0000:02:00.0-4711; do
	expect 2 '^Plan: 1 change on 1 PF.$' plan --pf $pf --state in-use/observed.json in-use/desired.yaml
done
"$program" plan --pf 0000:09:00.0-4711 --state in-use/observed.json in-use/desired.yaml >"$out/out" 2>&1 && [ ! -s "$out/out" ] ||
	{ echo "not ok - an event of a PF that is not configured is no error"; status=1; }
expect 1 'no entry for this PF' plan --pf 0000:09:00.0 --state in-use/observed.json in-use/desired.yaml
expect 1 'no entry for this PF' plan --pf uplink1-4711 --state in-use/observed.json in-use/desired.yaml
# A name is first that of an entry; two entries for one PF are an error here, too.
cat >"$out/names.yaml" <<'EOF'
version: 1
pfs:
  a: {match: {netdev: enp1s0}, numvfs: 7}
  enp1s0: {match: {pci: "0000:02:00.0"}, vfs: {0: {vlan: 5}}}
EOF
expect 2 '^enp1s0 (0000:02:00.0' plan --pf enp1s0 --state in-use/observed.json "$out/names.yaml"
cat >"$out/twins.yaml" <<'EOF'
version: 1
pfs:
  a: {match: {netdev: enp2s0}, numvfs: 3}
  b: {match: {pci: "0000:02:00.0"}, vfs: {0: {vlan: 5}}}
EOF
expect 1 '\[given-twice\]' plan --pf b --state in-use/observed.json "$out/twins.yaml"
expect 78 '\[snapshot\]' plan --pf uplink1 --state bad-snapshot/observed.json in-use/desired.yaml

# The journal takes priorities; nobody else does.
JOURNAL_STREAM=$(stat -c %d:%i "$out") "$program" plan --state bad-snapshot/observed.json in-use/desired.yaml 2>&1 | grep '^<' &&
	{ echo "not ok - priorities for somebody else"; status=1; }

# A selection says that it is one, and is not taken for a host.
expect 0 '"selection": "web01"' show --format json --state one-vlan/observed.json web01
cp "$out/out" "$out/selection.json"
expect 78 '\[snapshot\]' plan --state "$out/selection.json" one-vlan/desired.yaml
expect 0 '^ *VM web01, interface net0' show --state one-vlan/observed.json 52:54:00:21:00:00

expect 0 '^uplink0/3 ' show --state one-vlan/observed.json enp1s0/3
[ "$(grep -c '^uplink0/[0-9]' "$out/out")" = 1 ] || { echo "not ok - show PF/INDEX shows other VFs"; status=1; }
expect 1 "nothing matches 'enp1s0/7'" show --state one-vlan/observed.json enp1s0/7
# A VM that the configuration does not have.
expect 0 '^uplink0/0 .*vfio-pci' show --state out-of-service-in-use/observed.json shop01
expect 0 '"vm": "shop01"' show --format json --state out-of-service-in-use/observed.json shop01

# A host as a configuration; of a snapshot that is none, nothing.
expect 0 '^    match: {pci: "0000:01:00.0"}$' export --state one-vlan/observed.json
expect 78 '\[snapshot\]' export --state bad-snapshot/observed.json
expect 64 "^vfstate: too many arguments: 'x'" export x
expect 64 "^vfstate: export has no option --format" export --format json

# writes ARGUMENT...: success, and nothing printed.
writes() {
	"$program" "$@" >"$out/out" 2>&1 && [ ! -s "$out/out" ] && return
	echo "not ok - vfstate $*: exit $?"
	cat "$out/out"
	status=1
}

# --output: whole or not at all, as the shell's redirection has it, and what a link leads to.
"$program" export --state one-vlan/observed.json >"$out/redirected"
echo old >"$out/host.yaml"
ln -s host.yaml "$out/link.yaml"
writes export --state one-vlan/observed.json --output "$out/link.yaml"
cmp "$out/redirected" "$out/host.yaml" || status=1
[ -L "$out/link.yaml" ] || { echo "not ok - export --output replaces a link"; status=1; }
[ "$(stat -c %a "$out/host.yaml")" = "$(printf %o $((0644 & ~$(umask))))" ] || { echo "not ok - mode of the output"; status=1; }
expect 78 '\[snapshot\]' export --state bad-snapshot/observed.json --output "$out/host.yaml"
expect 1 "nothing matches 'nobody'" show --state one-vlan/observed.json --output "$out/host.yaml" nobody
cmp "$out/redirected" "$out/host.yaml" || { echo "not ok - a command that fails touches its output"; status=1; }
expect 1 "^vfstate: cannot write $out/nowhere/x: No such file" schema --output "$out/nowhere/x"
expect 1 "^vfstate: cannot write /dev/null: it is not a regular file" schema --output /dev/null
expect 1 "^vfstate: cannot write $out: it is not a regular file" schema --output "$out"
expect 64 "^vfstate: --output takes FILE, not ''" schema --output ''
expect 64 "^vfstate: check has no option --output" check --output x
expect 64 "^vfstate: only plan has --format prometheus" apply --format prometheus
expect 75 'refused' plan --output "$out/metrics" --format prometheus --state in-use/observed.json in-use/desired.yaml
grep -q '^vfstate_pf_vfs_in_use{pf="uplink0"} 1$' "$out/metrics" || { echo "not ok - no metrics"; status=1; }
expect 78 'unreadable' plan --output "$out/metrics" --format prometheus "$out/absent.yaml"
grep -q '^vfstate_exit_status 78$' "$out/metrics" || { echo "not ok - no metrics of an error"; status=1; }
expect 78 'unreadable' plan --output "$out/plan" "$out/absent.yaml"
[ ! -e "$out/plan" ] || { echo "not ok - a plan that is none"; status=1; }
expect 64 'too many arguments' off uplink0 uplink1
for case in one-vlan export-libvirt; do
	writes export --state $case/observed.json --output "$out/first.yaml"
	writes show --format json --color always --state $case/observed.json --output "$out/host.json"
	writes export --state "$out/host.json" --output "$out/again.yaml"
	cmp "$out/first.yaml" "$out/again.yaml" || { echo "not ok - a snapshot of $case exports otherwise"; status=1; }
done
find "$out" -name '.#*' | grep . && { echo "not ok - a temporary file is left"; status=1; }

# Colour: asked for, and never by itself into a file.
escape=$(printf '\033')
expect 2 "$escape\[3[0-9]m" plan --color always --state one-vlan/observed.json one-vlan/desired.yaml
expect 2 '^Plan: ' --state one-vlan/observed.json plan one-vlan/desired.yaml
expect 2 '^Plan: ' plan --state one-vlan/observed.json - <one-vlan/desired.yaml
expect 0 '^usage: vfstate plan' help plan
expect 0 '^usage: vfstate COMMAND' help
expect 0 '^vfstate [0-9]' -V
expect 64 "no command 'nothing'" help nothing
expect 64 "a command is missing" --color never
expect 64 "show has no option -q" show -q
[ -z "$("$program" plan -q --state one-vlan/observed.json one-vlan/desired.yaml 2>&1)" ] || { echo "not ok - plan -q prints"; status=1; }
"$program" plan --quiet --format json --state one-vlan/observed.json one-vlan/desired.yaml | grep -q '"exit": 2' || { echo "not ok - plan --quiet prints no JSON"; status=1; }
expect 2 '^Plan: ' plan --state one-vlan/observed.json one-vlan/desired.yaml
grep -q "$escape" "$out/out" && { echo "not ok - colour in a file"; status=1; }
expect 2 '"exit": 2' plan --format json --color always --state one-vlan/observed.json one-vlan/desired.yaml
grep -q "$escape" "$out/out" && { echo "not ok - colour in JSON"; status=1; }

# What cannot be told is no success.
while read -r command; do
	# shellcheck disable=SC2086
	"$program" $command >/dev/full 2>"$out/err"
	code=$?
	if [ $code != 1 ] || ! grep -q 'cannot write the output: No space left' "$out/err"; then
		echo "not ok - vfstate $command into a full disk: exit $code"
		status=1
	fi
done <<END
--help
--version
check --help
plan --help
apply --help
show --help
export --help
schema --help
check one-vlan/desired.yaml
check --format json one-vlan/desired.yaml
plan --state converged/observed.json converged/desired.yaml
plan --format json --state converged/observed.json converged/desired.yaml
plan --state one-vlan/observed.json one-vlan/desired.yaml
plan --explain --state one-vlan/observed.json one-vlan/desired.yaml
show --state one-vlan/observed.json
show --format json --state one-vlan/observed.json
show --drivers
show --drivers --format json
export --state one-vlan/observed.json
schema
END
expect 1 "^vfstate: cannot write /dev/full: it is not a regular file" schema --output /dev/full
expect 1 "^vfstate: cannot write /dev/full: it is not a regular file" export --state one-vlan/observed.json --output /dev/full

# Nor does a terminal see what a word on the command line would do to it.
for words in "$escape[31mx" "plan --$escape[31mx" "show a $escape[31mx" "apply --wait $escape[31mx" "plan --format $escape[31mx" \
	"show --state $escape[31mx" "check $escape[31mx" "show --state one-vlan/observed.json $escape[31mx" \
	"schema --output /$escape[31mx/x"; do
	# shellcheck disable=SC2086
	"$program" $words >"$out/out" 2>&1 && { echo "not ok - vfstate $words: exit 0"; status=1; }
	grep -qF '?[31mx' "$out/out" || { echo "not ok - vfstate $words does not name what is wrong"; status=1; }
	grep -q "$escape" "$out/out" && { echo "not ok - an escape comes through: vfstate $words"; status=1; }
done
# Not cut either.
long=$(printf '%02000d' 0)
expect 64 "^vfstate: no command '${long}x'" "${long}x"

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

# What apply does with /run/vfstate, in a mount namespace with a /run of its own.
# in_run SCRIPT: $program and $out are set; each line that it prints is a failure.
in_run() {
	PROGRAM=$program OUT=$out timeout 120 unshare -m sh -c "mount -t tmpfs -o mode=755 none /run && cd \"\$OUT\" && $1" >"$out/failures" 2>&1 || echo "exit $?" >>"$out/failures"
	[ ! -s "$out/failures" ] || { sed 's/^/not ok - \/run\/vfstate: /' "$out/failures"; status=1; }
}
if [ "$(id -u)" = 0 ] && unshare -m mount -t tmpfs none /run 2>/dev/null; then
	cat >"$out/nothing.yaml" <<-'EOF'
		version: 1
		pfs: {absent: {match: {pci: "ffff:1f:1f.7"}, optional: true, numvfs: 0}}
	EOF
	cat >"$out/run-dir.sh" <<-'EOF'
		# applies CODE PATTERN: the exit code of an apply, and what it prints.
		applies() {
			code=0
			timeout 20 "$PROGRAM" apply --allow-untrusted --lock-wait 0 "$OUT/nothing.yaml" >said 2>&1 || code=$?
			[ $code = $1 ] && grep -qe "$2" said || { echo "apply exits $code, not $1 with '$2':"; cat said; }
		}
		is() {
			[ "$1" = "$2" ] || echo "$3: $1, not $2"
		}
		# wait_until COMMAND...: for 10 s at most.
		wait_until() {
			for i in $(seq 100); do
				"$@" && return
				sleep 0.1
			done
			echo "it takes too long: $*"
		}
		is_held() {
			! flock -n /run/vfstate/lock true
		}
		# Whether the process is vfstate, and has its handler for SIGTERM.
		is_ready() {
			[ "$(cat /proc/$1/comm)" = vfstate ] && grep -q "^SigCgt:.*[4-7c-f]...$" /proc/$1/status
		}
	EOF
	in_run '. ./run-dir.sh
		umask 777
		applies 0 "^No difference"
		umask 022
		is "$(stat -c %a:%u /run/vfstate)" 755:0 "the directory"
		is "$(stat -c %a:%s /run/vfstate/lock)" 600:0 "the lock"
		sed "s/optional: true, //" nothing.yaml >missing.yaml
		code=0; "$PROGRAM" apply --allow-untrusted missing.yaml <&- 2>&- >said || code=$?
		is $code 1 "exit without standard input and error"
		is "$(cat /run/vfstate/lock)" "" "the lock, where standard error may have gone"
		chmod 700 /run/vfstate
		applies 0 "^No difference"
		is "$(stat -c %a /run/vfstate)" 755 "the directory of an older version"
		echo 1 >/run/vfstate/lock
		sh -c "flock 9; exec sleep 60" 9</run/vfstate/lock &
		holder=$!
		wait_until is_held
		wait_until grep -q sleep /proc/$holder/comm
		applies 1 "another run holds the lock /run/vfstate/lock: process $holder (sleep) .locked."
		kill $holder
		wait $holder 2>/dev/null || true
		# What comes through a pipe is read once, also where another run was waited for.
		sh -c "flock 9; exec sleep 1" 9</run/vfstate/lock &
		wait_until is_held
		code=0; cat nothing.yaml | "$PROGRAM" apply --allow-untrusted --lock-wait 30 /dev/stdin >said 2>&1 || code=$?
		is $code 0 "exit of a run that waits with a configuration from a pipe"
		grep -q "waiting up to 30 s for another run: process" said || echo "it did not wait"
		applies 0 "^No difference"
		mkfifo /run/vfstate/driver.0000-01-10.0
		applies 1 "error: /run/vfstate/driver.0000-01-10.0 is a FIFO, not a regular file .run-dir."
		code=0; "$PROGRAM" plan nothing.yaml >said 2>&1 || code=$?
		is $code 1 "exit of plan with a FIFO"
		rm /run/vfstate/driver.*
		: >/run/vfstate/autoprobe.0000-01-00.0
		chown 65534 /run/vfstate/autoprobe.0000-01-00.0
		applies 1 "error: /run/vfstate/autoprobe.0000-01-00.0 does not belong to root .run-dir."
		rm /run/vfstate/autoprobe.*
		mv /run/vfstate/lock /run/vfstate/lock.old
		mkfifo /run/vfstate/lock
		applies 1 "error: /run/vfstate/lock is a FIFO, not a regular file .run-dir."
		rm /run/vfstate/lock
		mkdir -p /run/vfstate/libvirt/web01
		: >/run/vfstate/.#driver.0000-01-10.0.new
		: >/run/vfstate/libvirt/web01/.#net0.xml.new
		: >/run/vfstate/driver.ffff-1f-1f.7
		: >/run/vfstate/autoprobe.ffff-1f-1f.7
		applies 0 "^No difference"
		is "$(cd /run/vfstate && echo $(find . ! -name . | sort))" "./libvirt ./lock ./lock.old" "what is left"
		chmod 777 /run/vfstate
		applies 1 "error: /run/vfstate is writable by users other than root .run-dir."
		rm -r /run/vfstate
		ln -s /run/elsewhere /run/vfstate
		mkdir /run/elsewhere
		applies 1 "error: /run/vfstate is a symbolic link .run-dir."
		is "$(ls /run/elsewhere)" "" "what is elsewhere"'

	# Another user can neither take the lock, nor keep one of an older version.
	if command -v setpriv >/dev/null; then
		in_run '. ./run-dir.sh
			applies 0 "^No difference"
			setpriv --reuid 65534 --clear-groups flock -n /run/vfstate/lock true 2>/dev/null && echo "another user takes the lock"
			rm /run/vfstate/lock
			(umask 022; echo 1 >/run/vfstate/lock)
			setpriv --reuid 65534 --clear-groups sh -c "exec 9</run/vfstate/lock; flock 9; exec sleep 60" &
			holder=$!
			wait_until is_held
			applies 0 "^No difference"
			kill -0 $holder || echo "the holder is gone"
			is "$(stat -c %a /run/vfstate/lock)" 600 "the new lock"
			kill $holder'
	fi

	# Signals while a pipe is read: stopped, and JSON is whole. One that was ignored stays so.
	in_run '. ./run-dir.sh
		mkfifo fifo
		exec 3<>fifo
		for signal in TERM INT HUP; do
			for from in fifo /dev/stdin; do
				"$PROGRAM" apply --allow-untrusted --format json $from <fifo >said 2>&1 &
				pid=$!
				wait_until is_ready $pid
				kill -$signal $pid
				code=0
				wait $pid || code=$?
				is $code 1 "exit after SIG$signal while $from is read"
				grep -q "stopped by a signal while reading $from" said || { echo "$from, SIG$signal:"; cat said; }
				is "$(tail -n 1 said)" "}" "the end of the JSON"
			done
		done
		(trap "" HUP; exec "$PROGRAM" apply --allow-untrusted fifo 3<&-) >said 2>&1 &
		pid=$!
		wait_until is_ready $pid
		kill -HUP $pid
		cat "$OUT/nothing.yaml" >&3
		exec 3<&-
		code=0
		wait $pid || code=$?
		is $code 0 "exit after a SIGHUP that nohup has ignored"'
else
	echo "# not root, or no mount namespaces: /run/vfstate is not tried"
fi

# Many files at once, the first of them merged first; one that is bad is told alone.
printf 'version: 1\npfs: {a: {numvfs: 1}}\n' >"$out/a.yaml"
printf 'vms: {v: {interfaces: {n: {vf: a/0}}}}\n' >"$out/b.yaml"
printf 'pfs: [\n' >"$out/c.yaml"
expect 0 '1 PF, 1 VM interface' check "$out/a.yaml" "$out/b.yaml"
expect 78 'c.yaml:2:1: error: .*\[yaml-syntax\]' check "$out/c.yaml" "$out/b.yaml"
[ "$(grep -c 'error:' "$out/err")" = 1 ] || { echo "not ok - what a bad file would have said is missed"; status=1; }
exit $status
