/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as a snapshot: read, printed as a table, written again; and what export
 * prints of it is a configuration. */
#define _GNU_SOURCE 1
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "config/config.h"
#include "fuzz.h"
#include "snapshot/snapshot.h"
#include "plan/adopt.h"
#include "report/report.h"

static void check_export(struct arena *arena, const struct observed *observed)
{
	struct report report = {.err = fuzz_null()};
	struct source source = {.path = "export.yaml"};
	const struct desired *desired = NULL;
	const struct yaml_node *root;
	struct diags diags;
	char *text = NULL;

	report.out = open_memstream(&text, &source.length);
	report_export(&report, adopt(arena, observed));
	fclose(report.out);
	source.text = text;
	diags_init(&diags, arena);
	root = yaml_parse(arena, &diags, &source);
	if (root)
		desired = config_read(arena, &diags, root);
	if (desired)
		config_check(&diags, desired);
	if (diags.n_errors > 0) {
		report.err = stderr;
		report_diags(&report, &diags);
		fputs(text, stderr);
		abort();
	}
	free(text);
}

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
		check_export(&arena, observed);
	}
	arena_done(&arena);
	close(fd);
	return 0;
}
