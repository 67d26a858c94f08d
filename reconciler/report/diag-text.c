/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/printing.h"

/* A tab stays a tab under the caret, so that both lines shift alike. */
static void print_caret(const struct report *report, struct span at, const char *line,
			size_t length)
{
	unsigned int column = 1;

	fprintf(report->err, "      | ");
	for (size_t i = 0; i < length && column < at.column; i++) {
		/* Columns count characters: continuation bytes of UTF-8 take no room. */
		if (((unsigned char)line[i] & 0xc0) == 0x80)
			continue;
		fputc(line[i] == '\t' ? '\t' : ' ', report->err);
		column++;
	}
	fprintf(report->err, "%s^", printing_color(report, COLOR_GREEN));
	for (unsigned int i = 1; i < at.length && i < 60; i++)
		fputc('~', report->err);
	fprintf(report->err, "%s\n", printing_color(report, COLOR_END));
}

static void print_source(const struct report *report, struct span at)
{
	size_t length;
	const char *line = span_line(at, &length);

	if (!line)
		return;
	if (length > 200)
		length = 200;
	fprintf(report->err, "%5u | ", at.line);
	/* Control characters of a hostile file do not reach the terminal. */
	for (size_t i = 0; i < length; i++)
		fputc((unsigned char)line[i] < ' ' && line[i] != '\t' ? '?' : line[i],
		      report->err);
	fputc('\n', report->err);
	print_caret(report, at, line, length);
}

static void print_text(const struct report *report, const char *text)
{
	for (; *text; text++)
		fputc((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text,
		      report->err);
}

static void print_at(const struct report *report, struct span at, enum color color,
		     const char *kind, const char *text, const char *code)
{
	fprintf(report->err, "%s", printing_color(report, COLOR_BOLD));
	if (at.source)
		fprintf(report->err, "%s:%u:%u: ", at.source->path, at.line, at.column);
	else
		fprintf(report->err, "vfstate: ");
	fprintf(report->err, "%s%s:%s ", printing_color(report, color), kind,
		printing_color(report, COLOR_END));
	print_text(report, text);
	if (code)
		fprintf(report->err, " [%s]", code);
	fputc('\n', report->err);
	print_source(report, at);
}

void report_diags(const struct report *report, const struct diags *diags)
{
	diags_foreach (diag, diags) {
		bool is_error = diag->severity == SEVERITY_ERROR;

		print_at(report, diag->at, is_error ? COLOR_RED : COLOR_YELLOW,
			 is_error ? "error" : "warning", diag->text, diag->code);
		for (const struct diag_note *note = diag->notes; note; note = note->next)
			print_at(report, note->at, COLOR_DIM, "note", note->text, NULL);
		if (diag->hint) {
			fprintf(report->err, "      = hint: ");
			print_text(report, diag->hint);
			fputc('\n', report->err);
		}
	}
}
