/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-pf.h"

/* Why a device has no VFs: it has no SR-IOV capability, or one for 0 VFs. */
static const char *no_capability(const struct planner *planner)
{
	const char *setting = planner->quirks->sriov_setting;
	const struct field *wanted = &planner->pf->desired->attrs[PF_ATTR_NUMVFS];
	char number[VALUE_FORMAT_MAX] = "N";

	if (!setting)
		return "the device offers no VFs: SR-IOV is off in the firmware (BIOS, "
		       "or the "
		       "NIC's own settings), or the device has none";
	if (field_is_given(wanted))
		value_format(VALUE_NUMBER, wanted->value, number);
	return arena_printf(
		planner->arena,
		"the device offers no VFs: SR-IOV is off; %s=%s and a reboot turn "
		"it on",
		setting, number);
}

/* Lists the numbers that the driver accepts, "16, 32, 64 or 128"; NULL if `wanted` is one
 * of them or there is no such list. */
static const char *other_choices(const struct planner *planner, uint32_t wanted)
{
	const uint16_t *choice = planner->quirks->numvfs_choices;
	const char *text = NULL;

	for (; choice && *choice; choice++) {
		if (*choice == wanted)
			return NULL;
		text = !text ? arena_printf(planner->arena, "%u", *choice)
			     : arena_printf(planner->arena, "%s%s%u", text,
					    choice[1] ? ", " : " or ", *choice);
	}
	return text;
}

/* Why the driver does not accept the number; NULL if it may. */
static const char *refuses_number(const struct planner *planner, uint32_t wanted)
{
	const struct observed_pf *observed = planner->pf->observed;
	const char *choices = other_choices(planner, wanted);
	uint32_t totalvfs = field_number(&observed->totalvfs);

	if (observed->totalvfs.set && wanted > totalvfs)
		return arena_printf(planner->arena, "%s allows at most %u VFs here",
				    observed->driver, totalvfs);
	if (planner->quirks->numvfs_all_or_none && observed->totalvfs.set &&
	    wanted != totalvfs)
		return arena_printf(planner->arena,
				    "the driver %s enables all of its %u VFs or none: "
				    "numvfs: %u, or 0",
				    observed->driver, totalvfs, totalvfs);
	return choices ? arena_printf(planner->arena,
				      "the driver %s enables %s VFs, or none",
				      observed->driver, choices)
		       : NULL;
}

/* Whether the PF stays down although its driver needs it up. Such a driver ignores the
 * number without an error. */
static bool stays_down(const struct planner *planner)
{
	const struct field *link = &planner->pf->desired->attrs[PF_ATTR_LINK];
	const struct observed_pf *observed = planner->pf->observed;

	return planner->quirks->numvfs_needs_up && !observed_pf_is_up(observed) &&
	       !(link->set && link->value.on) &&
	       planner->numvfs.value.number != observed_pf_numvfs(observed);
}

const char *plan_numvfs_refusal(const struct planner *planner)
{
	const struct observed_pf *observed = planner->pf->observed;
	const struct field *wanted = &planner->numvfs;
	const struct driver_quirks *quirks = planner->quirks;

	if (stays_down(planner))
		return arena_printf(planner->arena,
				    "the driver %s changes the number of VFs only of a "
				    "PF that is up: link: up",
				    observed->driver);
	if (field_is_given(wanted) && wanted->value.number == 0)
		return NULL;
	if (!observed->driver)
		return "no driver is bound to the PF, so nothing can enable VFs";
	if (in_use_is_vfio(observed->driver))
		return arena_printf(
			planner->arena,
			"the PF is bound to %s: it was given to user space, which "
			"alone could enable its VFs",
			observed->driver);
	if (quirks->no_numvfs)
		return arena_printf(planner->arena, "the driver %s %s", observed->driver,
				    quirks->no_numvfs);
	if (observed->has_pci && field_number(&observed->totalvfs) == 0)
		return no_capability(planner);
	if (!field_is_given(wanted))
		return "the PF does not report how many VFs its driver allows "
		       "(sriov_totalvfs), so max has no meaning: give a number";
	return refuses_number(planner, wanted->value.number);
}
