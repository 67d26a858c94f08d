/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "export.h"

#include <stdlib.h>
#include <string.h>

#include "observe/observe.h"
#include "plan/adopt.h"
#include "report/report.h"
#include "oracles.h"
#include "users.h"

static void start(struct run *run, struct fake_kernel *fake)
{
	*run = (struct run){.fake = fake, .kernel = fake_kernel_of(fake)};
	arena_init(&run->arena);
	diags_init(&run->diags, &run->arena);
}

/* What export prints of the host; owned by the arena. */
static const char *export_text(struct run *run)
{
	struct report report = {.err = stderr};
	char *text = NULL, *copy;
	size_t size;

	report.out = open_memstream(&text, &size);
	report_export(&report, adopt(&run->arena, observe(&run->kernel, &run->arena,
							  &run->diags, &run_dir, NULL)));
	fclose(report.out);
	copy = arena_strdup(&run->arena, text);
	free(text);
	return copy;
}

/* A VF's driver starts again for a MAC that its netdev has not taken, or is told that
 * there is to be none; what an interrupted run has left is mended. Nothing else. */
static bool is_announced(const struct change *change)
{
	return change->stage == STAGE_VF_DRIVER || change->stage == STAGE_VF_OVERRIDE ||
	       change->stage == STAGE_AUTOPROBE_ON ||
	       change->stage == STAGE_AUTOPROBE_BACK_OFF || change->is_again;
}

/* Who has claimed a disk is not asked for an export, which may announce a driver's start
 * that the plan then does not have. */
static bool has_claimed_disk(const struct fake_kernel *fake)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		for (int v = 0; v < fake->pfs[i].numvfs; v++) {
			if (fake->pfs[i].vfs[v].disk == FAKE_DISK_CLAIMED)
				return true;
		}
	}
	return false;
}

static bool check_plan(struct run *run, const char *text, char *failure)
{
	bool says_none = strstr(text, "finds no difference") != NULL;
	size_t n = 0;

	run->plan = make_plan(run);
	if (run->diags.n_errors > 0)
		return fails(failure, "what export prints is refused: %s\n%s",
			     run->diags.first->text, text);
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *pf = &run->plan->pfs[i];

		n += pf->n_changes;
		for (size_t j = 0; j < pf->n_changes; j++) {
			if (!is_announced(&pf->changes[j]))
				return fails(failure,
					     "what export prints plans\n%s# from\n%s",
					     plan_text(&run->arena, run->plan), text);
		}
	}
	if (says_none != (n == 0) && !(n == 0 && has_claimed_disk(run->fake)))
		return fails(failure, "export says what is not so of its plan:\n%s\n%s",
			     plan_text(&run->arena, run->plan), text);
	return true;
}

/* As a boot leaves a host: without VFs, everything as it starts, and nothing in the way
 * of a driver. */
static void reboot(struct fake_kernel *fake)
{
	fake_kernel_clear_log(fake);
	for (size_t i = 0; i < fake->n_pfs; i++)
		fake_kernel_set_personality(fake, i, fake->pfs[i].personality);
}

/* A value that the driver does not take from anybody, in the state that the PF is in. */
static bool cannot_have(const struct fake_kernel *fake, const struct fake_pf *pf, int vf,
			enum vf_attr attr, struct value value)
{
	bool sticks;

	return fake_vf_would_take(fake, pf, vf, attr, value, &sticks) < 0 || !sticks;
}

static bool is_unreported(const struct fake_pf *pf, const struct fake_vf *vf,
			  enum vf_attr attr)
{
	bool is_by_port = attr == VF_ATTR_MAC && pf->personality->eswitch.mac_by_port &&
			  fake_is_switchdev(pf);

	return !pf->netdev[0] || vf->is_hidden || pf->fails_get_link ||
	       (pf->personality->reports_no_vfs && !is_by_port) ||
	       pf->personality->attrs[attr].unreported;
}

static bool check_attrs(const struct fake_kernel *fake, const struct fake_pf *before,
			const struct fake_pf *after, int index, char *failure)
{
	const struct fake_vf *old = &before->vfs[index], *new = &after->vfs[index];

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		const struct attr_info *info = &vf_attr_info[attr];
		struct value was = fake_vf_value(old, (enum vf_attr)attr);
		char from[VALUE_FORMAT_MAX], to[VALUE_FORMAT_MAX];

		if (value_is_equal(info->kind, was,
				   fake_vf_value(new, (enum vf_attr)attr)) ||
		    is_unreported(before, old, (enum vf_attr)attr))
			continue;
		/* A VF without a MAC makes one up where its driver does that. */
		if (attr == VF_ATTR_MAC && mac_address_is_zero(was.mac))
			continue;
		if (cannot_have(fake, after, index, (enum vf_attr)attr, was))
			continue;
		value_format(info->kind, was, from);
		value_format(info->kind, fake_vf_value(new, (enum vf_attr)attr), to);
		return fails(failure, "%s (%s) VF %d: %s was %s, after a boot %s",
			     before->netdev, before->personality->name, index, info->name,
			     from, to);
	}
	return true;
}

static bool has_bound_vf(const struct fake_pf *pf)
{
	for (int i = 0; i < pf->numvfs; i++) {
		if (pf->vfs[i].is_bound && !pf->vfs[i].is_vfio)
			return true;
	}
	return false;
}

/* A VF that no driver has, and none was kept from it as far as can be seen; or that has
 * an override and waits for that driver. */
static bool is_driver_open(const struct fake_pf *pf, const struct fake_vf *vf)
{
	return !vf->is_bound && (vf->override[0] || (pf->autoprobe && !has_bound_vf(pf)));
}

static bool check_device(const struct fake_kernel *old_fake,
			 const struct fake_kernel *fake, const struct fake_pf *before,
			 const struct fake_pf *after, int index, char *failure)
{
	const struct fake_vf *old = &before->vfs[index], *new = &after->vfs[index];
	const char *what = NULL;

	if (before->personality->no_pci)
		return true;
	if (!is_driver_open(before, old) &&
	    (old->is_bound != new->is_bound || old->is_vfio != new->is_vfio))
		what = "driver";
	else if (before->personality->msix_vectors &&
		 old->msix_vectors != new->msix_vectors)
		what = "msix_vectors";
	else if (!fake_vf_has_netdev(old_fake, old))
		return true;
	else if (!fake_vf_has_netdev(fake, new))
		what = "netdev";
	else if (old->netdev_mtu != new->netdev_mtu)
		what = "mtu";
	else if (old->netdev_up != new->netdev_up && !fake_vf_is_idle(old))
		what = "link";
	else if (!mac_address_is_zero(new->mac) &&
		 !mac_address_is_equal(new->mac, new->netdev_mac))
		what = "its netdev's mac";
	return !what || fails(failure, "%s (%s) VF %d: %s is not what it was",
			      before->netdev, before->personality->name, index, what);
}

static bool check_pf(const struct fake_kernel *fake, const struct fake_pf *before,
		     const struct fake_pf *after, char *failure)
{
	const char *what = NULL;

	if (before->numvfs != after->numvfs)
		what = "numvfs";
	else if (before->link != after->link)
		what = "link";
	else if (before->mtu != after->mtu && before->netdev[0])
		what = "mtu";
	else if (before->private_flags != after->private_flags)
		what = "private_flags";
	else if (!before->personality->no_pci && before->autoprobe != after->autoprobe)
		what = "drivers_autoprobe";
	for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END && !what;
	     attr++) {
		if (before->eswitch[attr] != after->eswitch[attr] &&
		    fake_eswitch_would_take(fake, after, (enum pf_attr)attr) == 0)
			what = pf_attr_info[attr].name;
	}
	return !what || fails(failure, "%s (%s): %s is not what it was", before->netdev,
			      before->personality->name, what);
}

/* Applied to the host after a boot, it makes of it what it was. */
static bool check_adoption(const struct world *world, struct fake_kernel *fake,
			   const char *text, size_t *n_adopted, char *failure)
{
	struct run run;
	bool good = true;

	fake_kernel_copy(fake, &world->fake);
	reboot(fake);
	start(&run, fake);
	run.desired = read_desired(&run, parse(&run, text));
	run_reconcile(&run);
	for (size_t i = 0; good && i < fake->n_pfs; i++) {
		const struct fake_pf *before = &world->fake.pfs[i],
				     *after = &fake->pfs[i];

		/* bnxt makes no VFs of a PF that is down. */
		if (before->numvfs == 0 ||
		    (before->personality->numvfs_needs_up && !before->link))
			continue;
		good = check_pf(fake, before, after, failure);
		for (int v = 0; good && v < before->numvfs; v++) {
			good = check_attrs(fake, before, after, v, failure) &&
			       check_device(&world->fake, fake, before, after, v,
					    failure);
			(*n_adopted)++;
		}
	}
	if (!good)
		snprintf(failure + strlen(failure), FAILURE_MAX - strlen(failure), "\n%s",
			 text);
	run_end(&run);
	return good;
}

bool check_export(const struct world *world, struct fake_kernel *fake, size_t *n_adopted,
		  char *failure)
{
	bool is_interrupted = false, good = true;
	const char *text;
	struct run run;

	for (size_t i = 0; i < world->fake.n_pfs; i++)
		is_interrupted |= world->saved[i] >= 0;
	start(&run, fake);
	text = export_text(&run);
	run.desired = read_desired(&run, parse(&run, text));
	if (!run.desired)
		good = fails(failure, "what export prints is no configuration: %s\n%s",
			     run.diags.first->text, text);
	else
		good = check_plan(&run, text, failure);
	if (good && !is_interrupted)
		good = check_adoption(world, fake, text, n_adopted, failure);
	run_end(&run);
	return good;
}
