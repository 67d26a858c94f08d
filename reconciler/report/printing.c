/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/printing.h"

#include <string.h>

#include "support/text.h"

const char *printing_color(const struct report *report, enum color color)
{
	static const char *const codes[] = {
		[COLOR_RED] = "\x1b[31m",    [COLOR_GREEN] = "\x1b[32m",
		[COLOR_YELLOW] = "\x1b[33m", [COLOR_BOLD] = "\x1b[1m",
		[COLOR_DIM] = "\x1b[2m",     [COLOR_END] = "\x1b[0m",
	};

	return report->color ? codes[color] : "";
}

const char *printing_safe(const char *text, char *buffer, size_t size)
{
	size_t length = strlen(text), used = 0;

	while (length > 0) {
		bool is_printable;
		size_t n = text_character(text, length, &is_printable);

		if (used + n >= size)
			break;
		if (is_printable)
			memcpy(buffer + used, text, n);
		else
			buffer[used] = '?';
		used += is_printable ? n : 1;
		text += n;
		length -= n;
	}
	buffer[used] = '\0';
	return buffer;
}

void printing_put(FILE *out, const char *text)
{
	printing_put_part(out, text, strlen(text));
}

void printing_put_part(FILE *out, const char *text, size_t length)
{
	bool is_printable;

	for (size_t n; length > 0; text += n, length -= n) {
		n = text_character(text, length, &is_printable);
		if (is_printable)
			fwrite(text, 1, n, out);
		else
			fputc('?', out);
	}
}

const char *printing_place(const struct span *at, char text[256])
{
	if (at)
		snprintf(text, 256, "%s:%u", SAFE(at->source->path), at->line);
	else
		text[0] = '\0';
	return text;
}

/* Only texts and flags can contain characters that a terminal must not get. */
static char *put_value(enum value_kind kind, struct value value, char *text)
{
	char formatted[VALUE_FORMAT_MAX];

	value_format(kind, value, formatted);
	return stpcpy(text, kind == VALUE_TEXT || kind == VALUE_FLAGS ? SAFE(formatted)
								      : formatted);
}

char *printing_step(const struct change *change, char text[PRINTING_STEP_MAX])
{
	enum value_kind kind = change_value_kind(change);

	text[0] = '\0';
	if (change->from.set && kind == VALUE_FLAGS) {
		/* `from` and `to` are one flag each, with the same name. */
		text = put_value(kind, change->from.value, text);
		text = stpcpy(text, " -> ");
		strcpy(text, change->to.flags->items->on ? "on" : "off");
		return text + strlen(text);
	}
	if (change->from.set) {
		text = put_value(kind, change->from.value, text);
	} else if (!change->is_new_vf) {
		text = stpcpy(text,
			      change->stage == STAGE_VF_DRIVER ? "none" : "unknown");
	}
	if (change->from.set || !change->is_new_vf)
		text = stpcpy(text, " -> ");
	return put_value(kind, change->to, text);
}
