/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a command works with. */
#pragma once

#include <signal.h>

#include "commands/commands.h"
#include "model/desired.h"
#include "support/live-kernel.h"
#include "support/must-check.h"

#define RUN_DIR "/run/vfstate"
#define STATE_DIR "/var/lib/vfstate"

struct run {
	struct arena arena;
	struct diags diags;
	struct live_kernel live;
	struct kernel kernel;
	const char *dir_path;	    /* RUN_DIR, except in tests */
	const char *state_path;	    /* STATE_DIR, the same */
	const char *record_fault;   /* why the record there cannot be written; NULL */
	const char *domains_path;   /* DOMAINS_DIR, the same */
	struct root dir;	    /* that directory; fd -1 if it does not exist */
	bool always_finds_managers; /* look for other managers of SR-IOV even if there is
				       nothing to change */
};

void run_init(struct run *run);
void run_done(struct run *run);

#define _cleanup_run_ _cleanup_(run_done)

/* Loads the configuration from the files of the command line or from the directories;
 * NULL with diagnostics. `stop`: see struct config_files. For `off` it has no VFs
 * (desired_turn_off). */
const struct desired *run_load(struct run *run, const struct invocation *invocation,
			       enum config_trust trust,
			       const volatile sig_atomic_t *stop);

/* Observes the whole host for a command that prints it, and adds names and VMs from the
 * configuration, and VMs from libvirt. A configuration with errors is left out with a
 * warning. Prints the diagnostics. NULL with the exit code in *ret_exit. */
struct observed *run_inventory(struct run *run, const struct invocation *invocation,
			       int *ret_exit);

/* Reads the snapshot of --state, or observes the PFs of the live kernel that `desired`
 * matches; all if it is NULL. NULL with diagnostics. */
struct observed *run_observe(struct run *run, const struct invocation *invocation,
			     struct diags *diags, const struct desired *desired);

/* Plans the configuration against the snapshot of --state, or against the live kernel as
 * it is now. Does not report again what an earlier call reported. NULL with
 * diagnostics. */
const struct plan *run_plan(struct run *run, const struct invocation *invocation,
			    const struct desired *desired, enum disruption disruption);

/* Opens /sys. 0, or -errno with a diagnostic. */
_must_check_ int run_open_kernel(struct run *run);

/* The open run directory; NULL if there is none. */
const struct root *run_dir(const struct run *run);
