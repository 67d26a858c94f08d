/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A host with one PF and one VF, of which a test changes what it wants, and the plan for
 * it: tests of plan/. */
#pragma once

#include "model/plan.h"
#include "unit.h"

struct one_vf {
	struct observed_vf vf;
	struct observed_pf pf;
	struct observed observed;
};

/* Another MAC than the VF has. */
#define OTHER_MAC "mac: '52:54:00:00:00:02'"

/* An idle VF of igb, bound to igbvf. */
void one_vf_init(struct one_vf *one);

/* The changes of a PF, as "mac/rebinds-vf driver/rebinds-vf!": what is refused as it is
 * in use ends in "!", what cannot be in "?". */
const char *one_vf_words(struct unit *unit, const struct plan_pf *pf);

/* The same of the plan for the keys `vf` of the VF. `vms`: the key with its colon, or "".
 */
const char *one_vf_plan_with(struct unit *unit, struct one_vf *one, const char *vf,
			     const char *vms);
const char *one_vf_plan(struct unit *unit, struct one_vf *one, const char *vf);
