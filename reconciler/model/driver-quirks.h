/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of a PF driver, as data: bits of VF attributes are 1 << VF_ATTR_... */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/vf-attr.h"

struct driver_quirks {
	const char *driver; /* as the driver link in sysfs names it */
	uint32_t refuses;   /* VF attributes whose set it answers with an error, always;
			       neutral values are fine */
	uint32_t refuses_clear; /* whose neutral value it answers with an error */
	uint32_t ignores_clear; /* whose neutral value it takes without doing anything */
	uint32_t resets_vf;	/* VF attributes whose set resets the VF */
	const char *no_numvfs;	/* why sriov_numvfs enables no VFs, behind "the driver X";
				   NULL: it does */
	bool numvfs_needs_up; /* of a PF that is down sriov_numvfs stays, without an error
			       */
	bool numvfs_all_or_none; /* sriov_numvfs takes 0 and sriov_totalvfs */
	enum {
		PF_STAYS,
		PF_RESETS,	/* its link blinks at every write to sriov_numvfs */
		PF_RESETS_AT_0, /* where VFs are removed */
	} numvfs_resets_pf;
	const uint16_t *numvfs_choices; /* the numbers that sriov_numvfs takes beside 0,
					   ended by 0; NULL: any */
	const char
		*doubt_numvfs; /* why it may enable no VFs, which only trying shows; NULL
				*/
	const char *sriov_setting;     /* what turns SR-IOV on where the device says it is
					  off, without "=" and the number of VFs; NULL:
					  nothing in particular */
	const char *vfs_start_offline; /* what VFs need before they work, and vfstate does
					  not do; NULL: they work */
	bool no_8021ad;		       /* VLANs are 802.1Q */
	bool refuses_qos;	       /* of a VLAN */
	bool ignores_qos;
	bool ignores_link_enable; /* link_state: enable */
	bool rate_any_link;	  /* takes rates without carrier */
	bool no_eswitch;	  /* no other mode than legacy */
	bool eswitch_without_vfs; /* its eswitch can be set only while there are no VFs */
	bool eswitch_ends_with_vfs; /* numvfs 0 takes it back to legacy */
	uint32_t switchdev_refuses; /* VF attributes that it cannot set in switchdev mode
				     */
};
