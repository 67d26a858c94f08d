/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "support/atomic-file.h"
#include "support/guard.h"
#include "support/lock-file.h"

enum {
	POLL_MS = 100
};

/* A run that ended without the kernel's answer to a write to sriov_numvfs leaves that
 * write, and with it the lock, to a child of its own (support/aside.h). */
static const char *process_name(struct run *run, int pid)
{
	char path[64], name[64] = "?";
	_cleanup_file_ FILE *file = NULL;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	file = fopen(path, "re");
	if (!file || !fgets(name, sizeof(name), file))
		return "it has ended, and the kernel has not: a write to sriov_numvfs "
		       "goes on";
	name[strcspn(name, "\n")] = '\0';
	return arena_strdup(&run->arena, name);
}

static int open_run_dir(struct run *run)
{
	int r;

	if (run->dir.fd >= 0)
		return 0;
	r = atomic_file_mkdirs(AT_FDCWD, RUN_DIR);
	return r < 0 ? r : root_open(RUN_DIR, &run->dir);
}

int lock_run(struct run *run, const struct invocation *invocation,
	     const volatile sig_atomic_t *stop, bool *ret_has_waited)
{
	int64_t waited_ms = 0, patience_ms = (int64_t)invocation->lock_wait_s * 1000;
	int r = open_run_dir(run), holder = 0;

	while (r == 0 && !*stop) {
		int fd = lock_file_try(run->dir.fd, "lock", &holder);

		if (fd != -EWOULDBLOCK) {
			r = fd;
			break;
		}
		if (waited_ms >= patience_ms) {
			diag_error(&run->diags, SPAN_NONE, "locked",
				   "another run has the lock %s/lock: process %d (%s)",
				   RUN_DIR, holder, process_name(run, holder));
			return -EWOULDBLOCK;
		}
		if (waited_ms == 0)
			report_error(
				&invocation->report,
				"waiting up to %d s for another run: process %d (%s)",
				invocation->lock_wait_s, holder,
				process_name(run, holder));
		*ret_has_waited = true;
		usleep(POLL_MS * 1000);
		waited_ms += POLL_MS;
	}
	if (*stop && r == 0)
		r = -EINTR;
	if (r < 0)
		diag_error(&run->diags, SPAN_NONE, "locked",
			   "cannot take the lock %s/lock: %s", RUN_DIR, strerror(-r));
	return r;
}
