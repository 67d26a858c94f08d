/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values that the configuration leaves to the host to settle: `derive`, `max`, and the
 * MAC address of a VM's interface. Pure: the same input gives the same value in every
 * version, since guests and fabrics keep it. */
#pragma once

#include "model/desired.h"
#include "model/observed.h"

/* What VF `index` of the PF should be like on this host. A value that the host does not
 * settle (it does not report what the value is made from) keeps its source. */
struct desired_vf derive_vf(const struct observed *host,
			    const struct observed_pf *observed,
			    const struct desired_pf *desired, unsigned int index);

/* The same for the first `n` VFs; owned by the arena. */
struct desired_vf *derive_vfs(struct arena *arena, const struct observed *host,
			      const struct observed_pf *observed,
			      const struct desired_pf *desired, size_t n);

/* The number of VFs on this host; `max` keeps its source where the PF does not report how
 * many its driver allows. */
struct field derive_numvfs(const struct observed_pf *observed,
			   const struct desired_pf *desired);
