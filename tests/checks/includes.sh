#!/bin/sh
# The include rule, folder by folder: what is not listed may not be included. Nothing includes upwards.
cd "${srcdir:-.}/reconciler" || exit 1
allowed() {
	case $1 in
	support) echo "support" ;;
	model) echo "support model" ;;
	config | netlink | plan | publish | snapshot) echo "support model $1" ;;
	run-state) echo "support model snapshot run-state" ;;
	observe) echo "support model netlink run-state observe" ;;
	report) echo "support model publish report" ;; # publish/publish.h: what it has to tell
	apply) echo "support model netlink run-state observe apply" ;;
	commands) echo "support model config netlink snapshot run-state observe plan apply publish report commands" ;;
	libvirt) echo "support model libvirt" ;;
	.) echo "support config libvirt commands" ;; # config and libvirt: main-libvirt.c
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
# async-write.c ends the child that it made.
if grep -nE '\b(exit|_exit|err|errx)\(' */*.c | grep -v '^support/async-write.c:'; then
	echo "not ok - only main exits"
	status=1
fi
# commands/libvirt.c becomes vfstate-libvirt.
if grep -nE '\b(system|popen|execl|execv|posix_spawn)[a-z]*\(' *.c */*.c | grep -v '^commands/libvirt.c:'; then
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
