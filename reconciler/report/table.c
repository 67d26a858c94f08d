/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/table.h"

#include <stdarg.h>
#include <string.h>

#include "report/printing.h"
#include "support/guard.h"

enum {
	GAP = 2,	       /* between columns */
	INDENT = 6,	       /* of details */
	DETAIL_WIDTH_MIN = 20, /* in a narrower terminal details are not wrapped */
};

void table_init(struct table *table, struct arena *arena,
		const struct table_column *columns, size_t n_columns)
{
	*table = (struct table){
		.arena = arena, .columns = columns, .n_columns = n_columns};
}

struct table_row *table_add(struct table *table)
{
	table->rows = arena_grow(table->arena, table->rows, table->n_rows,
				 sizeof(*table->rows));
	table->rows[table->n_rows] = (struct table_row){0};
	return &table->rows[table->n_rows++];
}

void table_add_detail(struct table *table, const char *format, ...)
{
	struct table_row *row = &table->rows[table->n_rows - 1];
	va_list args;

	row->details = arena_grow(table->arena, row->details, row->n_details,
				  sizeof(*row->details));
	va_start(args, format);
	row->details[row->n_details++] = arena_vprintf(table->arena, format, args);
	va_end(args);
}

/* In characters. Each unprintable one counts, since '?' is printed for it. */
static size_t text_width(const char *text, size_t length)
{
	bool is_printable;
	size_t width = 0;

	for (size_t n; length > 0; text += n, length -= n, width++)
		n = text_character(text, length, &is_printable);
	return width;
}

static size_t cell_width(const char *cell)
{
	return cell ? text_width(cell, strlen(cell)) : 1;
}

/* Fills in `widths`, and returns how many columns fit into `width` (0: all of them). */
static size_t fit(const struct table *table, size_t width,
		  size_t widths[TABLE_COLUMNS_MAX])
{
	size_t total = 0;

	for (size_t i = 0; i < table->n_columns; i++) {
		widths[i] = strlen(table->columns[i].title);
		for (size_t j = 0; j < table->n_rows; j++) {
			size_t own = cell_width(table->rows[j].cells[i]);

			widths[i] = own > widths[i] ? own : widths[i];
		}
		total += widths[i] + (i > 0 ? GAP : 0);
		if (width > 0 && total > width && table->columns[i].label)
			return i;
	}
	return table->n_columns;
}

static void pad(FILE *out, size_t n)
{
	fprintf(out, "%*s", (int)n, "");
}

static void put_cell(const struct report *report, const char *cell, size_t width,
		     bool is_right, bool is_last)
{
	size_t rest = width - cell_width(cell);

	if (is_right)
		pad(report->out, rest);
	printing_put(report->out, cell ? cell : "-");
	if (!is_last)
		pad(report->out, GAP + (is_right ? 0 : rest));
}

static void put_detail(const struct report *report, const char *text)
{
	size_t width = report->width > INDENT + DETAIL_WIDTH_MIN ? report->width - INDENT
								 : SIZE_MAX;
	size_t used = 0;

	pad(report->out, INDENT);
	while (*text) {
		size_t length = strcspn(text, " "), own = text_width(text, length);

		if (used > 0 && used + 1 + own > width) {
			fputc('\n', report->out);
			pad(report->out, INDENT + GAP);
			used = GAP;
		} else if (used > 0) {
			fputc(' ', report->out);
			used++;
		}
		printing_put_part(report->out, text, length);
		used += own;
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', report->out);
}

static void print_row(const struct report *report, const struct table *table,
		      const struct table_row *row, const size_t *widths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_cell(report, row->cells[i], widths[i], table->columns[i].is_right,
			 i + 1 == n);
	fputc('\n', report->out);
	for (size_t i = n; i < table->n_columns; i++) {
		if (row->cells[i])
			put_detail(report,
				   arena_printf(table->arena, "%s %s",
						table->columns[i].label, row->cells[i]));
	}
	for (size_t i = 0; i < row->n_details; i++)
		put_detail(report, row->details[i]);
}

void table_print(const struct report *report, const struct table *table)
{
	size_t widths[TABLE_COLUMNS_MAX], n = fit(table, report->width, widths);

	if (table->n_rows == 0)
		return;
	fputs(printing_color(report, COLOR_BOLD), report->out);
	for (size_t i = 0; i < n; i++)
		put_cell(report, table->columns[i].title, widths[i],
			 table->columns[i].is_right, i + 1 == n);
	fprintf(report->out, "%s\n", printing_color(report, COLOR_END));
	for (size_t i = 0; i < table->n_rows; i++)
		print_row(report, table, &table->rows[i], widths, n);
}
