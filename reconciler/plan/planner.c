/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/planner.h"

#include <string.h>

#include "model/derive.h"
#include "model/in-use-pf.h"
#include "plan/plan-keep.h"

static bool has_reported_vf(const struct observed_pf *pf)
{
	for (size_t i = 0; i < pf->n_vfs; i++) {
		if (pf->vfs[i].reported)
			return true;
	}
	return false;
}

static bool is_switchdev(const struct planner *planner)
{
	const struct field *wanted = &planner->pf->desired->attrs[PF_ATTR_ESWITCH_MODE];
	const struct field *now = &planner->pf->observed->attrs[PF_ATTR_ESWITCH_MODE];
	bool is_wanted = wanted->set && !planner->keeps_mode;
	const struct field *mode = is_wanted ? wanted : now;

	return mode->set && (is_wanted || !planner->ends_mode) &&
	       strcmp(mode->value.text, PF_ESWITCH_SWITCHDEV) == 0;
}

/* Only InfiniBand has GUIDs, and IPoIB has little else (ipoib_netdev_ops_vf,
 * drivers/infiniband/ulp/ipoib/ipoib_main.c). */
static uint32_t refused_attrs(const struct planner *planner)
{
	uint32_t refuses = planner->quirks->refuses;

	if (planner->pf->observed->is_infiniband)
		return VF_ATTRS_ALL & ~(VF_ATTRS_GUID | ATTR(LINK_STATE));
	if (planner->is_switchdev)
		refuses |= planner->quirks->switchdev_refuses;
	return refuses | VF_ATTRS_GUID;
}

void planner_settle_mode(struct planner *planner)
{
	planner->is_switchdev = is_switchdev(planner);
	planner->refuses = refused_attrs(planner);
	planner->pf->sets_vf_mac = planner->pf->observed->netdev &&
				   !(planner->refuses & VF_ATTR_BIT(VF_ATTR_MAC));
	/* In switchdev mode, mlx5 accepts VLAN 0 (mlx5_eswitch_set_vport_vlan). */
	planner->refuses_set = planner->refuses & ~planner->quirks->refuses;
	if (!planner->is_switchdev)
		planner->refuses_set = 0;
}

void planner_start(struct planner *planner, struct plan_pf *pf,
		   const struct desired_pf *desired, const struct observed_pf *live)
{
	pf->desired = desired;
	pf->observed = live;
	pf->autoprobe = observed_pf_autoprobe(live);
	if (desired->attrs[PF_ATTR_AUTOPROBE].set && live->attrs[PF_ATTR_AUTOPROBE].set)
		pf->autoprobe = desired->attrs[PF_ATTR_AUTOPROBE];
	planner->pf = pf;
	planner->permits |= desired->permits;
	pf->permits = planner->permits;
	planner->numvfs = derive_numvfs(live, desired);
	plan_keep_number(planner);
	planner->quirks = quirks_find(live->driver);
	planner->reports = has_reported_vf(live);
	planner->is_capped = observed_pf_is_capped(live);
	pf->rate_any_link = planner->quirks->rate_any_link;
	pf->vfs_start_offline = planner->quirks->vfs_start_offline;
}

struct change *planner_add(struct planner *planner, enum stage stage, int vf, int attr)
{
	struct plan_pf *pf = planner->pf;
	struct change *change;

	pf->changes = arena_grow(planner->arena, pf->changes, pf->n_changes,
				 sizeof(*pf->changes));
	change = &pf->changes[pf->n_changes++];
	*change = (struct change){.stage = stage, .vf = vf};
	if (vf == NO_VF)
		change->pf_attr = (enum pf_attr)attr;
	else
		change->attr = (enum vf_attr)attr;
	return change;
}

bool planner_has_default_mac(const struct planner *planner, unsigned int index)
{
	const struct desired_vf *vf = desired_pf_vf(planner->pf->desired, index);

	return vf->attrs[VF_ATTR_MAC].set &&
	       vf->attrs[VF_ATTR_MAC].value.source == VALUE_OF_VM;
}

/* No default MAC is wanted if the PF cannot set it, or if there is no host ID to derive
 * it from. */
static bool can_have_default_mac(const struct planner *planner)
{
	return planner->host->host_id && planner->pf->sets_vf_mac;
}

static bool goes_to_vm(const struct planner *planner, const struct desired_vf *vf)
{
	const struct field *driver = &vf->attrs[VF_ATTR_DRIVER];
	const struct desired_pf *pf = planner->pf->desired;

	return vf->binding ||
	       (pf->is_pooled && desired_find_pool(planner->desired, pf, vf->index)) ||
	       (driver->set && in_use_is_vfio(driver->value.text));
}

void planner_settle_vfs(struct planner *planner)
{
	struct plan_pf *pf = planner->pf;
	size_t n = pf->numvfs > pf->observed->n_vfs ? pf->numvfs : pf->observed->n_vfs;
	struct desired_vf *settled = arena_calloc(planner->arena, n, sizeof(*settled));

	pf->goes_to_vm = arena_calloc(planner->arena, n, sizeof(*pf->goes_to_vm));
	pf->vfs = derive_vfs(planner->arena, planner->host, pf->observed, pf->desired, n);
	for (unsigned int i = 0; i < n; i++) {
		settled[i] = pf->vfs[i];
		pf->goes_to_vm[i] = goes_to_vm(planner, &pf->vfs[i]);
		if (planner_has_default_mac(planner, i) && !can_have_default_mac(planner))
			settled[i].attrs[VF_ATTR_MAC].set = false;
		plan_keep_over(planner, &settled[i], i);
	}
	planner->vfs = settled;
}

const struct desired_vf *planner_vf(const struct planner *planner, unsigned int index)
{
	return &planner->vfs[index];
}

static void add_user(struct planner *planner, struct change *change,
		     const struct observed_vf *vf)
{
	struct arena *arena = planner->arena;
	const char *by = in_use_refuses(arena, planner->pf->observed, vf, change);

	if (!by)
		return;
	change->users =
		arena_grow(arena, change->users, change->n_users, sizeof(*change->users));
	change->users[change->n_users++] = (struct change_user){
		.vf = vf,
		.by = by,
		.is_unsure = in_use_is_unsure(arena, planner->pf->observed, vf)};
}

/* Blocks the change because of its users. If the disruption is allowed, only says who
 * they are. */
static void settle_users(struct planner *planner, struct change *change)
{
	const char *text;

	if (change->n_users == 0)
		return;
	text = in_use_text(planner->arena, true, change->users, change->n_users,
			   IN_USE_VFS_MAX);
	if (planner->permits & DISRUPTION_VFS) {
		change->affects = text;
	} else {
		change->block = BLOCK_IN_USE;
		change->reason = text;
		change->advice = in_use_advice(planner->arena, planner->pf->observed,
					       change->users[0].vf);
	}
}

void planner_block_in_use(struct planner *planner, struct change *change,
			  const struct observed_vf *vf)
{
	if (change->block == BLOCK_UNSUPPORTED)
		return;
	add_user(planner, change, vf);
	settle_users(planner, change);
}

void planner_block_any_in_use(struct planner *planner, struct change *change)
{
	const struct observed_pf *observed = planner->pf->observed;

	if (change->block == BLOCK_UNSUPPORTED)
		return;
	for (size_t i = 0; i < observed->n_vfs; i++)
		add_user(planner, change, &observed->vfs[i]);
	settle_users(planner, change);
}

void planner_block_pf_in_use(struct planner *planner, struct change *change,
			     enum disruption takes)
{
	const struct observed_pf *observed = planner->pf->observed;
	const char *by;

	change->takes = takes;
	if (change->block == BLOCK_UNSUPPORTED)
		return;
	by = in_use_pf_refuses(planner->arena, observed, change, DISRUPTION_REFUSED);
	if (!by)
		return;
	change->by_pf = true;
	if (planner->permits & takes) {
		change->affects = change->affects ? arena_printf(planner->arena, "%s; %s",
								 change->affects, by)
						  : by;
		return;
	}
	change->reason =
		change->block == BLOCK_IN_USE
			? arena_printf(planner->arena, "%s; %s", change->reason, by)
			: by;
	change->block = BLOCK_IN_USE;
	change->advice = arena_printf(planner->arena,
				      "permit it with --allow-disruptive=%s, or "
				      "allow_disruptive: %s of '%s'",
				      disruption_name(takes), disruption_name(takes),
				      planner->pf->desired->name);
}

bool planner_autoprobe(const struct planner *planner)
{
	return field_is_on(&planner->pf->autoprobe);
}
