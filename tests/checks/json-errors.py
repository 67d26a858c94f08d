# SPDX-License-Identifier: LGPL-2.1-or-later
"""With --format json a command that fails prints one whole document, and each of its texts is one.

usage: json-errors.py PROGRAM SOURCE-DIRECTORY
"""
import json
import os
import subprocess
import sys
import tempfile

from checking import FAILURES, PROGRAM, SRCDIR, fail

CASES = f"{SRCDIR}/tests/cases"
GOOD = f"{CASES}/one-vlan/desired.yaml"
HOST = f"{CASES}/one-vlan/observed.json"


def check(*words):
    """The document of a command that fails."""
    run = subprocess.run([PROGRAM, *words, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    name = f"vfstate {words}"
    try:
        document = json.loads(run.stdout)
    except ValueError:
        fail(f"{name} prints no document, but {run.stdout[:200]}")
        return
    errors = [diag for diag in document.get("diagnostics", []) if diag["severity"] == "error"]
    if run.returncode == 0 or document.get("exit") != run.returncode or document.get("command") != words[0]:
        fail(f"{name}: exit {run.returncode}, and the document has {document.get('exit')} of {document.get('command')}")
    if not errors:
        fail(f"{name} names no error")
    for diag in errors:
        if not isinstance(diag["text"], str) or (diag["line"] and not isinstance(diag["file"], str)):
            fail(f"{name}: {diag}")


with tempfile.TemporaryDirectory() as directory:
    # A name and a text that are no UTF-8
    bad = os.fsencode(directory) + b"/a\xff\xed\xa0\x80.yaml"
    with open(bad, "wb") as file:
        file.write(b"version: 1\nb\xff: 2\n")
    other = os.fsencode(directory) + b"/b\xc3.yaml"
    with open(other, "wb") as file:
        file.write(b"version: 1\npfs: {a: {numvfs: x}}\n")
    fails = os.path.join(directory, "fails.json")
    with open(fails, "wb") as file:
        file.write(subprocess.run([PROGRAM, "show", "nobody", "--format", "json", "--state", HOST], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, check=False).stdout)
    for command in ("check", "plan", "apply"):
        for path in ("nowhere.yaml", bad, other, bad + b"/x", SRCDIR, "/dev/null/x"):
            check(command, path)
    for state in ("nowhere.json", bad, other, f"{CASES}/bad-snapshot/observed.json", SRCDIR, fails):
        check("check", "--state", state, GOOD)
        check("plan", "--state", state, GOOD)
        check("show", "--state", state)
        check("show", "--state", state, "nobody")
    for what in ("nobody", b"\xff\xc3", "\x1b[31m", ""):
        check("show", "--state", HOST, what)
print("json-errors: done")
sys.exit(len(FAILURES) > 0)
