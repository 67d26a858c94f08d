/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Features and private flags of the PF, which are named by its driver. */
#include <string.h>

#include "plan/plan-pf.h"
#include "support/guard.h"

/* The names that ethtool -K and -k have for a single feature of the kernel (off_flag_def
 * in ethtool's common.c). */
static const struct {
	char short_name[8], long_name[32], feature[32];
} aliases[] = {
	{"rx", "rx-checksumming", "rx-checksum"},
	{"gso", "generic-segmentation-offload", "tx-generic-segmentation"},
	{"gro", "generic-receive-offload", "rx-gro"},
	{"lro", "large-receive-offload", "rx-lro"},
	{"rxvlan", "rx-vlan-offload", "rx-vlan-hw-parse"},
	{"txvlan", "tx-vlan-offload", "tx-vlan-hw-insert"},
	{"ntuple", "ntuple-filters", "rx-ntuple-filter"},
	{"rxhash", "receive-hashing", "rx-hashing"},
};

static const char *name_of(enum pf_attr attr, const char *name)
{
	for (size_t i = 0; attr == PF_ATTR_FEATURES && i < ARRAY_SIZE(aliases); i++) {
		if (strcmp(name, aliases[i].short_name) == 0 ||
		    strcmp(name, aliases[i].long_name) == 0)
			return aliases[i].feature;
	}
	return name;
}

/* "legacy-rx, vf-ipsec" */
static const char *names_of(struct arena *arena, const struct flags *flags)
{
	const char *text = "";

	for (size_t i = 0; i < flags->n; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "",
				    flags->items[i].name);
	return text;
}

static const char *refusal_of(const struct planner *planner, enum pf_attr attr,
			      const char *name)
{
	const struct observed_pf *pf = planner->pf->observed;
	const struct field *now = &pf->attrs[attr];
	const char *kind =
		attr == PF_ATTR_FEATURES ? "feature that can be changed" : "private flag";

	if (!pf->netdev)
		return "the PF has no netdev";
	if (!now->set)
		return arena_printf(planner->arena, "the %s of %s could not be read",
				    pf_attr_info[attr].name, pf->netdev);
	if (now->value.flags->n == 0)
		return arena_printf(planner->arena, "the driver %s has no %s", pf->driver,
				    kind);
	return arena_printf(planner->arena, "the driver %s has no %s named %s: it has %s",
			    pf->driver, kind, name,
			    names_of(planner->arena, now->value.flags));
}

static struct value one_flag(struct arena *arena, const char *name, bool on)
{
	struct flag *flag = arena_alloc(arena, sizeof(*flag));
	struct flags *flags = arena_alloc(arena, sizeof(*flags));

	*flag = (struct flag){.name = name, .on = on};
	*flags = (struct flags){flag, 1};
	return (struct value){.flags = flags};
}

/* The same switch under another name, with the opposite value; NULL if there is none. */
static const struct flag *find_rival(enum pf_attr attr, const struct flags *all,
				     const struct flag *wanted)
{
	const char *name = name_of(attr, wanted->name);

	for (size_t i = 0; i < all->n; i++) {
		if (all->items[i].on != wanted->on &&
		    strcmp(name_of(attr, all->items[i].name), name) == 0)
			return &all->items[i];
	}
	return NULL;
}

/* For some flags, some drivers reset the PF and with it its VFs (igb_set_priv_flags,
 * i40e_set_priv_flags, i40e_set_features). No table says which, so any flag may. */
static void plan_flag(struct planner *planner, enum pf_attr attr,
		      const struct flag *wanted)
{
	const struct observed_pf *observed = planner->pf->observed;
	const struct field *all = &observed->attrs[attr];
	const char *name = name_of(attr, wanted->name);
	const struct flag *now = all->set ? flags_find(all->value.flags, name) : NULL;
	const struct flag *rival =
		find_rival(attr, planner->pf->desired->attrs[attr].value.flags, wanted);
	struct change *change;

	if (!rival && now && now->on == wanted->on)
		return;
	change = planner_add(planner, STAGE_PF_ATTR, NO_VF, attr);
	change->to = one_flag(planner->arena, name, wanted->on);
	change->at = wanted->at;
	if (!now || rival) {
		change->block = BLOCK_UNSUPPORTED;
		change->reason =
			rival ? arena_printf(planner->arena,
					     "%s is the same feature as %s, which is to "
					     "be %s",
					     wanted->name, rival->name,
					     rival->on ? "on" : "off")
			      : refusal_of(planner, attr, name);
		return;
	}
	change->from = (struct field){.set = true,
				      .value = one_flag(planner->arena, name, now->on)};
	/* The reset of a device with several ports interrupts the other ports too. */
	if (observed_pf_is_up(observed) || observed->n_other_netdevs > 0 ||
	    observed->n_holders > 0) {
		change->impact = IMPACT_BLINKS_PF;
		planner_block_any_in_use(planner, change);
		planner_block_pf_in_use(planner, change, DISRUPTION_BLINK);
	}
}

void plan_pf_flags(struct planner *planner)
{
	for (int attr = 0; attr < PF_ATTR_COUNT; attr++) {
		const struct field *wanted = &planner->pf->desired->attrs[attr];

		if (pf_attr_info[attr].kind != VALUE_FLAGS || !wanted->set)
			continue;
		for (size_t i = 0; i < wanted->value.flags->n; i++)
			plan_flag(planner, (enum pf_attr)attr,
				  &wanted->value.flags->items[i]);
	}
}
