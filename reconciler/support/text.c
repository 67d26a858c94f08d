/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/text.h"

#include <stdint.h>
#include <string.h>

/* The code point at `text` and its length in bytes; 0 bytes if it is not UTF-8. */
static size_t decode(const unsigned char *text, size_t length, uint32_t *ret_code)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = text[0] < 0x80	      ? 1
		   : (text[0] & 0xe0) == 0xc0 ? 2
		   : (text[0] & 0xf0) == 0xe0 ? 3
		   : (text[0] & 0xf8) == 0xf0 ? 4
					      : 0;
	uint32_t code = n == 1 ? text[0] : text[0] & (0x7fu >> n);

	if (n == 0 || n > length)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3f);
	}
	if (code < smallest[n] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret_code = code;
	return n;
}

static bool is_printable(uint32_t code)
{
	return code >= ' ' && !(code >= 0x7f && code <= 0x9f) && code != 0x061c &&
	       code != 0x200e && code != 0x200f && !(code >= 0x2028 && code <= 0x202e) &&
	       !(code >= 0x2066 && code <= 0x2069) && code != 0xfeff;
}

size_t text_character(const char *text, size_t length, bool *ret_is_printable)
{
	uint32_t code = 0;
	size_t n = decode((const unsigned char *)text, length, &code);

	*ret_is_printable = n > 0 && is_printable(code);
	return n > 0 ? n : 1;
}

bool text_is_printable(const char *text)
{
	bool is_good = true;
	size_t length;

	/* Fast path: most texts are ASCII. */
	while (*text >= ' ' && *text <= '~')
		text++;
	length = strlen(text);
	while (length > 0 && is_good) {
		size_t n = text_character(text, length, &is_good);

		text += n;
		length -= n;
	}
	return is_good;
}

/* Bytes of the line end at `text`; 0: no line end. */
static size_t line_end(const char *text, size_t length)
{
	if (text[0] == '\n')
		return 1;
	if (text[0] == '\r')
		return length > 1 && text[1] == '\n' ? 2 : 1;
	if (length > 1 && memcmp(text, "\xc2\x85", 2) == 0)
		return 2;
	if (length > 2 && (memcmp(text, "\xe2\x80\xa8", 3) == 0 ||
			   memcmp(text, "\xe2\x80\xa9", 3) == 0))
		return 3;
	return 0;
}

size_t text_line(const char *text, size_t length, size_t *ret_end)
{
	*ret_end = 0;
	for (size_t i = 0; i < length; i++) {
		/* No line end starts with any other byte. */
		if (text[i] != '\n' && text[i] != '\r' && text[i] != '\xc2' &&
		    text[i] != '\xe2')
			continue;
		*ret_end = line_end(text + i, length - i);
		if (*ret_end > 0)
			return i;
	}
	return length;
}

size_t text_line_length(const char *text, size_t length)
{
	size_t end = 0;

	for (size_t n = 1; n <= 3 && n <= length; n++) {
		if (line_end(text + length - n, n) == n)
			end = n;
	}
	return length - end;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void text_format_bytes(const uint8_t *bytes, size_t n, char *text)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*text++ = digits[bytes[i] >> 4];
		*text++ = digits[bytes[i] & 0xf];
		*text++ = i + 1 < n ? ':' : '\0';
	}
}

bool text_parse_bytes(const char *text, uint8_t *bytes, size_t n)
{
	if (strlen(text) != 3 * n - 1)
		return false;
	for (size_t i = 0; i < n; i++, text += 3) {
		int high = hex_digit(text[0]), low = hex_digit(text[1]);

		if (high < 0 || low < 0 || (text[2] != ':' && i + 1 < n))
			return false;
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
