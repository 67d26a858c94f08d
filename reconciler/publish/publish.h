/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The libvirt XML of each binding, as files below the run directory. */
#pragma once

#include "model/plan.h"
#include "support/root.h"

enum snippet_status {
	SNIPPET_WRITTEN,
	SNIPPET_UNCHANGED,
	SNIPPET_HELD, /* its VF is not as asked for: the file stays as it was */
	SNIPPET_REMOVED,
	SNIPPET_FAILED,
};

struct snippet {
	const char *vm;
	const char *interface;
	const char *path; /* relative to the run directory: libvirt/VM/INTERFACE.xml */
	enum snippet_status status;
	const char *text; /* why it was held, removed or failed; NULL */
};

struct snippets {
	struct snippet *items;
	size_t n;
	size_t n_failed;
	const char *missing_library; /* why no XML can be built; NULL */
};

/* Writes libvirt/VM/INTERFACE.xml below `run` for every binding whose VF is there and, as
 * `after` (a plan made of a fresh observation) tells, as asked for. Files of bindings
 * that are no more, or whose VF is no more, are removed; files vfstate did not write are
 * never touched. */
const struct snippets *publish(struct arena *arena, const struct root *run,
			       const struct desired *desired, const struct plan *after);

/* The device for a binding's VF; false with *ret_text where there can be none. Pure. */
struct libvirt_device;
bool publish_device(const struct desired_binding *binding, const struct observed *host,
		    const struct plan_pf *pf, const struct observed_vf *vf,
		    struct libvirt_device *ret_device, const char **ret_text);

const char *snippet_status_name(enum snippet_status status);
