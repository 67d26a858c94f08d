/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What hands each VF to its VM, as files below the run directory: libvirt XML, and QEMU's
 * arguments. */
#pragma once

#include "model/plan.h"
#include "support/root.h"

enum snippet_status {
	SNIPPET_WRITTEN,
	SNIPPET_UNCHANGED,
	SNIPPET_NOT_WRITTEN, /* its VF is not as configured: the file stays as it was */
	SNIPPET_REMOVED,
	SNIPPET_FAILED,
};

struct publisher;

struct snippet {
	const struct publisher *publisher;
	const char *vm;
	const char *interface;
	const char *path; /* relative to the run directory, as libvirt/VM/INTERFACE.xml */
	enum snippet_status status;
	const char *text; /* why it was held, removed or failed; NULL */
};

struct snippets {
	struct snippet *items;
	size_t n;
	size_t n_failed;
	const char *missing_library; /* why a format cannot be built; NULL */
};

/* Writes DIRECTORY/VM/INTERFACE + SUFFIX below `run`, in each format
 * (publish/publisher.h), for every binding whose VF is there and, as `after` (a plan made
 * of a fresh observation) says, as configured. Files of bindings that are no more, or
 * whose VF is no more, are removed; files vfstate did not write are never touched. */
const struct snippets *publish(struct arena *arena, const struct root *run,
			       const struct desired *desired, const struct plan *after);

const char *snippet_status_name(enum snippet_status status);
