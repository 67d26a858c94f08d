#!/bin/sh
# The main function of one folder's unit tests: every group that its files define, one after the other.
# usage: make-main.sh FOLDER >main.c
set -e
groups=
for file in "$1"/*.c; do
	[ "$(basename "$file")" != main.c ] || continue
	# The formatter may have put the name on a line of its own.
	group=$(tr '\n\t' '  ' <"$file" | sed -n 's/.*UNIT_GROUP( *\([a-z_0-9]*\),.*/\1/p')
	if [ -z "$group" ]; then
		echo "$file defines no UNIT_GROUP" >&2
		exit 1
	fi
	groups="$groups $group"
done
echo "/* Made by tests/support/make-main.sh. */"
for group in $groups; do
	echo "int test_$group(void);"
done
echo "int main(void)"
echo "{"
echo "	int failed = 0;"
for group in $groups; do
	echo "	failed += test_$group();"
done
echo "	return failed != 0;"
echo "}"
