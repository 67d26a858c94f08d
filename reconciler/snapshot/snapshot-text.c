/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "snapshot/snapshot-text.h"

#include <stdint.h>
#include <string.h>

enum {
	DEL = 0x7f,
	ESCAPE = 6 /* bytes of "\ud83d" */
};

static bool parse_escape(const char *text, size_t length, uint32_t *ret_code)
{
	uint32_t code = 0;

	if (length < ESCAPE || text[0] != '\\' || text[1] != 'u')
		return false;
	for (size_t i = 2; i < ESCAPE; i++) {
		const char *digits = "0123456789abcdef";
		const char *digit =
			text[i] ? strchr(digits, text[i] >= 'A' && text[i] <= 'F'
							 ? text[i] + ('a' - 'A')
							 : text[i])
				: NULL;

		if (!digit)
			return false;
		code = code << 4 | (uint32_t)(digit - digits);
	}
	*ret_code = code;
	return true;
}

static bool parse_pair(const char *text, size_t length, uint32_t *ret_code)
{
	uint32_t high, low;

	if (!parse_escape(text, length, &high) || high < 0xd800 || high > 0xdbff ||
	    !parse_escape(text + ESCAPE, length - ESCAPE, &low) || low < 0xdc00 ||
	    low > 0xdfff)
		return false;
	*ret_code = 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff);
	return true;
}

static char *put_utf8(char *end, uint32_t code)
{
	*end++ = (char)(0xf0 | code >> 18);
	*end++ = (char)(0x80 | (code >> 12 & 0x3f));
	*end++ = (char)(0x80 | (code >> 6 & 0x3f));
	*end++ = (char)(0x80 | (code & 0x3f));
	return end;
}

static bool needs_nothing(const struct source *source)
{
	return !memchr(source->text, DEL, source->length) &&
	       !memmem(source->text, source->length, "\\ud", 3) &&
	       !memmem(source->text, source->length, "\\uD", 3);
}

const struct source *snapshot_source(struct arena *arena, const struct source *source)
{
	size_t length = source->length, n_del = 0;
	char *text, *end;

	if (needs_nothing(source))
		return source;
	for (size_t i = 0; i < length; i++)
		n_del += source->text[i] == DEL;
	end = text = arena_alloc(arena, length + 3 * n_del + 1);
	for (size_t i = 0; i < length;) {
		const char *at = source->text + i;
		uint32_t code;

		if (parse_pair(at, length - i, &code)) {
			end = put_utf8(end, code);
			i += (size_t)2 * ESCAPE;
		} else if (at[0] == '\\' && i + 1 < length) {
			/* An escaped character begins no escape itself: "\\ud83d" is a
			 * backslash and "ud83d". */
			*end++ = at[0];
			*end++ = at[1];
			i += 2;
		} else if (at[0] == DEL) {
			end = mempcpy(end, "\\x7f", 4);
			i++;
		} else {
			*end++ = at[0];
			i++;
		}
	}
	return source_new(arena, source->path, text, (size_t)(end - text));
}
