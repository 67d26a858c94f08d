/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of observe/ ask of the users of VFs on a fake host. */
#pragma once

#include "fake-kernel.h"
#include "model/observed.h"
#include "unit.h"

/* The first PF, as a run for an entry with these keys sees it: "numvfs: 3"; NULL: as show
 * does. */
const struct observed_pf *vf_users_look(struct unit *unit, struct fake_kernel *fake,
					const char *keys);

/* What is told of VF 1 of it then; NULL: nobody uses it. There is no diagnostic. */
const char *vf_users_of_vf_1(struct unit *unit, struct fake_kernel *fake,
			     const char *keys);

/* The same as show says it, and that nobody uses VF 0. */
const char *vf_users_only_of_vf_1(struct unit *unit, struct fake_kernel *fake);

/* The one that a VF has at most; NULL: none. */
const char *vf_users_only_holder(const struct observed_vf *vf);
