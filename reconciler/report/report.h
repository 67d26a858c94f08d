/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The only printer. Text is for people; JSON has one documented, versioned shape:
 * vfstate-json(5). */
#pragma once

#include <stdarg.h>
#include <stdio.h>

#include "model/definition.h"
#include "model/plan.h"
#include "publish/publish.h"

struct report {
	FILE *out;
	FILE *err;
	bool json;
	bool is_metrics; /* for Prometheus */
	bool is_quiet;	 /* errors and warnings only */
	bool color;
	size_t width;	     /* of the terminal, in columns; 0: no terminal */
	const char *journal; /* the socket of the journal that `out` and `err` go to;
				NULL: none */
	FILE *folded;	     /* `out`, if report_fold() folds it; NULL */
	const char *output;  /* the file to write `document` to; NULL: none */
	char *document;	     /* what was written to `out` so far */
	size_t document_size;
};

/* The version of the JSON of check, plan and apply. The snapshot has its own. */
enum {
	REPORT_JSON_VERSION = 1
};

/* A revert after an apply. */
struct undo {
	const struct plan *plan;
	const struct result *result;
	const struct plan *after;
};

enum {
	UNDOS_MAX = 2 /* for --revert-on-failure and for --confirm */
};

/* Everything that a run reports; NULL for what it did not reach. */
struct run_summary {
	const char *command;
	int exit_code;
	const struct diags *diags;
	const struct desired *desired; /* NULL: the configuration has errors */
	const struct plan *plan;       /* NULL: not planned */
	const struct result *result;   /* of the plan; NULL: not applied */
	const struct plan *after;      /* what is left after an apply */
	struct undo undos[UNDOS_MAX];
	size_t n_undos;
	const struct snippets *snippets; /* NULL: nothing published */
	const char *run_dir;		 /* the directory of the snippets' paths */
	bool explain;			 /* report where each value is set */
};

/* Text to standard output and standard error: in color and folded at its width if that is
 * a terminal, as records if that is the journal. */
void report_init(struct report *report);

/* Takes "auto" (on a terminal, unless NO_COLOR is set), "always" or "never"; false for
 * anything else. */
bool report_set_color(struct report *report, const char *when);

/* Suppresses text output except errors and warnings. Does not change JSON. */
void report_set_quiet(struct report *report);

/* Takes "text", "json" or "prometheus"; false for anything else. */
bool report_set_format(struct report *report, const char *format);

/* Text: diagnostics to err, then plan or summary to out. JSON: one object to out.
 * Metrics: the metrics to out, all else to err. */
void report_run_summary(const struct report *report, const struct run_summary *summary);

/* Text: why the VM is not ready, a line for each of its interfaces (code not-ready), or
 * other diagnostics, to err; or that its `n` VFs are as configured, to out. JSON: as
 * report_run_summary. */
void report_ready(const struct report *report, const struct run_summary *summary,
		  const char *vm, size_t n);

/* Prints lines for a hypervisor's command line. */
void report_arguments(const struct report *report, const char *lines);

/* Progress of an apply; nothing with JSON. Outcomes of VFs of a PF that are alike are
 * held until the next flush, and become one line. */
struct progress {
	const struct report *report;
	struct arena arena;
	struct progress_line *lines;
	size_t n_lines;
};

void report_progress_init(struct progress *progress, const struct report *report);
void report_progress_done(struct progress *progress); /* flushes too */

/* Reports the outcome of one change. */
void report_outcome(struct progress *progress, const struct plan_pf *pf,
		    const struct change *change, const struct outcome *outcome);

/* Reports what the run waits for; flushes. */
void report_wait(struct progress *progress, const char *text);

/* Writes what has been reported so far. */
void report_flush(struct progress *progress);

/* Report what is about to be reverted, and the result; nothing with JSON. */
void report_undo_plan(const struct report *report, const struct undo *undo);
void report_undo(const struct report *report, const struct undo *undo);

/* Reports the VFs of pools that an apply has assigned or freed; nothing with JSON. */
void report_assigns_done(const struct report *report, const struct plan *plan);

/* Prints the host, or a selection of it, as tables or as the snapshot that --state
 * reads. */
void report_inventory(const struct report *report, const struct observed *observed);

/* Prints the names that select a PF or VF of it (model/select.h), one per line. */
void report_names(const struct report *report, const struct observed *observed);

/* Prints what is known of PF drivers; the row without a name is for any other driver. */
struct driver_quirks;
void report_drivers(const struct report *report, const struct driver_quirks *drivers,
		    size_t n);

/* Prints a host's configuration as YAML, with its remarks as comments. */
struct adopted;
void report_export(const struct report *report, const struct adopted *adopted);

/* Prints the JSON Schema of a language; `form` is that of the whole document. */
struct yaml_form;
void report_schema(const struct report *report, const struct yaml_form *form);

/* Prints what is to be defined in libvirt: changes, and the difference of the XML. */
void report_definitions(const struct report *report,
			const struct definitions *definitions);

/* Print the last lines of vfstate libvirt plan, and of apply. Nothing is reported as good
 * if there are errors. */
void report_definitions_plan(const struct report *report,
			     const struct definitions *definitions,
			     const struct diags *diags);
void report_definitions_result(const struct report *report,
			       const struct definitions *definitions,
			       const struct diags *diags);

void report_diags(const struct report *report, const struct diags *diags);

/* Lets `out` and `err` go to the journal at a socket as records with fields. */
void report_to_journal(struct report *report, const char *socket_path);

/* Folds the lines of `out` at report->width, if that is known and this is text. */
void report_fold(struct report *report);

/* Collects what goes to `out`, for the file `path`. */
void report_set_output(struct report *report, const char *path);

/* Writes out what is still held; false with an error on `err` if the output could not be
 * written (a full disk, a closed pipe). Replaces the file of report_set_output as a
 * whole, and only if the document is complete (`is_whole`). */
bool report_end(struct report *report, bool is_whole);

/* Prints a line about what a run does to err: "vfstate: ...". */
void report_note(const struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Prints an error in one line to err: "vfstate: ...". */
void report_error(const struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void report_verror(const struct report *report, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
