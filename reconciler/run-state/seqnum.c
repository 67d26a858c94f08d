/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "run-state/seqnum.h"

#include <stdio.h>
#include <string.h>

#include "support/atomic-file.h"

#define SEQNUM_FILE "seqnum"

long seqnum_now(struct kernel *kernel)
{
	long seqnum;

	return kernel_read_number(kernel, &seqnum, "kernel/uevent_seqnum") < 0 ? 0
									       : seqnum;
}

long seqnum_read(struct kernel *kernel, const char *run_dir)
{
	long seqnum;

	return kernel_read_number(kernel, &seqnum, "%s/" SEQNUM_FILE, run_dir) < 0
		       ? 0
		       : seqnum;
}

int seqnum_write(const struct root *run, long seqnum)
{
	char text[32];
	int r;

	snprintf(text, sizeof(text), "%ld\n", seqnum);
	r = atomic_file_write(run->fd, SEQNUM_FILE, text, strlen(text));
	return r < 0 ? r : 0;
}
