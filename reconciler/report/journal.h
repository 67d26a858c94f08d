/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records with fields, for an output that systemd connected to the journal. All of that
 * output goes as records then, since lines of the stream would come in another order. */
#pragma once

#include <stdio.h>
#include <syslog.h>

#include "model/plan.h"
#include "report/report.h"
#include "support/diag.h"

/* MESSAGE_ID of each kind, also in units/vfstate.catalog. */
#define JOURNAL_ID_CHANGE "b5b81b9d3c184dc7a185f5fa21c72b41"
#define JOURNAL_ID_CHANGE_FAILED "edef02841d7b4ad98fbc3cb16b4b18c9"
#define JOURNAL_ID_DIAGNOSTIC "852e7893fd93491daab9be0df7d66d0c"
#define JOURNAL_ID_SUMMARY "e5255a45dbc34d97b8ad0487e0debc9d"

/* A stream whose lines become records of that priority. What the journal at `socket_path`
 * does not take goes to `otherwise`. Never NULL; fclose() closes neither. */
FILE *journal_open(const char *socket_path, FILE *otherwise, int priority);

/* The text of a change's outcome, which may stand for several VFs ("0-7"; NULL: the PF).
 */
void journal_change(const struct report *report, const char *text,
		    const struct plan_pf *pf, const char *vfs,
		    const struct change *change, const struct outcome *outcome);

void journal_diag(const struct report *report, const char *text, const struct diag *diag);

/* The last line of a plan or apply. */
void journal_summary(const struct report *report, const char *text);
