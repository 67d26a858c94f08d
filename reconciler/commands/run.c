/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/run.h"

#include <string.h>

#include "config/config.h"
#include "observe/observe.h"
#include "observe/snapshot.h"

void run_init(struct run *run)
{
	*run = (struct run){.live = {.sys = {.fd = -1}}, .dir = {.fd = -1}};
	arena_init(&run->arena);
	diags_init(&run->diags, &run->arena);
	root_open(RUN_DIR, &run->dir);
}

void run_done(struct run *run)
{
	live_kernel_done(&run->live);
	root_done(&run->dir);
	arena_done(&run->arena);
}

const struct desired *run_load(struct run *run, const struct invocation *invocation,
			       bool root_only)
{
	struct config_files files = {
		.names = invocation->words,
		.n_names = invocation->n_words,
		.root_only = root_only,
	};

	return config_load(&run->arena, &run->diags, &files);
}

int run_open_kernel(struct run *run)
{
	int r;

	if (run->kernel.ops)
		return 0;
	r = live_kernel_init(&run->live, &run->kernel);
	if (r < 0)
		diag_error(&run->diags, SPAN_NONE, "observe", "cannot open /sys: %s",
			   strerror(-r));
	return r;
}

const struct root *run_dir(const struct run *run)
{
	return run->dir.fd >= 0 ? &run->dir : NULL;
}

struct observed *run_observe(struct run *run, const struct invocation *invocation,
			     const struct desired *desired)
{
	if (invocation->state)
		return snapshot_read(&run->arena, &run->diags, invocation->state);
	if (run_open_kernel(run) < 0)
		return NULL;
	return observe(&run->kernel, &run->arena, &run->diags, run_dir(run), desired);
}
