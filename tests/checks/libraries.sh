#!/bin/sh
# What the program links, and that it says in .note.dlopen what it loads late, as packagers read it.
status=0
fail() {
	echo "not ok - $*"
	status=1
}
linked=$(objdump -p ./vfstate | sed -n 's/^ *NEEDED *//p')
for stem in libyaml libnl-3 libudev libjansson; do
	echo "$linked" | grep -q "^$stem[-.]" || fail "$stem is not linked: $(echo $linked)"
done
notes=$(mktemp)
trap 'rm -f "$notes"' EXIT
objcopy -O binary --only-section=.note.dlopen ./vfstate "$notes" || fail "objcopy"
python3 - "$notes" $(sed -n 's/^\(XML\|SYSTEMD\|UUID\)_SONAME = //p' Makefile) <<'PYTHON' || fail "the notes"
import json, struct, sys
data, wanted, found = open(sys.argv[1], "rb").read(), sorted(sys.argv[2:]), []
while data:
    name, size, kind = struct.unpack_from("<III", data)
    assert (name, kind, data[12:16]) == (4, 0x407C0C0A, b"FDO\0"), (name, kind, data[12:16])
    for entry in json.loads(data[16:16 + size].rstrip(b"\0")):
        assert entry["priority"] in ("required", "recommended", "suggested") and entry["description"]
        found += entry["soname"]
    data = data[16 + (size + 3) // 4 * 4:]
assert sorted(found) == wanted, (found, wanted)
print("libraries: loaded late:", *found)
PYTHON
for soname in $(sed -n 's/^\(XML\|SYSTEMD\)_SONAME = //p' Makefile); do
	echo "$linked" | grep -qx "$soname" && fail "$soname is linked as well"
done
exit $status
