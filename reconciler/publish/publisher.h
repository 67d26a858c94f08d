/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The interface between publish.c and its formats. To add a format, write a publisher in
 * a file of its own, and add its row in publish.c. */
#pragma once

#include "model/plan.h"

/* A VM's interface whose VF exists. */
struct published {
	const struct desired_binding *binding;
	const struct observed *host;
	const struct plan_pf *pf;
	const struct observed_vf *vf;
	const struct desired_vf *desired; /* the configuration of the VF, with `derive`
					   * resolved */
	unsigned int position;		  /* of the interface within its VM, from 0 */
};

/* One format. Its files are DIRECTORY/VM/INTERFACE + SUFFIX below the run directory; a
 * format without a directory is only printed (publish/arguments.h). */
struct publisher {
	const char *directory, *suffix;
	/* Every file starts with this; vfstate did not write a file that does not. */
	const char *marker;
	/* Whether the format is for this VF; NULL: for any VF. If it becomes false, the
	 * file is removed. */
	bool (*wants)(const struct published *published);
	/* Returns the content after the marker, owned by the arena. -EINVAL if the format
	 * cannot describe the VF, -ENOPKG if a library is missing; *ret_text then has the
	 * reason. */
	int (*build)(struct arena *arena, const struct published *published,
		     const char **ret_bytes, const char **ret_text);
	const char *library; /* the library that may be missing; NULL: none */
	const char *removed; /* why a file is removed */
};

/* `wants` of hypervisors that open devices which are bound to a VFIO driver, and bind
 * none themselves: whether the VF has such a driver in the configuration. */
bool publisher_wants_vfio(const struct published *published);

/* <interface> or <hostdev>, for virsh attach-device. */
extern const struct publisher libvirt_publisher;

/* A -device argument, for VMs that are started without libvirt. Only VFs with a
 * configured VFIO driver have one. */
extern const struct publisher qemu_publisher;

/* An option for `qm set` of Proxmox VE, and an argument of Cloud Hypervisor. They are
 * only printed. */
extern const struct publisher qm_publisher, cloud_hypervisor_publisher;
