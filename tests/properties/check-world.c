/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "check-world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "export.h"
#include "oracles.h"
#include "properties.h"
#include "seen.h"
#include "users.h"

enum {
	MINIMALITY_EVERY = 8,
	MINIMALITY_CHANGES_MAX = 12,
	EXHAUSTIVE_EVERY = 1500, /* every fault at every operation */
};

/* A PF that is to be down, and whose driver makes VFs only while it is up: what the first
 * run could do the second cannot. */
static bool takes_itself_down(const struct run *run)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *pf = &run->plan->pfs[i];

		if (fake_pf_of(run, pf)->personality->numvfs_needs_up &&
		    pf->desired->attrs[PF_ATTR_LINK].set &&
		    !pf->desired->attrs[PF_ATTR_LINK].value.on)
			return true;
	}
	return false;
}

/* A switch that the driver has only while there are no VFs: where the first run took them
 * away, the second can set it. */
static bool waited_for_no_vfs(const struct run *run)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *pf = &run->plan->pfs[i];

		if (fake_pf_of(run, pf)->personality->flags_without_vfs &&
		    pf->desired->attrs[PF_ATTR_PRIVATE_FLAGS].set)
			return true;
	}
	return false;
}

/* Once everything that can be there is there, another run writes nothing; and where a
 * driver goes on refusing, another run comes to the same end. */
static bool check_second_run(const struct world *world, struct fake_kernel *fake,
			     const char *first_end, bool was_open, char *failure)
{
	struct run second;
	bool good = true;

	run_start(&second, world, fake);
	run_reconcile(&second);
	seen.second_runs++;
	if (!was_open && fake->n_log > 0)
		good = fails(failure, "the second run writes: %s", fake->log[0]);
	else if (!takes_itself_down(&second) && !waited_for_no_vfs(&second) &&
		 strcmp(plan_text(&second.arena, second.after), first_end) != 0)
		good = fails(failure, "the second run ends elsewhere:\n%s# not with:\n%s",
			     plan_text(&second.arena, second.after), first_end);
	run_end(&second);
	return good;
}

/* The kernel has not come back from a write to sriov_numvfs: that is told, autoprobe is
 * back, and the other PFs have what they should. Then it does come back. */
static bool check_unfinished(struct run *run, char *failure)
{
	bool good = users_are_undisturbed(run->fake, failure) &&
		    oracle_values_vfs(run, failure);

	seen.unfinished++;
	if (good && run_claims_success(run))
		good = fails(failure, "said to be done, and the kernel is not");
	for (size_t i = 0; good && i < run->plan->n_pfs; i++) {
		const struct plan_pf *pf = &run->plan->pfs[i];

		if (pf->observed->has_pci &&
		    fake_pf_of(run, pf)->autoprobe != pf->autoprobe.value.on)
			good = fails(failure, "autoprobe of %s is not back",
				     pf->desired->name);
	}
	fake_kernel_end_writes(run->fake);
	for (size_t i = 0; i < run->fake->n_pfs; i++)
		run->fake->pfs[i].numvfs_takes_ms = 0;
	return good;
}

/* A run that ended early has read everything as it was, and the next one knows of it what
 * the VFs had. */
static bool is_cut(enum fake_fault fault)
{
	return fault == FAULT_NONE || fault == FAULT_LOADS || fault == FAULT_DIES ||
	       fault == FAULT_STOP;
}

/* One run without faults on `fake`, after one that `fault` has met, and all that must
 * hold after it. */
static bool check_clean_run(const struct world *world, struct fake_kernel *fake,
			    enum fake_fault fault, char *failure)
{
	struct run run;
	bool good;

	/* The lock is held by a write that goes on. */
	fake_kernel_end_writes(fake);
	fake->fault = FAULT_NONE;
	fake->violation[0] = '\0';
	fake->now_ms += 10 * 1000; /* a VF driver that was still starting is there */
	run_start(&run, world, fake);
	run_reconcile(&run);
	if (run_is_unfinished(&run, NULL)) {
		good = check_unfinished(&run, failure);
		run_end(&run);
		return good && check_clean_run(world, fake, fault, failure);
	}
	seen_count_run(&run);
	good = users_are_undisturbed(fake, failure) &&
	       oracle_remaining_changes(&run, failure) &&
	       oracle_claims_report(&run, failure) &&
	       oracle_claims_outcomes(&run, failure) &&
	       oracle_claims_users(&run, failure) && oracle_values_vfs(&run, failure) &&
	       oracle_drivers_wanted(&run, failure) &&
	       oracle_values_mtus(&run, failure) && oracle_values_flags(&run, failure) &&
	       oracle_values_eswitches(&run, failure) &&
	       oracle_values_devices(&run, failure) &&
	       oracle_drivers_recovered(&run, world, failure) &&
	       oracle_drivers_bound(&run, world, failure) &&
	       oracle_drivers_autoprobe(&run, world, failure);
	if (good && is_cut(fault))
		good = oracle_kept_vfs(&run, world, true, failure) &&
		       oracle_kept_values(&run, world, true, failure);
	if (good)
		good = check_second_run(world, fake, plan_text(&run.arena, run.after),
					run_has_open_changes(run.after), failure);
	run_end(&run);
	return good;
}

/* The first run, without faults; how many operations it takes. */
static bool check_world_clean(const struct world *world, struct fake_kernel *fake,
			      size_t *ret_operations, char *failure)
{
	struct run run;
	bool good;

	fake_kernel_copy(fake, &world->fake);
	run_reset_records(world);
	if (!property_order(world, fake, failure) ||
	    !check_export(world, fake, &seen.adopted, failure))
		return false;
	fake_kernel_copy(fake, &world->fake);
	run_reset_records(world);
	run_start(&run, world, fake);
	run_reconcile(&run);
	*ret_operations = fake->n_operations;
	good = oracle_kept_vfs(&run, world, false, failure) &&
	       oracle_kept_values(&run, world, false, failure);
	if (good && world->seed % MINIMALITY_EVERY == 0 &&
	    !run_is_unfinished(&run, NULL) &&
	    run.plan->n_changes <= MINIMALITY_CHANGES_MAX)
		good = property_minimal(world, &run, failure);
	if (good && !run_is_unfinished(&run, NULL))
		good = property_undo(world, fake, &run, failure);
	run_end(&run);
	if (!good)
		return false;
	fake_kernel_copy(fake, &world->fake);
	run_reset_records(world);
	return check_clean_run(world, fake, FAULT_NONE, failure);
}

/* Nothing is claimed that is not so. */
static bool check_honest(const struct world *world, struct fake_kernel *fake,
			 const struct run *run, char *failure)
{
	struct run look;
	const struct plan *plan;
	bool good = true;

	fake->fault = FAULT_NONE;
	run_start(&look, world, fake);
	plan = make_plan(&look);
	if (plan->n_changes > 0 && run_claims_success(run))
		good = fails(failure, "said to be done, and not:\n%s",
			     plan_text(&look.arena, plan));
	run_end(&look);
	return good;
}

/* A run that is killed at an operation, in a process of its own. */
static void run_and_die(const struct world *world, struct fake_kernel *shared)
{
	pid_t child = fork();
	struct run run;
	int status;

	if (child < 0)
		abort();
	if (child == 0) {
		run_start(&run, world, shared);
		run_reconcile(&run);
		_exit(9);
	}
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 9)
		abort();
}

static bool has_missed(const struct fake_kernel *fake)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		for (int v = 0; v < fake->pfs[i].numvfs; v++) {
			if (fake->pfs[i].vfs[v].was_missed)
				return true;
		}
	}
	return false;
}

static bool check_world_with_fault(const struct world *world, struct fake_kernel *fake,
				   size_t n_operations, char *failure)
{
	struct run run;
	bool good;

	fake_kernel_copy(fake, &world->fake);
	run_reset_records(world);
	fake->fault = world->fault;
	fake->fault_at = 1 + world->fault_at % n_operations;
	fake->fault_error = world->fault_error;
	seen.faults[world->fault]++;
	if (world->fault == FAULT_DIES) {
		run_and_die(world, fake);
		good = users_are_undisturbed(fake, failure);
	} else {
		run_start(&run, world, fake);
		run_reconcile(&run);
		good = users_are_undisturbed(fake, failure) &&
		       oracle_kept_vfs(&run, world, false, failure) &&
		       oracle_claims_report(&run, failure) &&
		       (world->fault != FAULT_LOADS ||
			oracle_claims_users(&run, failure)) &&
		       check_honest(world, fake, &run, failure);
		run_end(&run);
	}
	seen.missed += has_missed(fake);
	fake->n_operations = 0;
	return good && check_clean_run(world, fake, world->fault, failure);
}

/* Every fault at every operation of the world, one after the other. */
static bool check_world_with_every_fault(struct world *world, struct fake_kernel *fake,
					 size_t n_operations, char *failure)
{
	world->fault_error = EIO;
	for (size_t at = 0; at < n_operations; at++) {
		for (int fault = FAULT_ONCE; fault <= FAULT_DIES; fault++) {
			world->fault = (enum fake_fault)fault;
			world->fault_at = at;
			if (!check_world_with_fault(world, fake, n_operations, failure))
				return false;
		}
	}
	seen.exhausted++;
	return true;
}

bool check_world(struct world *world, struct fake_kernel *fake, char *failure)
{
	size_t n_operations = 0;
	struct run run;
	bool is_valid = run_start(&run, world, fake);

	run_end(&run);
	if (!is_valid) {
		seen.invalid++;
		return true;
	}
	if (!check_world_clean(world, fake, &n_operations, failure))
		return false;
	if (world->seed % EXHAUSTIVE_EVERY == 0 && !world->is_simplified)
		return check_world_with_every_fault(world, fake, n_operations, failure);
	return world->fault == FAULT_NONE || n_operations == 0 ||
	       check_world_with_fault(world, fake, n_operations, failure);
}
