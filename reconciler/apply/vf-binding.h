/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A VF and the driver that it is to get. */
#pragma once

#include "apply/apply-internal.h"
#include "support/must-check.h"

enum {
	DEVICE_DIR_MAX = 64
};

/* Binding one VF to the kernel's choice of driver, or to one by its name. */
struct vf_binding {
	struct apply_pf *pf;
	size_t change;
	const char *name; /* of the driver, or "none"; NULL: the kernel's choice */
	char dir[DEVICE_DIR_MAX];
	int n_restarts;
	int64_t restart_at; /* 0: it need not */
};

const struct change *vf_binding_change(const struct vf_binding *binding);

/* No driver is to have it. */
bool vf_binding_is_none(const struct vf_binding *binding);

/* Takes the VF, as it is now, off its driver, and asks for the one that it is to get. 0
 * or -errno. */
_must_check_ int vf_binding_bind(struct apply_context *context,
				 const struct vf_binding *binding,
				 const struct observed_vf *vf);

/* Settles it: `driver` has the VF, and is not to. */
void vf_binding_fail(struct apply_context *context, const struct vf_binding *binding,
		     const char *driver);

/* Whether all is there that the driver makes. */
bool vf_binding_is_ready(struct apply_context *context, const struct vf_binding *binding);

/* Whether no driver is there and none will come. */
bool vf_binding_is_hopeless(struct apply_context *context,
			    const struct vf_binding *binding);
