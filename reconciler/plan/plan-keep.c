/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-keep.h"

#include <string.h>

#include "plan/adopt-parts.h"

const char plan_keep_why[] = "an interrupted run did not restore it";

/* What a VF had before an interrupted run removed it; NULL if that is unknown. */
static const struct saved_vf *find_saved(const struct planner *planner,
					 unsigned int index)
{
	const struct saved_vfs *saved = planner->pf->observed->saved;
	size_t first = 0, end = saved ? saved->n_vfs : 0;

	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if (saved->vfs[middle].index == index)
			return &saved->vfs[middle];
		if (saved->vfs[middle].index < index)
			first = middle + 1;
		else
			end = middle;
	}
	return NULL;
}

/* Whether somebody has set the value since the VF was created: on a new VF it is
 * neutral. */
static bool is_set_by_others(const struct observed_vf *vf, enum vf_attr attr,
			     struct value saved)
{
	enum value_kind kind = vf_attr_info[attr].kind;
	struct field now = vf->attrs[attr];

	if (attr == VF_ATTR_DRIVER)
		return vf->driver_override &&
		       !value_is_equal(kind, saved,
				       (struct value){.text = vf->driver_override});
	/* A new VF may have a MAC that its driver made up, and its netdev has some
	 * MTU. */
	return attr != VF_ATTR_MAC && attr < VF_ATTR_COUNT && now.set &&
	       value_is_neutral(kind, (struct value){0}) &&
	       !value_is_neutral(kind, now.value) &&
	       !value_is_equal(kind, now.value, saved);
}

static bool has_driver(const struct planner *planner, const struct observed_vf *vf,
		       const char *name)
{
	if (vf_attr_is_no_driver(name))
		return !observed_vf_may_have_driver(vf) &&
		       (vf->driver_override || !planner_autoprobe(planner));
	return observed_vf_driver(vf) &&
	       (observed_vf_has_driver(vf, name) ||
		(vf_attr_is_default_driver(name) && !vf->driver_override));
}

/* Whether the value need not be set: the VF has it, or somebody has set another one. */
static bool is_settled(const struct planner *planner, const struct observed_vf *vf,
		       enum vf_attr attr, struct value saved)
{
	bool has_it = attr == VF_ATTR_DRIVER ? has_driver(planner, vf, saved.text)
					     : observed_vf_has(vf, attr, saved);

	return has_it || is_set_by_others(vf, attr, saved);
}

/* The value that an interrupted run did not restore; not set if there is none. */
static struct field saved_value(const struct planner *planner, unsigned int index,
				int attr)
{
	const struct observed_pf *observed = planner->pf->observed;
	const struct saved_vf *vf = find_saved(planner, index);
	struct field field = {0};

	if (!vf || !vf->attrs[attr].set ||
	    (index < observed->n_vfs &&
	     is_settled(planner, &observed->vfs[index], (enum vf_attr)attr,
			vf->attrs[attr].value)))
		return field;
	field.set = true;
	field.value = vf->attrs[attr].value;
	return field;
}

static struct field kept_value(const struct planner *planner, unsigned int index,
			       int attr)
{
	struct field field = saved_value(planner, index, attr);

	if (!field.set && index < planner->n_kept) {
		const struct adopt_setting *setting =
			&planner->kept[index].settings[attr];

		field = setting->field;
		field.set &= !setting->is_implied;
	}
	field.is_kept = field.set;
	field.at = planner->numvfs.at;
	return field;
}

/* The highest possible number of VFs with values to keep. */
static size_t count_vfs(const struct planner *planner)
{
	const struct saved_vfs *saved = planner->pf->observed->saved;
	size_t n = saved && saved->n_vfs > 0 ? saved->vfs[saved->n_vfs - 1].index + 1 : 0;

	return n > planner->n_kept ? n : planner->n_kept;
}

static void save_vf(struct planner *planner, struct saved_vfs *saves, unsigned int index)
{
	struct saved_vf vf = {.index = index};
	bool is_any = false;

	for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
		vf.attrs[attr] = kept_value(planner, index, attr);
		is_any |= vf.attrs[attr].set;
	}
	if (!is_any)
		return;
	saves->vfs =
		arena_grow(planner->arena, saves->vfs, saves->n_vfs, sizeof(*saves->vfs));
	saves->vfs[saves->n_vfs++] = vf;
}

/* Collects what apply saves before it removes the VFs. */
static void save(struct planner *planner)
{
	const struct observed_pf *observed = planner->pf->observed;
	const struct saved_vfs *saved = observed->saved;
	struct saved_vfs *saves;
	size_t n = count_vfs(planner);

	if (!observed->has_pci || (observed->n_vfs == 0 && !saved))
		return;
	saves = arena_alloc(planner->arena, sizeof(*saves));
	saves->numvfs = observed->n_vfs > 0 ? (int)observed->n_vfs : saved->numvfs;
	for (size_t i = 0; i < n; i++) {
		if (i < planner->n_kept || find_saved(planner, (unsigned int)i))
			save_vf(planner, saves, (unsigned int)i);
	}
	planner->pf->saves = saves;
}

void plan_keep_number(struct planner *planner)
{
	const struct observed_pf *observed = planner->pf->observed;
	const struct desired_pf *desired = planner->pf->desired;

	/* Diagnostics need a place even if numvfs is not configured. */
	if (!planner->numvfs.at)
		planner->numvfs.at = desired->at;
	if (planner->numvfs.set || !observed->saved || observed_pf_numvfs(observed) > 0 ||
	    observed->saved->numvfs == 0)
		return;
	planner->numvfs.set = planner->numvfs.is_kept = true;
	planner->numvfs.value =
		(struct value){.number = (uint32_t)observed->saved->numvfs};
}

void plan_keep_begin(struct planner *planner)
{
	const struct observed_pf *observed = planner->pf->observed;
	/* plan_keep_end() reports what cannot be configured. */
	struct adopt_remarks remarks = {.arena = planner->arena};

	if (!planner->creates)
		return;
	if (observed->n_vfs > 0) {
		planner->kept = adopt_vfs(&remarks, observed);
		planner->n_kept = observed->n_vfs;
	}
	save(planner);
}

void plan_keep_over(const struct planner *planner, struct desired_vf *vf,
		    unsigned int index)
{
	if (index >= planner->n_kept && !find_saved(planner, index))
		return;
	for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
		if (!vf->attrs[attr].set)
			vf->attrs[attr] = kept_value(planner, index, attr);
	}
}

static void lose(struct planner *planner, unsigned int index, enum vf_attr attr,
		 struct value value, const char *reason)
{
	struct plan_pf *pf = planner->pf;

	pf->lost = arena_grow(planner->arena, pf->lost, pf->n_lost, sizeof(*pf->lost));
	pf->lost[pf->n_lost++] = (struct lost_value){
		.vf = index, .attr = attr, .value = value, .reason = reason};
}

bool plan_keep_gives_up(struct planner *planner, const struct field *wanted,
			unsigned int index, enum vf_attr attr, const char *reason)
{
	if (!wanted->is_kept || !reason)
		return false;
	lose(planner, index, attr, wanted->value, reason);
	return true;
}

/* A value that the kernel has and a configuration cannot: VLAN 4095, a group MAC, the MAC
 * of another VF. The new VF does not get it. */
static void lose_unconfigurable(struct planner *planner, unsigned int index)
{
	const struct observed_pf *observed = planner->pf->observed;

	for (enum vf_attr attr = 0; index < planner->n_kept && attr < VF_ATTR_COUNT;
	     attr++) {
		const struct field *now = &observed->vfs[index].attrs[attr];

		if (now->set && !value_is_neutral(vf_attr_info[attr].kind, now->value) &&
		    !planner->kept[index].settings[attr].field.set &&
		    !saved_value(planner, index, attr).set &&
		    !desired_pf_vf(planner->pf->desired, index)->attrs[attr].set)
			lose(planner, index, attr, now->value, "it cannot be configured");
	}
}

void plan_keep_end(struct planner *planner)
{
	size_t n = planner->creates ? count_vfs(planner) : 0;

	for (size_t i = 0; i < n; i++)
		lose_unconfigurable(planner, (unsigned int)i);
	for (size_t i = planner->pf->numvfs; i < n; i++) {
		for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
			struct field field = kept_value(planner, (unsigned int)i, attr);

			if (field.set)
				lose(planner, (unsigned int)i, (enum vf_attr)attr,
				     field.value, "the VF is removed");
		}
	}
}

/* Whether the plan would still set a saved value of the VF. */
static bool is_missing(const struct plan_pf *pf, unsigned int vf, enum vf_attr attr)
{
	for (size_t i = 0; i < pf->n_changes; i++) {
		const struct change *change = &pf->changes[i];

		if (change->vf == (int)vf && change->attr == attr && change->is_kept &&
		    change_is_difference(pf, change))
			return true;
	}
	return false;
}

const struct saved_vfs *plan_keep_left(struct arena *arena, const struct plan_pf *pf)
{
	const struct saved_vfs *saved = pf->observed->saved;
	struct saved_vfs *left;

	if (!saved || (field_is_given(&pf->desired->attrs[PF_ATTR_NUMVFS]) &&
		       pf->desired->attrs[PF_ATTR_NUMVFS].value.number == 0))
		return NULL;
	if (observed_pf_numvfs(pf->observed) == 0)
		return saved;
	left = arena_alloc(arena, sizeof(*left));
	left->numvfs = saved->numvfs;
	left->vfs = arena_calloc(arena, saved->n_vfs, sizeof(*left->vfs));
	for (size_t i = 0; i < saved->n_vfs; i++) {
		struct saved_vf *vf = &left->vfs[left->n_vfs];
		bool is_any = false;

		*vf = saved->vfs[i];
		for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
			if (vf->attrs[attr].set)
				vf->attrs[attr].set =
					is_missing(pf, vf->index, (enum vf_attr)attr);
			is_any |= vf->attrs[attr].set;
		}
		left->n_vfs += is_any;
	}
	return left->n_vfs > 0 ? left : NULL;
}
