/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known about a PF driver, as data. Bits of VF attributes are 1 << VF_ATTR_... */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/vf-attr.h"

struct driver_quirks {
	const char *driver; /* as the driver link in sysfs names it */
	uint32_t refuses;   /* VF attributes that it refuses to set, always with an error;
			       neutral values are fine */
	uint32_t refuses_clear; /* VF attributes whose neutral value it refuses with an
				   error */
	uint32_t ignores_clear; /* VF attributes whose neutral value it accepts and
				   ignores */
	uint32_t resets_vf;	/* VF attributes that reset the VF when they are set */
	const char *no_numvfs;	/* why sriov_numvfs enables no VFs, to follow "the driver
				   X"; NULL: it does enable them */
	bool numvfs_needs_up; /* a write to sriov_numvfs has no effect and no error while
				 the PF is down */
	bool numvfs_all_or_none; /* sriov_numvfs accepts only 0 and sriov_totalvfs */
	enum {
		PF_STAYS,
		PF_RESETS,	/* its link blinks at every write to sriov_numvfs */
		PF_RESETS_AT_0, /* its link blinks when VFs are removed */
	} numvfs_resets_pf;
	const uint16_t *numvfs_choices; /* the numbers that sriov_numvfs accepts besides
					   0, terminated by 0; NULL: any */
	const char *doubt_numvfs; /* why it may enable no VFs; only a try shows whether it
				     does; NULL: no doubt */
	const char *sriov_setting; /* how to turn SR-IOV on if the device reports it off,
				      without "=" and the number of VFs; NULL: nothing
				      specific */
	const char *vfs_start_offline; /* what VFs need before they work and vfstate does
					  not do; NULL: they work */
	bool no_8021ad;		       /* supports 802.1Q VLANs only */
	bool refuses_qos;	       /* a VLAN priority is an error */
	bool ignores_qos;
	bool ignores_link_enable; /* link_state: enable has no effect */
	bool rate_any_link;	  /* accepts rates without carrier */
	bool no_eswitch;	  /* legacy mode only */
	bool eswitch_without_vfs; /* its eswitch can be set only while there are no VFs */
	bool eswitch_ends_with_vfs; /* numvfs 0 resets the mode to legacy */
	uint32_t switchdev_refuses; /* VF attributes that it refuses in switchdev mode */
};
