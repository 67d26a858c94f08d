/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/plan.h"

/* Who uses the PF itself and would miss its link: "in use: the bridge br0, the address
 * 192.0.2.9 on enp1s0d1", "may be in use: the routes of enp1s0 cannot be read: ..."; NULL
 * where nobody is known, and where its link is down. */
const char *in_use_pf_by(struct arena *arena, const struct observed_pf *pf,
			 enum disruption takes);

/* The same in a sentence, "uplink0 is in use: ...", if the change takes the PF's link
 * away from them and that is not permitted; what that does, and for how long, is part of
 * it. */
const char *in_use_pf_refuses(struct arena *arena, const struct observed_pf *pf,
			      const struct change *change, enum disruption permits);
