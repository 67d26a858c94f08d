/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/readiness.h"

#include "report/printing.h"

/* Whether the VF has this change of its PF, too. */
static bool reaches_vf(const struct change *change)
{
	return change_is_of_pf(change, PF_ATTR_LINK) ||
	       change_is_of_pf(change, PF_ATTR_ESWITCH_MODE) ||
	       change_is_of_pf(change, PF_ATTR_ESWITCH_INLINE_MODE) ||
	       change_is_of_pf(change, PF_ATTR_ESWITCH_ENCAP_MODE);
}

static bool is_counted(const struct vm_interface *interface, const struct change *change)
{
	if (!change_is_difference(interface->pf, change))
		return false;
	if (change->vf == NO_VF)
		return reaches_vf(change) || (change_is_of_pf(change, PF_ATTR_NUMVFS) &&
					      !vm_interface_vf(interface));
	/* Whether a driver of the host is bound makes no difference to the VM, unless it
	 * is configured. */
	return change->vf == (int)interface->binding->vf && !change->is_optional &&
	       vm_interface_vf(interface);
}

/* "vlan 0 -> 100", and why it cannot be. */
static const char *change_text(struct arena *arena, const struct change *change)
{
	char step[PRINTING_STEP_MAX];

	printing_step(change, step);
	return arena_printf(arena, "%s%s %s%s%s%s", change->vf == NO_VF ? "PF " : "",
			    change_name(change), step,
			    change->block == BLOCK_NONE	    ? ""
			    : change->block == BLOCK_IN_USE ? " (refused: "
							    : " (not possible: ",
			    change->block == BLOCK_NONE ? "" : change->reason,
			    change->block == BLOCK_NONE ? "" : ")");
}

static const char *append(struct arena *arena, const char *text, const char *more)
{
	return text ? arena_printf(arena, "%s, %s", text, more) : more;
}

const char *readiness_fault(struct arena *arena, const struct vm_interface *interface)
{
	const struct plan_pf *pf = interface->pf;
	bool is_link_told = false;
	const char *text = NULL;

	if (!pf)
		return interface->fault;
	if (!vm_interface_vf(interface))
		text = "the VF does not exist";
	for (size_t i = 0; i < pf->n_changes; i++) {
		if (!is_counted(interface, &pf->changes[i]))
			continue;
		is_link_told |= change_is_of_pf(&pf->changes[i], PF_ATTR_LINK);
		text = append(arena, text, change_text(arena, &pf->changes[i]));
	}
	/* Nothing may configure the link of the PF; the VF needs it all the same. */
	if (!is_link_told && pf->observed->attrs[PF_ATTR_LINK].set &&
	    !observed_pf_is_up(pf->observed))
		text = append(arena, text, "the PF is down");
	return text;
}
