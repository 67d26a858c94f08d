/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table with one header. What does not fit into a column stands on lines of its own
 * below the row. */
#pragma once

#include "report/report.h"

enum {
	TABLE_COLUMNS_MAX = 8
};

struct table_column {
	const char *title;
	bool is_right; /* aligned to the right */
	/* Before the value where the terminal is too narrow for the column, which is a
	 * detail of the row then, as "VLAN 100"; NULL: it always is a column. */
	const char *label;
};

struct table_row {
	const char *cells[TABLE_COLUMNS_MAX]; /* NULL: none, a dash */
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

/* `columns` outlives the table; its rows are the arena's. */
void table_init(struct table *table, struct arena *arena,
		const struct table_column *columns, size_t n_columns);

/* A new last row without cells. */
struct table_row *table_add(struct table *table);

/* A line below the last row. */
void table_add_detail(struct table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Nothing where it has no rows. Lines of details that are longer than the terminal is
 * wide are folded between words. */
void table_print(const struct report *report, const struct table *table);
