#!/bin/sh
# The main function of one folder's unit tests: every group that its files define, one after the other.
# usage: make-main.sh FOLDER >main.c
echo "/* Made by tests/support/make-main.sh. */"
groups=$(cat "$1"/*.c | sed -n 's/^UNIT_GROUP(\([a-z_0-9]*\),.*/\1/p')
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
