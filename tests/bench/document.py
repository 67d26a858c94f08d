# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where the benchmarks put their tables."""
import re
import sys


def put(name, lines):
    """Prints the lines, and puts them between the marks NAME of the document that is the last argument, where one is."""
    text = "\n".join(lines)
    print(text)
    if not sys.argv[-1].endswith(".md"):
        return
    with open(sys.argv[-1]) as file:
        document = file.read()
    marks = re.compile(f"(<!-- {name} -->\n).*?(\n<!-- end -->)", re.DOTALL)
    if not marks.search(document):
        sys.exit(f"{sys.argv[-1]} has no marks for {name}")
    with open(sys.argv[-1], "w") as file:
        file.write(marks.sub(lambda found: found[1] + text + found[2], document))
