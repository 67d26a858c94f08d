/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oracles.h"

#include <stdlib.h>
#include <string.h>

#include "model/derive.h"
#include "observe/run-record.h"
#include "support/guard.h"

/* A VF without a netdev, of a PF without one: who uses it has its device file open. */
static bool has_device_file_only(const struct fake_kernel *fake, const struct fake_vf *vf)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		const struct fake_pf *pf = &fake->pfs[i];

		if (vf >= pf->vfs && vf < pf->vfs + FAKE_VFS_MAX)
			return fake->has_proc && !pf->netdev[0] &&
			       (pf->personality->has_device_files || vf->disk);
	}
	return false;
}

/* Up since vfstate set it up, of which there is no note. */
static bool is_not_noted(const struct fake_kernel *fake, const struct fake_vf *vf)
{
	for (size_t i = 0; i < fake->n_pfs && vf->netdev_up && vf->is_ours; i++) {
		const struct fake_pf *pf = &fake->pfs[i];

		if (vf >= pf->vfs && vf < pf->vfs + FAKE_VFS_MAX)
			return run_record_read(&run_dir, RUN_RECORD_RAISED, vf->pci) !=
			       fake_vf_ifindex(pf, vf);
	}
	return false;
}

bool is_taken_for_used(const struct fake_kernel *fake, const struct fake_vf *vf)
{
	return fake_vf_is_in_use(fake, vf) || is_not_noted(fake, vf) ||
	       (vf->is_bound && !vf->is_vfio && !fake_vf_has_netdev(fake, vf) &&
		!has_device_file_only(fake, vf));
}

/* Who uses the PF itself is in the way; also since the run put it up. */
static bool is_pf_used(const struct run *run, const struct fake_pf *pf,
		       enum disruption takes)
{
	struct fake_pf now = *pf;

	now.was_raised = false;
	return takes && !(run->disruption & takes) &&
	       fake_pf_is_in_use(run->fake, &now, takes);
}

static bool is_truly_in_use(const struct run *run, const struct plan_pf *plan_pf,
			    const struct change *change)
{
	const struct fake_pf *pf = fake_pf_of(run, plan_pf);

	if (is_pf_used(run, pf, change->takes))
		return true;
	if (run->disruption & DISRUPTION_VFS)
		return false;
	if (change->vf != NO_VF)
		return is_taken_for_used(run->fake, &pf->vfs[change->vf]);
	for (int i = 0; i < pf->numvfs; i++) {
		if (is_taken_for_used(run->fake, &pf->vfs[i]))
			return true;
	}
	return false;
}

static const struct change *find_change(const struct plan_pf *pf, int vf,
					enum vf_attr attr)
{
	for (size_t i = 0; i < pf->n_changes; i++) {
		if (pf->changes[i].kind == CHANGE_VF_ATTR && pf->changes[i].vf == vf &&
		    pf->changes[i].attr == attr)
			return &pf->changes[i];
	}
	return NULL;
}

/* The PF as it would be in the eswitch mode that is wanted: what that refuses is not to
 * be done in another one. */
static struct fake_pf in_wanted_mode(const struct run *run, const struct plan_pf *plan_pf)
{
	struct fake_pf pf = *fake_pf_of(run, plan_pf);
	const struct field *mode = &plan_pf->desired->attrs[PF_ATTR_ESWITCH_MODE];

	if (mode->set && pf.personality->eswitch.has_mode)
		pf.eswitch[PF_ATTR_ESWITCH_MODE] =
			strcmp(mode->value.text, PF_ESWITCH_SWITCHDEV) == 0;
	return pf;
}

/* Whether the driver would have taken it: then it should be there. */
static bool attr_is_possible(const struct run *run, const struct plan_pf *plan_pf,
			     const struct change *change)
{
	struct fake_pf pf = in_wanted_mode(run, plan_pf);
	const struct change *max = find_change(plan_pf, change->vf, VF_ATTR_MAX_TX_RATE);
	bool sticks;

	if (!pf.netdev[0] ||
	    (pf.eswitch[PF_ATTR_ESWITCH_MODE] !=
		     fake_pf_of(run, plan_pf)->eswitch[PF_ATTR_ESWITCH_MODE] &&
	     fake_vf_would_take(run->fake, fake_pf_of(run, plan_pf), change->vf,
				change->attr, change->to, &sticks) < 0))
		return false;
	if (fake_vf_would_take(run->fake, &pf, change->vf, change->attr, change->to,
			       &sticks) == 0 &&
	    sticks)
		return true;
	/* The lowest rate may need the highest one that is to come with it. */
	if (change->attr != VF_ATTR_MIN_TX_RATE || !max ||
	    fake_vf_would_take(run->fake, &pf, change->vf, VF_ATTR_MAX_TX_RATE, max->to,
			       &sticks) < 0 ||
	    !sticks)
		return false;
	pf.vfs[change->vf].max_tx_rate = max->to.number;
	return fake_vf_would_take(run->fake, &pf, change->vf, change->attr, change->to,
				  &sticks) == 0 &&
	       sticks;
}

static bool numvfs_is_possible(const struct fake_pf *pf, int wanted)
{
	return pf->driver && wanted <= pf->totalvfs &&
	       (pf->gives_vfs < 0 || wanted <= pf->gives_vfs) &&
	       (!pf->refuses_error || wanted <= pf->refuses_above) &&
	       (!pf->personality->numvfs_needs_up || pf->link);
}

static bool is_possible(const struct run *run, const struct plan_pf *plan_pf,
			const struct change *change)
{
	const struct fake_pf *pf = fake_pf_of(run, plan_pf);

	switch (change->kind) {
	case CHANGE_ESWITCH:
	case CHANGE_ESWITCH_WITHOUT_VFS:
		return fake_eswitch_would_take(run->fake, pf, change->pf_attr) == 0;
	case CHANGE_VF_MSIX:
		return !(pf->vfs[change->vf].is_vfio && pf->vfs[change->vf].enable > 0) &&
		       change->to.number <= (uint32_t)pf->personality->msix_vectors;
	case CHANGE_VF_NETDEV:
		return fake_vf_has_netdev(run->fake, &pf->vfs[change->vf]) &&
		       (change->attr != VF_ATTR_MTU || change->to.number <= FAKE_MTU_MAX);
	case CHANGE_PF_ATTR:
		return pf->netdev[0] && change->to.number <= FAKE_MTU_MAX;
	case CHANGE_PF_UP:
	case CHANGE_PF_DOWN:
		return pf->netdev[0];
	case CHANGE_NUMVFS:
		if (change->to.source == VALUE_MAX)
			return !pf->personality->no_pci;
		return numvfs_is_possible(pf, (int)change->to.number);
	case CHANGE_VF_ATTR:
		return attr_is_possible(run, plan_pf, change);
	case CHANGE_VF_OVERRIDE:
		if (pf->personality->no_pci)
			return false;
		if (strcmp(change->to.text, "none") == 0 ||
		    strcmp(change->to.text, "vfio-pci") == 0)
			return true;
		return !pf->no_vf_driver &&
		       !(pf->vfs[change->vf].is_bound &&
			 (find_change(plan_pf, change->vf, VF_ATTR_MAC) ||
			  find_change(plan_pf, change->vf, VF_ATTR_NODE_GUID) ||
			  find_change(plan_pf, change->vf, VF_ATTR_PORT_GUID)));
	case CHANGE_VF_DRIVER:
		/* It cannot start with a MAC or a GUID that the VF does not have. */
		return !pf->no_vf_driver &&
		       !find_change(plan_pf, change->vf, VF_ATTR_MAC) &&
		       !find_change(plan_pf, change->vf, VF_ATTR_NODE_GUID) &&
		       !find_change(plan_pf, change->vf, VF_ATTR_PORT_GUID);
	default:
		return !pf->personality->no_pci; /* autoprobe */
	}
}

static bool has_kind(const struct plan_pf *pf, enum change_kind kind)
{
	for (size_t i = 0; i < pf->n_changes; i++) {
		if (pf->changes[i].kind == kind)
			return true;
	}
	return false;
}

/* Whether it is left because of another change that is: what VFs that did not come would
 * get, and autoprobe for drivers that do not come. */
static bool waits_for_another(const struct plan_pf *pf, const struct change *change)
{
	bool is_autoprobe = change->kind == CHANGE_AUTOPROBE_OFF ||
			    change->kind == CHANGE_AUTOPROBE_ON ||
			    change->kind == CHANGE_AUTOPROBE_BACK_OFF;

	/* The netdev is to come up with its driver, which cannot start anew. */
	for (size_t i = 0; change->kind == CHANGE_VF_NETDEV && i < pf->n_changes; i++) {
		if (pf->changes[i].vf == change->vf &&
		    (pf->changes[i].kind == CHANGE_VF_DRIVER ||
		     pf->changes[i].kind == CHANGE_VF_OVERRIDE))
			return true;
	}
	return (has_kind(pf, CHANGE_NUMVFS) &&
		(change->is_new_vf || is_autoprobe ||
		 change->kind == CHANGE_ESWITCH_WITHOUT_VFS)) ||
	       (is_autoprobe && has_kind(pf, CHANGE_VF_DRIVER));
}

/* Trust that the VF had waited for its MAC, which the VF has made up meanwhile. */
static bool has_waited_for_mac(const struct run *run, const struct desired_pf *pf,
			       const struct change *change)
{
	for (size_t i = 0; change->is_kept && i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan = &run->plan->pfs[i];
		const struct change *mac =
			plan->desired == pf ? find_change(plan, change->vf, VF_ATTR_MAC)
					    : NULL;

		if (mac && change->kind == CHANGE_VF_ATTR &&
		    change->attr == VF_ATTR_TRUST &&
		    run->result->outcomes[i][mac - plan->changes].status ==
			    OUTCOME_FAILED)
			return true;
	}
	return false;
}

/* Trust waits for the VF's MAC, which would be the VF's own choice from then on. */
static bool waits_for_mac(const struct plan_pf *pf, const struct change *change)
{
	const struct change *mac = find_change(pf, change->vf, VF_ATTR_MAC);

	return change->kind == CHANGE_VF_ATTR && change->attr == VF_ATTR_TRUST &&
	       change->to.on && mac && !mac_address_is_zero(mac->to.mac);
}

/* Every change that is left is impossible, for a reason that is true in this world. */
bool check_remaining(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->after->n_pfs; i++) {
		const struct plan_pf *pf = &run->after->pfs[i];

		for (size_t j = 0; j < pf->n_changes; j++) {
			const struct change *change = &pf->changes[j];

			if (change->is_again)
				continue;
			if (change->block == BLOCK_IN_USE) {
				if (change->kind == CHANGE_VF_ATTR &&
				    change->impact == IMPACT_LIVE &&
				    change->attr != VF_ATTR_MAC &&
				    change->attr != VF_ATTR_VLAN &&
				    change->attr != VF_ATTR_LINK_STATE &&
				    !waits_for_mac(pf, change))
					return fails(failure,
						     "%s VF %d %s is refused, and would "
						     "harm nobody",
						     pf->desired->name, change->vf,
						     change_name(change));
				if (!is_truly_in_use(run, pf, change))
					return fails(failure,
						     "%s VF %d %s: said to be in use, "
						     "and is not: %s",
						     pf->desired->name, change->vf,
						     change_name(change), change->reason);
				continue;
			}
			if (waits_for_another(pf, change) || waits_for_mac(pf, change) ||
			    has_waited_for_mac(run, pf->desired, change))
				continue;
			if (is_possible(run, pf, change))
				return fails(
					failure,
					"%s VF %d %s is left, and could be done%s%s, "
					"after:\n%s",
					pf->desired->name, change->vf,
					change_name(change), change->reason ? ": " : "",
					change->reason ? change->reason : "",
					result_text(run));
		}
	}
	if (run->after->n_changes > 0 && run->diags.n_errors == 0)
		return fails(failure, "something is left, and nothing is said");
	return true;
}

static bool wants_autoprobe_of(const struct run *run, const char *text)
{
	for (size_t i = 0; i < run->desired->n_pfs; i++) {
		const struct desired_pf *pf = &run->desired->pfs[i];
		size_t length = strlen(pf->name);

		if (strncmp(text, pf->name, length) == 0 && text[length] == ':')
			return pf->autoprobe.set;
	}
	return false;
}

/* The others are the planner's, who is asked more than once. */
static bool is_of_apply(const struct diag *diag)
{
	static const char *const codes[] = {"failed", "in-use", "residue", "unsupported"};

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		if (strcmp(diag->code, codes[i]) == 0)
			return true;
	}
	return false;
}

/* One error for each cause, and none for a step of vfstate's own that was left out. */
bool check_report(const struct run *run, char *failure)
{
	diags_foreach (diag, &run->diags) {
		if (strcmp(diag->code, "residue") == 0 &&
		    strstr(diag->text, ": drivers_autoprobe is ") &&
		    !wants_autoprobe_of(run, diag->text))
			return fails(failure, "a step of its own is an error: %s",
				     diag->text);
		for (const struct diag *other = diag->next; other; other = other->next) {
			if (is_of_apply(diag) && strcmp(diag->text, other->text) == 0 &&
			    strcmp(diag->code, other->code) == 0 &&
			    span_compare(diag->at, other->at) == 0)
				return fails(failure, "said twice: %s", diag->text);
		}
	}
	return true;
}

/* What is said of one attribute is what the driver says to it: nobody else's error, and
 * no success where it was refused. */
static bool check_outcome(const struct run *run, const struct plan_pf *plan_pf,
			  const struct change *change, const struct outcome *outcome,
			  char *failure)
{
	const struct fake_pf *pf = fake_pf_of(run, plan_pf);
	bool sticks;
	int r;

	/* Rates travel in pairs, and a VF that was busy may not be any more. */
	if (change->kind != CHANGE_VF_ATTR || change->block != BLOCK_NONE ||
	    change->attr == VF_ATTR_MIN_TX_RATE || change->attr == VF_ATTR_MAX_TX_RATE ||
	    change->vf >= pf->numvfs)
		return true;
	r = fake_vf_would_take(run->fake, pf, change->vf, change->attr, change->to,
			       &sticks);
	if (outcome->status == OUTCOME_DONE && r < 0)
		return fails(failure, "%s VF %d %s is said to be done, and was refused",
			     plan_pf->desired->name, change->vf, change_name(change));
	if (outcome->status == OUTCOME_FAILED && r != outcome->error)
		return fails(failure,
			     "%s VF %d %s is said to have failed with %d, not %d",
			     plan_pf->desired->name, change->vf, change_name(change),
			     outcome->error, r);
	return true;
}

/* A MAC that a VF was not given stays a difference, though the VF is to be trusted: it
 * did not choose another one. One that was trusted before may have. */
static bool check_mac_is_left(const struct run *run, const struct plan_pf *pf,
			      const struct change *mac, const struct outcome *outcome,
			      char *failure)
{
	const struct observed_pf *before = pf->observed;
	const struct field *trust = mac->is_new_vf || (size_t)mac->vf >= before->n_vfs
					    ? NULL
					    : &before->vfs[mac->vf].attrs[VF_ATTR_TRUST];

	if (mac->kind != CHANGE_VF_ATTR || mac->attr != VF_ATTR_MAC || mac->is_again ||
	    mac->is_kept ||
	    (outcome->status != OUTCOME_FAILED && outcome->status != OUTCOME_SKIPPED) ||
	    mac_address_is_zero(mac->to.mac) || (trust && trust->value.on) ||
	    mac->vf >= fake_pf_of(run, pf)->numvfs ||
	    desired_pf_vf(pf->desired, (unsigned int)mac->vf)
			    ->attrs[VF_ATTR_MAC]
			    .value.source == VALUE_OF_VM)
		return true;
	for (size_t i = 0; i < run->after->n_pfs; i++) {
		if (run->after->pfs[i].desired == pf->desired)
			return find_change(&run->after->pfs[i], mac->vf, VF_ATTR_MAC) ||
			       fails(failure,
				     "%s VF %d was not given its MAC, and that is "
				     "no difference",
				     pf->desired->name, mac->vf);
	}
	return true;
}

bool check_outcomes(const struct run *run, char *failure)
{
	bool good = true;

	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *pf = &run->plan->pfs[i];

		for (size_t j = 0; good && j < pf->n_changes; j++)
			good = check_outcome(run, pf, &pf->changes[j],
					     &run->result->outcomes[i][j], failure) &&
			       check_mac_is_left(run, pf, &pf->changes[j],
						 &run->result->outcomes[i][j], failure);
	}
	return good;
}

static bool is_configured(const struct run *run, size_t pf)
{
	for (size_t i = 0; i < run->desired->n_pfs; i++) {
		if ((size_t)atoi(run->desired->pfs[i].name + 1) == pf)
			return true;
	}
	return false;
}

/* What the configuration asks for: 0, 1, or -1 where it leaves it. */
static int wants_autoprobe(const struct run *run, size_t pf)
{
	for (size_t i = 0; i < run->desired->n_pfs; i++) {
		const struct desired_pf *desired = &run->desired->pfs[i];

		if ((size_t)atoi(desired->name + 1) == pf && desired->autoprobe.set)
			return desired->autoprobe.value.on;
	}
	return -1;
}

/* The value that a setting means on a PF. */
static struct value value_meant(const struct fake_pf *pf,
				const struct desired_pf *desired, int vf,
				enum vf_attr attr)
{
	const struct observed host = {.host_id = FAKE_HOST_ID};
	const struct observed_pf observed = {
		.has_permanent_mac = true,
		.permanent_mac = {{0x90, 0xe2, 0xba, 0x21, (uint8_t)pf->ifindex, 0}},
		.has_guid = pf->personality->is_infiniband,
		.guid = fake_guid(pf),
	};

	return derive_vf(&host, &observed, desired, (unsigned int)vf).attrs[attr].value;
}

/* What a user of the VF may keep: MAC and VLAN if the host does not see who it is, a MAC
 * that a trusted VF took, and what cannot be set without a reset. */
static bool may_keep(const struct run *run, const struct fake_pf *pf,
		     const struct fake_vf *vf, enum vf_attr attr)
{
	const struct fake_kernel *fake = run->fake;
	bool restarts = VF_ATTRS_GUID & VF_ATTR_BIT(attr) && vf->is_bound && !vf->is_vfio;
	bool resets = pf->personality->attrs[attr].resets_vf || restarts ||
		      strcmp(pf->personality->name, "other") == 0;

	if (!is_taken_for_used(fake, vf))
		return false;
	if (run->disruption & DISRUPTION_VFS)
		return attr == VF_ATTR_MAC && vf->trust;
	return attr == VF_ATTR_MAC || attr == VF_ATTR_VLAN ||
	       attr == VF_ATTR_LINK_STATE || resets;
}

/* Whether the plan that was made after the run still has the change. */
static const struct change *find_left(const struct run *run, const struct desired_pf *pf,
				      int vf, enum vf_attr attr)
{
	for (size_t i = 0; i < run->after->n_pfs; i++) {
		if (run->after->pfs[i].desired == pf)
			return find_change(&run->after->pfs[i], vf, attr);
	}
	return NULL;
}

/* Trust may wait for a MAC that is configured, or that the VF had. */
static bool lacks_mac(const struct fake_pf *pf, const struct desired_pf *desired,
		      const struct desired_vf *vf, int index)
{
	struct value wanted = value_meant(pf, desired, index, VF_ATTR_MAC);

	return vf->attrs[VF_ATTR_MAC].set && !mac_address_is_zero(wanted.mac) &&
	       !mac_address_is_equal(wanted.mac, pf->vfs[index].mac);
}

/* Without asking the planner: each value that the configuration has, the kernel has,
 * unless the driver would not take it, or somebody has the VF. */
bool check_wanted(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];
		const struct fake_pf *pf = fake_pf_of(run, plan_pf);
		const struct desired_pf *desired = plan_pf->desired;
		struct fake_pf other = in_wanted_mode(run, plan_pf);

		if (!pf->netdev[0] || run_is_unfinished(run, plan_pf))
			continue;
		for (int v = 0; v < pf->numvfs; v++) {
			const struct desired_vf *vf =
				desired_pf_vf(desired, (unsigned int)v);

			for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
				struct value wanted, has;
				enum value_kind kind = vf_attr_info[attr].kind;
				bool sticks;

				if (!vf->attrs[attr].set)
					continue;
				wanted = value_meant(pf, desired, v, (enum vf_attr)attr);
				has = fake_vf_value(&pf->vfs[v], (enum vf_attr)attr);
				if (value_is_equal(kind, wanted, has) ||
				    may_keep(run, pf, &pf->vfs[v], (enum vf_attr)attr))
					continue;
				if (attr == VF_ATTR_TRUST && wanted.on &&
				    (lacks_mac(pf, desired, vf, v) ||
				     find_left(run, desired, v, VF_ATTR_MAC)))
					continue;
				/* What it made up itself is as good as none. */
				if (attr == VF_ATTR_MAC &&
				    mac_address_is_zero(wanted.mac) &&
				    pf->vfs[v].is_bound)
					continue;
				if (fake_vf_would_take(run->fake, pf, v,
						       (enum vf_attr)attr, wanted,
						       &sticks) == 0 &&
				    sticks &&
				    fake_vf_would_take(run->fake, &other, v,
						       (enum vf_attr)attr, wanted,
						       &sticks) == 0)
					return fails(failure,
						     "%s VF %d has not the %s that is "
						     "wanted",
						     desired->name, v,
						     vf_attr_info[attr].name);
			}
		}
	}
	return true;
}

/* The driver that the configuration asks for; NULL where it leaves it. */
static const char *wanted_driver(const struct run *run, size_t pf, int vf)
{
	for (size_t i = 0; i < run->desired->n_pfs; i++) {
		const struct desired_pf *desired = &run->desired->pfs[i];
		const struct field *driver =
			&desired_pf_vf(desired, (unsigned int)vf)->attrs[VF_ATTR_DRIVER];

		if ((size_t)atoi(desired->name + 1) == pf && driver->set)
			return driver->value.text;
	}
	return NULL;
}

static bool has_driver(const struct fake_pf *pf, const struct fake_vf *vf,
		       const char *wanted)
{
	if (strcmp(wanted, "none") == 0)
		return !vf->is_bound && (vf->override[0] || !pf->autoprobe);
	if (strcmp(wanted, "vfio-pci") == 0)
		return vf->is_bound && vf->is_vfio;
	return vf->is_bound && !vf->is_vfio;
}

/* Without asking the planner: every VF has the driver that the configuration names,
 * unless somebody uses the VF or there is no such driver. */
bool check_drivers(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->fake->n_pfs; i++) {
		const struct fake_pf *pf = &run->fake->pfs[i];

		for (int v = 0; v < pf->numvfs && !pf->personality->no_pci; v++) {
			const struct fake_vf *vf = &pf->vfs[v];
			const char *wanted = wanted_driver(run, i, v);
			bool is_known =
				wanted &&
				(strcmp(wanted, "none") == 0 ||
				 strcmp(wanted, "vfio-pci") == 0 ||
				 (pf->personality->vf_driver && !pf->no_vf_driver));

			if (!is_known || has_driver(pf, vf, wanted) ||
			    (vf->is_vfio && vf->enable > 0) ||
			    (!(run->disruption & DISRUPTION_VFS) &&
			     is_taken_for_used(run->fake, vf)))
				continue;
			return fails(failure, "p%zu VF %d has not the driver %s", i, v,
				     wanted);
		}
	}
	return true;
}

static bool is_any_used(const struct run *run, const struct fake_pf *pf)
{
	for (int v = 0; v < pf->numvfs; v++) {
		if (is_taken_for_used(run->fake, &pf->vfs[v]))
			return true;
	}
	return false;
}

/* And each PF has the MTU. */
bool check_mtus(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];
		const struct field *wanted = &plan_pf->desired->attrs[PF_ATTR_MTU];
		const struct fake_pf *pf = fake_pf_of(run, plan_pf);

		if (wanted->set && pf->netdev[0] &&
		    wanted->value.number <= FAKE_MTU_MAX &&
		    pf->mtu != wanted->value.number &&
		    !is_pf_used(run, pf, DISRUPTION_BLINK) &&
		    (run->disruption & DISRUPTION_VFS || !is_any_used(run, pf)))
			return fails(failure, "%s has the MTU %u", plan_pf->desired->name,
				     pf->mtu);
	}
	return true;
}

/* The eswitch is as it is wanted, where the driver has it and nobody is in the way. */
bool check_eswitches(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];
		const struct fake_pf *pf = fake_pf_of(run, plan_pf);

		for (int attr = 0; attr < PF_ATTR_ESWITCH_COUNT; attr++) {
			const struct field *wanted = &plan_pf->desired->attrs[attr];

			if (!wanted->set || pf->eswitch[attr] > 3 ||
			    strcmp(wanted->value.text,
				   pf_attr_eswitch_words[attr][pf->eswitch[attr]]) == 0 ||
			    fake_eswitch_would_take(run->fake, pf, (enum pf_attr)attr) <
				    0 ||
			    is_pf_used(run, pf, DISRUPTION_BLINK) ||
			    (!(run->disruption & DISRUPTION_VFS) && is_any_used(run, pf)))
				continue;
			return fails(failure, "%s has another %s", plan_pf->desired->name,
				     pf_attr_info[attr].name);
		}
	}
	return true;
}

/* And what VFs have by themselves. */
static bool has_device_attr(const struct fake_kernel *fake, const struct fake_pf *pf,
			    const struct fake_vf *vf, enum vf_attr attr,
			    struct value wanted)
{
	bool has_netdev = fake_vf_has_netdev(fake, vf);

	switch (attr) {
	case VF_ATTR_MSIX_VECTORS:
		return vf->msix_vectors == wanted.number ||
		       wanted.number > (uint32_t)pf->personality->msix_vectors;
	case VF_ATTR_MTU:
		return !has_netdev || vf->netdev_mtu == wanted.number ||
		       wanted.number > FAKE_MTU_MAX;
	case VF_ATTR_LINK:
		return !has_netdev || vf->netdev_up == wanted.on;
	default:
		return true;
	}
}

bool check_devices(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];
		const struct fake_pf *pf = fake_pf_of(run, plan_pf);

		for (int v = 0; v < pf->numvfs && !pf->personality->no_pci; v++) {
			const struct desired_vf *desired =
				desired_pf_vf(plan_pf->desired, (unsigned int)v);
			const struct fake_vf *vf = &pf->vfs[v];

			for (int attr = VF_ATTR_COUNT; attr < VF_KEY_COUNT; attr++) {
				if (!desired->attrs[attr].set ||
				    has_device_attr(run->fake, pf, vf, (enum vf_attr)attr,
						    desired->attrs[attr].value) ||
				    (vf->is_vfio && vf->enable > 0) ||
				    (!(run->disruption & DISRUPTION_VFS) &&
				     is_taken_for_used(run->fake, vf)))
					continue;
				return fails(failure, "%s VF %d has another %s",
					     plan_pf->desired->name, v,
					     vf_attr_info[attr].name);
			}
		}
	}
	return true;
}

/* A VF that its driver had keeps it, or gets it back. */
bool check_bound(const struct run *run, const struct world *world, char *failure)
{
	for (size_t i = 0; i < run->fake->n_pfs; i++) {
		const struct fake_pf *pf = &run->fake->pfs[i];
		const struct fake_pf *before = &world->fake.pfs[i];

		if (pf->generation != before->generation || before->no_vf_driver ||
		    !before->autoprobe || !is_configured(run, i))
			continue;
		for (int v = 0; v < pf->numvfs; v++) {
			const char *wanted = wanted_driver(run, i, v);

			if (before->vfs[v].is_bound && !pf->vfs[v].is_bound &&
			    (!wanted || strcmp(wanted, "default") == 0))
				return fails(failure, "p%zu VF %d has lost its driver", i,
					     v);
		}
	}
	return true;
}

/* Trust waits for the MAC that the VF had, or is to have. */
static bool lost_mac(const struct fake_pf *pf, const struct fake_pf *before,
		     const struct desired_vf *desired, int vf)
{
	if (desired->attrs[VF_ATTR_MAC].set && pf->refuses[VF_ATTR_MAC])
		return true;
	return !mac_address_is_zero(before->vfs[vf].mac) &&
	       !mac_address_is_equal(before->vfs[vf].mac, pf->vfs[vf].mac);
}

/* Where a run was cut short nothing is known of VFs without PCI, nor that fewer VFs than
 * it wanted are those that it has made. */
static bool is_forgotten(const struct fake_pf *pf)
{
	return pf->personality->no_pci || pf->gives_vfs >= 0;
}

/* What of a VF nobody configured, and its driver takes, is as it was where the VF was
 * recreated, or is left and so was told. */
bool check_carried_over(const struct run *run, const struct world *world, bool was_cut,
			char *failure)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];
		const struct fake_pf *pf = fake_pf_of(run, plan_pf);
		const struct fake_pf *before = &world->fake.pfs[pf - run->fake->pfs];
		int n = pf->numvfs < before->numvfs ? pf->numvfs : before->numvfs;

		if (pf->generation == before->generation || !pf->netdev[0] ||
		    pf->personality->reports_no_vfs || run_is_unfinished(run, plan_pf) ||
		    fake_is_switchdev(pf) || fake_is_switchdev(before) ||
		    (was_cut && is_forgotten(pf)))
			continue;
		for (int v = 0; v < n; v++) {
			const struct desired_vf *desired =
				desired_pf_vf(plan_pf->desired, (unsigned int)v);

			for (int attr = VF_ATTR_VLAN; attr < VF_ATTR_COUNT; attr++) {
				struct value was = fake_vf_value(&before->vfs[v],
								 (enum vf_attr)attr);
				bool sticks;

				if (desired->attrs[attr].set ||
				    pf->personality->attrs[attr].unreported ||
				    (attr == VF_ATTR_TRUST &&
				     lost_mac(pf, before, desired, v)) ||
				    find_left(run, plan_pf->desired, v,
					      (enum vf_attr)attr) ||
				    value_is_equal(vf_attr_info[attr].kind, was,
						   fake_vf_value(&pf->vfs[v],
								 (enum vf_attr)attr)) ||
				    fake_vf_would_take(run->fake, pf, v,
						       (enum vf_attr)attr, was,
						       &sticks) < 0 ||
				    !sticks)
					continue;
				return fails(failure, "p%zu VF %d has lost its %s",
					     (size_t)(pf - run->fake->pfs), v,
					     vf_attr_info[attr].name);
			}
		}
	}
	return true;
}

/* What a killed run has left without a driver has one, also where a part of the PF has to
 * wait. */
bool check_left_out(const struct run *run, const struct world *world, char *failure)
{
	for (size_t i = 0; i < run->fake->n_pfs; i++) {
		const struct fake_pf *pf = &run->fake->pfs[i];

		if (world->saved[i] != 1 || !is_configured(run, i) || !pf->autoprobe ||
		    pf->no_vf_driver || !pf->personality->vf_driver)
			continue;
		for (int v = 0; v < pf->numvfs; v++) {
			const char *wanted = wanted_driver(run, i, v);

			if (wanted && strcmp(wanted, "default") != 0)
				continue;
			/* Or that is still known, for the next run. */
			if (!pf->vfs[v].is_bound && !pf->vfs[v].override[0] &&
			    run_record_read(&run_dir, RUN_RECORD_AUTOPROBE, pf->pci) <
				    0 &&
			    !run_record_exists(&run_dir, RUN_RECORD_DRIVER,
					       pf->vfs[v].pci))
				return fails(failure,
					     "p%zu VF %d is still without a driver", i,
					     v);
		}
	}
	return true;
}

/* A program may have a VF that an interrupted run left without a driver. */
static bool has_mapped_vf(const struct fake_pf *pf)
{
	for (int v = 0; v < pf->numvfs; v++) {
		if (pf->vfs[v].is_mapped)
			return true;
	}
	return false;
}

/* Autoprobe is as it was before, or before the run that was killed, and nothing is owed.
 */
bool check_autoprobe(const struct run *run, const struct world *world, char *failure)
{
	for (size_t i = 0; i < run->fake->n_pfs; i++) {
		const struct fake_pf *pf = &run->fake->pfs[i];
		int wanted = world->fake.pfs[i].autoprobe;

		if (pf->personality->no_pci)
			continue;
		if (world->saved[i] >= 0 && is_configured(run, i))
			wanted = world->saved[i];
		if (wants_autoprobe(run, i) >= 0)
			wanted = wants_autoprobe(run, i);
		if (pf->autoprobe != wanted)
			return fails(failure, "autoprobe of p%zu is %d, not %d", i,
				     pf->autoprobe, wanted);
		if (is_configured(run, i) && !has_mapped_vf(pf) &&
		    run_record_read(&run_dir, RUN_RECORD_AUTOPROBE, pf->pci) != -1)
			return fails(failure, "the note of p%zu is left", i);
	}
	return true;
}

static bool wants_eswitch(const struct desired_pf *desired)
{
	for (int attr = 0; attr < PF_ATTR_ESWITCH_COUNT; attr++) {
		if (desired->attrs[attr].set)
			return true;
	}
	return false;
}

/* More VFs are wanted, the driver refuses so many, and there are fewer than before. */
static bool has_lost_vfs(const struct run *run, size_t index,
			 const struct fake_pf *before, bool was_cut)
{
	const struct fake_pf *pf = &run->fake->pfs[index];

	if (was_cut && is_forgotten(pf))
		return false;

	for (size_t i = 0; i < run->plan->n_pfs && run->fake->fault == FAULT_NONE; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];

		if (fake_pf_of(run, plan_pf) == pf &&
		    plan_pf->numvfs > (unsigned int)before->numvfs &&
		    !run_is_unfinished(run, plan_pf) && pf->refuses_error &&
		    before->gives_vfs < 0 && pf->numvfs < before->numvfs)
			return true;
	}
	return false;
}

static int wanted_number(const struct fake_pf *pf, const struct desired_pf *desired)
{
	return field_is_given(&desired->numvfs) ? (int)desired->numvfs.value.number
						: pf->totalvfs;
}

/* VFs go only where the configuration wants another number of them. */
bool check_kept_vfs(const struct run *run, const struct world *world, bool was_cut,
		    char *failure)
{
	for (size_t i = 0; i < run->fake->n_pfs; i++) {
		const struct fake_pf *pf = &run->fake->pfs[i];
		const struct fake_pf *before = &world->fake.pfs[i];
		bool may_go = false;

		for (size_t j = 0; j < run->desired->n_pfs; j++) {
			const struct desired_pf *desired = &run->desired->pfs[j];

			may_go |= (size_t)atoi(desired->name + 1) == i &&
				  desired->numvfs.set &&
				  (wanted_number(pf, desired) != before->numvfs ||
				   (before->personality->eswitch.without_vfs &&
				    wants_eswitch(desired)));
		}
		if (!may_go && pf->generation != before->generation)
			return fails(failure, "p%zu lost its VFs for nothing", i);
		if (has_lost_vfs(run, i, before, was_cut))
			return fails(failure,
				     "p%zu has lost VFs for a number that was "
				     "refused",
				     i);
	}
	return true;
}

bool check_violation(const struct fake_kernel *fake, char *failure)
{
	return !fake->violation[0] || fails(failure, "disturbed: %s", fake->violation);
}

bool has_open_changes(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		for (size_t j = 0; j < plan->pfs[i].n_changes; j++) {
			if (plan->pfs[i].changes[j].block == BLOCK_NONE)
				return true;
		}
	}
	return false;
}
