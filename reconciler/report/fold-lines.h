/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stdio.h>

/* A stream that folds lines longer than `width` columns between words and writes them to
 * `to`. What follows a fold is indented by more than the line. Escape sequences of colors
 * take no columns. fclose() does not close `to`. NULL with errno. */
FILE *fold_lines_open(FILE *to, size_t width);
