#!/bin/sh
# Sources are as clang-format 14 (.clang-format) leaves them. Other versions differ in details.
cd "${srcdir:-.}" || exit 1
for program in clang-format-14 clang-format; do
	command -v $program >/dev/null && break
	program=
done
if [ -z "$program" ] || ! $program --version | grep -q ' version 14\.'; then
	echo "skipped: clang-format 14 is not installed"
	exit 77
fi
# shellcheck disable=SC2046
$program --dry-run --Werror $(find reconciler tests -name '*.[ch]' ! -name main.c -o -path '*/reconciler/main.c')
