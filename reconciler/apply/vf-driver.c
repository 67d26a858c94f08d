/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>

#include "apply/apply-internal.h"
#include "apply/vf-binding.h"
#include "model/in-use.h"
#include "run-state/run-state.h"
#include "observe/observe.h"
#include "netlink/vf-netlink.h"

enum {
	RESTART_AFTER_MS = 1000,
	RESTARTS_MAX = 3
};

struct bindings {
	struct vf_binding *items;
	size_t n;
};

static void add_binding(struct apply_context *context, struct bindings *asked,
			const struct vf_binding *binding)
{
	asked->items =
		arena_grow(context->arena, asked->items, asked->n, sizeof(*asked->items));
	asked->items[asked->n++] = *binding;
}

static bool is_unset(const struct outcome *outcome)
{
	return outcome->status == OUTCOME_FAILED || outcome->status == OUTCOME_SKIPPED;
}

/* Whether the VF did not get its planned MAC. */
static bool has_failed_mac(const struct apply_pf *pf, int vf)
{
	const struct change *change;
	const struct outcome *mac = apply_find(pf, vf, VF_ATTR_MAC, &change);

	return mac && is_unset(mac);
}

/* Why a VF need not restart for its MAC or GUID: neither was set. NULL if it must. */
static const char *restart_is_void(const struct apply_pf *pf, int vf)
{
	const char *text = NULL;

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		const struct change *change;
		const struct outcome *outcome =
			VF_ATTRS_OF_START & VF_ATTR_BIT(attr)
				? apply_find(pf, vf, (enum vf_attr)attr, &change)
				: NULL;

		if (outcome && !is_unset(outcome))
			return NULL;
		if (outcome)
			text = attr == VF_ATTR_MAC ? "its MAC could not be set"
						   : "its GUID could not be set";
	}
	return text;
}

/* Notes that the VF could not be offered to its driver, so that the next run does it. */
static void remember_driver(struct apply_context *context, const struct apply_pf *pf,
			    const struct change *change)
{
	int vf = change->vf;

	if (change->stage == STAGE_VF_DRIVER && context->run &&
	    (size_t)vf < pf->live->n_vfs && pf->live->vfs[vf].has_pci)
		(void)run_state_write(context->run, RUN_STATE_DRIVER,
				      pf->live->vfs[vf].pci, 1);
}

/* Whether the VF is only restarted, with the driver that it has. */
static bool keeps_driver(const struct vf_binding *binding, const struct observed_vf *now)
{
	if (!observed_vf_driver(now) || binding->name)
		return observed_vf_has_driver(now, binding->name);
	return !now->driver_override || !vf_binding_change(binding)->clears_override;
}

/* Looks at one VF again and asks the kernel to bind its driver. */
static void apply_change(struct apply_context *context, struct apply_pf *pf,
			 size_t change, struct bindings *asked)
{
	const struct change *planned = &pf->plan->changes[change];
	struct observed_vf now = {.index = (unsigned int)planned->vf};
	struct vf_binding binding = {.pf = pf, .change = change};
	struct change rebind = *planned;
	char pci[PCI_ADDRESS_TEXT];
	const char *user;
	bool binds;
	int r = 0;

	apply_look(context, pf, &now);
	if (!now.has_pci) {
		remember_driver(context, pf, planned);
		apply_skip(context, pf, change, "the VF is not there");
		return;
	}
	if (planned->stage == STAGE_VF_OVERRIDE)
		binding.name = planned->to.text;
	if (planned->impact == IMPACT_REBINDS_VF && keeps_driver(&binding, &now) &&
	    restart_is_void(pf, planned->vf)) {
		apply_skip(context, pf, change, restart_is_void(pf, planned->vf));
		return;
	}
	/* Another driver has bound the VF in the meantime. */
	if (binding.name && observed_vf_driver(&now) &&
	    !observed_vf_has_driver(&now, binding.name))
		rebind.impact = IMPACT_REBINDS_VF;
	/* Autoprobe is on again, so udev may have loaded a module whose driver bound the
	 * VF. That driver has seen the configured VF and need not restart. It may still
	 * be starting, which looks like a netdev in another namespace; as nothing is done
	 * to the VF, its users do not matter. */
	binds = rebind.impact != IMPACT_LIVE || !observed_vf_driver(&now);
	user = binds ? apply_keeps_vf(context, pf, &now, &rebind) : NULL;
	if (user) {
		apply_in_use(context, pf, change,
			     apply_user_text(context, pf->live, &now, user));
		return;
	}
	pci_address_format(now.pci, pci);
	snprintf(binding.dir, sizeof(binding.dir), "bus/pci/devices/%s", pci);
	if (now.driver_unread)
		r = -EIO;
	else if (binds)
		r = vf_binding_bind(context, &binding, &now);
	if (r == -EBUSY && observed_vf_driver(&now)) {
		vf_binding_fail(context, &binding, observed_vf_driver(&now));
		return;
	}
	if (r < 0) {
		remember_driver(context, pf, planned);
		apply_refused(context, pf, change, r, NULL);
		return;
	}
	add_binding(context, asked, &binding);
}

static void ask_all(struct apply_context *context, struct apply_pf *pf, enum stage stage,
		    struct bindings *asked)
{
	APPLY_FOR_EACH_OPEN(i, pf, APPLY_STAGE(stage))
	{
		if (!apply_is_stopped(context))
			apply_change(context, pf, i, asked);
	}
}

/* The PF's mailbox does not answer while the PF resets, as it does after its VFs were
 * created. A VF driver that starts then makes up a MAC (igbvf_probe, ixgbevf_sw_init: "PF
 * still in reset state"), and takes the right one after a restart. */
static bool has_missed_mac(const struct vf_binding *binding,
			   const struct observed_vf *now)
{
	const struct field *mac = &vf_binding_change(binding)->mac;

	return mac->set && !has_failed_mac(binding->pf, (int)now->index) &&
	       now->netdev_mac.set &&
	       !mac_address_is_equal(now->netdev_mac.value.mac, mac->value.mac);
}

static bool is_trusted(const struct apply_pf *pf, int vf)
{
	const struct change *change;
	const struct outcome *outcome = apply_find(pf, vf, VF_ATTR_TRUST, &change);

	if (outcome)
		return change->to.on && (outcome->status == OUTCOME_DONE ||
					 outcome->status == OUTCOME_ALREADY);
	return (size_t)vf < pf->live->n_vfs &&
	       observed_vf_has(&pf->live->vfs[vf], VF_ATTR_TRUST,
			       (struct value){.on = true});
}

/* The driver of a trusted VF sets the MAC that it made up on the PF too
 * (igb_set_vf_mac_addr, drivers/net/ethernet/intel/igb/igb_main.c), and would get it
 * again after a restart. So set the configured MAC on the PF first. */
static void put_mac_back(struct apply_context *context, const struct vf_binding *binding)
{
	const struct observed_pf *pf = binding->pf->live;
	const struct field attrs[VF_ATTR_COUNT] = {
		[VF_ATTR_MAC] = {.set = true,
				 .value = vf_binding_change(binding)->mac.value}};
	unsigned int vf = (unsigned int)vf_binding_change(binding)->vf;
	struct kernel_reply reply = {0};
	struct nl_msg *msg;

	if (!pf->netdev || !is_trusted(binding->pf, (int)vf))
		return;
	msg = vf_netlink_set_request(pf->ifindex, vf, attrs);
	/* The next look shows whether it worked. */
	(void)kernel_ask(context->kernel, KERNEL_ROUTE, context->arena, msg, &reply);
	nlmsg_free(msg);
}

/* Settles a VF that is ready. If it has the wrong MAC, restarts it after a while; false
 * until it is settled. */
static bool settle_there(struct apply_context *context, struct vf_binding *binding)
{
	struct apply_pf *pf = binding->pf;
	struct change restart = pf->plan->changes[binding->change];
	struct observed_vf now = {.index = (unsigned int)restart.vf};
	int64_t now_ms = kernel_now_ms(context->kernel);
	const char *user;
	int r;

	observe_vf(context->kernel, context->arena, NULL, context->run, pf->dir, NULL,
		   &now);
	if (!has_missed_mac(binding, &now)) {
		apply_done(context, pf, binding->change, NULL);
		return true;
	}
	apply_look(context, pf, &now);
	restart.impact = IMPACT_REBINDS_VF;
	user = in_use_refuses(context->arena, pf->live, &now, &restart);
	/* apply_user also finds claims on the VF's disks. */
	if (!user)
		user = apply_user(context, pf, &now, &restart);
	if (user) {
		apply_in_use(context, pf, binding->change,
			     apply_user_text(context, pf->live, &now, user));
		return true;
	}
	if (binding->n_restarts == RESTARTS_MAX) {
		apply_fail(context, pf, binding->change, -EAGAIN,
			   "its netdev came up with another MAC", NULL);
		return true;
	}
	if (binding->restart_at == 0)
		binding->restart_at = now_ms + RESTART_AFTER_MS;
	if (now_ms < binding->restart_at)
		return false;
	binding->restart_at = 0;
	binding->n_restarts++;
	apply_begins_again(context, pf, context->options->netdev_timeout_ms);
	put_mac_back(context, binding);
	r = vf_binding_bind(context, binding, &now);
	if (r < 0)
		apply_refused(context, pf, binding->change, r, NULL);
	return r < 0;
}

static void settle_bound(struct apply_context *context, const struct vf_binding *binding)
{
	const char *driver = NULL;
	const char *netdev =
		observe_netdev(context->kernel, context->arena, NULL, binding->dir);
	int r = sysfs_read_driver(context->kernel, context->arena, NULL, binding->dir,
				  &driver);

	if (r < 0)
		apply_fail(context, binding->pf, binding->change, r,
			   "its driver cannot be read", NULL);
	else if (binding->name && driver && strcmp(driver, binding->name) != 0)
		vf_binding_fail(context, binding, driver);
	else if (binding->pf->plan->vfs_start_offline)
		apply_fail(context, binding->pf, binding->change, -ETIMEDOUT,
			   "the driver is bound, and the device does not work",
			   binding->pf->plan->vfs_start_offline);
	else
		apply_fail(context, binding->pf, binding->change, -ETIMEDOUT,
			   netdev ? arena_printf(context->arena,
						 "udev has not finished with its "
						 "netdev %s in time",
						 netdev)
				  : "the driver is bound and made no netdev in time",
			   "apply --wait SECONDS waits longer");
}

static void settle_late(struct apply_context *context, const struct vf_binding *binding)
{
	struct apply_pf *pf = binding->pf;

	/* No time is left for another restart. */
	if (vf_binding_is_ready(context, binding)) {
		apply_fail(context, pf, binding->change, -EAGAIN,
			   "its netdev came up with another MAC", NULL);
		return;
	}
	if (sysfs_may_have_driver(context->kernel, binding->dir)) {
		settle_bound(context, binding);
	} else if (pf->plan->changes[binding->change].is_optional &&
		   pf->plan->vfs_start_offline) {
		context->result->n_offline++;
		apply_done(context, pf, binding->change,
			   "its driver gave it up: it is offline");
	} else if (pf->plan->changes[binding->change].is_optional) {
		/* Its module may be kept off this host on purpose. */
		apply_done(context, pf, binding->change, "no driver took the VF");
	} else {
		apply_fail(context, pf, binding->change, -ENODEV,
			   binding->name ? "the driver did not take the VF"
					 : "no driver took the VF",
			   in_use_is_vfio(binding->name)
				   ? "the kernel's log may say why: dmesg"
			   : pf->plan->vfs_start_offline
				   ? pf->plan->vfs_start_offline
				   : "is the VF driver's module installed, and not on a "
				     "blacklist? lspci -nn shows the VF's IDs");
	}
}

/* Settles the VFs in `waiting` that are ready or never will be, and removes them. */
static void settle_ready(struct apply_context *context, struct bindings *waiting)
{
	size_t n = 0;

	/* The VFs' drivers have started since the last look. */
	apply_look_anew(context, 0);
	for (size_t i = 0; i < waiting->n; i++) {
		struct vf_binding binding = waiting->items[i];

		if (vf_binding_is_ready(context, &binding)) {
			if (!settle_there(context, &binding))
				waiting->items[n++] = binding;
		} else if (vf_binding_is_hopeless(context, &binding)) {
			settle_late(context, &binding);
		} else {
			waiting->items[n++] = binding;
		}
	}
	waiting->n = n;
}

static bool bind_all(struct apply_context *context, struct apply_pf *pf, enum stage stage)
{
	struct bindings *waiting;
	bool is_first = !pf->has_begun;
	size_t n_waiting;

	if (is_first) {
		pf->bindings = arena_alloc(context->arena, sizeof(*pf->bindings));
		ask_all(context, pf, stage, pf->bindings);
		apply_begins(context, pf, context->options->netdev_timeout_ms);
	}
	waiting = pf->bindings;
	n_waiting = waiting->n;
	settle_ready(context, waiting);
	/* udev handles one netdev after the other; the timeout is for the next one. */
	if (waiting->n < n_waiting)
		apply_begins_again(context, pf, context->options->netdev_timeout_ms);
	if (is_first && waiting->n > 0)
		apply_wait_for(context, "%s: waiting for %zu VF %s%s",
			       pf->plan->desired->name, waiting->n,
			       pf->live->netdev ? "netdev" : "driver",
			       waiting->n == 1 ? "" : "s");
	if (waiting->n > 0 && !apply_is_over(context, pf))
		return false;
	for (size_t i = 0; i < waiting->n && !apply_is_stopped(context); i++)
		settle_late(context, &waiting->items[i]);
	return true;
}

bool apply_overrides(struct apply_context *context, struct apply_pf *pf)
{
	return bind_all(context, pf, STAGE_VF_OVERRIDE);
}

bool apply_drivers(struct apply_context *context, struct apply_pf *pf)
{
	return bind_all(context, pf, STAGE_VF_DRIVER);
}
