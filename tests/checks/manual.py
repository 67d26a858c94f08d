# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every example of vfstate.yaml(5) is good, and every example of a code has that code. Every key is described in the same order.

usage: manual.py PROGRAM SOURCE-DIRECTORY
"""
import re
import sys
import tempfile
import textwrap

from checking import FAILURES, SRCDIR, diagnostics, fail

# Of man in 80 columns; a literal block is indented by 11, and by 4 more in an entry.
WIDTH = 80


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
examples = re.findall(r"^\*([a-z-]+)\*(?: \(warning\))?\n(?:\t.*\n)*?\t.*[eE]\.g\.:\n\t```\n((?:\t.*\n)+?)\t```$", manual, re.M)
for code, text in examples:
    text = textwrap.dedent(text)
    document = text if text.startswith("version") else "version: 1\n" + text
    if codes(document) != [code]:
        fail(f"the example of {code} has {codes(document)}: {text}")
if len(blocks) < 4 or len(examples) < 25:
    fail(f"too few were found to believe it: {len(blocks)} and {len(examples)}")
if len(examples) != len(re.findall(r"[eE]\.g\.:", manual)):
    fail("an example of a code is not in a literal block below its text")

# What man would wrap, hyphenate or indent.
for tabs, literal in re.findall(r"^(\t*)```\n(.*?)^\t*```$", manual, re.M | re.S):
    for line in literal.splitlines():
        if 11 + 4 * len(tabs) + len(line) - len(tabs) > WIDTH:
            fail(f"this line of an example does not fit {WIDTH} columns: {line}")
for line in re.findall(r"\+\+\n(\t.*)", manual):
    fail(f"man shows a gap where a tab follows a line break: {line}")

# A key: what it is, its values, its default, and what drivers do with it; the rest is below.
keys = 0
for section in re.findall(r"^# (?:TOP LEVEL|PHYSICAL FUNCTIONS|VIRTUAL FUNCTIONS|VIRTUAL MACHINES)\n(.*?)(?=^# )", manual, re.M | re.S):
    for tabs, key, entry in re.findall(r"^(\t?)(\*[a-z_]+\*(?:, \*[a-z_]+\*)*)(?: \(required\))?\n((?:\t.*\n)+)", section, re.M):
        keys += 1
        items = re.findall(r"^\t+- ([A-Z][a-z]+): ", entry, re.M)
        if not re.match(r"\t+[A-Za-z]", entry) or items not in (["Values", "Default"], ["Values", "Default", "Drivers"]):
            fail(f"{key} does not say what it is, and then its values, default and drivers, but {items}")
if keys < 42:
    fail(f"too few keys were found to believe it: {keys}")
print(f"manual: {len(blocks)} configurations and {len(examples)} examples of codes, {keys} keys")
sys.exit(len(FAILURES) > 0)
