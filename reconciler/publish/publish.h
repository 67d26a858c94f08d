/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files below the run directory that assign each VF to its VM: libvirt XML, and arguments
 * for QEMU. */
#pragma once

#include "model/plan.h"
#include "support/root.h"

enum snippet_status {
	SNIPPET_WRITTEN,
	SNIPPET_UNCHANGED,
	SNIPPET_NOT_WRITTEN, /* its VF is not as configured, or unknown: the file is
			      * unchanged */
	SNIPPET_REMOVED,
	SNIPPET_FAILED,
};

struct publisher;

struct snippet {
	const struct publisher *publisher;
	const char *vm;	       /* NULL: a network */
	const char *interface; /* or the network */
	const char *path; /* relative to the run directory, as libvirt/VM/INTERFACE.xml */
	enum snippet_status status;
	const char *text; /* why it was not written, removed or failed; NULL */
};

struct snippets {
	struct snippet *items;
	size_t n;
	size_t n_failed;
	const char *missing_library; /* why a format cannot be built; NULL */
};

/* Writes DIRECTORY/VM/INTERFACE + SUFFIX below `run` in each format
 * (publish/publisher.h), for every binding whose VF exists and is as configured. `after`
 * shows that: a plan made from a fresh observation. Removes files whose binding or VF no
 * longer exists. Never touches files that vfstate did not write. */
const struct snippets *publish(struct arena *arena, const struct root *run,
			       const struct plan *after);

const char *snippet_status_name(enum snippet_status status);
