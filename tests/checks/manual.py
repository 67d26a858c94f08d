# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every example of vfstate.yaml(5) is good, and every example of a code has that code.

usage: manual.py PROGRAM SOURCE-DIRECTORY
"""
import re
import sys
import tempfile

from checking import FAILURES, SRCDIR, diagnostics, fail


def codes(text):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(text)
        file.flush()
        return [diag["code"] for diag in diagnostics(file.name)]


with open(f"{SRCDIR}/docs/vfstate.yaml.5.scd", encoding="utf-8") as page:
    manual = page.read()
blocks = [block for block in re.findall(r"^```\n(.*?)^```", manual, re.M | re.S) if block.startswith("version")]
for block in blocks:
    if codes(block):
        fail(f"this example is not good: {codes(block)}\n{block}")
examples = re.findall(r"^\*([a-z-]+)\*(?: \(warning\))?\n(?:\t.*\n)*?\t.*[eE]\.g\.:\+\+\n\t(.*)$", manual, re.M)
for code, text in examples:
    text = text.replace("\\*", "*")
    document = "{" + text + "}\n" if text.startswith("version") else "{version: 1, " + text + "}\n"
    if codes(document) != [code]:
        fail(f"the example of {code} has {codes(document)}: {text}")
if len(blocks) < 4 or len(examples) < 25:
    fail(f"too few were found to believe it: {len(blocks)} and {len(examples)}")
print(f"manual: {len(blocks)} configurations and {len(examples)} examples of codes")
sys.exit(len(FAILURES) > 0)
