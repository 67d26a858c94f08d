#!/bin/sh
# The golden cases, with the program that was just built.
exec "${srcdir:-.}/tests/cases/run" ./vfstate
