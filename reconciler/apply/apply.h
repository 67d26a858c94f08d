/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plan to the kernel. */
#pragma once

#include <signal.h>

#include "model/plan.h"
#include "support/kernel.h"
#include "support/root.h"

struct apply_options {
	int carrier_timeout_ms; /* for rates that need the PF's link */
	int netdev_timeout_ms;	/* for the next VF netdev, after their drivers were asked
				   to probe or the last one was ready */
	int numvfs_timeout_ms;	/* for one write to sriov_numvfs; it is left to itself
				   then */
	bool all_or_nothing;	/* nothing on a PF where something is not possible */
	const volatile sig_atomic_t
		*stop; /* not 0: stop at the next safe point; or NULL */
	/* Called once for each change when its outcome is known, and with progress words
	 * before what takes long; any may be NULL. */
	void (*on_outcome)(void *data, const struct plan_pf *pf,
			   const struct change *change, const struct outcome *outcome);
	void (*on_wait)(void *data, const char *text);
	/* From time to time: what was reported so far should be printed. NULL: nothing
	 * is.
	 */
	void (*on_pause)(void *data);
	void *data;
};

/* Makes the plan's changes in its order; PFs do not wait for each other. A change that
 * fails leaves the others going, unless they depend on it; autoprobe is back to its own
 * value when this returns, whatever happened. Every outcome is in the result. `run` is
 * where a killed run leaves word. */
const struct result *apply_plan(struct kernel *kernel, struct arena *arena,
				const struct root *run, const struct plan *plan,
				const struct apply_options *options);
