/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "report/journal.h"
#include "report/printing.h"
#include "support/guard.h"
#include "support/text.h"

enum {
	LINE_LENGTH_MAX = 8 * 1024, /* in bytes; longer source lines are not shown */
	LINE_SHOWN_MAX = 160,	    /* characters of a source line */
	BEFORE_CARET = 60,	    /* characters before the caret in a longer line */
	CARET_MAX = 60
};

/* Prints one character of a source line, or a blank for it in the caret's line. A tab
 * stays a tab, so that both lines shift alike. */
static void print_character(const struct report *report, const char *text, size_t n,
			    bool is_printable, bool as_room)
{
	if (*text == '\t')
		fputc('\t', report->err);
	else if (as_room || !is_printable)
		fputc(as_room ? ' ' : '?', report->err);
	else
		fwrite(text, 1, n, report->err);
}

/* Prints the characters of a line from `first` up to `end` (counted from 1, `end`
 * excluded). */
static void print_characters(const struct report *report, const char *line, size_t length,
			     unsigned int first, unsigned int end, bool as_room)
{
	bool is_printable;
	size_t n;

	for (unsigned int column = 1; length > 0 && column < end; column++) {
		n = text_character(line, length, &is_printable);
		if (column >= first)
			print_character(report, line, n, is_printable, as_room);
		line += n;
		length -= n;
	}
}

static void print_source(const struct report *report, const struct span *at)
{
	size_t length;
	const char *line = span_line(at, &length);
	unsigned int first = 1;

	/* Nobody reads a line of that length, and finding the place in it takes long. */
	if (!line || length > LINE_LENGTH_MAX)
		return;
	if (at->column > LINE_SHOWN_MAX - BEFORE_CARET)
		first = at->column - BEFORE_CARET;
	fprintf(report->err, "%5u | %s", at->line, first > 1 ? "..." : "");
	print_characters(report, line, length, first, first + LINE_SHOWN_MAX, false);
	fprintf(report->err, "\n      | %s", first > 1 ? "   " : "");
	print_characters(report, line, length, first, at->column, true);
	fprintf(report->err, "%s^", printing_color(report, COLOR_GREEN));
	for (unsigned int i = 1; i < at->length && i < CARET_MAX; i++)
		fputc('~', report->err);
	fprintf(report->err, "%s\n", printing_color(report, COLOR_END));
}

static void print_at(const struct report *report, const struct span *at, enum color color,
		     const char *kind, const char *text, const char *code)
{
	fprintf(report->err, "%s", printing_color(report, COLOR_BOLD));
	if (at)
		fprintf(report->err, "%s:%u:%u: ", SAFE(at->source->path), at->line,
			at->column);
	else
		fprintf(report->err, "vfstate: ");
	fprintf(report->err, "%s%s:%s ", printing_color(report, color), kind,
		printing_color(report, COLOR_END));
	printing_put(report->err, text);
	if (code)
		fprintf(report->err, " [%s]", code);
	fputc('\n', report->err);
	print_source(report, at);
}

/* Prints another place or, without one, a line that belongs to the diagnostic. */
static void print_note(const struct report *report, const struct diag_note *note)
{
	if (note->at) {
		print_at(report, note->at, COLOR_DIM, "note", note->text, NULL);
		return;
	}
	fprintf(report->err, "      = ");
	printing_put(report->err, note->text);
	fputc('\n', report->err);
}

static void print_diag(const struct report *report, const struct diag *diag)
{
	bool is_error = diag->severity == SEVERITY_ERROR;

	print_at(report, diag->at, is_error ? COLOR_RED : COLOR_YELLOW,
		 is_error ? "error" : "warning", diag->text, diag->code);
	for (const struct diag_note *note = diag->notes; note; note = note->next)
		print_note(report, note);
	if (diag->hint) {
		fprintf(report->err, "      = hint: ");
		printing_put(report->err, diag->hint);
		fputc('\n', report->err);
	}
}

void report_diags(const struct report *report, const struct diags *diags)
{
	diags_foreach (diag, diags) {
		struct report lines = *report;
		_cleanup_free_ char *text = NULL;
		size_t size;

		lines.err = open_memstream(&text, &size);
		if (!lines.err)
			abort();
		print_diag(&lines, diag);
		fclose(lines.err);
		if (report->journal)
			journal_diag(report, text, diag);
		else
			fputs(text, report->err);
	}
	if (diags->n_dropped > 0)
		report_error(report, "%u more like these are not shown",
			     diags->n_dropped);
}
