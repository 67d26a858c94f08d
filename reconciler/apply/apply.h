/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Applies a plan to the kernel. */
#pragma once

#include <signal.h>

#include "model/plan.h"
#include "support/kernel.h"
#include "support/root.h"

struct apply_options {
	int carrier_timeout_ms; /* for rates that need the PF's link */
	int netdev_timeout_ms;	/* for the next VF netdev, since the drivers were asked to
				   probe or the last one was ready */
	int numvfs_timeout_ms;	/* for one write to sriov_numvfs; then the run goes on
				   without it */
	bool all_or_nothing;	/* change nothing on a PF if one of its changes is not
				   possible */
	/* Whether network managers are kept from the VFs that go to VMs, and may have the
	 * others: the VFs of the plan's PFs, or also what else was kept from them. */
	enum {
		UNMANAGED_AS_BEFORE,
		UNMANAGED_OF_PLAN,
		UNMANAGED_ALL,
	} unmanaged;
	const volatile sig_atomic_t
		*stop; /* not 0: stop at the next safe point; or NULL */
	/* on_outcome is called once for each change, when its outcome is known; on_wait
	 * with a progress message before what takes long. Either may be NULL. */
	void (*on_outcome)(void *data, const struct plan_pf *pf,
			   const struct change *change, const struct outcome *outcome);
	void (*on_wait)(void *data, const char *text);
	/* Called from time to time to print what was reported so far; may be NULL. */
	void (*on_pause)(void *data);
	void *data;
};

/* Makes the plan's changes in order. PFs do not wait for each other. A failed change
 * stops only those that depend on it. sriov_drivers_autoprobe has its own value again
 * when this returns, whatever happened. The result has every outcome. `run` is the run
 * directory, for the notes that the next run needs if this one is killed; NULL: no
 * notes. */
const struct result *apply_plan(struct kernel *kernel, struct arena *arena,
				const struct root *run, const struct plan *plan,
				const struct apply_options *options);
