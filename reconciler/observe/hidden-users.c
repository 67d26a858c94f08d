/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/hidden-users.h"

#include "model/in-use.h"
#include "observe/vf-impact.h"

/* Whether to look for users that take time to find: the VF has a netdev, or no known
 * holder. */
static bool may_have_hidden_users(const struct observed_vf *vf)
{
	return vf->has_pci && (vf->netdev || vf->n_holders == 0);
}

bool hidden_users_matter(const struct desired_pf *desired, const struct observed_pf *pf)
{
	for (size_t i = 0; i < pf->n_vfs; i++) {
		if (may_have_hidden_users(&pf->vfs[i]) &&
		    vf_impact_is_possible(desired, pf, &pf->vfs[i]))
			return true;
	}
	return false;
}

/* A packet socket counts only while the netdev is up: lldpd has one on every interface.
 * It then shows who needs the netdev up. */
static void add_own_users(struct kernel *kernel, struct arena *arena,
			  struct netns_uppers *uppers, struct observed_vf *vf,
			  int ifindex)
{
	const struct netdev_user *user;

	for (size_t i = 0; (user = netdev_users_on(&uppers->own, ifindex, &i)); i++) {
		const char *who;

		if (user->kind == HOLDER_PACKET && !observed_vf_is_up(vf))
			continue;
		who = netdev_users_who(kernel, arena, &uppers->files, user);
		if (!observed_has_holder(vf->holders, vf->n_holders, user->kind, who))
			observed_vf_add_holder(arena, vf, user->kind, who);
	}
}

static void add_users_of_netdevs(struct kernel *kernel, struct arena *arena,
				 struct netns_uppers *uppers, struct observed_vf *vf)
{
	bool is_known =
		vf->n_holders > 0 || (observed_vf_is_up(vf) && !vf->netdev_raised_by);

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
	if (observed_vf_may_have_driver(vf) &&
	    !in_use_is_for_user_space(observed_vf_driver(vf))) {
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
