/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/adopt.h"

#include <string.h>

#include "model/names.h"
#include "plan/adopt-parts.h"
#include "plan/plan-make.h"
#include "plan/quirks.h"

enum {
	PFS_MAX = 1024, /* config/read.c */
	PF_MTU_ETHERNET = 1500,
	PF_MTU_IPOIB = 2044,
	PF_MTU_IPOIB_4K = 4092
};

/* Whether an earlier PF of the configuration has that name; is_name_of_another() also
 * checks later ones. */
static bool is_name_taken(const struct adoption *adoption, const char *name)
{
	for (size_t i = 0; i < adoption->desired->n_pfs; i++) {
		if (strcmp(adoption->desired->pfs[i].name, name) == 0)
			return true;
	}
	return false;
}

static bool is_name_of_another(const struct adoption *adoption, const char *name)
{
	for (size_t i = 0; i < adoption->observed->n_pfs; i++) {
		const char *other = adoption->observed->pfs[i].name;

		if (other && strcmp(other, name) == 0)
			return true;
	}
	return is_name_taken(adoption, name);
}

/* The PF's name in the current configuration. If it has none: its netdev, if that is a
 * valid name, or else its PCI address. */
static const char *name_of(const struct adoption *adoption, const struct observed_pf *pf)
{
	char pci[PCI_ADDRESS_TEXT];
	const char *name;

	if (pf->name && names_is_pf(pf->name) && !is_name_taken(adoption, pf->name))
		return pf->name;
	if (pf->netdev && names_is_pf(pf->netdev) &&
	    !is_name_of_another(adoption, pf->netdev))
		return pf->netdev;
	pci_address_format(pf->pci, pci);
	name = arena_printf(adoption->arena, "pf-%s", pci);
	return pf->has_pci && !is_name_of_another(adoption, name)
		       ? name
		       : arena_printf(adoption->arena, "pf-%s-%zu", pci,
				      adoption->desired->n_pfs);
}

/* A snapshot may list a PF twice, but two entries cannot match the same PF. */
static bool is_matched(const struct adoption *adoption, const struct observed_pf *pf)
{
	for (size_t i = 0; i < adoption->desired->n_pfs; i++) {
		const struct pf_match *match = &adoption->desired->pfs[i].match;

		if (pf->has_pci ? match->has_pci &&
					  pci_address_compare(match->pci, pf->pci) == 0
				: match->netdev && strcmp(match->netdev, pf->netdev) == 0)
			return true;
	}
	return false;
}

/* Whether the PF gets an entry. A PF without VFs only gets one if the configuration names
 * it. */
static bool is_told(const struct adoption *adoption, const struct observed_pf *pf)
{
	return (observed_pf_numvfs(pf) > 0 || pf->name) &&
	       (pf->has_pci || (pf->netdev && names_is_netdev(pf->netdev))) &&
	       adoption->desired->n_pfs < PFS_MAX && !is_matched(adoption, pf);
}

static bool is_first_mtu(const struct observed_pf *pf, uint32_t mtu)
{
	return pf->is_infiniband ? mtu == PF_MTU_IPOIB || mtu == PF_MTU_IPOIB_4K
				 : mtu == PF_MTU_ETHERNET;
}

/* Takes all attributes of the eswitch if any of them differs from its default. */
static void take_eswitch(const struct observed_pf *pf, struct desired_pf *desired)
{
	bool is_first = true;

	for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END; attr++) {
		const struct field *field = &pf->attrs[attr];

		is_first &= !field->set ||
			    pf_attr_is_first_word((enum pf_attr)attr, field->value);
	}
	for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END && !is_first;
	     attr++)
		desired->attrs[attr] = pf->attrs[attr];
}

/* Takes all private flags, which are few. Leaves out features: nothing shows which ones
 * somebody has changed. */
static void take_flags(const struct observed_pf *pf, struct desired_pf *desired)
{
	const struct field *flags = &pf->attrs[PF_ATTR_PRIVATE_FLAGS];

	if (flags->set && flags->value.flags->n > 0)
		desired->attrs[PF_ATTR_PRIVATE_FLAGS] = *flags;
}

static void take_pf(const struct adoption *adoption, const struct observed_pf *pf,
		    struct desired_pf *desired)
{
	const struct field *mtu = &pf->attrs[PF_ATTR_MTU];
	const struct field autoprobe = observed_pf_autoprobe(pf);

	*desired = (struct desired_pf){
		.name = name_of(adoption, pf),
		.match = {.has_pci = pf->has_pci,
			  .pci = pf->pci,
			  .netdev = pf->has_pci ? NULL : pf->netdev},
		.attrs = {[PF_ATTR_NUMVFS] = pf->attrs[PF_ATTR_NUMVFS],
			  [PF_ATTR_LINK] = {.set = observed_pf_is_up(pf),
					    .value.on = true},
			  [PF_ATTR_AUTOPROBE] = {.set = autoprobe.set &&
							!autoprobe.value.on}},
		.keeps_link = pf->netdev && !observed_pf_is_up(pf),
	};
	take_eswitch(pf, desired);
	take_flags(pf, desired);
	if (mtu->set && !is_first_mtu(pf, mtu->value.number) &&
	    mtu->value.number >= MTU_MIN && mtu->value.number <= MTU_MAX)
		desired->attrs[PF_ATTR_MTU] = *mtu;
}

/* Fills in an entry for each VF, with the values that are not implied. */
static void take_vfs(struct arena *arena, struct adopt_pf *part)
{
	struct desired_pf *desired = part->desired;

	desired->n_vfs = part->live->n_vfs;
	desired->vfs = arena_calloc(arena, desired->n_vfs, sizeof(*desired->vfs));
	for (size_t i = 0; i < desired->n_vfs; i++) {
		desired->vfs[i].index = (unsigned int)i;
		for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
			const struct adopt_setting *setting =
				&part->vfs[i].settings[attr];

			if (!setting->is_implied)
				desired->vfs[i].attrs[attr] = setting->field;
		}
	}
}

/* The host after a reboot: its PFs have no VFs, and drivers_autoprobe and the eswitch
 * have their defaults. */
static const struct observed *rebooted(const struct adoption *adoption)
{
	struct observed *host = arena_alloc(adoption->arena, sizeof(*host));

	*host = *adoption->observed;
	host->pfs = arena_calloc(adoption->arena, host->n_pfs, sizeof(*host->pfs));
	for (size_t i = 0; i < host->n_pfs; i++) {
		struct observed_pf *pf = &host->pfs[i];

		*pf = adoption->observed->pfs[i];
		pf->vfs = NULL;
		pf->n_vfs = 0;
		pf->attrs[PF_ATTR_NUMVFS].value.number = 0;
		pf->attrs[PF_ATTR_AUTOPROBE].value.on = true;
		pf->autoprobe_saved.set = false;
		for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END; attr++)
			pf->attrs[attr].value.text = pf_attr_info[attr].words[0];
	}
	return host;
}

/* The configured value that a change is for; NULL if it cannot be left out. */
static struct field *field_of(struct adopt_pf *part, const struct change *change)
{
	struct desired_pf *desired = part->desired;

	if (change->vf != NO_VF)
		return &desired->vfs[change->vf].attrs[change->attr];
	return change->pf_attr != PF_ATTR_NUMVFS && change->pf_attr != PF_ATTR_AUTOPROBE
		       ? &desired->attrs[change->pf_attr]
		       : NULL;
}

/* Removes a value that the driver does not support, and adds a remark that says why.
 * Returns whether a value was removed. */
static bool drop_refused(struct adopt_pf *part, const struct change *change)
{
	struct field *field = field_of(part, change);
	char text[VALUE_FORMAT_MAX];

	if (change->block != BLOCK_UNSUPPORTED)
		return false;
	value_format(change_value_kind(change), change->to, text);
	adopt_remark(&part->remarks, change->vf, "%s %s is %s: %s", change_name(change),
		     text, field && field_is_given(field) ? "left out" : "refused",
		     change->reason);
	if (!field || !field_is_given(field))
		return false;
	field->set = false;
	if (change->vf != NO_VF)
		part->vfs[change->vf].settings[change->attr] = (struct adopt_setting){0};
	return true;
}

static struct adopt_pf *part_of(const struct adoption *adoption, const struct plan *plan,
				const struct plan_pf *pf)
{
	return &adoption->parts[pf->desired - plan->desired->pfs];
}

/* The errors of the plan are in `diags`. */
static const struct plan *plan_for(const struct adoption *adoption,
				   const struct observed *host, struct diags *diags)
{
	diags_init(diags, adoption->arena);
	return plan_make(adoption->arena, diags, adoption->desired, host,
			 DISRUPTION_REFUSED);
}

/* Removes every value that the plan for `host` shows to be unsupported. */
static bool drop_all_refused(struct adoption *adoption, const struct observed *host)
{
	struct diags unheard;
	const struct plan *plan = plan_for(adoption, host, &unheard);
	bool has_dropped = false;

	for (size_t i = 0; i < plan->n_pfs; i++) {
		for (size_t j = 0; j < plan->pfs[i].n_changes; j++)
			has_dropped |=
				drop_refused(part_of(adoption, plan, &plan->pfs[i]),
					     &plan->pfs[i].changes[j]);
	}
	return has_dropped;
}

/* Whether the change needs no remark: it is a step of another change, or drop_refused()
 * has added one. */
static bool is_step(const struct change *change)
{
	return change->is_again || change->block == BLOCK_UNSUPPORTED ||
	       change_is_of_pf(change, PF_ATTR_AUTOPROBE);
}

static void remark_difference(struct adopt_pf *part, const struct change *change)
{
	bool is_restart = change_is_of_vf(change, VF_ATTR_DRIVER) &&
			  change->impact == IMPACT_REBINDS_VF;
	const char *gap = change->why ? ", " : "", *why = change->why ? change->why : "";
	const char *refused =
		change->block == BLOCK_IN_USE ? ", once nobody uses it" : "";
	char text[VALUE_FORMAT_MAX];

	value_format(change_value_kind(change), change->to, text);
	if (is_restart)
		adopt_remark(&part->remarks, change->vf,
			     "apply restarts its driver%s%s%s", gap, why, refused);
	else
		adopt_remark(&part->remarks, change->vf, "apply sets %s to %s%s%s%s",
			     change_name(change), text, gap, why, refused);
}

static void remark_differences(struct adoption *adoption)
{
	struct diags diags;
	const struct plan *plan = plan_for(adoption, adoption->observed, &diags);

	adoption->has_differences = plan->n_changes > 0 || diags.n_errors > 0;
	diags_foreach (diag, &diags) {
		if (diag->severity == SEVERITY_ERROR)
			adopt_remark(&adoption->remarks, NO_VF, "plan has an error: %s",
				     diag->text);
	}
	for (size_t i = 0; i < plan->n_pfs; i++) {
		struct adopt_pf *part = part_of(adoption, plan, &plan->pfs[i]);

		for (size_t j = 0; j < plan->pfs[i].n_changes; j++) {
			if (!is_step(&plan->pfs[i].changes[j]))
				remark_difference(part, &plan->pfs[i].changes[j]);
		}
	}
}

static void take_host(struct adoption *adoption)
{
	const struct observed *observed = adoption->observed;
	struct desired *desired = arena_alloc(adoption->arena, sizeof(*desired));

	adoption->desired = desired;
	desired->pfs =
		arena_calloc(adoption->arena, observed->n_pfs, sizeof(*desired->pfs));
	adoption->parts =
		arena_calloc(adoption->arena, observed->n_pfs, sizeof(*adoption->parts));
	for (size_t i = 0; i < observed->n_pfs; i++) {
		struct adopt_pf *part = &adoption->parts[desired->n_pfs];

		if (!is_told(adoption, &observed->pfs[i]))
			continue;
		part->live = &observed->pfs[i];
		part->desired = &desired->pfs[desired->n_pfs];
		part->remarks.arena = adoption->arena;
		take_pf(adoption, part->live, part->desired);
		desired->n_pfs++;
		part->vfs = adopt_vfs(&part->remarks, part->live);
		take_vfs(adoption->arena, part);
	}
}

const struct adopted *adopt(struct arena *arena, const struct observed *observed)
{
	struct adopted *adopted = arena_alloc(arena, sizeof(*adopted));
	struct adoption adoption = {
		.arena = arena, .observed = observed, .remarks.arena = arena};

	take_host(&adoption);
	adopt_vms(&adoption);
	/* Without one value, another one may become impossible, so repeat this. */
	while (drop_all_refused(&adoption, rebooted(&adoption)) ||
	       drop_all_refused(&adoption, observed))
		;
	remark_differences(&adoption);
	adopted->desired = adoption.desired;
	adopted->has_differences = adoption.has_differences;
	adopted->remarks = adopt_remark_lines(&adoption.remarks, &adopted->n_remarks);
	adopted->n_pfs = adoption.desired->n_pfs;
	adopted->pfs = arena_calloc(arena, adopted->n_pfs, sizeof(*adopted->pfs));
	for (size_t i = 0; i < adopted->n_pfs; i++) {
		struct adopt_pf *part = &adoption.parts[i];
		struct adopted_pf *pf = &adopted->pfs[i];

		pf->desired = part->desired;
		pf->remarks = adopt_remark_lines(&part->remarks, &pf->n_remarks);
		adopt_fold(arena, part->vfs, part->live->n_vfs, pf);
	}
	return adopted;
}
