/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/hidden-users.h"

#include <string.h>

#include "model/in-use.h"
#include "observe/pf-users.h"

static bool may_be_reset(const struct desired_pf *desired, const struct observed_pf *pf,
			 const struct observed_vf *vf)
{
	const struct field *want = desired_pf_vf(desired, vf->index)->attrs;
	const struct field *driver = &want[VF_ATTR_DRIVER], *mac = &want[VF_ATTR_MAC];

	/* What an interrupted run left without a driver gets it. */
	if (!vf->driver && (vf->driver_owed || pf->autoprobe_saved == 1))
		return true;
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		if (want[attr].set &&
		    !(field_is_given(&want[attr]) && vf->attrs[attr].set &&
		      value_is_equal(vf_attr_info[attr].kind, want[attr].value,
				     vf->attrs[attr].value)))
			return true;
	}
	/* Those of its driver may be others than those of the PF. */
	if (want[VF_ATTR_NODE_GUID].set || want[VF_ATTR_PORT_GUID].set ||
	    (mac->set && !(vf->has_netdev_mac &&
			   value_is_equal(VALUE_MAC, mac->value,
					  (struct value){.mac = vf->netdev_mac}))))
		return true;
	if (driver->set && !(vf->driver && driver->value.text &&
			     strcmp(driver->value.text, vf->driver) == 0))
		return true;
	return (want[VF_ATTR_MSIX_VECTORS].set &&
		want[VF_ATTR_MSIX_VECTORS].value.number != (uint32_t)vf->msix_vectors) ||
	       (want[VF_ATTR_MTU].set &&
		want[VF_ATTR_MTU].value.number != (uint32_t)vf->netdev_mtu);
}

/* Whether somebody may use the VF who takes time to find; or nobody is known by name. */
static bool may_have_hidden_users(const struct observed_vf *vf)
{
	return vf->has_pci && (vf->netdev || vf->n_holders == 0);
}

bool hidden_users_matter(const struct desired_pf *desired, const struct observed_pf *pf)
{
	bool takes_all = pf_users_may_lose_link(desired, pf);

	for (size_t i = 0; i < pf->n_vfs; i++) {
		if (may_have_hidden_users(&pf->vfs[i]) &&
		    (takes_all || may_be_reset(desired, pf, &pf->vfs[i])))
			return true;
	}
	return false;
}

/* A packet socket, as of lldpd on every interface, counts only while the netdev is up;
 * then it says who wants that. */
static void add_own_users(struct kernel *kernel, struct arena *arena,
			  struct netns_uppers *uppers, struct observed_vf *vf,
			  int ifindex)
{
	const struct netdev_user *user;

	for (size_t i = 0; (user = netdev_users_on(&uppers->own, ifindex, &i)); i++) {
		const char *who;

		if (user->kind == HOLDER_PACKET && !vf->netdev_up)
			continue;
		who = netdev_users_who(kernel, arena, &uppers->files, user);
		if (!observed_has_holder(vf->holders, vf->n_holders, user->kind, who))
			observed_vf_add_holder(arena, vf, user->kind, who);
	}
}

static void add_users_of_netdevs(struct kernel *kernel, struct arena *arena,
				 struct netns_uppers *uppers, struct observed_vf *vf)
{
	bool is_known = vf->n_holders > 0 || (vf->netdev_up && !vf->netdev_raised_by);

	netdev_users_read(kernel, arena, &uppers->own);
	if (!is_known)
		netns_uppers_read(kernel, arena, uppers);
	for (size_t n = 0; n < vf->n_netdevs; n++) {
		int ifindex = vf->netdevs[n].ifindex;
		const char *who;

		for (size_t i = 0;
		     !is_known && (who = netns_uppers_on(uppers, ifindex, &i)); i++)
			observed_vf_add_holder(arena, vf, HOLDER_UPPER, who);
		add_own_users(kernel, arena, uppers, vf, ifindex);
	}
	if (uppers->own.problem)
		observed_vf_add_holder(arena, vf, HOLDER_UNKNOWN, uppers->own.problem);
	if (!is_known && uppers->problem)
		observed_vf_add_holder(arena, vf, HOLDER_UNKNOWN, uppers->problem);
	if (vf->n_holders > 0)
		vf->netdev_raised_by = NULL;
}

void hidden_users_add_to_vf(struct kernel *kernel, struct arena *arena,
			    struct netns_uppers *uppers, struct observed_vf *vf)
{
	const struct netns_moved *moved = NULL;

	if (!may_have_hidden_users(vf))
		return;
	if (vf->n_netdevs > 0) {
		add_users_of_netdevs(kernel, arena, uppers, vf);
		return;
	}
	if (vf->driver && !in_use_is_for_user_space(vf->driver)) {
		netns_uppers_read(kernel, arena, uppers);
		moved = netns_uppers_moved(uppers, vf->pci);
	}
	if (moved)
		observed_vf_add_holder(
			arena, vf, HOLDER_NETNS,
			arena_printf(arena, "%s is %s", moved->name, moved->where));
	else
		open_files_add_to_vf(kernel, arena, &uppers->files, vf);
}
