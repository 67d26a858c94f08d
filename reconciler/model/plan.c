/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/plan.h"

#include <string.h>

/* Of those that are not named by their attribute. */
static const struct {
	const char *name;
	enum value_kind value;
} kinds[CHANGE_KIND_COUNT] = {
	[CHANGE_PF_UP] = {"link", VALUE_LINK},
	[CHANGE_AUTOPROBE_OFF] = {"drivers_autoprobe", VALUE_BOOL},
	[CHANGE_NUMVFS] = {"numvfs", VALUE_NUMBER},
	[CHANGE_VF_OVERRIDE] = {"driver", VALUE_TEXT},
	[CHANGE_AUTOPROBE_ON] = {"drivers_autoprobe", VALUE_BOOL},
	[CHANGE_VF_DRIVER] = {"driver", VALUE_TEXT},
	[CHANGE_AUTOPROBE_BACK_OFF] = {"drivers_autoprobe", VALUE_BOOL},
	[CHANGE_PF_DOWN] = {"link", VALUE_LINK},
};

const char *change_name(const struct change *change)
{
	switch (change->kind) {
	case CHANGE_VF_ATTR:
	case CHANGE_VF_MSIX:
	case CHANGE_VF_NETDEV:
		return vf_attr_info[change->attr].name;
	case CHANGE_PF_ATTR:
	case CHANGE_ESWITCH_WITHOUT_VFS:
	case CHANGE_ESWITCH:
		return pf_attr_info[change->pf_attr].name;
	default:
		return kinds[change->kind].name;
	}
}

enum value_kind change_value_kind(const struct change *change)
{
	switch (change->kind) {
	case CHANGE_VF_ATTR:
	case CHANGE_VF_MSIX:
	case CHANGE_VF_NETDEV:
		return vf_attr_info[change->attr].kind;
	case CHANGE_PF_ATTR:
	case CHANGE_ESWITCH_WITHOUT_VFS:
	case CHANGE_ESWITCH:
		return pf_attr_info[change->pf_attr].kind;
	default:
		return kinds[change->kind].value;
	}
}

const char *impact_name(enum impact impact)
{
	static const char *const names[] = {
		[IMPACT_LIVE] = "live",
		[IMPACT_RESETS_VF] = "resets-vf",
		[IMPACT_REBINDS_VF] = "rebinds-vf",
		[IMPACT_RECREATES_VFS] = "recreates-vfs",
		[IMPACT_REMOVES_VFS] = "removes-vfs",
		[IMPACT_FLAPS_PF] = "flaps-pf",
	};

	return names[impact];
}

const char *block_name(enum block block)
{
	static const char *const names[] = {
		[BLOCK_NONE] = "none",
		[BLOCK_IN_USE] = "in-use",
		[BLOCK_UNSUPPORTED] = "unsupported",
	};

	return names[block];
}

const char *outcome_status_name(enum outcome_status status)
{
	static const char *const names[] = {
		[OUTCOME_PENDING] = "pending",	  [OUTCOME_DONE] = "done",
		[OUTCOME_ALREADY] = "already so", [OUTCOME_FAILED] = "failed",
		[OUTCOME_SKIPPED] = "skipped",
	};

	return names[status];
}

bool change_is_own_step(const struct plan_pf *pf, const struct change *change)
{
	return (change->kind == CHANGE_AUTOPROBE_OFF ||
		change->kind == CHANGE_AUTOPROBE_ON ||
		change->kind == CHANGE_AUTOPROBE_BACK_OFF) &&
	       !pf->desired->autoprobe.set;
}

/* A VF that would be created again with another number, and has the value now. */
static bool has_it_now(const struct plan_pf *pf, const struct change *change)
{
	const struct observed_vf *vf;

	if (!change->is_new_vf || (size_t)change->vf >= pf->observed->n_vfs)
		return false;
	vf = &pf->observed->vfs[change->vf];
	switch (change->kind) {
	case CHANGE_VF_ATTR:
	case CHANGE_VF_MSIX:
	case CHANGE_VF_NETDEV:
		return observed_vf_has(vf, change->attr, change->to);
	case CHANGE_VF_DRIVER:
		return vf->driver &&
		       (!change->to.text || strcmp(change->to.text, "default") == 0 ||
			strcmp(change->to.text, vf->driver) == 0);
	case CHANGE_VF_OVERRIDE:
		return vf->driver_override && change->to.text &&
		       strcmp(change->to.text, vf->driver_override) == 0;
	default:
		return false;
	}
}

bool change_is_difference(const struct plan_pf *pf, const struct change *change)
{
	return !change->is_again && !change_is_own_step(pf, change) &&
	       !has_it_now(pf, change);
}

size_t plan_count_differences(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct plan_pf *pf = &plan->pfs[i];

		for (size_t j = 0; j < pf->n_changes; j++)
			n += change_is_difference(pf, &pf->changes[j]);
	}
	return n;
}
