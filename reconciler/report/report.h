/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The only printer. Text goes to people, JSON has one documented, versioned shape:
 * vfstate-json(5). */
#pragma once

#include <stdarg.h>
#include <stdio.h>

#include "model/plan.h"
#include "publish/publish.h"

struct report {
	FILE *out;
	FILE *err;
	bool json;
	bool color;
	size_t width;	    /* of the terminal, in columns; 0: there is none */
	const char *output; /* the file that `out` becomes; NULL: none */
	char *document;	    /* what is in it so far */
	size_t document_size;
};

/* The version of the JSON of check, plan and apply. The snapshot has its own. */
enum {
	REPORT_JSON_VERSION = 1
};

/* What was put back after an apply. */
struct undo {
	const struct plan *plan;
	const struct result *result;
	const struct plan *after;
};

enum {
	UNDOS_MAX = 2 /* where something failed, and where nobody confirmed it */
};

/* Everything a run has to tell; what it did not come to is NULL. */
struct run_summary {
	const char *command;
	int exit_code;
	const struct diags *diags;
	const struct desired *desired; /* NULL: the configuration is not good */
	const struct plan *plan;       /* NULL: not planned */
	const struct result *result;   /* of the plan; NULL: not applied */
	const struct plan *after;      /* what is left after an apply */
	struct undo undos[UNDOS_MAX];
	size_t n_undos;
	const struct snippets *snippets; /* NULL: nothing published */
	const char *run_dir;		 /* that the snippets' paths are below */
	bool explain;			 /* tell where every value is from */
};

/* Prints no text but errors and warnings; JSON all the same. */
void report_set_quiet(struct report *report);

/* "text" or "json", else false. */
bool report_set_format(struct report *report, const char *format);

/* Text: diagnostics to err, then plan or summary to out. JSON: one object to out. */
void report_run_summary(const struct report *report, const struct run_summary *summary);

/* What is printed while an apply goes on; nothing in JSON. Changes of a PF's VFs that
 * come out alike are held until the next flush, and are one line then. */
struct progress {
	const struct report *report;
	struct arena arena;
	struct progress_line *lines;
	size_t n_lines;
};

void report_progress_init(struct progress *progress, const struct report *report);
void report_progress_done(struct progress *progress); /* flushes too */

/* The outcome of one change. */
void report_outcome(struct progress *progress, const struct plan_pf *pf,
		    const struct change *change, const struct outcome *outcome);

/* What is waited for; flushes. */
void report_wait(struct progress *progress, const char *text);

/* Writes what has been reported so far. */
void report_flush(struct progress *progress);

/* What is about to be put back, and what came of it; nothing in JSON. */
void report_undo_plan(const struct report *report, const struct undo *undo);
void report_undo(const struct report *report, const struct undo *undo);

/* The host, or a selection of it: as a table, or as the snapshot that --state reads. */
void report_inventory(const struct report *report, const struct observed *observed);

/* What selects a PF or VF of it (model/select.h), one name a line. */
void report_names(const struct report *report, const struct observed *observed);

/* What is known of PF drivers; of one without a name: of any other. */
struct driver_quirks;
void report_drivers(const struct report *report, const struct driver_quirks *drivers,
		    size_t n);

/* A host's configuration as YAML, with its remarks as comments. */
struct adopted;
void report_export(const struct report *report, const struct adopted *adopted);

/* The JSON Schema of a language whose whole has that form. */
struct yaml_form;
void report_schema(const struct report *report, const struct yaml_form *form);

void report_diags(const struct report *report, const struct diags *diags);

/* Holds what goes to `out` back, for the file `path`. */
void report_set_output(struct report *report, const char *path);

/* Writes out what is still held; false with an error on `err` where the output did not
 * get to where it should: a full disk, a closed pipe. The file of report_set_output is
 * replaced as a whole, and only where the document is all that it should be
 * (`is_whole`). */
bool report_end(struct report *report, bool is_whole);

/* One line of vfstate's own: "vfstate: ...", to err. */
void report_error(const struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void report_verror(const struct report *report, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
