#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The section DRIVERS of vfstate.yaml(5) says what `vfstate show --drivers` says.

usage: manual-drivers.py PROGRAM SOURCE-DIRECTORY [--write]      --write puts the tables there
"""
import json
import re
import subprocess
import sys
import textwrap

MANUAL = f"{sys.argv[2]}/docs/vfstate.yaml.5.scd"
# 80 columns less the indentation of a literal block.
WIDTH = 80 - 11
# The columns of the first table: the key, and its heading where the key is too long.
COLUMNS = {"mac": "mac", "vlan": "vlan", "qos": "qos", "min_tx_rate": "min", "max_tx_rate": "max", "spoofchk": "spoof",
           "trust": "trust", "link_state": "link", "query_rss": "rss"}
# Keys that refer to the section.
REFERRING = {*COLUMNS, "numvfs", "eswitch", "proto"}

drivers = json.loads(subprocess.run([sys.argv[1], "show", "--drivers", "--format", "json"], check=True, capture_output=True,
                                    text=True).stdout)["drivers"]
named = sorted((driver for driver in drivers if driver["driver"]), key=lambda row: row["driver"].lower())
# Of the others nothing is known but how they enable VFs.
rows = [row for row in named if not row["no_numvfs"]] + [row for row in drivers if not row["driver"]]


def one(row, key, words):
    """The only word that holds, or else None: a cell has no room for two."""
    found = [word for word, holds in words.items() if holds]
    if len(found) > 1:
        sys.exit(f"not ok - the tables of {MANUAL} cannot say of {row['driver']} that {key} is {' and '.join(found)}")
    return found[0] if found else None


def attribute(row, key):
    if key == "qos":
        return one(row, key, {"no": row["refuses_qos"] or "vlan" in row["refuses"], "drop": row["ignores_qos"]}) or "yes"
    word = one(row, key, {"no": key in row["refuses"], "reset": key in row["resets_vf"],
                          "new": key in row["refuses_clear"] or key in row["ignores_clear"]}) or "yes"
    return word + "*" * (key in row["switchdev_refuses"])


def facts(row):
    """A row of the second table."""
    return [{None: "stays", "always": "blinks", "at-0": "at removal"}[row["numvfs_resets_pf"]],
            one(row, "numvfs", {"while up": row["numvfs_needs_up"], "all or none": row["numvfs_all_or_none"]}) or "any",
            "-" if "vlan" in row["refuses"] else "no" if row["no_8021ad"] else "yes",
            "-" if "max_tx_rate" in row["refuses"] else "always" if row["rate_any_link"] else "carrier",
            one(row, "eswitch", {"legacy": row["no_eswitch"], "without VFs": row["eswitch_without_vfs"],
                                 "until no VFs": row["eswitch_ends_with_vfs"]}) or "all"]


def is_ordinary(row):
    """What the text below the second table says of the drivers that are not in it."""
    return all(fact in words for fact, words in zip(facts(row), (["stays"], ["any"], ["no", "-"], ["carrier", "-"], ["legacy"])))


def table(heading, body):
    lines = [heading] + [[row["driver"] or "any other", *cells] for row, cells in body]
    widths = [max(map(len, column)) for column in zip(*lines)]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
    if max(map(len, text)) > WIDTH:
        sys.exit(f"not ok - a table of {MANUAL} has lines of more than {WIDTH} characters:\n{max(text, key=len)}")
    return "".join(line + "\n" for line in text)


def escape(text):
    return re.sub(r"([_*\\])", r"\\\1", text)


def enabling(row):
    """How VFs are enabled where that is not by sriov_numvfs alone."""
    parts = [f"The driver {row['no_numvfs']}."] if row["no_numvfs"] else []
    parts += [f"{row['doubt_numvfs'][0].upper()}{row['doubt_numvfs'][1:]}."] if row["doubt_numvfs"] else []
    parts += [f"SR-IOV is turned on by {row['sriov_setting']}=N."] if row["sriov_setting"] else []
    return " ".join(parts)


def entries():
    """A list of what `enabling` says, each once, below the drivers that it is about."""
    about = {}
    for row in named:
        about.setdefault(enabling(row), []).append(f"*{escape(row['driver'])}*")
    about.pop("", None)
    return "\n".join(", ".join(names) + "\n" + textwrap.fill(
        escape(text), 120, initial_indent="\t", subsequent_indent="\t", break_on_hyphens=False) + "\n"
                     for text, names in about.items())


with open(MANUAL, encoding="utf-8") as file:
    before = file.read()
section = re.search(r"(?ms)^# DRIVERS\n.*?(?=^# )", before)
parts = re.fullmatch(r"(?s)(.*?\n```\n).*?(```\n.*?\n```\n).*?(```\n.*?\n\n)(?:\*.*)?", section[0]) if section else None
if not parts:
    sys.exit(f"not ok - {MANUAL} has no section DRIVERS with two tables and a list")
first = table(["driver", *COLUMNS.values()], [(row, [attribute(row, key) for key in COLUMNS]) for row in rows])
second = table(["driver", "PF link", "numvfs", "802.1ad", "rates", "eswitch"],
               [(row, facts(row)) for row in rows if not is_ordinary(row)])
after = before.replace(section[0], parts[1] + first + parts[2] + second + parts[3] + entries() + "\n")

# One key says more than the tables.
ignoring = [escape(row["driver"]) for row in rows if row["ignores_link_enable"]]
after = re.sub(r"(?m)(^\*link_state\*\n(?:\t.*\n)*?\t- Drivers: see \*DRIVERS\*).*",
               lambda found: found[1] + (f"; with {' and '.join(ignoring)} _enable_ does nothing." if ignoring else "."), after)
keys = re.findall(r"(?m)^\t?\*([a-z_]+)\*\n(?:\t+.*\n)*?\t+- Drivers: see \*DRIVERS\*[.;]", after)
if set(keys) != REFERRING:
    sys.exit(f"not ok - {MANUAL} refers to DRIVERS in other keys than it should: {', '.join(sorted(set(keys) ^ REFERRING))}")
if sys.argv[3:] == ["--write"]:
    with open(MANUAL, "w", encoding="utf-8") as file:
        file.write(after)
elif after != before:
    sys.exit(f"not ok - {MANUAL} says other things of drivers than show --drivers: make manual-drivers")
print(f"manual-drivers: {len(rows)} and {len(second.splitlines()) - 1} rows in tables, {len(named)} drivers")
