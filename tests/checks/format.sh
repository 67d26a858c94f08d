#!/bin/sh
# Sources are formatted by clang-format 19, which Debian 12 and 13 both package. Other versions
# differ in details.
cd "${srcdir:-.}" || exit 1
if ! command -v clang-format-19 >/dev/null; then
	echo "skipped: clang-format-19 is not installed"
	exit 77
fi
# shellcheck disable=SC2046
clang-format-19 --dry-run --Werror $(find completions reconciler tests -name '*.[ch]' ! -name main.c -o -path '*/reconciler/main.c')
