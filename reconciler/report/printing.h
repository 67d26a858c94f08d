/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the printers share. */
#pragma once

#include "report/report.h"
#include "support/text.h"

enum color {
	COLOR_RED,
	COLOR_GREEN,
	COLOR_YELLOW,
	COLOR_BOLD,
	COLOR_DIM,
	COLOR_END,
};

/* The escape sequence, or "" if color is off. */
const char *printing_color(const struct report *report, enum color color);

/* Copies text from a file, a snapshot or the kernel into `buffer`, for a terminal, with
 * '?' for what is not printable. Cuts what does not fit into `size` bytes. Returns
 * `buffer`. */
const char *printing_safe(const char *text, char *buffer, size_t size);

/* The text itself if it is printable, else a copy in a buffer that lives as long as the
 * enclosing block. Evaluates `text` several times. */
#define SAFE(text)                                                                       \
	(text_is_printable(text) ? (text) : printing_safe((text), (char[512]){0}, 512))

/* Print text with '?' for what is not printable, without a limit on its length. */
void printing_put(FILE *out, const char *text);
void printing_put_part(FILE *out, const char *text, size_t length);

/* "file:line" of a span, or "". */
const char *printing_place(const struct span *at, char text[256]);

/* Writes "0 -> 7", or "52:54:00:00:00:01" for a new VF, which had no value. Returns the
 * end of the text. */
enum {
	PRINTING_STEP_MAX = 2 * VALUE_FORMAT_MAX + 8
};
char *printing_step(const struct change *change, char text[PRINTING_STEP_MAX]);

void report_explain_text(const struct report *report, const struct desired *desired);
void report_assigns(const struct report *report, const struct plan *plan);
void report_plan_pfs(const struct report *report, const struct plan *plan);
void report_plan_text(const struct report *report, const struct run_summary *summary);
void report_result_text(const struct report *report, const struct run_summary *summary);

/* Print the last line of a plan or an apply with one of the two below, which print
 * nothing if it says nothing that an error does not say. */
typedef void report_summary_printer(const struct report *report,
				    const struct run_summary *summary);
void report_summary(const struct report *report, const struct run_summary *summary,
		    report_summary_printer *print);
void report_plan_summary(const struct report *report, const struct run_summary *summary);
void report_apply_summary(const struct report *report, const struct run_summary *summary);
void report_run_summary_json(const struct report *report,
			     const struct run_summary *summary);
void report_metrics(const struct report *report, const struct run_summary *summary);
void report_snapshot(const struct report *report, const struct observed *observed);
