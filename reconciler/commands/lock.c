/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/lock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands/run-dir.h"
#include "support/async-write.h"
#include "support/guard.h"
#include "support/lock-file.h"
#include "support/service.h"

enum {
	POLL_MS = 100,
	PATIENCE_MS = 60 * 1000, /* what systemd gives this run from now on */
	HOLDERS = 4
};

static const char lock_name[] = "lock";

static const char *process_name(struct run *run, pid_t pid)
{
	char path[64], name[64] = "?";
	_cleanup_file_ FILE *file = NULL;

	snprintf(path, sizeof(path), "/proc/%d/comm", (int)pid);
	file = fopen(path, "re");
	if (!file || !fgets(name, sizeof(name), file))
		return "?";
	name[strcspn(name, "\n")] = '\0';
	return arena_strdup(&run->arena, name);
}

/* ": process 312 (vfstate)", or "" if no process can be seen to hold the lock. A run that
 * ended during its write to sriov_numvfs leaves that write, and with it the lock, to its
 * child. */
static const char *describe_holder(struct run *run)
{
	struct lock_holder holders[HOLDERS];
	size_t n = lock_file_holders(run->dir.fd, lock_name, holders, HOLDERS);
	const char *text = "";

	for (size_t i = 0; i < n; i++) {
		const char *name = process_name(run, holders[i].pid);
		bool is_child = strcmp(name, ASYNC_WRITE_PROCESS) == 0;

		text = arena_printf(&run->arena, ": process %d (%s)%s",
				    (int)holders[i].pid, name,
				    is_child ? ", a write to sriov_numvfs goes on" : "");
		if (!is_child)
			break;
	}
	return text;
}

/* Tries once. Opens the directory each time, since it may have been replaced too. */
static int try_lock(struct run *run)
{
	const char *fault = NULL;
	int r = run_dir_make(run), fd;

	if (r < 0)
		return r;
	fd = lock_file_try(run->dir.fd, lock_name, &fault);
	if (fd >= 0 && run_dir_is_there(run))
		return fd;
	if (fd >= 0)
		close(fd);
	if (fd >= 0 || fd == -EWOULDBLOCK)
		return -EWOULDBLOCK;
	diag_error(&run->diags, SPAN_NONE, "locked", "cannot take the lock %s/%s: %s",
		   run->dir_path, lock_name,
		   fault ? arena_printf(&run->arena, "it %s", fault) : strerror(-fd));
	return fd;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int lock_run(struct run *run, const struct invocation *invocation,
	     const volatile sig_atomic_t *stop, bool *ret_has_waited)
{
	const int64_t deadline = now_ms() + (int64_t)invocation->lock_wait_s * 1000;

	while (!*stop) {
		int fd = try_lock(run);

		if (fd >= 0)
			run_dir_sweep(run);
		if (fd != -EWOULDBLOCK)
			return fd;
		if (now_ms() >= deadline) {
			diag_error(&run->diags, SPAN_NONE, "locked",
				   "another run holds the lock %s/%s%s", run->dir_path,
				   lock_name, describe_holder(run));
			return -EWOULDBLOCK;
		}
		if (!*ret_has_waited)
			report_note(&invocation->report,
				    "waiting up to %d s for another run%s",
				    invocation->lock_wait_s, describe_holder(run));
		*ret_has_waited = true;
		service_extend(PATIENCE_MS);
		/* flock has no descriptor to wait for, and with inotify every try of one
		 * run would wake the others. */
		usleep(POLL_MS * 1000);
	}
	diag_error(&run->diags, SPAN_NONE, "stopped",
		   "stopped by a signal%s; nothing was changed",
		   *ret_has_waited ? " while waiting for another run" : "");
	return -EINTR;
}
