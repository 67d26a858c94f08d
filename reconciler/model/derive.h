/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values that depend on the host: `derive`, `max`, and the default MAC address of a VM's
 * interface. Pure: every version derives the same value from the same input, since guests
 * and fabrics keep it. */
#pragma once

#include "model/desired.h"
#include "model/observed.h"

/* The configuration of VF `index` on this host. A value keeps its source if the host does
 * not report what the value derives from. */
struct desired_vf derive_vf(const struct observed *host,
			    const struct observed_pf *observed,
			    const struct desired_pf *desired, unsigned int index);

/* The same for the first `n` VFs; owned by the arena. */
struct desired_vf *derive_vfs(struct arena *arena, const struct observed *host,
			      const struct observed_pf *observed,
			      const struct desired_pf *desired, size_t n);

/* The MAC address of an interface that has none configured. False if the host has no ID
 * to derive it from. */
bool derive_mac_of_interface(const struct observed *host,
			     const struct desired_binding *binding,
			     struct mac_address *ret_mac);

/* The number of VFs on this host; `max` keeps its source if the PF does not report how
 * many VFs its driver allows. */
struct field derive_numvfs(const struct observed_pf *observed,
			   const struct desired_pf *desired);
