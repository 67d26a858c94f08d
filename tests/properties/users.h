/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who uses VFs and PFs of the fake kernel, as far as a run can know and has to care. */
#pragma once

#include "run.h"

/* In use, or not to be told from it: bound to a driver that has shown no netdev here. */
bool users_may_have_vf(const struct fake_kernel *fake, const struct fake_vf *vf);
/* The same of any VF of the PF. */
bool users_may_have_any_vf(const struct run *run, const struct fake_pf *pf);

/* Who uses the PF itself is in the way; also since the run put it up. */
bool users_need_pf(const struct run *run, const struct fake_pf *pf,
		   enum disruption takes);

/* Who is in the way of a change, of its VF or of the PF. */
bool users_prevent_change(const struct run *run, const struct plan_pf *plan_pf,
			  const struct change *change);

/* The oracle: nobody was disturbed who was not to be. */
bool users_are_undisturbed(const struct fake_kernel *fake, char *failure);
