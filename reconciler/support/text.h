/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text from outside: UTF-8, and what of it may go to a terminal. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the character at `text`, of at most `length` (> 0) bytes; 1 for a byte that is
 * no UTF-8. *ret_is_printable is false for those, for control characters (C0, DEL, C1)
 * and for the characters that reorder or break lines on a terminal (U+061C, U+200E,
 * U+200F, U+2028 to U+202E, U+2066 to U+2069, U+FEFF). */
size_t text_character(const char *text, size_t length, bool *ret_is_printable);

/* Every character of it may go to a terminal. */
bool text_is_printable(const char *text);

/* The bytes before the end of the line at `text` (`length` bytes), as YAML ends lines:
 * LF, CR LF, CR, NEL, LS, PS; *ret_end is how many bytes the end itself has, 0 at the end
 * of the text. */
size_t text_line(const char *text, size_t length, size_t *ret_end);

/* The bytes of one line, which is `length` bytes with its end, before that end; reads
 * nothing but the end. */
size_t text_line_length(const char *text, size_t length);

/* "90:e2:ba": `n` bytes in hex, two digits each, with colons between and nothing around.
 */
bool text_parse_bytes(const char *text, uint8_t *bytes, size_t n);

/* Bytes as text_parse_bytes takes them, in lower case: 3 * `n` bytes, the last one '\0'.
 */
void text_format_bytes(const uint8_t *bytes, size_t n, char *text);
