# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the checks in Python share. Each is called with PROGRAM SOURCE-DIRECTORY."""
import json
import subprocess
import sys

PROGRAM, SRCDIR = sys.argv[1:]
FAILURES = []


def fail(text):
    FAILURES.append(text)
    print("not ok -", text)


def vfstate(*words):
    """What the program prints, as JSON."""
    out = subprocess.run([PROGRAM, *words, "--format", "json"], stdout=subprocess.PIPE, check=False).stdout
    return json.loads(out)


def diagnostics(path):
    return vfstate("check", path)["diagnostics"]
