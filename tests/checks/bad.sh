#!/bin/sh
# The corpus of bad configurations, with the program that was just built.
exec "${srcdir:-.}/tests/bad/run" ./vfstate
