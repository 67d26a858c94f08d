/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>

#include "apply/apply-internal.h"
#include "model/in-use.h"
#include "observe/run-record.h"
#include "observe/observe.h"
#include "observe/vf-netlink.h"

enum {
	RESTART_AFTER_MS = 1000,
	RESTARTS_MAX = 3,
	DEVICE_DIR_MAX = 64
};

/* Binding one VF to the kernel's choice of driver, or to one by its name. */
struct binding {
	struct apply_pf *pf;
	size_t change;
	const char *name; /* of the driver, or "none"; NULL: the kernel's choice */
	char dir[DEVICE_DIR_MAX];
	int n_restarts;
	int64_t restart_at; /* 0: it need not */
};

struct controller_search {
	struct kernel *kernel;
	const char *dir;
};

struct bindings {
	struct binding *items;
	size_t n;
};

static const struct change *change_of(const struct binding *binding)
{
	return &binding->pf->plan->changes[binding->change];
}

static bool is_none(const struct binding *binding)
{
	return binding->name && strcmp(binding->name, "none") == 0;
}

/* Only the driver of that name may have the VF from now on; there is none called "none".
 */
static int set_override(struct apply_context *context, const struct binding *binding,
			const struct observed_vf *vf)
{
	if (!binding->name ||
	    (vf->driver_override && strcmp(binding->name, vf->driver_override) == 0))
		return 0;
	return kernel_write(context->kernel, binding->name, "%s/driver_override",
			    binding->dir);
}

/* An override that others left goes where the configuration asks for the kernel's choice;
 * a newline clears it (driver_set_override, drivers/base/driver.c). */
static int clear_override(struct apply_context *context, const struct binding *binding,
			  const struct observed_vf *vf)
{
	if (!vf->driver_override || !change_of(binding)->clears_override)
		return 0;
	/* Nor before the driver that it named is gone, which the link tells, not the
	 * unbind's success: bound and overridden no more, the VF looks as it should. */
	if (observe_driver(context->kernel, context->arena, NULL, binding->dir))
		return -EBUSY;
	return kernel_write(context->kernel, "\n", "%s/driver_override", binding->dir);
}

static int bind_vf(struct apply_context *context, const struct binding *binding,
		   const struct observed_vf *vf)
{
	char pci[PCI_ADDRESS_TEXT];
	int r = set_override(context, binding, vf);

	pci_address_format(vf->pci, pci);
	/* Killed between the two, or where the driver does not come back, this says that
	 * the VF is owed one; that it has not the one by its name shows without. */
	if (r == 0 && vf->driver && !binding->name && context->run)
		r = run_record_write(context->run, RUN_RECORD_DRIVER, vf->pci, 1);
	if (r == 0 && vf->driver)
		r = kernel_write(context->kernel, pci, "%s/driver/unbind", binding->dir);
	if (r == 0)
		r = clear_override(context, binding, vf);
	if (r == 0 && !is_none(binding))
		r = kernel_write(context->kernel, pci, "bus/pci/drivers_probe");
	return r;
}

static void add_binding(struct apply_context *context, struct bindings *asked,
			const struct binding *binding)
{
	asked->items =
		arena_grow(context->arena, asked->items, asked->n, sizeof(*asked->items));
	asked->items[asked->n++] = *binding;
}

/* A VF that was to start again for a MAC that it did not get. */
static bool has_failed_mac(const struct apply_pf *pf, int vf)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		if (change->kind == CHANGE_VF_ATTR && change->attr == VF_ATTR_MAC &&
		    change->vf == vf)
			return pf->outcomes[i].status == OUTCOME_FAILED ||
			       pf->outcomes[i].status == OUTCOME_SKIPPED;
	}
	return false;
}

/* Why a VF that was to start again for a MAC or a GUID need not: it got none of them.
 * NULL where it must. */
static const char *restart_is_void(const struct apply_pf *pf, int vf)
{
	const char *text = NULL;

	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];
		enum outcome_status status = pf->outcomes[i].status;

		if (change->kind != CHANGE_VF_ATTR || change->vf != vf ||
		    !(VF_ATTRS_OF_START & VF_ATTR_BIT(change->attr)))
			continue;
		if (status != OUTCOME_FAILED && status != OUTCOME_SKIPPED)
			return NULL;
		text = change->attr == VF_ATTR_MAC ? "its MAC could not be set"
						   : "its GUID could not be set";
	}
	return text;
}

/* A VF that could not even be offered to its driver is offered by the next run. */
static void owe_driver(struct apply_context *context, const struct apply_pf *pf,
		       const struct change *change)
{
	int vf = change->vf;

	if (change->kind == CHANGE_VF_DRIVER && context->run &&
	    (size_t)vf < pf->live->n_vfs && pf->live->vfs[vf].has_pci)
		run_record_write(context->run, RUN_RECORD_DRIVER, pf->live->vfs[vf].pci,
				 1);
}

/* Whether the VF only starts again: with the driver that it has. */
static bool keeps_driver(const struct binding *binding, const struct observed_vf *now)
{
	if (!now->driver || binding->name)
		return now->driver && strcmp(now->driver, binding->name) == 0;
	return !now->driver_override || !change_of(binding)->clears_override;
}

static void fail_bound(struct apply_context *context, const struct binding *binding,
		       const char *driver)
{
	apply_fail(context, binding->pf, binding->change, -EBUSY,
		   arena_printf(context->arena, "the VF is bound to %s", driver),
		   "does another tool bind drivers on this host?");
}

/* Asks for the driver of one VF, as that VF is at this moment. */
static void apply_change(struct apply_context *context, struct apply_pf *pf,
			 size_t change, struct bindings *asked)
{
	const struct change *planned = &pf->plan->changes[change];
	struct observed_vf now = {.index = (unsigned int)planned->vf};
	struct binding binding = {.pf = pf, .change = change};
	struct change rebind = *planned;
	char pci[PCI_ADDRESS_TEXT];
	const char *user;
	int r = 0;

	apply_look(context, pf, &now);
	if (!now.has_pci) {
		owe_driver(context, pf, planned);
		apply_skip(context, pf, change, "the VF is not there");
		return;
	}
	if (planned->kind == CHANGE_VF_OVERRIDE)
		binding.name = planned->to.text;
	if (planned->impact == IMPACT_REBINDS_VF && keeps_driver(&binding, &now) &&
	    restart_is_void(pf, planned->vf)) {
		apply_skip(context, pf, change, restart_is_void(pf, planned->vf));
		return;
	}
	/* A driver that should not have it and got it all the same. */
	if (binding.name && now.driver && strcmp(now.driver, binding.name) != 0)
		rebind.impact = IMPACT_REBINDS_VF;
	user = apply_keeps_vf(context, pf, &now, &rebind);
	if (user) {
		apply_in_use(context, pf, change,
			     apply_user_text(context, pf->live, &now, user));
		return;
	}
	pci_address_format(now.pci, pci);
	snprintf(binding.dir, sizeof(binding.dir), "bus/pci/devices/%s", pci);
	/* Autoprobe is on again, so udev's module load may have been faster: a driver
	 * that came by itself has met the VF configured, and is not to start once more.
	 */
	if (now.driver && strcmp(now.driver, OBSERVE_UNKNOWN) == 0)
		r = -EIO;
	else if (rebind.impact != IMPACT_LIVE || !now.driver)
		r = bind_vf(context, &binding, &now);
	if (r == -EBUSY && now.driver) {
		fail_bound(context, &binding, now.driver);
		return;
	}
	if (r < 0) {
		owe_driver(context, pf, planned);
		apply_refused(context, pf, change, r, NULL);
		return;
	}
	add_binding(context, asked, &binding);
}

static void ask_all(struct apply_context *context, struct apply_pf *pf,
		    enum change_kind kind, struct bindings *asked)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		if (pf->plan->changes[i].kind == kind && apply_is_open(pf, i) &&
		    !apply_is_stopped(context))
			apply_change(context, pf, i, asked);
	}
}

static int visit_controller(void *data, const char *name)
{
	const struct controller_search *search = data;
	char state[32];

	return strncmp(name, "nvme", strlen("nvme")) == 0 &&
	       kernel_read(search->kernel, state, sizeof(state), "%s/nvme/%.32s/state",
			   search->dir, name) > 0 &&
	       strcmp(state, "live") == 0;
}

/* Until Linux 6.2 nvme is bound before it tries whether its device works, and lets go of
 * it when it does not (nvme_reset_work, drivers/nvme/host/pci.c). */
static bool is_live(struct apply_context *context, const struct binding *binding)
{
	struct controller_search search = {.kernel = context->kernel,
					   .dir = binding->dir};

	return !binding->pf->plan->vfs_start_offline ||
	       kernel_list(context->kernel, visit_controller, &search, "%s/nvme",
			   binding->dir) == 1;
}

/* drivers_probe succeeds when it binds nothing, and the driver of a VF may make its
 * netdev later than its probe (iavf): only what is there counts. */
static bool is_ready(struct apply_context *context, const struct binding *binding)
{
	const char *driver =
		observe_driver(context->kernel, context->arena, NULL, binding->dir);
	const char *netdev;

	if (is_none(binding))
		return !driver;
	if (!driver || (binding->name && strcmp(driver, binding->name) != 0))
		return false;
	/* vfio-pci may take VFs by their ids (vfio-pci.ids=), and makes no netdev. */
	if (in_use_is_vfio(driver))
		return true;
	if (!binding->pf->live->netdev)
		return is_live(context, binding);
	netdev = observe_netdev(context->kernel, context->arena, NULL, binding->dir);
	return netdev && kernel_is_settled(context->kernel, "net", netdev);
}

/* Whether no driver is there and none will come: udev has loaded what there is to load,
 * and the kernel was asked once more after that. */
static bool is_hopeless(struct apply_context *context, const struct binding *binding)
{
	const char *pci = strrchr(binding->dir, '/') + 1;

	if (observe_driver(context->kernel, context->arena, NULL, binding->dir) ||
	    !kernel_is_settled(context->kernel, "pci", pci))
		return false;
	kernel_write(context->kernel, pci, "bus/pci/drivers_probe");
	return !observe_driver(context->kernel, context->arena, NULL, binding->dir);
}

/* The PF's mailbox is silent while the PF resets itself, as it does after its VFs were
 * made; a VF driver that starts then makes up a MAC (igbvf_probe, ixgbevf_sw_init: "PF
 * still in reset state"). It takes the right one when it starts again. */
static bool has_missed_mac(const struct binding *binding, const struct observed_vf *now)
{
	const struct field *mac = &change_of(binding)->mac;

	return mac->set && !has_failed_mac(binding->pf, (int)now->index) &&
	       now->has_netdev_mac &&
	       !mac_address_is_equal(now->netdev_mac, mac->value.mac);
}

static bool is_trusted(const struct apply_pf *pf, int vf)
{
	const struct field *trust;

	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		if (change->kind == CHANGE_VF_ATTR && change->attr == VF_ATTR_TRUST &&
		    change->vf == vf)
			return change->to.on &&
			       (pf->outcomes[i].status == OUTCOME_DONE ||
				pf->outcomes[i].status == OUTCOME_ALREADY);
	}
	trust = (size_t)vf < pf->live->n_vfs ? &pf->live->vfs[vf].attrs[VF_ATTR_TRUST]
					     : NULL;
	return trust && trust->set && trust->value.on;
}

/* A VF that is trusted gives the PF the MAC that its driver made up
 * (igb_set_vf_mac_addr, drivers/net/ethernet/intel/igb/igb_main.c), and would start with
 * that one again. Whether it has worked the next look says. */
static void put_mac_back(struct apply_context *context, const struct binding *binding)
{
	const struct observed_pf *pf = binding->pf->live;
	const struct field attrs[VF_ATTR_COUNT] = {
		[VF_ATTR_MAC] = {.set = true, .value = change_of(binding)->mac.value}};
	unsigned int vf = (unsigned int)change_of(binding)->vf;
	struct kernel_reply reply = {0};
	struct nl_msg *msg;

	if (!pf->netdev || !is_trusted(binding->pf, (int)vf))
		return;
	msg = vf_netlink_set_request(pf->ifindex, vf, attrs);
	kernel_ask(context->kernel, KERNEL_ROUTE, context->arena, msg, &reply);
	nlmsg_free(msg);
}

/* Settles a VF that is there; or starts it once more after a while, and returns false. */
static bool settle_there(struct apply_context *context, struct binding *binding)
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
	/* Who has claimed a disk of it, too. */
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
	pf->deadline = now_ms + context->options->netdev_timeout_ms;
	put_mac_back(context, binding);
	r = bind_vf(context, binding, &now);
	if (r < 0)
		apply_refused(context, pf, binding->change, r, NULL);
	return r < 0;
}

static void settle_bound(struct apply_context *context, const struct binding *binding)
{
	const char *driver =
		observe_driver(context->kernel, context->arena, NULL, binding->dir);

	if (binding->name && driver && strcmp(driver, binding->name) != 0)
		fail_bound(context, binding, driver);
	else if (binding->pf->plan->vfs_start_offline)
		apply_fail(context, binding->pf, binding->change, -ETIMEDOUT,
			   "the driver is bound, and the device does not work",
			   binding->pf->plan->vfs_start_offline);
	else
		apply_fail(context, binding->pf, binding->change, -ETIMEDOUT,
			   "the driver is bound and made no netdev in time", NULL);
}

static void settle_late(struct apply_context *context, const struct binding *binding)
{
	struct apply_pf *pf = binding->pf;

	/* The time for another start is over. */
	if (is_ready(context, binding)) {
		apply_fail(context, pf, binding->change, -EAGAIN,
			   "its netdev came up with another MAC", NULL);
		return;
	}
	if (observe_driver(context->kernel, context->arena, NULL, binding->dir)) {
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
				     "blacklist? lspci -nn tells the VF's ids");
	}
}

/* Takes out of `waiting` what is ready, or never will be. */
static void settle_ready(struct apply_context *context, struct bindings *waiting)
{
	size_t n = 0;

	/* Their drivers have started since they were looked at. */
	apply_look_anew(context, 0);
	for (size_t i = 0; i < waiting->n; i++) {
		struct binding binding = waiting->items[i];

		if (is_ready(context, &binding)) {
			if (!settle_there(context, &binding))
				waiting->items[n++] = binding;
		} else if (is_hopeless(context, &binding)) {
			settle_late(context, &binding);
		} else {
			waiting->items[n++] = binding;
		}
	}
	waiting->n = n;
}

static bool bind_all(struct apply_context *context, struct apply_pf *pf,
		     enum change_kind kind)
{
	struct bindings *waiting;
	bool is_first = !pf->has_begun;

	if (is_first) {
		pf->bindings = arena_alloc(context->arena, sizeof(*pf->bindings));
		ask_all(context, pf, kind, pf->bindings);
		apply_begins(context, pf, context->options->netdev_timeout_ms);
	}
	waiting = pf->bindings;
	settle_ready(context, waiting);
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
	return bind_all(context, pf, CHANGE_VF_OVERRIDE);
}

bool apply_drivers(struct apply_context *context, struct apply_pf *pf)
{
	return bind_all(context, pf, CHANGE_VF_DRIVER);
}
