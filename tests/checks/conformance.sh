#!/bin/sh
# The fake kernel does what the scenarios say; tests/vm/scenarios/conformance holds real kernels to the same files.
agree() {
	echo "# $3"
	./conformance "$1" "$2" "${srcdir:-.}/tests/conformance/$3.txt" || status=1
}
agree --fake igb igb
agree --fake netdevsim netdevsim
agree --fake netdevsim list-whole
agree --fake-capped netdevsim list-capped
exit ${status:-0}
