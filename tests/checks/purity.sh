#!/bin/sh
# The planner is a pure function: what libplan.a needs from outside is its own model and arena, and functions
# that compute and do nothing else. A clock, a file, the environment or a message would show here.
status=0
symbols=$(nm -u libplan.a 2>/dev/null | sed -n 's/^ *U //p' | sort -u)
defined=$(nm --defined-only libplan.a | sed -n 's/^[0-9a-f]* [TDRBC] //p' | sort -u)
[ -n "$symbols" ] && [ -n "$defined" ] || { echo "not ok - nm reads nothing from libplan.a"; exit 1; }
for symbol in $symbols; do
	echo "$defined" | grep -qx "$symbol" && continue
	case $symbol in
	_GLOBAL_OFFSET_TABLE_) ;; # the address of a function elsewhere
	arena_alloc | arena_calloc | arena_grow | arena_printf | arena_vprintf) ;;
	diag_error | diag_warning | diag_hint | diag_note | diags_init | diags_is_full) ;;
	assignment_* | binding_check_* | change_info | change_is_* | change_name | change_value_kind | derive_* | desired_* | disruption_* | field_* | flags_find | in_use_* | mac_address_* | names_is_* | observed_find_vm_device | observed_pf_* | observed_vf_* | pci_address_* | pf_match_* | plan_find_pf | pf_attr_* | pf_fact_* | value_* | vf_attr_* | vf_set_*) ;;
	bsearch | memcpy | memmove | memset | memcmp | qsort | strcmp | strlen | strncmp | strpbrk | strtol) ;;
	__isoc23_strtol) ;; # the same, from glibc 2.38 on
	__asan_* | __ubsan_* | __stack_chk_fail) ;; # what the compiler puts in
	*)
		echo "not ok - libplan.a uses $symbol"
		status=1
		;;
	esac
done
# Nor has it anything to remember: no data that can be written.
if nm --defined-only libplan.a | grep -E '^[0-9a-f]+ [BbDdC] ' | grep -v -E ' (rows|.*asan.*|.*ubsan.*|\.Lubsan.*|__.*)$'; then
	echo "not ok - libplan.a has data that can be written"
	status=1
fi
echo "planner's purity: $(echo "$symbols" | wc -l) symbols checked"
exit $status
