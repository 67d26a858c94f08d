/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use.h"
#include "observe/observe.h"

#include <errno.h>
#include <net/if.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "run-state/run-state.h"
#include "netlink/devlink.h"
#include "netlink/ethtool.h"
#include "observe/disk-claims.h"
#include "observe/hidden-users.h"
#include "observe/holders.h"
#include "observe/iommu-groups.h"
#include "observe/msix.h"
#include "observe/pf-find.h"
#include "observe/pf-users.h"
#include "run-state/saved-vfs.h"
#include "observe/vf-device.h"
#include "observe/vf-impact.h"
#include "netlink/vf-netlink.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

enum {
	VF_LIST_TIMEOUT_MS = 2000,
	VF_LIST_RETRY_MS = 50,
	NAME_BUFFER = 256
};

void observe_pf_dir(const struct observed_pf *pf, char dir[PF_DIR_MAX])
{
	char pci[PCI_ADDRESS_TEXT];

	if (pf->has_pci) {
		pci_address_format(pf->pci, pci);
		snprintf(dir, PF_DIR_MAX, "bus/pci/devices/%s", pci);
	} else {
		snprintf(dir, PF_DIR_MAX, "class/net/%s/device", pf->netdev);
	}
}

/* Whether the kernel reported every VF that it can report. */
static bool is_complete(const struct observed_pf *pf)
{
	size_t n = 0;

	for (size_t i = 0; i < pf->n_vfs; i++)
		n += pf->vfs[i].reported;
	return n == (observed_pf_is_capped(pf) ? OBSERVED_VF_LIST_MAX : pf->n_vfs);
}

/* Reads what rtnetlink reports of the PF and its VFs. The kernel leaves out a VF whose
 * driver is busy (rtnl_fill_vfinfo), so an incomplete list is requested again, for up to
 * VF_LIST_TIMEOUT_MS. */
static int read_link(struct kernel *kernel, struct arena *arena, struct observed_pf *pf)
{
	int64_t deadline = kernel_now_ms(kernel) + VF_LIST_TIMEOUT_MS;
	int num_vf, r;

	for (;;) {
		_cleanup_(guard_msg) struct nl_msg *msg =
			vf_netlink_get_request(pf->ifindex);
		struct kernel_reply reply;

		r = kernel_ask(kernel, KERNEL_ROUTE, arena, msg, &reply);
		if (r == 0 && !reply.message)
			r = -EBADMSG;
		if (r == 0)
			r = vf_netlink_parse(arena, reply.message, pf, &num_vf);
		if (r < 0)
			return r;
		/* No list at all: a driver without ndo_get_vf_config (rtnl_fill_vf). */
		if (num_vf < 0 || is_complete(pf) || kernel_now_ms(kernel) >= deadline)
			return 0;
		kernel_wait(kernel, VF_LIST_RETRY_MS);
	}
}

/* A field for 0 or 1; not set for a negative number (unknown). */
static struct field bool_field(int number)
{
	return (struct field){.set = number >= 0, .value.on = number == 1};
}

/* If a PF can have VFs but does not report how many it has, the number is unknown, not
 * 0. */
static struct field read_numvfs(struct kernel *kernel, struct diags *diags,
				const char *dir, bool has_totalvfs)
{
	long number;
	int r = kernel_read_number(kernel, &number, "%s/sriov_numvfs", dir);

	sysfs_tell_unreadable(diags, dir, "sriov_numvfs", r);
	if (r == 0)
		return (struct field){.set = true, .value.number = (uint32_t)number};
	return (struct field){.set = r == -ENOENT && !has_totalvfs};
}

/* Returns -EIO if the driver or the number of VFs cannot be read: without them nothing
 * can be planned. */
static int read_pf_sysfs(struct kernel *kernel, struct arena *arena, struct diags *diags,
			 const char *dir, struct observed_pf *pf)
{
	char net[NAME_BUFFER];
	int r;

	/* If this fails, a driver that was known before stays. */
	r = sysfs_read_driver(kernel, arena, diags, dir, &pf->driver);
	pf->driver_unread = r < 0 && !pf->driver;
	pf->iommu_group = sysfs_iommu_group(kernel, arena, dir);
	for (int fact = 0; fact < PF_FACT_COUNT; fact++)
		pf->facts[fact] = sysfs_number(kernel, dir, pf_fact_info[fact].name);
	pf->totalvfs =
		sysfs_number_field(sysfs_vital(kernel, diags, dir, "sriov_totalvfs", -1));
	pf->vf_offset = sysfs_number(kernel, dir, "sriov_offset");
	pf->vf_stride = sysfs_number(kernel, dir, "sriov_stride");
	pf->attrs[PF_ATTR_NUMVFS] = read_numvfs(kernel, diags, dir, pf->totalvfs.set);
	pf->attrs[PF_ATTR_AUTOPROBE] = bool_field(
		sysfs_vital(kernel, diags, dir, "sriov_drivers_autoprobe", -1));
	/* 0: the driver has no sriov_get_vf_total_msix. Reading it hangs with a write to
	 * sriov_numvfs, which has its lock (sriov_vf_total_msix_show, iov.c). */
	if (pf->attrs[PF_ATTR_NUMVFS].set)
		pf->msix_vectors = sysfs_number(kernel, dir, "sriov_vf_total_msix");
	if (pf->netdev) {
		snprintf(net, sizeof(net), "class/net/%s", pf->netdev);
		pf->ifindex = sysfs_vital(kernel, diags, net, "ifindex", 0);
		pf->speed_mbps = sysfs_number(kernel, net, "speed");
	}
	return pf->driver_unread || !pf->attrs[PF_ATTR_NUMVFS].set ? -EIO : 0;
}

static void read_pf_netdevs(struct kernel *kernel, struct arena *arena,
			    struct diags *diags, const char *dir, struct observed_pf *pf)
{
	const char **names;
	size_t n = observe_netdevs(kernel, arena, diags, dir, &names);

	pf->netdev = n > 0 ? names[0] : NULL;
	pf->n_other_netdevs = n > 1 ? n - 1 : 0;
	pf->other_netdevs = netdevs_with_ifindexes(
		kernel, arena, n > 1 ? names + 1 : NULL, pf->n_other_netdevs);
}

/* Fills in everything but the key, a PCI address or a netdev, which `pf` must have.
 * Returns -EIO like read_pf_sysfs(). */
static int observe_pf(struct kernel *kernel, struct arena *arena, struct diags *diags,
		      const struct root *run, struct netns_uppers *uppers,
		      struct observed_pf *pf)
{
	struct device_users users = {0};
	char dir[PF_DIR_MAX];
	size_t n_missing = 0;
	int r;

	observe_pf_dir(pf, dir);
	if (pf->has_pci)
		read_pf_netdevs(kernel, arena, diags, dir, pf);
	r = read_pf_sysfs(kernel, arena, diags, dir, pf);
	if (pf->has_pci)
		pf->autoprobe_saved =
			bool_field(run_state_read(run, RUN_STATE_AUTOPROBE, pf->pci));
	/* Its names and MACs still identify it. */
	if (r < 0 && pf->ifindex > 0)
		read_link(kernel, arena, pf);
	if (r < 0)
		return r;
	pf->n_vfs = observed_pf_numvfs(pf);
	pf->vfs = arena_calloc(arena, pf->n_vfs, sizeof(*pf->vfs));
	for (size_t i = 0; i < pf->n_vfs; i++)
		pf->vfs[i].index = (unsigned int)i;
	if (pf->has_pci)
		pf->saved = saved_vfs_read(kernel, arena, diags, run, pf->pci,
					   (int)pf->n_vfs);
	r = pf->ifindex > 0 ? read_link(kernel, arena, pf) : 0;
	if (r < 0)
		diag_error(diags, SPAN_NONE, "observe",
			   "cannot read the link of %s from the kernel: %s", pf->netdev,
			   strerror(-r));
	/* A PF that cannot be read may be up and in use. */
	if (r < 0 || (pf->netdev && pf->ifindex <= 0))
		pf->attrs[PF_ATTR_LINK] = (struct field){.set = true, .value.on = true};
	/* read_link may wait, so users are looked for after it. */
	for (size_t i = 0; i < pf->n_vfs; i++) {
		vf_device_read(kernel, arena, diags, run, dir, &users, uppers,
			       &pf->vfs[i]);
		n_missing += !pf->vfs[i].has_pci;
		pf->vfs[i].driver_pending =
			pf->vfs[i].has_pci &&
			run_state_exists(run, RUN_STATE_DRIVER, pf->vfs[i].pci);
		if (pf->vfs[i].has_pci && field_number(&pf->msix_vectors) > 0)
			pf->vfs[i].attrs[VF_ATTR_MSIX_VECTORS] =
				sysfs_number_field(msix_read(kernel, pf->vfs[i].pci));
	}
	if (pf->has_pci && n_missing > 0)
		diag_error(diags, SPAN_NONE, "observe",
			   "%zu of the %zu VFs below /sys/%s have no virtfn link",
			   n_missing, pf->n_vfs, dir);
	devlink_observe(kernel, arena, diags, dir, pf);
	return 0;
}

int observe_pf_again(struct kernel *kernel, struct arena *arena, struct diags *diags,
		     const struct root *run, const struct observed_pf *key,
		     struct observed_pf *ret_pf)
{
	struct observed_pf pf = {
		.has_pci = key->has_pci,
		.pci = key->pci,
		.name = key->name,
		.driver = key->driver,
		.netdev = key->netdev,
	};
	/* Skip these: apply_is_idle() reads them before VFs are removed. */
	struct netns_uppers uppers = {.own.is_read = true, .files.is_read = true};
	char dir[PF_DIR_MAX];
	int r;

	observe_pf_dir(&pf, dir);
	if (!kernel_has(kernel, "%s/uevent", dir))
		return -ENODEV;
	r = observe_pf(kernel, arena, diags, run, &uppers, &pf);
	if (r == 0)
		*ret_pf = pf;
	return r;
}

static int visit_one(void *data, const char *name)
{
	(void)name;
	*(bool *)data = true;
	return 1;
}

struct driver_search {
	struct arena *arena;
	struct observed *observed;
};

static int visit_driver(void *data, const char *name)
{
	struct driver_search *search = data;
	struct observed *observed = search->observed;

	if (!in_use_is_vfio(name))
		return 0;
	observed->vfio_drivers =
		arena_grow(search->arena, observed->vfio_drivers,
			   observed->n_vfio_drivers, sizeof(*observed->vfio_drivers));
	observed->vfio_drivers[observed->n_vfio_drivers++] =
		arena_strdup(search->arena, name);
	return 0;
}

/* Whether an entry means the PF: it names the PF, even if that cannot be read, or matches
 * its properties. */
static bool is_meant(const struct desired *desired, const struct observed_pf *pf)
{
	for (size_t i = 0; desired && i < desired->n_pfs; i++) {
		if (pf_match_holds(&desired->pfs[i].match, pf))
			return true;
	}
	return !desired || pf->is_named;
}

/* Whether the MAC of a VM's interface is derived from the host ID. */
static bool needs_host_id(const struct desired *desired)
{
	for (size_t i = 0; desired && i < desired->n_bindings; i++) {
		const struct desired_binding *binding = &desired->bindings[i];
		const struct field *mac =
			binding->pf ? &desired_pf_vf(binding->pf, binding->vf)
					       ->attrs[VF_ATTR_MAC]
				    : &binding->attrs[VF_ATTR_MAC];

		if (binding->pf ? mac->set && mac->value.source == VALUE_OF_VM
				: !mac->set)
			return true;
	}
	return !desired;
}

static void read_host_id(struct kernel *kernel, struct arena *arena, struct diags *diags,
			 struct observed *observed)
{
	char id[HOST_ID_TEXT];
	int r = kernel_host_id(kernel, id);

	if (r == 0)
		observed->host_id = arena_strdup(arena, id);
	else if (r == -ELIBACC)
		diag_hint(
			diags,
			diag_error(diags, SPAN_NONE, "missing-library",
				   "%s, which provides this host's ID, cannot be loaded",
				   SYSTEMD_SONAME),
			"install libsystemd0 (Debian) or systemd-libs (Fedora)");
}

/* Finds the users that take time to find, if the entry may interrupt them. Without an
 * entry, for a snapshot, finds all but claims: to check for a claim may make that of
 * somebody else fail. */
static void observe_users(struct kernel *kernel, struct arena *arena,
			  struct netns_uppers *uppers, const struct desired_pf *desired,
			  struct observed_pf *pf)
{
	if (!desired || pf_users_matter(desired, pf))
		pf_users_observe(kernel, arena, uppers, pf);
	for (size_t i = 0; desired && i < pf->n_vfs; i++) {
		if (vf_impact_is_possible(desired, pf, &pf->vfs[i]))
			disk_claims_add_to_vf(kernel, arena, &pf->vfs[i]);
	}
	if (desired && !hidden_users_matter(desired, pf))
		return;
	for (size_t i = 0; i < pf->n_vfs; i++)
		hidden_users_add_to_vf(kernel, arena, uppers, &pf->vfs[i]);
}

/* Observes what only some configurations need; snapshots have all of it. */
static void observe_rest(struct kernel *kernel, struct arena *arena, struct diags *diags,
			 struct netns_uppers *uppers, const struct desired_pf *desired,
			 struct observed_pf *pf)
{
	if (!desired || desired->attrs[PF_ATTR_PRIVATE_FLAGS].set ||
	    desired->attrs[PF_ATTR_FEATURES].set)
		ethtool_observe(kernel, arena, diags, pf);
	observe_users(kernel, arena, uppers, desired, pf);
}

static void observe_all_rest(struct kernel *kernel, struct arena *arena,
			     struct diags *diags, const struct desired *desired,
			     struct observed *observed)
{
	struct netns_uppers uppers = {0};

	for (size_t i = 0; !desired && i < observed->n_pfs; i++)
		observe_rest(kernel, arena, diags, &uppers, NULL, &observed->pfs[i]);
	for (size_t i = 0; desired && i < desired->n_pfs; i++) {
		size_t n;
		const struct observed_pf *pf =
			pf_match_find(&desired->pfs[i].match, observed, &n);

		if (n == 1)
			observe_rest(kernel, arena, diags, &uppers, &desired->pfs[i],
				     &observed->pfs[pf - observed->pfs]);
	}
}

struct observed *observe(struct kernel *kernel, struct arena *arena, struct diags *diags,
			 const struct root *run, const struct desired *desired)
{
	struct observed *observed = arena_alloc(arena, sizeof(*observed));
	struct driver_search search = {.arena = arena, .observed = observed};
	struct observed_pf *keys;
	struct utsname name;
	size_t n_keys;

	if (uname(&name) == 0) {
		observed->kernel = arena_strdup(arena, name.release);
		observed->host = arena_strdup(arena, name.nodename);
	}
	(void)kernel_list(kernel, visit_one, &observed->iommu, "class/iommu");
	observed->knows_vfio_drivers =
		kernel_list(kernel, visit_driver, &search, "bus/pci/drivers") == 0;
	if (needs_host_id(desired))
		read_host_id(kernel, arena, diags, observed);
	keys = pf_find_keys(kernel, arena, diags, desired, &n_keys);
	observed->pfs = arena_calloc(arena, n_keys, sizeof(*observed->pfs));
	observed->unread = arena_calloc(arena, n_keys, sizeof(*observed->unread));
	for (size_t i = 0; i < n_keys; i++) {
		struct observed_pf *pf = &observed->pfs[observed->n_pfs];
		struct diags own;
		char dir[PF_DIR_MAX];
		int r;

		*pf = keys[i];
		diags_init(&own, arena);
		observe_pf_dir(pf, dir);
		r = observe_pf(kernel, arena, &own, run, NULL, pf);
		if (r < 0) {
			if (own.n_errors == 0)
				diag_error(&own, SPAN_NONE, "observe",
					   "/sys/%s has no sriov_numvfs", dir);
			observed->unread[observed->n_unread++] = *pf;
		}
		/* A PF that was only a candidate for a match does not report errors. */
		if (is_meant(desired, pf))
			diags_add_new(diags, &own);
		observed->n_pfs += r == 0;
	}
	observe_all_rest(kernel, arena, diags, desired, observed);
	if (observed->iommu)
		observe_iommu_groups(kernel, arena, desired, observed);
	return observed;
}
