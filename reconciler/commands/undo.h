/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* apply --revert-on-failure and --confirm: revert the changes of an apply. */
#pragma once

#include <signal.h>

#include "apply/apply.h"
#include "commands/run.h"

/* The signals that an undo uses. */
struct undo_signals {
	volatile sig_atomic_t *stop;	  /* reset to 0 before anything is undone */
	volatile sig_atomic_t *confirmed; /* SIGUSR1; reset before the question */
	bool is_ended; /* a signal ended the run, during or after the apply */
};

/* Warns of what cannot be reverted, if `invocation` may revert changes. Prints the
 * warnings at once, for they are of use only before the first write. */
void undo_warn(struct run *run, const struct invocation *invocation,
	       const struct plan *plan);

/* With --revert-on-failure, reverts the changes of every PF of summary->result on which
 * something failed or did not stay. Adds the undo to summary->undos. */
void undo_failed(struct run *run, const struct invocation *invocation,
		 const struct apply_options *options, struct undo_signals *signals,
		 struct run_summary *summary);

/* With --confirm, waits for ENTER or SIGUSR1 if something can be reverted. If neither
 * comes in time, reverts all PFs that undo_failed did not revert. */
void undo_unless_confirmed(struct run *run, const struct invocation *invocation,
			   const struct apply_options *options,
			   struct undo_signals *signals, struct run_summary *summary);
