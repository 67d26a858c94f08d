#!/bin/sh
# Debian's own Python: another one on the PATH does not have its packages.
if ! /usr/bin/python3 -c 'import jsonschema, yaml' 2>/dev/null; then
	echo "skipped: neither the JSON Schema nor the examples of other tools are checked (packages python3-jsonschema and python3-yaml)"
	exit 77
fi
status=0
for check in json-errors json-manual manual manual-drivers moving schema; do
	/usr/bin/python3 -B "${srcdir:-.}/tests/checks/$check.py" ./vfstate "${srcdir:-.}" || status=1
done
exit $status
