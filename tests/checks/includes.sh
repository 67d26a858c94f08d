#!/bin/sh
# The include rule: support <- model <- {config, observe, plan, publish, report}; apply uses model, observe and
# support; commands use everything. Nothing includes upwards.
cd "${srcdir:-.}/reconciler" || exit 1
allowed() {
	case $1 in
	support) echo "support" ;;
	model) echo "support model" ;;
	config | observe | plan | publish) echo "support model $1" ;;
	report) echo "support model publish report" ;; # publish/publish.h: what it has to tell
	apply) echo "support model observe apply" ;;
	commands) echo "support model config observe plan apply publish report commands" ;;
	.) echo "support commands" ;;
	*) echo "" ;;
	esac
}
status=0
checked=0
for file in *.c */*.c */*.h; do
	dir=$(dirname "$file")
	for header in $(sed -n 's/^#include "\([^"]*\)".*/\1/p' "$file"); do
		checked=$((checked + 1))
		case " $(allowed "$dir") " in
		*" ${header%%/*} "*) ;;
		*)
			echo "not ok - $file includes $header; $dir may include: $(allowed "$dir")"
			status=1
			;;
		esac
		[ -e "$header" ] || { echo "not ok - $file includes $header, which is not there"; status=1; }
	done
done
# The only printer is report/, and main for its usage; only main exits.
if grep -nE '\b(printf|fprintf|puts|fputs|putchar|perror)\(' */*.c | grep -v '^report/'; then
	echo "not ok - only report/ prints"
	status=1
fi
# aside.c ends the child that it made.
if grep -nE '\b(exit|_exit|err|errx)\(' */*.c | grep -v '^support/async-write.c:'; then
	echo "not ok - only main exits"
	status=1
fi
if grep -nE '\b(system|popen|execl|execv|posix_spawn)[a-z]*\(' *.c */*.c; then
	echo "not ok - no other program is ever run"
	status=1
fi
# A plan suffices: of what is configured apply/ reads the name of a PF, to say it.
if sed 's/plan->desired->name//g' apply/*.[ch] | grep -nE '(\bdesired|desired_[a-z]+\()'; then
	echo "not ok - apply/ reads the configuration; what it needs belongs into the plan"
	status=1
fi
echo "include rule: $checked includes checked"
[ "$checked" -gt 100 ] || { echo "not ok - too few includes were found to believe it"; status=1; }
exit $status
