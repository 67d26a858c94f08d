#!/bin/sh
# The fake kernel does what the scenarios say; tests/vm/scenarios/conformance holds real kernels to the same files.
for name in igb netdevsim; do
	echo "# $name"
	./conformance --fake $name "${srcdir:-.}/tests/conformance/$name.txt" || status=1
done
exit ${status:-0}
