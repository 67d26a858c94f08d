/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between publish.c and the formats that it publishes. To add a format: a publisher in a
 * file of its own, and its row in publish.c. */
#pragma once

#include "model/plan.h"

/* A VM's interface whose VF is there. */
struct published {
	const struct desired_binding *binding;
	const struct observed *host;
	const struct plan_pf *pf;
	const struct observed_vf *vf;
	const struct desired_vf *desired; /* what the VF should be, `derive` resolved */
};

/* One format. Its files are DIRECTORY/VM/INTERFACE + SUFFIX below the run directory. */
struct publisher {
	const char *directory, *suffix;
	/* What every file starts with; a file that does not is not vfstate's. */
	const char *marker;
	/* Whether a VF is for this format; NULL: any. Where the answer becomes no, its
	 * file goes. */
	bool (*wants)(const struct published *published);
	/* The bytes behind the marker, owned by the arena. -EINVAL where the VF cannot be
	 * handed over in this format, -ENOPKG where a library is missing; *ret_text says
	 * why then. */
	int (*build)(struct arena *arena, const struct published *published,
		     const char **ret_bytes, const char **ret_text);
	const char *library; /* that may be missing; NULL: none */
	const char *removed; /* why a file goes */
};

/* <interface> or <hostdev>, for virsh attach-device. */
extern const struct publisher libvirt_publisher;

/* A -device argument, for VMs that are started without libvirt: of VFs that are
 * configured to have a VFIO driver. */
extern const struct publisher qemu_publisher;
