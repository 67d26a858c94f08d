/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-undo.h"

#include <string.h>

#include "model/in-use.h"

struct undoing {
	struct arena *arena;
	struct diags *diags;
	const struct plan_pf *pf;
	struct desired_pf *desired;
};

/* Finds or inserts the entry of a VF. Entries are sorted by index. */
static struct desired_vf *add_vf(struct undoing *undoing, const struct change *change)
{
	struct desired_pf *desired = undoing->desired;
	unsigned int index = (unsigned int)change->vf;
	size_t place = desired->n_vfs;

	while (place > 0 && desired->vfs[place - 1].index >= index)
		place--;
	if (place < desired->n_vfs && desired->vfs[place].index == index)
		return &desired->vfs[place];
	desired->vfs = arena_grow(undoing->arena, desired->vfs, desired->n_vfs,
				  sizeof(*desired->vfs));
	memmove(desired->vfs + place + 1, desired->vfs + place,
		(desired->n_vfs - place) * sizeof(*desired->vfs));
	desired->n_vfs++;
	desired->vfs[place] = (struct desired_vf){.index = index, .at = change->at};
	return &desired->vfs[place];
}

static void undo_vf_attr(struct undoing *undoing, const struct change *change,
			 const struct outcome *outcome)
{
	struct field from = change->from;

	/* undo_numvfs() restores the former VF of that index, if there was one. */
	if (change->is_new_vf)
		return;
	from.at = change->at;
	if (from.set)
		add_vf(undoing, change)->attrs[change->attr] = from;
	else if (outcome->status == OUTCOME_DONE && change->stage == STAGE_VF_ATTR)
		diag_warning(undoing->diags, change->at, "undo-unknown",
			     "%s of VF %d of '%s' cannot be reverted: what it was before "
			     "is not known",
			     change_name(change), change->vf, undoing->desired->name);
}

/* The former driver, as a value of the key `driver`. */
static const char *driver_before(const struct observed_vf *vf)
{
	if (vf->driver_override)
		return vf->driver_override;
	if (!observed_vf_may_have_driver(vf))
		return VF_DRIVER_NONE;
	/* A VFIO driver that was bound by device ID. The kernel would not choose it
	 * again. */
	return in_use_is_vfio(observed_vf_driver(vf)) ? observed_vf_driver(vf)
						      : VF_DRIVER_DEFAULT;
}

static bool has_bound_vf(const struct observed_pf *pf)
{
	for (size_t i = 0; i < pf->n_vfs; i++) {
		if (observed_vf_may_have_driver(&pf->vfs[i]))
			return true;
	}
	return false;
}

static void set_field(struct desired_vf *desired, enum vf_attr attr, struct value value,
		      const struct change *change)
{
	desired->attrs[attr] =
		(struct field){.set = true, .value = value, .at = change->at};
}

/* Restores all values of a VF that the run removed. The new VF is down, and has no driver
 * if the host has none for it. */
static void restore_vf(struct undoing *undoing, const struct change *change,
		       const struct observed_vf *before)
{
	const struct observed_pf *pf = undoing->pf->observed;
	struct change place = {.vf = (int)before->index, .at = change->at};
	struct desired_vf *desired = add_vf(undoing, &place);
	const struct field *vectors = &before->attrs[VF_ATTR_MSIX_VECTORS];
	struct field mtu = before->attrs[VF_ATTR_MTU];

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		if (before->attrs[attr].set)
			set_field(desired, (enum vf_attr)attr, before->attrs[attr].value,
				  change);
	}
	if (pf->has_pci && has_bound_vf(pf))
		set_field(desired, VF_ATTR_DRIVER,
			  (struct value){.text = driver_before(before)}, change);
	if (field_number(&pf->msix_vectors) > 0 && field_number(vectors) > 0)
		set_field(desired, VF_ATTR_MSIX_VECTORS, vectors->value, change);
	if (mtu.set)
		set_field(desired, VF_ATTR_MTU, mtu.value, change);
	if (before->netdev && observed_vf_is_up(before))
		set_field(desired, VF_ATTR_LINK, (struct value){.on = true}, change);
}

/* Restores all VFs. The run removed them for another number, or to change the eswitch. */
static void undo_numvfs(struct undoing *undoing, const struct change *change)
{
	const struct observed_pf *before = undoing->pf->observed;

	undoing->desired->attrs[PF_ATTR_NUMVFS] = change->from;
	undoing->desired->attrs[PF_ATTR_NUMVFS].at = change->at;
	for (size_t i = 0; i < before->n_vfs; i++)
		restore_vf(undoing, change, &before->vfs[i]);
}

/* Restores the driver only if one is configured. A driver that was restarted for its MAC
 * restarts again when the MAC is reverted. */
static void undo_driver(struct undoing *undoing, const struct change *change)
{
	const struct observed_pf *before = undoing->pf->observed;
	const struct desired_vf *asked =
		desired_pf_vf(undoing->pf->desired, (unsigned int)change->vf);
	struct field from = {.set = true, .at = change->at};
	const struct observed_vf *vf;

	if (!asked->attrs[VF_ATTR_DRIVER].set || change->is_new_vf)
		return;
	vf = &before->vfs[change->vf];
	from.value.text = driver_before(vf);
	add_vf(undoing, change)->attrs[VF_ATTR_DRIVER] = from;
}

static void undo_change(struct undoing *undoing, const struct change *change,
			const struct outcome *outcome)
{
	struct desired_pf *desired = undoing->desired;
	struct field from = change->from;

	from.at = change->at;
	/* This run restored what an interrupted run had removed. Do not revert that. */
	if (change->is_kept && !change->is_new_vf)
		return;
	/* A change that failed may have been made in part. */
	if (change->block != BLOCK_NONE || outcome->is_unwritten ||
	    (outcome->status != OUTCOME_DONE && outcome->status != OUTCOME_FAILED))
		return;
	switch (change->stage) {
	case STAGE_PF_ATTR:
	case STAGE_PF_UP:
	case STAGE_PF_DOWN:
		field_merge(undoing->arena, change_value_kind(change),
			    &desired->attrs[change->pf_attr], &from);
		break;
	case STAGE_NUMVFS:
		undo_numvfs(undoing, change);
		break;
	case STAGE_VF_OVERRIDE:
	case STAGE_VF_DRIVER:
		undo_driver(undoing, change);
		break;
	case STAGE_VF_ATTR:
	case STAGE_VF_MSIX:
	case STAGE_VF_NETDEV:
		undo_vf_attr(undoing, change, outcome);
		break;
	default:
		/* The eswitch is not reverted; undo_autoprobe() reverts
		 * drivers_autoprobe. */
		break;
	}
}

/* Reverts drivers_autoprobe if the configuration changed it. */
static void undo_autoprobe(struct undoing *undoing)
{
	const struct plan_pf *pf = undoing->pf;
	const struct observed_pf *before = pf->observed;
	const struct field was = observed_pf_autoprobe(before);

	if (!pf->desired->attrs[PF_ATTR_AUTOPROBE].set || !was.set ||
	    was.value.on == pf->autoprobe.value.on)
		return;
	undoing->desired->attrs[PF_ATTR_AUTOPROBE] =
		(struct field){.set = true,
			       .value = was.value,
			       .at = pf->desired->attrs[PF_ATTR_AUTOPROBE].at};
}

/* Why the removed VFs cannot be restored as they were; NULL if they can. */
static const char *removal_loses(struct arena *arena, const struct plan_pf *pf,
				 const struct change *change)
{
	struct vf_set unknown = {0};

	for (size_t i = 0; i < pf->observed->n_vfs; i++) {
		if (!pf->observed->vfs[i].reported)
			vf_set_add(arena, &unknown, (unsigned int)i);
	}
	if (change->affects)
		return arena_printf(arena, "their users stay interrupted (%s)",
				    change->affects);
	if (unknown.n > 0)
		return arena_printf(arena, "the kernel does not report what VF %s has",
				    vf_set_format(arena, &unknown));
	return NULL;
}

static void warn_change(struct diags *diags, const struct plan_pf *pf,
			const struct change *change)
{
	const char *name = pf->desired->name, *lost;

	if (change->block != BLOCK_NONE || change->is_again)
		return;
	if (change->stage == STAGE_ESWITCH || change->stage == STAGE_ESWITCH_WITHOUT_VFS)
		diag_warning(diags, change->at, "undo-partial",
			     "%s: %s changes, and will not be reverted", name,
			     change_name(change));
	if (change->stage != STAGE_NUMVFS || observed_pf_numvfs(pf->observed) == 0)
		return;
	lost = removal_loses(diags->arena, pf, change);
	if (lost)
		diag_warning(
			diags, change->at, "undo-partial",
			"%s: the VFs are removed, and not everything can be reverted: %s",
			name, lost);
}

void plan_undo_warn(struct diags *diags, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		for (size_t j = 0; j < plan->pfs[i].n_changes; j++)
			warn_change(diags, &plan->pfs[i], &plan->pfs[i].changes[j]);
	}
}

static void match_exactly(struct desired_pf *desired, const struct observed_pf *pf)
{
	desired->match = (struct pf_match){.has_pci = pf->has_pci, .pci = pf->pci};
	if (!pf->has_pci)
		desired->match.netdev = pf->netdev;
}

const struct desired *plan_undo(struct arena *arena, struct diags *diags,
				const struct result *result, const bool *is_wanted)
{
	const struct plan *plan = result->plan;
	struct desired *desired = arena_alloc(arena, sizeof(*desired));

	desired->pfs = arena_calloc(arena, plan->n_pfs, sizeof(*desired->pfs));
	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct plan_pf *pf = &plan->pfs[i];
		struct undoing undoing = {.arena = arena, .diags = diags, .pf = pf};

		if (!is_wanted[i])
			continue;
		undoing.desired = &desired->pfs[desired->n_pfs++];
		undoing.desired->name = pf->desired->name;
		undoing.desired->permits = pf->desired->permits;
		undoing.desired->at = undoing.desired->match_at = pf->desired->at;
		undoing.desired->optional = true;
		match_exactly(undoing.desired, pf->observed);
		for (size_t j = 0; j < pf->n_changes; j++)
			undo_change(&undoing, &pf->changes[j], &result->outcomes[i][j]);
		undo_autoprobe(&undoing);
	}
	return desired;
}
