/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/assigned.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "run-state/assignments.h"
#include "support/atomic-file.h"
#include "support/own-file.h"

/* Why the directory cannot be used; NULL: it can. */
static const char *fault_of(const struct root *state)
{
	struct stat st;

	return fstat(state->fd, &st) < 0
		       ? strerror(errno)
		       : own_file_fault(&st, S_IFDIR, S_IWGRP | S_IWOTH);
}

void assigned_read(struct run *run, struct observed *observed)
{
	struct root state;
	int r = root_open(run->state_path, &state);
	const char *fault;

	observed->record_frozen = run->record_fault;
	if (r == -ENOENT)
		return;
	fault = r < 0 ? strerror(-r) : fault_of(&state);
	if (fault)
		observed->assignments_unread =
			arena_printf(&run->arena, "%s: %s", run->state_path, fault);
	else
		assignments_read(&run->arena, &state, observed);
	if (r == 0)
		root_done(&state);
}

const char *assigned_replace(struct run *run, const struct assignment *assignments,
			     size_t n)
{
	struct root state;
	const char *fault = NULL;
	int r = atomic_file_mkdirs(AT_FDCWD, run->state_path);

	if (r == 0)
		r = root_open(run->state_path, &state);
	if (r == 0) {
		fault = fault_of(&state);
		if (!fault)
			r = assignments_write(&run->arena, &state, assignments, n);
		root_done(&state);
	}
	if (r >= 0 && !fault)
		return NULL;
	return arena_printf(&run->arena, "%s/%s cannot be written: %s", run->state_path,
			    ASSIGNMENTS_FILE, fault ? fault : strerror(-r));
}

bool assigned_write(struct run *run, const struct plan *plan)
{
	const char *fault;

	if (plan->host->assignments_unread ||
	    plan->n_assignments + plan->host->n_assignments == 0)
		return true;
	fault = assigned_replace(run, plan->assignments, plan->n_assignments);
	/* What is only for people need not be up to date. */
	if (plan->n_assigns > 0)
		run->record_fault = fault;
	return !run->record_fault;
}
