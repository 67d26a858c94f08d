/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Attributes of a VF's own device and netdev: interrupt vectors, MTU, link. */
#include <errno.h>
#include <netlink/msg.h>
#include <stdio.h>

#include "apply/apply-internal.h"
#include "run-state/run-state.h"
#include "observe/observe.h"
#include "netlink/vf-netlink.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

/* Observes the VF as it is now; false if it does not exist, with the change settled. */
static bool find_vf(struct apply_context *context, struct apply_pf *pf, size_t change,
		    struct observed_vf *now)
{
	*now = (struct observed_vf){.index = (unsigned int)pf->plan->changes[change].vf};
	apply_look(context, pf, now);
	if (!now->has_pci)
		apply_skip(context, pf, change, "the VF is not there");
	return now->has_pci;
}

/* The kernel returns EBUSY while a driver is bound (sriov_vf_msix_count_store,
 * drivers/pci/iov.c), so unbind it first. The steps for drivers bind it again. */
static int set_msix(struct apply_context *context, const struct change *change,
		    const struct observed_vf *now)
{
	char pci[PCI_ADDRESS_TEXT], text[16];
	int r = 0;

	pci_address_format(now->pci, pci);
	/* For the next run, if this one is killed between the two. */
	if (observed_vf_driver(now) && context->run)
		r = run_state_write(context->run, RUN_STATE_DRIVER, now->pci, 1);
	if (r == 0 && observed_vf_driver(now))
		r = kernel_write(context->kernel, pci, "bus/pci/devices/%s/driver/unbind",
				 pci);
	snprintf(text, sizeof(text), "%u", change->to.number);
	return r < 0 ? r
		     : kernel_write(context->kernel, text,
				    "bus/pci/devices/%s/sriov_vf_msix_count", pci);
}

static void apply_vectors(struct apply_context *context, struct apply_pf *pf,
			  size_t change)
{
	struct change planned = pf->plan->changes[change];
	struct observed_vf now;
	const char *user;
	int r;

	if (!find_vf(context, pf, change, &now))
		return;
	if (observed_vf_may_have_driver(&now))
		planned.impact = IMPACT_REBINDS_VF;
	user = apply_keeps_vf(context, pf, &now, &planned);
	if (user) {
		apply_in_use(context, pf, change,
			     apply_user_text(context, pf->live, &now, user));
		return;
	}
	r = now.driver_unread ? -EIO : set_msix(context, &planned, &now);
	if (r < 0)
		apply_refused(context, pf, change, r, NULL);
	else
		apply_done(context, pf, change, NULL);
}

static bool apply_each(struct apply_context *context, struct apply_pf *pf,
		       enum stage stage,
		       void (*apply)(struct apply_context *context, struct apply_pf *pf,
				     size_t change))
{
	APPLY_FOR_EACH_OPEN(i, pf, APPLY_STAGE(stage))
	{
		if (!apply_is_stopped(context))
			apply(context, pf, i);
	}
	return true;
}

bool apply_msix(struct apply_context *context, struct apply_pf *pf)
{
	return apply_each(context, pf, STAGE_VF_MSIX, apply_vectors);
}

/* Noted after the netdev is up: if the run is killed in between, or the note cannot be
 * written, the VF counts as in use. */
static void note_raised(struct apply_context *context, const struct observed_vf *now,
			bool is_up)
{
	if (!context->run)
		return;
	if (is_up)
		(void)run_state_write(context->run, RUN_STATE_RAISED, now->pci,
				      now->netdevs[0].ifindex);
	else
		run_state_remove(context->run, RUN_STATE_RAISED, now->pci);
}

static int set_netdev(struct apply_context *context, const struct change *change,
		      const struct observed_vf *now, const char **ret_ext_ack)
{
	_cleanup_(guard_msg) struct nl_msg *msg = NULL;
	struct kernel_reply reply;
	int ifindex = now->netdevs[0].ifindex, r;

	*ret_ext_ack = NULL;
	if (ifindex < 0)
		return ifindex;
	msg = change->attr == VF_ATTR_LINK
		      ? vf_netlink_up_request(ifindex, change->to.on)
		      : vf_netlink_mtu_request(ifindex, change->to.number);
	r = kernel_ask(context->kernel, KERNEL_ROUTE, context->arena, msg, &reply);
	*ret_ext_ack = reply.ext_ack;
	if (r == 0 && change->attr == VF_ATTR_LINK)
		note_raised(context, now, change->to.on);
	return r;
}

static void apply_netdev(struct apply_context *context, struct apply_pf *pf,
			 size_t change)
{
	struct change planned = pf->plan->changes[change];
	const char *user, *ext_ack;
	struct observed_vf now;
	int r;

	if (!find_vf(context, pf, change, &now))
		return;
	if (!now.netdev) {
		apply_fail(context, pf, change, -ENODEV,
			   "the VF has no network interface here", NULL);
		return;
	}
	if (observed_vf_has(&now, planned.attr, planned.to)) {
		apply_already(context, pf, change);
		return;
	}
	if (planned.attr != VF_ATTR_LINK || !planned.to.on)
		planned.impact = IMPACT_RESETS_VF; /* for a VF that is in use now */
	user = apply_user(context, pf, &now, &planned);
	if (user) {
		apply_in_use(context, pf, change,
			     apply_user_text(context, pf->live, &now, user));
		return;
	}
	r = set_netdev(context, &planned, &now, &ext_ack);
	if (r < 0)
		apply_refused(context, pf, change, r, ext_ack);
	else
		apply_done(context, pf, change, NULL);
}

bool apply_netdevs(struct apply_context *context, struct apply_pf *pf)
{
	return apply_each(context, pf, STAGE_VF_NETDEV, apply_netdev);
}
