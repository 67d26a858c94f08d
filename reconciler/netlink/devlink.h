/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The eswitch of a PF and the functions behind its ports, through devlink
 * (include/uapi/linux/devlink.h). Errors are -errno; -EOPNOTSUPP or -ENODEV where the
 * kernel or the driver has no such thing. */
#pragma once

#include "model/observed.h"
#include "support/diag.h"
#include "support/kernel.h"
#include "support/must-check.h"

/* Reads mode, inline_mode and encap_mode into pf->attrs, those that the driver has. In
 * switchdev mode the MAC and the rates of a VF may belong to its port: reads them into
 * the VFs of which rtnetlink has told none. `dir`: of the PF, for what goes to `diags`.
 */
void devlink_observe(struct kernel *kernel, struct arena *arena, struct diags *diags,
		     const char *dir, struct observed_pf *pf);

/* Sets one of them; `word` is one of pf_attr_eswitch_words. What is unset in the message
 * the kernel leaves (devlink_nl_eswitch_set_doit, net/devlink/dev.c). */
_must_check_ int devlink_set_eswitch(struct kernel *kernel, struct arena *arena,
				     const struct observed_pf *pf, enum pf_attr attr,
				     const char *word, const char **ret_ext_ack);

/* Sets the MAC of a VF as devlink port function set hw_addr does. */
int devlink_set_vf_mac(struct kernel *kernel, struct arena *arena,
		       const struct observed_pf *pf, unsigned int vf,
		       struct mac_address mac, const char **ret_ext_ack);

/* Sets min_tx_rate or max_tx_rate of a VF, in Mbit/s, as devlink port function rate set
 * does with tx_share and tx_max. The kernel hands each to the driver as it comes, and
 * does not compare them (devlink_nl_rate_set, net/devlink/rate.c). */
int devlink_set_vf_rate(struct kernel *kernel, struct arena *arena,
			const struct observed_pf *pf, unsigned int vf, enum vf_attr attr,
			uint32_t mbit, const char **ret_ext_ack);
