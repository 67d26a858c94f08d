/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/fold-lines.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"

enum {
	MORE_INDENT = 4,
	ESCAPE = '\x1b'
};

struct folder {
	FILE *to;
	size_t width;
	char *line; /* without an end yet */
	size_t length, size;
	bool is_begun; /* its beginning was written already, as that of a question is */
};

/* The bytes of what takes one column, or none: an escape sequence (*ret_width is 0) or a
 * character. */
static size_t next_piece(const char *text, size_t length, size_t *ret_width)
{
	bool is_printable;
	const char *end;

	*ret_width = 1;
	if (*text != ESCAPE)
		return text_character(text, length, &is_printable);
	*ret_width = 0;
	end = memchr(text, 'm', length);
	return end ? (size_t)(end - text) + 1 : length;
}

/* How many bytes fit into `width` columns: all of them, or up to a blank; at least one
 * word. */
static size_t fit(const char *text, size_t length, size_t width)
{
	size_t used = 0, at = 0, blank = 0;

	while (at < length) {
		size_t columns, n = next_piece(text + at, length - at, &columns);

		if (text[at] == ' ' && strspn(text, " ") < at)
			blank = at;
		if (used + columns > width && blank > 0)
			return blank;
		used += columns;
		at += n;
	}
	return length;
}

/* Without blanks at the end. */
static void put_part(FILE *to, const char *text, size_t n, size_t length)
{
	while (n < length && n > 0 && text[n - 1] == ' ')
		n--;
	fwrite(text, 1, n, to);
}

static void fold(struct folder *folder, const char *text, size_t length)
{
	size_t blanks = length > 0 ? strspn(text, " ") : 0;
	size_t indent = blanks + MORE_INDENT;
	size_t n = fit(text, length, folder->width);

	/* A narrow terminal wraps by itself. */
	if (indent * 2 > folder->width)
		n = length;
	put_part(folder->to, text, n, length);
	while (n < length) {
		text += n;
		length -= n;
		blanks = strspn(text, " ");
		text += blanks < length ? blanks : length;
		length -= blanks < length ? blanks : length;
		if (length == 0)
			break;
		fprintf(folder->to, "\n%*s", (int)indent, "");
		n = fit(text, length, folder->width - indent);
		put_part(folder->to, text, n, length);
	}
}

static void end_line(struct folder *folder)
{
	if (folder->is_begun)
		fwrite(folder->line, 1, folder->length, folder->to);
	else
		fold(folder, folder->line, folder->length);
	fputc('\n', folder->to);
	folder->length = 0;
	folder->is_begun = false;
}

static bool add(struct folder *folder, char character)
{
	if (folder->length + 1 >= folder->size) {
		size_t size = folder->size * 2 + 256;
		char *line = realloc(folder->line, size);

		if (!line)
			return false;
		folder->line = line;
		folder->size = size;
	}
	folder->line[folder->length++] = character;
	folder->line[folder->length] = '\0';
	return true;
}

static ssize_t write_lines(void *cookie, const char *text, size_t length)
{
	struct folder *folder = cookie;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\n')
			end_line(folder);
		else if (!add(folder, text[i]))
			return 0;
	}
	/* The stream is flushed in the middle of a line. */
	if (folder->length > 0) {
		fwrite(folder->line, 1, folder->length, folder->to);
		folder->length = 0;
		folder->is_begun = true;
	}
	return fflush(folder->to) == 0 ? (ssize_t)length : 0;
}

static int close_lines(void *cookie)
{
	struct folder *folder = cookie;

	free(folder->line);
	free(folder);
	return 0;
}

FILE *fold_lines_open(FILE *to, size_t width)
{
	static const cookie_io_functions_t functions = {.write = write_lines,
							.close = close_lines};
	struct folder *folder = calloc(1, sizeof(*folder));
	FILE *stream;

	if (!folder)
		return NULL;
	folder->to = to;
	folder->width = width;
	stream = fopencookie(folder, "w", functions);
	if (stream)
		setvbuf(stream, NULL, _IOLBF, 64 * 1024);
	else
		free(folder);
	return stream;
}
