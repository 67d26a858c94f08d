/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text from outside: decodes UTF-8 and decides what may go to a terminal. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the character at `text`, of at most `length` (> 0) bytes; 1 for a byte that is
 * not UTF-8. *ret_is_printable is false for such a byte, for control characters (C0, DEL,
 * C1) and for characters that reorder or break lines on a terminal (U+061C, U+200E,
 * U+200F, U+2028 to U+202E, U+2066 to U+2069, U+FEFF). */
size_t text_character(const char *text, size_t length, bool *ret_is_printable);

/* Whether every character may go to a terminal. */
bool text_is_printable(const char *text);

/* The length of the line at `text` without its line end, within `length` bytes. Line ends
 * are those of YAML: LF, CR LF, CR, NEL, LS, PS. *ret_end is the length of the line end,
 * 0 at the end of the text. */
size_t text_line(const char *text, size_t length, size_t *ret_end);

/* The length of one line without its line end; `length` includes the line end. Reads only
 * the line end. */
size_t text_line_length(const char *text, size_t length);

/* Parses "90:e2:ba": `n` bytes of two hex digits, separated by colons, and nothing
 * else. */
bool text_parse_bytes(const char *text, uint8_t *bytes, size_t n);

/* Formats bytes for text_parse_bytes, in lower case: writes 3 * `n` bytes, the last one
 * '\0'. */
void text_format_bytes(const uint8_t *bytes, size_t n, char *text);
