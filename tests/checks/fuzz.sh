#!/bin/sh
# The fuzzers' harnesses over their corpora, without libFuzzer: a regression test. tests/fuzz/run looks for new inputs.
top=${srcdir:-.}
status=0
./fuzz-yaml "$top"/tests/fuzz/corpus/yaml/* "$top"/config-examples/*.yaml "$top"/tests/cases/*/desired.yaml || status=1
./fuzz-snapshot "$top"/tests/fuzz/corpus/snapshot/* "$top"/tests/cases/*/observed.json || status=1
./fuzz-netlink "$top"/tests/fuzz/corpus/netlink/* || status=1
./fuzz-devlink "$top"/tests/fuzz/corpus/devlink/* || status=1
./fuzz-domain "$top"/tests/fuzz/corpus/domain/* || status=1
exit $status
