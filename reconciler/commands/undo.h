/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* apply --revert-on-failure and --confirm: putting back what an apply has changed. */
#pragma once

#include <signal.h>

#include "apply/apply.h"
#include "commands/run.h"

/* The signals that concern it. */
struct undo_signals {
	volatile sig_atomic_t *stop;	  /* is put back to 0 before anything is undone */
	volatile sig_atomic_t *confirmed; /* SIGUSR1; one that came early is no answer */
	bool is_ended; /* a signal ended the run, before or after it had applied */
};

/* Says what of the plan will not be put back, where `invocation` asks for putting back:
 * at once, since it is for before the first write. */
void undo_warn(struct run *run, const struct invocation *invocation,
	       const struct plan *plan);

/* Undoes on every PF of summary->result where something failed or did not stay; where
 * `invocation` asks for that. The undone is added to summary->undos. */
void undo_failed(struct run *run, const struct invocation *invocation,
		 const struct apply_options *options, struct undo_signals *signals,
		 struct run_summary *summary);

/* Waits for ENTER or SIGUSR1 where something can be put back, and undoes it on all other
 * PFs unless one comes in time. */
void undo_unless_confirmed(struct run *run, const struct invocation *invocation,
			   const struct apply_options *options,
			   struct undo_signals *signals, struct run_summary *summary);
