/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A writer and a reader for each VF attribute of rtnetlink. */
#pragma once

#include "model/observed.h"
#include "support/must-check.h"

struct nl_msg;
struct nlattr;

/* Writes the attributes that are set and in `which` (VF_ATTR_BIT) into an open
 * IFLA_VF_INFO, in the order in which the kernel applies them. 0, or -ENOMEM. */
_must_check_ int vf_attr_netlink_put(struct nl_msg *msg, unsigned int vf,
				     const struct field *attrs, uint32_t which);

/* Reads an IFLA_VF_INFO of an answer into the VF that it belongs to. */
void vf_attr_netlink_take(struct nlattr *info, struct observed_pf *pf);
