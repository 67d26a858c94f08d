# SPDX-License-Identifier: LGPL-2.1-or-later
"""vfstate-json(5) has every key that is printed, and none that is not; its examples are what the program prints.

usage: json-manual.py PROGRAM SOURCE-DIRECTORY
"""
import copy
import json
import os
import re
import subprocess
import sys
import tempfile

from checking import FAILURES, PROGRAM, SRCDIR, fail, vfstate

CASES = f"{SRCDIR}/tests/cases"
# What only a run on a host prints; the VM scenarios have it.
APPLY_ONLY = {"remaining", "reverted", "snippets", "diagnostics_dropped"}
OUTCOME = {"outcome", "error", "text", "hint"}
# man indents an example by this much, and it is to fit 80 columns.
EXAMPLE_WIDTH = 80 - 11
EXAMPLE = re.compile(r"^```\n(.*?)^```\n", re.M | re.S)

with open(f"{SRCDIR}/docs/vfstate-json.5.scd", encoding="utf-8") as page:
    source = page.read()
manual = EXAMPLE.sub("", source)


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
states = [f"{CASES}/{name}/observed.json" for name in ("first-light", "running-guest", "other-owner", "example-switchdev", "pools")]
hosts = [vfstate("show", "--state", state) for state in states] + [vfstate("show", "web01", "--state", f"{CASES}/one-vlan/observed.json")]
pfs = [pf for host in hosts for pf in host["pfs"]]
vfs = [vf for pf in pfs for vf in pf["vfs"]]
host_keys = compare(hosts, documented(section("The host:", "A PF:"), "the host"), "the host")
pf_keys = compare(pfs, documented(section("A PF:", "A VF:"), "a PF"), "a PF")
vf_keys = compare(vfs, documented(section("A VF:", "# CHECK, PLAN AND APPLY"), "a VF"), "a VF")

# The report
text = section("# CHECK, PLAN AND APPLY", "# SHOW --DRIVERS")
top, change = text.split("\nA change:\n", 1)
plans = [vfstate("plan", "--explain", "--state", f"{CASES}/{name}/observed.json", f"{CASES}/{name}/desired.yaml")
         for name in ("first-light", "in-use", "selectors", "not-possible", "pools")]
compare(plans, documented(top, "the report", APPLY_ONLY), "the report")
changes = [change for plan in plans for pf in plan["pfs"] for change in pf["changes"]]
compare(changes, documented(change, "a change", OUTCOME), "a change")
pf_words = documented(top, "the report")["pfs"]
for pf in (pf for plan in plans for pf in plan["pfs"]):
    if pf.keys() - pf_words:
        fail(f"pfs of the report: {sorted(pf.keys() - pf_words)} are not in the manual")

# show --drivers
drivers = vfstate("show", "--drivers")
words = {word for head in re.findall(r"^\*.*", section("# SHOW --DRIVERS", "# SEE ALSO"), re.M)
         for word in re.findall(r"\*([a-z0-9_]+)\*", head)}
keys = drivers.keys() | {key for driver in drivers["drivers"] for key in driver}
if keys != words:
    fail(f"show --drivers: {sorted(keys ^ words)} are printed or in the manual, not both")


# The examples, most of them of the case manual-json. To the program they are what a reader makes of them: files in one directory.
def same(actual, example, what, at=""):
    """Names each place where the example is not what the program prints."""
    if isinstance(actual, dict) and isinstance(example, dict):
        if actual.keys() != example.keys():
            fail(f"{what}{at}: {sorted(actual.keys() ^ example.keys())} are printed or in the example, not both")
        for key in actual.keys() & example.keys():
            same(actual[key], example[key], what, f"{at}.{key}")
    elif isinstance(actual, list) and isinstance(example, list) and len(actual) == len(example):
        for i, value in enumerate(actual):
            same(value, example[i], what, f"{at}[{i}]")
    # To Python, 1 is True.
    elif type(actual) is not type(example) or actual != example:
        fail(f"{what}{at}: {json.dumps(actual)} is printed, the example has {json.dumps(example)}")


def printed(*arguments):
    """What the program prints, with a temporary directory in which it is to find FILES."""
    with tempfile.TemporaryDirectory() as directory:
        for name, content in FILES.items():
            with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
                file.write(content)
        run = subprocess.run([os.path.abspath(PROGRAM), *arguments, "--format", "json"], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, cwd=directory, check=False)
    if run.stderr:
        fail(f"vfstate {arguments}: {run.stderr.decode()}")
    return json.loads(run.stdout)


def check_example(actual, example, what):
    """What follows an example that is wrong is wrong for that reason, and not worth a message."""
    same(actual, example, f"the example of {what}: ")
    if FAILURES:
        sys.exit(1)


examples = EXAMPLE.findall(source)
for line in (line for example in examples for line in example.splitlines()):
    if len(line) > EXAMPLE_WIDTH:
        fail(f"an example has more than {EXAMPLE_WIDTH} columns: {line}")
if len(examples) != 6:
    sys.exit(f"not ok - the manual has {len(examples)} examples, not these: snapshot, check, configuration, plan, apply, drivers")
configuration = examples[2]
snapshot, checked, planned, applied, listed = (json.loads(example) for example in examples if example != configuration)
FILES = {
    "host.json": examples[0],
    "10-uplinks.yaml": configuration,
    "20-bad.yaml": 'version: 1\npfs:\n  uplink0:\n    numvfs: 2\n    vfs:\n      0: {mac: "52:54:00:21:00:00"}\n'
                   '      1: {mac: "52:54:00:21:00:00"}\n',
}
with open(f"{CASES}/manual-json/desired.yaml", encoding="utf-8") as file:
    check_example(file.read(), configuration, "a configuration")
check_example(vfstate("show", "--state", f"{CASES}/manual-json/observed.json"), snapshot, "a snapshot")
check_example(printed("show", "--state", "host.json"), snapshot, "a snapshot")
check_example(printed("check", "20-bad.yaml"), checked, "check")
check_example(printed("plan", "--state", "host.json", "10-uplinks.yaml"), planned, "plan")
names = [item.get("driver") for item in listed.get("drivers", [])]
check_example(drivers | {"drivers": [row for row in drivers["drivers"] if row["driver"] in names]}, listed, "show --drivers")

# apply needs a kernel. It prints the plan with the outcome of each change, what a plan finds afterwards, and the files for VMs.
after = copy.deepcopy(snapshot)
expected = planned | {"command": "apply", "exit": 0, "pfs": copy.deepcopy(planned["pfs"])}
for item in (item for pf in expected["pfs"] for item in pf["changes"]):
    after["pfs"][0]["vfs"][item["vf"]][item["change"]] = item["to"]
    item |= {key: None for key in OUTCOME} | {"outcome": "done"}
FILES["after.json"] = json.dumps(after)
expected["remaining"] = printed("plan", "--state", "after.json", "10-uplinks.yaml")["pfs"]
expected["snippets"] = [
    {key: None for key in documented(top, "the report")["snippets"]}
    | {"vm": vf["vm"], "interface": vf["interface"], "path": f"/run/vfstate/libvirt/{vf['vm']}/{vf['interface']}.xml",
       "status": "written"} for pf in after["pfs"] for vf in pf["vfs"] if vf["vm"]]
check_example(expected, applied, "apply")
if not expected["pfs"][0]["changes"] or not expected["snippets"]:
    fail("the examples of plan and apply have no change or no file")

if len(vf_keys) < 25 or len(pf_keys) < 20 or len(changes) < 20:
    fail("too little was found to believe it")
print(f"json-manual: {len(host_keys) + len(pf_keys) + len(vf_keys)} keys of the snapshot, {len(changes)} changes, {len(examples)} examples")
sys.exit(len(FAILURES) > 0)
