#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The paragraphs "Drivers: ..." of vfstate.yaml(5) say what `vfstate show --drivers` says.

usage: manual-drivers.py PROGRAM SOURCE-DIRECTORY [--write]      --write puts the paragraphs there
"""
import json
import re
import subprocess
import sys

MANUAL = f"{sys.argv[2]}/docs/vfstate.yaml.5.scd"
drivers = json.loads(subprocess.run([sys.argv[1], "show", "--drivers", "--format", "json"], check=True, capture_output=True,
                                    text=True).stdout)["drivers"]
named = [driver for driver in drivers if driver["driver"]]
ALL = max((driver["refuses"] for driver in named), key=len)
# What no VF attribute can be asked of is said once.
nothing = [driver for driver in named if driver["refuses"] == ALL]
some = [driver for driver in named if driver not in nothing and not driver["no_numvfs"]]


def names(rows):
    """In the order of the rows, which begins with what most hosts have."""
    words = [row["driver"].replace("_", "\\_") for row in rows]
    return ", ".join(words[:-1]) + " and " * (len(words) > 1) + words[-1]


def where(key, value=True, rows=some):
    return [row for row in rows if row[key] == value or (isinstance(row[key], list) and value in row[key])]


def sentence(words, rows):
    return [words % names(rows)] if rows else []


def attribute(name):
    refused = where("refuses", name)
    if len(refused) > len(some) / 2:
        parts = ["taken by %s only" % names([row for row in some if row not in refused])]
    else:
        parts = sentence("refused by %s", refused)
    parts += sentence("with %s it cannot be taken back", where("refuses_clear", name))
    parts += sentence("with %s it goes back only with new VFs", where("ignores_clear", name))
    parts += sentence("a change resets the VF with %s", where("resets_vf", name))
    parts += sentence("in switchdev mode refused by %s", where("switchdev_refuses", name))
    return parts


def paragraphs():
    resets = sentence("the PF's link goes away for a moment with %s whenever VFs are created or removed",
                      where("numvfs_resets_pf", "always", named))
    resets += sentence("and with %s when they are removed", where("numvfs_resets_pf", "at-0", named))
    found = {
        "numvfs": resets + sentence("with %s all VFs are enabled or none", where("numvfs_all_or_none", True, named))
        + sentence("with %s it changes only while the PF is up", where("numvfs_needs_up", True, named))
        + sentence("VFs are enabled in another way, or not at all, with %s", [row for row in named if row["no_numvfs"]]),
        "eswitch": ["all but %s have the mode legacy only" % names(where("no_eswitch", False, some))]
        + sentence("with %s it is set only while there are no VFs", where("eswitch_without_vfs", True, named))
        + sentence("with %s it is legacy again when the last VF goes", where("eswitch_ends_with_vfs", True, named)),
        "vf_defaults": ["what is set through the PF (*mac* to *query_rss*) is refused as a whole by %s" % names(nothing)],
    }
    for name in ("mac", "vlan", "min_tx_rate", "max_tx_rate", "spoofchk", "trust", "link_state", "query_rss"):
        found[name] = attribute(name)
    found["vlan"] += ["_802.1ad_ is taken by %s only" % names(where("no_8021ad", False))]
    found["vlan"] += sentence("another _qos_ than 0 is refused by %s", where("refuses_qos"))
    found["vlan"] += sentence("and dropped by %s", where("ignores_qos"))
    found["link_state"] += sentence("with %s _enable_ does nothing", where("ignores_link_enable"))
    found["max_tx_rate"] += sentence("without carrier it is taken by %s only", where("rate_any_link"))
    return {key: "Drivers: " + "; ".join(parts) + "." for key, parts in found.items() if parts}


def wrap(text, width=120):
    lines, line = [], "\t"
    for word in text.split(" "):
        if len(line) + len(word) > width and line != "\t":
            lines.append(line.rstrip())
            line = "\t"
        line += word + " "
    return lines + [line.rstrip()]


with open(MANUAL, encoding="utf-8") as file:
    before = file.read()
wanted, entries = paragraphs(), re.split(r"(?m)^(?=\*[a-z_]+\*|# )", before)
for i, entry in enumerate(entries):
    key = re.match(r"\*([a-z_]+)\*\n", entry)
    entry = re.sub(r"(?m)^\tDrivers: (.*\n)(\t.+\n)*\n?", "", entry)
    text = wanted.pop(key[1], None) if key else None
    if text:
        entry = entry.rstrip("\n") + "\n\n" + "\n".join(wrap(text)) + "\n\n"
    entries[i] = entry
after = "".join(entries)
if wanted:
    sys.exit(f"not ok - {MANUAL} has no entry for {', '.join(wanted)}")
if sys.argv[3:] == ["--write"]:
    with open(MANUAL, "w", encoding="utf-8") as file:
        file.write(after)
elif after != before:
    sys.exit(f"not ok - {MANUAL} says other things of drivers than show --drivers: make manual-drivers")
print(f"manual-drivers: {len(paragraphs())} paragraphs of {len(named)} drivers")
