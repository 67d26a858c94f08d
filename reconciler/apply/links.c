/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <netlink/msg.h>

#include "apply/applying.h"
#include "observe/vf-netlink.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

/* One message per PF: there are few, and each may take its driver a while. */
static void apply_link(struct applying *applying, struct applying_pf *pf, size_t change)
{
	_cleanup_(guard_msg) struct nl_msg *msg =
		vf_netlink_up_request(pf->live->ifindex, pf->plan->changes[change].to.on);
	struct kernel_reply reply = {0};
	int r = -ENOMEM;

	if (msg)
		r = kernel_transact(applying->kernel, applying->arena,
				    (struct nl_msg *const *)&msg, &reply, 1);
	if (r == 0)
		r = reply.error;
	if (r < 0)
		applying_refused(applying, pf, change, r, reply.ext_ack);
	else
		applying_done(applying, pf, change, NULL);
}

void apply_links(struct applying *applying)
{
	for (size_t i = 0; i < applying->n_pfs; i++) {
		struct applying_pf *pf = &applying->pfs[i];

		for (size_t j = 0; j < pf->plan->n_changes; j++) {
			if (pf->plan->changes[j].kind == CHANGE_PF_LINK &&
			    applying_is_open(pf, j) && !applying_is_stopped(applying))
				apply_link(applying, pf, j);
		}
	}
}
