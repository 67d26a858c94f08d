/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Drivers of VFs and drivers_autoprobe: as configured, or as they were. */
#include "oracles.h"

#include <stdlib.h>
#include <string.h>

#include "run-state/run-state.h"
#include "users.h"

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

static const char *driver_word(const struct fake_pf *pf, const struct fake_vf *vf)
{
	if (!vf->is_bound)
		return "none";
	return vf->is_vfio ? "vfio-pci" : pf->personality->vf_driver;
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
bool oracle_drivers_wanted(const struct run *run, char *failure)
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
			     users_may_have_vf(run->fake, vf)))
				continue;
			return fails(failure, "p%zu VF %d: the driver is %s, not %s", i,
				     v, driver_word(pf, vf), wanted);
		}
	}
	return true;
}

/* A VF that its driver had keeps it, or gets it back. */
bool oracle_drivers_bound(const struct run *run, const struct world *world, char *failure)
{
	for (size_t i = 0; i < run->fake->n_pfs; i++) {
		const struct fake_pf *pf = &run->fake->pfs[i];
		const struct fake_pf *before = &world->fake.pfs[i];

		if (pf->generation != before->generation || before->no_vf_driver ||
		    !before->autoprobe || !run_configures_pf(run, i))
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

/* What a killed run has left without a driver has one, also where a part of the PF has to
 * wait. */
bool oracle_drivers_recovered(const struct run *run, const struct world *world,
			      char *failure)
{
	for (size_t i = 0; i < run->fake->n_pfs; i++) {
		const struct fake_pf *pf = &run->fake->pfs[i];

		if (world->saved[i] != 1 || !run_configures_pf(run, i) ||
		    !pf->autoprobe || pf->no_vf_driver || !pf->personality->vf_driver)
			continue;
		for (int v = 0; v < pf->numvfs; v++) {
			const char *wanted = wanted_driver(run, i, v);

			if (wanted && strcmp(wanted, "default") != 0)
				continue;
			/* Or that is still known, for the next run. */
			if (!pf->vfs[v].is_bound && !pf->vfs[v].override[0] &&
			    run_state_read(&run_dir, RUN_STATE_AUTOPROBE, pf->pci) < 0 &&
			    !run_state_exists(&run_dir, RUN_STATE_DRIVER, pf->vfs[v].pci))
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

/* What the configuration asks for: 0, 1, or -1 where it leaves it. */
static int wants_autoprobe(const struct run *run, size_t pf)
{
	for (size_t i = 0; i < run->desired->n_pfs; i++) {
		const struct desired_pf *desired = &run->desired->pfs[i];

		if ((size_t)atoi(desired->name + 1) == pf &&
		    desired->attrs[PF_ATTR_AUTOPROBE].set)
			return desired->attrs[PF_ATTR_AUTOPROBE].value.on;
	}
	return -1;
}

/* Autoprobe is as it was before, or before the run that was killed, and nothing is owed.
 */
bool oracle_drivers_autoprobe(const struct run *run, const struct world *world,
			      char *failure)
{
	for (size_t i = 0; i < run->fake->n_pfs; i++) {
		const struct fake_pf *pf = &run->fake->pfs[i];
		int wanted = world->fake.pfs[i].autoprobe;

		if (pf->personality->no_pci)
			continue;
		if (world->saved[i] >= 0 && run_configures_pf(run, i))
			wanted = world->saved[i];
		if (wants_autoprobe(run, i) >= 0)
			wanted = wants_autoprobe(run, i);
		if (pf->autoprobe != wanted)
			return fails(failure, "p%zu: drivers_autoprobe is %s, not %s", i,
				     pf->autoprobe ? "on" : "off", wanted ? "on" : "off");
		if (run_configures_pf(run, i) && !has_mapped_vf(pf) &&
		    run_state_read(&run_dir, RUN_STATE_AUTOPROBE, pf->pci) != -1)
			return fails(failure, "the note of p%zu is left", i);
	}
	return true;
}
