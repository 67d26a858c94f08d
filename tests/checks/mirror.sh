#!/bin/sh
# Unit tests mirror the source tree, and everything that is documented by name is there.
cd "${srcdir:-.}" || exit 1
status=0
fail() {
	echo "not ok - $*"
	status=1
}
# Modules without a unit test of their own, each with where it is tested instead.
elsewhere=" \
	commands/apply commands/check commands/export commands/free commands/libvirt commands/off commands/plan commands/ready commands/run commands/show commands/undo \
	commands/schema commands/select-pf commands/show-for commands/vm-plan config/check-pools config/read-match config/read-networks config/read-pools model/attr-keys model/binding-check model/observed model/pf-attr model/pf-fact report/schema-json \
	libvirt/session libvirt/xml \
	apply/autoprobe apply/outcome apply/pf-link apply/vf-binding apply/vf-requests apply/numvfs-watch apply/recovery \
	model/snapshot-rows model/vf-attr observe/managers-files observe/managers-match \
	observe/managers-variables observe/netdevs snapshot/snapshot-values observe/sysfs observe/vf-device plan/assign-check plan/adopt-remark plan/adopt-vf plan/match-report plan/plan-pf plan/plan-vf-device plan/planner plan/plan-warn \
	report/assign-text report/run-summary-json report/diag-text report/drivers report/explain report/export-yaml report/inventory-text report/json report/metrics report/vm-text report/plan-text report/printing \
	publish/cloud-hypervisor publish/libvirt publish/qm publish/network-xml publish/xml-build support/xml-library support/yaml-events report/result-text report/snapshot-json \
	support/live-kernel "
# libvirt/session: by unit/libvirt/define.c, libvirt/xml: by unit/libvirt/device.c;
# commands/*: by tests/cases (ready, vm-plan, show-for, report/vm-text: ready*, for-*), tests/checks/command-line.sh and the VM scenarios, select-pf by hotplug;
# config/read-match: by unit/config/read.c; config/read-pools, config/read-networks, config/check-pools: by tests/bad; publish/network-xml, publish/xml-build: by unit/publish/networks.c; plan/assign-check: by unit/plan/assign.c; model/binding-check: by tests/bad and tests/cases; model/pf-attr, model/pf-fact: by tests/cases; report/schema-json: by tests/checks/schema.sh;
# apply/*: by unit/apply through apply_plan, vf-requests by vf-attrs.c, vf-binding by vf-driver.c, numvfs-watch by numvfs.c; model/snapshot-rows: by unit/snapshot/snapshot.c; model/attr-keys and model/vf-attr: by unit/model/value-read.c; observe/managers-*: by unit/observe/managers.c; observe/netdevs, observe/sysfs, observe/vf-device: by unit/observe/observe.c; snapshot/snapshot-values: by unit/snapshot/snapshot.c; plan/planner, plan/plan-warn: by unit/plan; plan/plan-pf: by unit/plan/plan-make.c; model/observed and plan/plan-vf-device: by unit/apply/vf-device.c; plan/match-report: by tests/cases; plan/adopt-*: by unit/plan/adopt.c;
# report/*: by tests/cases and unit/report, drivers by tests/checks/command-line.sh, export-yaml by the properties too, unit/snapshot/snapshot.c; live-kernel: by unit/support/kernel.c and the VM; publish/cloud-hypervisor, publish/qm: by unit/publish/arguments.c; publish/libvirt: by unit/publish/publish.c; support/yaml-events: by unit/support/yaml-parse.c; support/xml-library: by unit/publish/libvirt-xml.c.
for module in reconciler/*/*.c; do
	name=${module#reconciler/}
	name=${name%.c}
	[ -e "tests/unit/$name.c" ] && continue
	case $elsewhere in *"$(printf '\t')$name "* | *" $name "*) continue ;; esac
	fail "reconciler/$name.c has no tests/unit/$name.c"
done
for name in $elsewhere; do
	[ -e "reconciler/$name.c" ] || fail "tests/checks/mirror.sh excuses $name, which is not there"
done
for test in tests/unit/*/*.c; do
	name=${test#tests/unit/}
	[ "$(basename "$name")" = main.c ] || [ -e "reconciler/$name" ] || fail "tests/unit/$name tests nothing that is there"
	[ "$(basename "$name")" = main.c ] || grep -q "$test" Makefile.am || fail "$test is not in Makefile.am"
done
for header in reconciler/*/*.h; do
	grep -q "$header" Makefile.am || fail "$header is not in Makefile.am, so not in a release"
done
# Every code of a diagnostic is in the manual and some test provokes it.
all=$(tr '\n\t' '  ' <<EOF | grep -oE 'diag_(error|warning)\([^"]*"[a-z-]+"' | grep -oE '"[a-z-]+"' | tr -d '"' | sort -u
$(cat reconciler/*/*.c)
EOF
)
[ "$(echo "$all" | wc -l)" -gt 25 ] || fail "too few codes were found to believe it: $all"
for code in $all; do
	grep -q "^\*$code\*" docs/vfstate.yaml.5.scd || fail "the code $code is not in docs/vfstate.yaml.5.scd"
	# [code] as printed, or "code other-code" as unit_codes() lists them.
	grep -rqF "[$code]" tests/bad tests/cases tests/vm/scenarios tests/checks ||
		grep -rqE "\"([a-z-]+ )*$code( [a-z-]+)*\"" tests/unit ||
		fail "no test provokes the code $code"
done
# Every key of the language; tests/checks/schema.sh holds the schema to be what the program reads.
for key in $(sed -n -e '/"properties": {/d' -e 's/^ *"\([a-z_]*\)": {$/\1/p' docs/vfstate.schema.json | sort -u); do
	case $key in patternProperties | properties | items | if | then) continue ;; esac
	 
		grep -q "\*$key\*" docs/vfstate.yaml.5.scd || fail "the key $key is not in docs/vfstate.yaml.5.scd"
done
echo "mirror: $(echo "$all" | wc -l) codes of diagnostics checked"
exit $status
