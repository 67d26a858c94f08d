# SPDX-License-Identifier: LGPL-2.1-or-later
"""The JSON Schema that vfstate prints, in the hands of a real validator and a real YAML reader.

usage: schema.py PROGRAM SOURCE-DIRECTORY
"""
import glob
import json
import os
import re
import subprocess
import sys

import jsonschema
import yaml

from checking import FAILURES, PROGRAM, SRCDIR, diagnostics, fail

MODELINE = "# yaml-language-server: $schema=/usr/share/vfstate/vfstate.schema.json"
# What looks across keys, files, the host or the text itself: no schema can say it. Everything else is refused by both.
BEYOND = set("""driver-model duplicate-key given-twice libvirt-vlan min-above-max no-match proto-without-vlan qos-without-vlan same-mac
    unknown-pf unquoted
    vf-conflict vf-index vf-of-pool yaml-alias yaml-limit yaml-syntax yaml-tag""".split())
# What is gone before a schema sees it: a YAML reader has made a plain number or a plain mapping of it.
SPELLED = set("merge-key numvfs-float numvfs-hex numvfs-octal rate-base-60 spoofchk-quoted version-float".split())
# A pattern cannot compare numbers.
SPELLED.add("vf-range-backwards")

def as_json(value):
    """Keys of JSON are strings; a YAML reader gives 0 and 1-3 as it likes."""
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value


def load(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return as_json(yaml.safe_load(file))


def first_error(document):
    return next((error.message for error in VALIDATOR.iter_errors(document)), None)


def check_good(path):
    error = first_error(load(path))
    if error:
        fail(f"{path}: the schema refuses what vfstate takes: {error}")


def check_bad(path):
    """True where the schema refuses it too, or cannot know."""
    codes = {diag["code"] for diag in diagnostics(path) if diag["severity"] == "error"}
    if not codes - BEYOND or os.path.basename(path).removesuffix(".yaml") in SPELLED:
        return False
    try:
        document = load(path)
    except yaml.YAMLError:
        return False
    if not first_error(document):
        fail(f"{path}: the schema takes what vfstate refuses: {', '.join(sorted(codes))}")
    return True


def check_plain_scalars():
    """What vfstate says of text without quotes is what a YAML 1.1 reader makes of it."""
    kinds = {"NUMBER": (int, float), "BOOLEAN": bool, "NOTHING": type(None), "DATE": object, "STRING": str, "CORE": str}
    count = 0
    with open(f"{SRCDIR}/tests/unit/support/plain-scalars.h", encoding="utf-8") as file:
        for kind, text in re.findall(r'^([A-Z]+)\("(.*)"\)', file.read(), re.M):
            value = yaml.safe_load(text)
            count += 1
            if not isinstance(value, kinds[kind]) or (kind == "DATE" and isinstance(value, str)):
                fail(f"{text} is {value!r} to a YAML 1.1 reader, not a {kind}")
    if count < 40:
        fail(f"only {count} plain scalars were found")


printed = subprocess.run([PROGRAM, "schema"], stdout=subprocess.PIPE, check=True).stdout
SCHEMA = json.loads(printed)
jsonschema.Draft202012Validator.check_schema(SCHEMA)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
with open(f"{SRCDIR}/docs/vfstate.schema.json", "rb") as stored:
    if stored.read() != printed:
        fail("docs/vfstate.schema.json is not what vfstate schema prints")

good = refused = beyond = 0
EXAMPLES = [path for path in glob.glob(f"{SRCDIR}/config-examples/**/*.yaml", recursive=True) if "/netplan/" not in path]
for example in sorted(EXAMPLES):
    with open(example, encoding="utf-8") as file:
        if file.readline().rstrip() != MODELINE:
            fail(f"{example}: its first line is not {MODELINE}")
for path in sorted(EXAMPLES + glob.glob(f"{SRCDIR}/tests/cases/*/desired*.yaml")
                   + glob.glob(f"{SRCDIR}/tests/bad/*.yaml")):
    if diagnostics(path):
        refused_too = check_bad(path)
        refused += refused_too
        beyond += not refused_too
    else:
        check_good(path)
        good += 1
check_plain_scalars()
if good < 20 or refused < 60:
    fail("too few files were found to believe it")
print(f"schema: {good} good configurations taken, {refused} bad ones refused, {beyond} beyond what a schema can say")
sys.exit(len(FAILURES) > 0)
