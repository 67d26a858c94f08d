#!/bin/sh
# What people read has none of the phrases that this project once used where its field has a word of its own: reconciler/ with its
# comments, the manuals and other documents, the examples and the units. CONTRIBUTING.md has the glossary.
cd "${srcdir:-.}" || exit 1
retired='\banew\b|\bof now\b|\bby now\b|who has (it|them)\b|who uses (it|them)\b|\bobey|\bow(e|ed|es)\b|\bresidue\b|\btells\b|\btells? of\b|\b(is|are|was) told\b|\bwish(ed|es)?\b|speaks? of|\basked for\b|\baside\b|\bmade again\b|is no (error|snapshot|device)|that of now'
found=$(mktemp)
trap 'rm -f "$found"' EXIT
grep -n '' reconciler/*.c reconciler/*/*.[ch] docs/*.scd docs/*.md README.md config-examples/*.yaml config-examples/*/*.yaml hooks/* units/* \
	>"$found"
lines=$(wc -l <"$found")
status=0
if grep -iE "$retired" "$found"; then
	echo "not ok - retired phrases; CONTRIBUTING.md has the words to use"
	status=1
fi
echo "$lines lines are read"
[ "$lines" -gt 10000 ] || { echo "not ok - too few to believe it"; status=1; }
exit $status
