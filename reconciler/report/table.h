/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table with one header. Columns that do not fit become lines below the row. */
#pragma once

#include "report/report.h"

enum {
	TABLE_COLUMNS_MAX = 8
};

struct table_column {
	const char *title;
	bool is_right; /* aligned to the right */
	/* If the terminal is too narrow for the column, the value becomes a detail of the
	 * row, behind this label: "VLAN 100". NULL: it always is a column. */
	const char *label;
};

struct table_row {
	const char *cells[TABLE_COLUMNS_MAX]; /* NULL: none; printed as a dash */
	const char **details;
	size_t n_details;
};

struct table {
	struct arena *arena;
	const struct table_column *columns;
	size_t n_columns;
	struct table_row *rows;
	size_t n_rows;
};

/* `columns` must outlive the table. The arena owns the rows. */
void table_init(struct table *table, struct arena *arena,
		const struct table_column *columns, size_t n_columns);

/* Adds a row without cells. */
struct table_row *table_add(struct table *table);

/* Adds a line below the last row. */
void table_add_detail(struct table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Prints the table, or nothing if it has no rows. Wraps details between words if they are
 * wider than the terminal. */
void table_print(const struct report *report, const struct table *table);
