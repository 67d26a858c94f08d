#!/bin/sh
# The README's example and the plan it shows are those of the case tests/cases/readme. It is installed, without the source.
cd "${srcdir:-.}" || exit 1
actual=$(mktemp)
trap 'rm -f "$actual"' EXIT
status=0
# example N: the Nth YAML of the README.
example() {
	awk -v n="$1" '/^```$/ { is_in = 0 } is_in { print } /^```yaml$/ { is_in = ++i == n }' README.md
}
example 1 >"$actual"
diff -u tests/cases/readme/desired.yaml "$actual" || status=1
example 2 >"$actual"
diff -u tests/cases/readme-pools/desired.yaml "$actual" || status=1
sed -n '/^    uplink0 (/,/^    Plan: /p' README.md | sed 's/^    //; $a\exit 2' >"$actual"
diff -u tests/cases/readme/plan.expected "$actual" || status=1
# docs/PROXMOX.md has config-examples/proxmox.yaml, without its comments.
sed -n '/^```yaml$/,/^```$/p' docs/PROXMOX.md | grep -v '^```' >"$actual"
grep -v '^#' config-examples/proxmox.yaml | diff -u - "$actual" || status=1
[ $status = 0 ] || echo "not ok - README.md and tests/cases/readme differ"
if grep -nE '\]\([^)]*\)' README.md NEWS.md | grep -v '](https\?:'; then
	echo "not ok - links to what is not installed"
	status=1
fi
exit $status
