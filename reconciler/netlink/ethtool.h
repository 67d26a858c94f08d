/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Private flags and features of a PF's interface, through ethtool's netlink
 * (include/uapi/linux/ethtool_netlink.h; Linux 5.6). Errors are -errno; -EOPNOTSUPP where
 * the kernel or the driver has no such thing. */
#pragma once

#include "model/observed.h"
#include "support/diag.h"
#include "support/kernel.h"
#include "support/must-check.h"

/* Reads both into pf->attrs: of the features those that can be changed, and whether they
 * are on; what the driver has none of is empty, and what cannot be read is not set. */
void ethtool_observe(struct kernel *kernel, struct arena *arena, struct diags *diags,
		     struct observed_pf *pf);

/* Switches one of them; the others stay. That the kernel has taken a feature does not say
 * that it is on: another one that it needs may be off (netdev_fix_features,
 * net/core/dev.c). */
_must_check_ int ethtool_set(struct kernel *kernel, struct arena *arena,
			     const struct observed_pf *pf, enum pf_attr attr,
			     const struct flag *flag, const char **ret_ext_ack);
