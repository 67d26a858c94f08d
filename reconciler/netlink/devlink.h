/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The eswitch of a PF and the functions behind its ports, through devlink
 * (include/uapi/linux/devlink.h). Errors are -errno; -EOPNOTSUPP or -ENODEV if the kernel
 * or the driver does not support it. */
#pragma once

#include "model/observed.h"
#include "support/diag.h"
#include "support/kernel.h"
#include "support/must-check.h"

/* Reads mode, inline_mode and encap_mode into pf->attrs, as far as the driver supports
 * them. In switchdev mode, MAC and rates of a VF may belong to its port: they are read
 * into the VFs for which rtnetlink has reported none. `dir` is the directory of the PF,
 * for errors in `diags`. */
void devlink_observe(struct kernel *kernel, struct arena *arena, struct diags *diags,
		     const char *dir, struct observed_pf *pf);

/* Sets one of them; `word` is one of pf_attr_info[attr].words. The kernel keeps what is
 * not in the message (devlink_nl_eswitch_set_doit, net/devlink/dev.c). */
_must_check_ int devlink_set_eswitch(struct kernel *kernel, struct arena *arena,
				     const struct observed_pf *pf, enum pf_attr attr,
				     const char *word, const char **ret_ext_ack);

/* Sets the MAC of a VF as devlink port function set hw_addr does. */
int devlink_set_vf_mac(struct kernel *kernel, struct arena *arena,
		       const struct observed_pf *pf, unsigned int vf,
		       struct mac_address mac, const char **ret_ext_ack);

/* Sets min_tx_rate or max_tx_rate of a VF, in Mbit/s, like devlink port function rate set
 * with tx_share and tx_max. The kernel passes each to the driver separately and does not
 * compare them (devlink_nl_rate_set, net/devlink/rate.c). */
int devlink_set_vf_rate(struct kernel *kernel, struct arena *arena,
			const struct observed_pf *pf, unsigned int vf, enum vf_attr attr,
			uint32_t mbit, const char **ret_ext_ack);
