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
	int64_t restart_at; /* kernel_now_ms() of the next restart; 0: none */
};

const struct change *vf_binding_change(const struct vf_binding *binding);

/* Whether the VF must have no driver. */
bool vf_binding_is_none(const struct vf_binding *binding);

/* Unbinds the VF, observed as `vf`, from its driver and asks the kernel to bind the
 * wanted one. 0 or -errno. */
_must_check_ int vf_binding_bind(struct apply_context *context,
				 const struct vf_binding *binding,
				 const struct observed_vf *vf);

/* Fails the change: the VF is bound to `driver`, which is not the wanted one. */
void vf_binding_fail(struct apply_context *context, const struct vf_binding *binding,
		     const char *driver);

/* Whether the wanted driver is bound and has created its netdev, if it has one; for
 * "none", whether no driver is bound. */
bool vf_binding_is_ready(struct apply_context *context, const struct vf_binding *binding);

/* Whether the VF has no driver and will get none. */
bool vf_binding_is_hopeless(struct apply_context *context,
			    const struct vf_binding *binding);
