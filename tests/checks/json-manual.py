# SPDX-License-Identifier: LGPL-2.1-or-later
"""vfstate-json(5) has every key that is printed, and none that is not.

usage: json-manual.py PROGRAM SOURCE-DIRECTORY
"""
import re
import sys

from checking import FAILURES, SRCDIR, fail, vfstate

CASES = f"{SRCDIR}/tests/cases"
# What only a run on a host prints; the VM scenarios have it.
APPLY_ONLY = {"remaining", "reverted", "snippets", "diagnostics_dropped"}


with open(f"{SRCDIR}/docs/vfstate-json.5.scd", encoding="utf-8") as page:
    manual = re.sub(r"^```\n.*?^```\n", "", page.read(), flags=re.M | re.S)


def section(start, end):
    found = re.search(rf"^{start}$(.*?)^{end}$", manual, re.M | re.S)
    return found.group(1) if found else fail(f"the manual has no '{start}' before '{end}'") or ""


def documented(text, what, without=()):
    """The bold words of the lines that head a description, and those of the descriptions below each."""
    keys = {}
    for head, body in re.findall(r"^(\*.*)\n((?:\t.*\n)+)", text, re.M):
        for key in re.findall(r"\*([a-z_]+)\*", head):
            if key in keys:
                fail(f"{what}: {key} is there twice")
            keys[key] = set(re.findall(r"\*([a-z_]+)\*", body))
    return {key: body for key, body in keys.items() if key not in without}


def compare(objects, keys, what):
    """Each object has the keys that are documented; their objects have the keys of the description."""
    seen = set()
    for item in objects:
        seen |= item.keys()
        for key, value in item.items():
            inner = value if isinstance(value, list) else [value]
            for part in inner:
                if isinstance(part, dict) and key in keys and key not in ("pfs", "vfs", "changes"):
                    missing = part.keys() - keys[key] - {"pfs"}
                    if missing:
                        fail(f"{what}: {key} has {sorted(missing)}, which its description has not")
    if seen != keys.keys():
        fail(f"{what}: printed and not in the manual {sorted(seen - keys.keys())}, "
             f"in the manual and not printed {sorted(keys.keys() - seen)}")
    return seen


# The snapshot
states = [f"{CASES}/{name}/observed.json" for name in ("first-light", "running-guest", "other-owner", "example-switchdev")]
hosts = [vfstate("show", "--state", state) for state in states] + [vfstate("show", "web01", "--state", f"{CASES}/one-vlan/observed.json")]
pfs = [pf for host in hosts for pf in host["pfs"]]
vfs = [vf for pf in pfs for vf in pf["vfs"]]
host_keys = compare(hosts, documented(section("The host:", "A PF:"), "the host"), "the host")
pf_keys = compare(pfs, documented(section("A PF:", "A VF:"), "a PF"), "a PF")
vf_keys = compare(vfs, documented(section("A VF:", "# CHECK, PLAN AND APPLY"), "a VF"), "a VF")

# The report
text = section("# CHECK, PLAN AND APPLY", "# SHOW --DRIVERS")
top, change = text.split("A change, in the order", 1)
plans = [vfstate("plan", "--explain", "--state", f"{CASES}/{name}/observed.json", f"{CASES}/{name}/desired.yaml")
         for name in ("first-light", "in-use", "selectors", "not-possible")]
compare(plans, documented(top, "the report", APPLY_ONLY), "the report")
changes = [change for plan in plans for pf in plan["pfs"] for change in pf["changes"]]
compare(changes, documented(change, "a change", {"outcome", "error", "text", "hint"}), "a change")
pf_words = documented(top, "the report")["pfs"]
for pf in (pf for plan in plans for pf in plan["pfs"]):
    if pf.keys() - pf_words:
        fail(f"pfs of the report: {sorted(pf.keys() - pf_words)} are not in the manual")

# show --drivers
drivers = vfstate("show", "--drivers")
words = set(re.findall(r"\*([a-z0-9_]+)\*", section("# SHOW --DRIVERS", "# SEE ALSO")))
keys = drivers.keys() | {key for driver in drivers["drivers"] for key in driver}
if keys != words:
    fail(f"show --drivers: {sorted(keys ^ words)} are printed or in the manual, not both")

if len(vf_keys) < 25 or len(pf_keys) < 20 or len(changes) < 20:
    fail("too little was found to believe it")
print(f"json-manual: {len(host_keys) + len(pf_keys) + len(vf_keys)} keys of the snapshot, {len(changes)} changes")
sys.exit(len(FAILURES) > 0)
