/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each VF attribute as rtnetlink has it: a writer and a reader. */
#pragma once

#include "model/observed.h"
#include "support/must-check.h"

struct nl_msg;
struct nlattr;

/* Puts the attributes of `which` (VF_ATTR_BIT) that are set, in the order in which the
 * kernel applies them, into an open IFLA_VF_INFO. 0, or -ENOMEM. */
_must_check_ int vf_attr_netlink_put(struct nl_msg *msg, unsigned int vf,
				     const struct field *attrs, uint32_t which);

/* Takes what an IFLA_VF_INFO of an answer says into the VF that it is of. */
void vf_attr_netlink_take(struct nlattr *info, struct observed_pf *pf);
