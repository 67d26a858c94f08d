/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/plan.h"

/* Users of the PF itself, who need its link: "in use: the bridge br0, the address
 * 192.0.2.9 on enp1s0d1", or "may be in use: the routes of enp1s0 cannot be read: ...".
 * NULL if no user is known or its link is down. */
const char *in_use_pf_by(struct arena *arena, const struct observed_pf *pf,
			 enum disruption takes);

/* The same as a sentence, "uplink0 is in use: ...", if the change interrupts the link of
 * the PF and this is not permitted. It includes the effect and its duration. NULL: not
 * refused. */
const char *in_use_pf_refuses(struct arena *arena, const struct observed_pf *pf,
			      const struct change *change, enum disruption permits);
