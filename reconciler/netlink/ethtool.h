/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Private flags and features of the interface of a PF, through ethtool netlink
 * (include/uapi/linux/ethtool_netlink.h; Linux 5.6). Errors are -errno; -EOPNOTSUPP if
 * the kernel or the driver does not support it. */
#pragma once

#include "model/observed.h"
#include "support/diag.h"
#include "support/kernel.h"
#include "support/must-check.h"

/* Reads both into pf->attrs: all private flags, and the features that can be changed,
 * with their state. A list is empty if the driver has none, and not set if it cannot be
 * read. */
void ethtool_observe(struct kernel *kernel, struct arena *arena, struct diags *diags,
		     struct observed_pf *pf);

/* Switches one of them; the others stay. Success does not mean that a feature is on:
 * another feature that it needs may be off (netdev_fix_features, net/core/dev.c). */
_must_check_ int ethtool_set(struct kernel *kernel, struct arena *arena,
			     const struct observed_pf *pf, enum pf_attr attr,
			     const struct flag *flag, const char **ret_ext_ack);
