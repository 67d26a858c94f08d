/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as a snapshot: read, printed as a table, written again. */
#define _GNU_SOURCE 1
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "observe/snapshot.h"
#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report report = {.out = fuzz_null(), .err = fuzz_null()};
	struct arena arena;
	struct diags diags;
	const struct observed *observed;
	char path[64];
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	arena_init(&arena);
	diags_init(&diags, &arena);
	observed = snapshot_read(&arena, &diags, path);
	report_diags(&report, &diags);
	if (observed) {
		report_inventory(&report, observed);
		report.json = true;
		report_inventory(&report, observed);
	}
	arena_done(&arena);
	close(fd);
	return 0;
}
