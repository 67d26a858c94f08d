/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a command works with, from its first line to its last. */
#pragma once

#include <signal.h>

#include "commands/commands.h"
#include "model/desired.h"
#include "support/live-kernel.h"
#include "support/must-check.h"

#define RUN_DIR "/run/vfstate"

struct run {
	struct arena arena;
	struct diags diags;
	struct live_kernel live;
	struct kernel kernel;
	const char *dir_path;	    /* RUN_DIR, but for tests */
	struct root dir;	    /* that directory; fd -1 where it is not there */
	bool always_finds_managers; /* other managers of SR-IOV, where nothing is to be
				       done too */
};

void run_init(struct run *run);
void run_done(struct run *run);

#define _cleanup_run_ _cleanup_(run_done)

/* The configuration of the command line or of the directories; NULL with diagnostics.
 * `stop` as config_files has it. */
const struct desired *run_load(struct run *run, const struct invocation *invocation,
			       enum config_trust trust,
			       const volatile sig_atomic_t *stop);

/* The whole host for a command that prints it, with the names and VMs of the
 * configuration (of one with errors none, and a warning), and VMs of libvirt's.
 * Diagnostics are printed. NULL with the exit code in *ret_exit. */
struct observed *run_inventory(struct run *run, const struct invocation *invocation,
			       int *ret_exit);

/* What is to be done: the configuration against the snapshot of --state, or against the
 * live kernel as it is now. What an earlier call reported is not reported again. NULL
 * with diagnostics. */
const struct plan *run_plan(struct run *run, const struct invocation *invocation,
			    const struct desired *desired, enum disruption disruption);

/* Opens /sys. 0, or -errno with a diagnostic. */
_must_check_ int run_open_kernel(struct run *run);

/* The run directory for reading: it need not be there. NULL where it is not. */
const struct root *run_dir(const struct run *run);
