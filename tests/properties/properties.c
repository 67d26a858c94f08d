/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What holds in every world. A world that breaks a property is made as small as it can be
 * and printed with its seed:
 *
 *     VFSTATE_SEED=... VFSTATE_WORLDS=1 ./properties        the same world again
 *     VFSTATE_WORLDS=1000000 ./properties                   more of them
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "observe/run-record.h"
#include "observe/observe.h"
#include "observe/saved-vfs.h"
#include "plan/plan-undo.h"
#include "export.h"
#include "oracles.h"

#if defined(__SANITIZE_ADDRESS__)
#define WORLDS_DEFAULT 4000
#else
#define WORLDS_DEFAULT 20000
#endif

enum {
	MINIMALITY_EVERY = 8,
	MINIMALITY_CHANGES_MAX = 12,
	EXHAUSTIVE_EVERY = 1500, /* every fault at every operation */
};

/* What the worlds were like: a property that never meets its case proves nothing. */
static struct {
	size_t worlds, invalid, empty, in_use, unsupported, failed, converged, unfinished,
		undone, restored, faults[FAULT_DIES + 1], missed, dropped, second_runs,
		exhausted, adopted;
} seen;

/* A PF that is to be down, and whose driver makes VFs only while it is up: what the first
 * run could do the second cannot. */
static bool takes_itself_down(const struct run *run)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *pf = &run->plan->pfs[i];

		if (fake_pf_of(run, pf)->personality->numvfs_needs_up &&
		    pf->desired->link.set && !pf->desired->link.value.on)
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
	else if (!takes_itself_down(&second) &&
		 strcmp(plan_text(&second.arena, second.after), first_end) != 0)
		good = fails(failure, "the second run ends elsewhere:\n%s# not with:\n%s",
			     plan_text(&second.arena, second.after), first_end);
	run_end(&second);
	return good;
}

static void count(const struct run *run)
{
	seen.empty += run->plan->n_changes == 0;
	seen.in_use += run->plan->n_in_use > 0;
	seen.unsupported += run->plan->n_unsupported > 0;
	seen.failed += run->result->n_failed > 0;
	seen.converged += run->plan->n_changes > 0 && run_claims_success(run);
}

/* The kernel has not come back from a write to sriov_numvfs: that is told, autoprobe is
 * back, and the other PFs have what they should. Then it does come back. */
static bool check_unfinished(struct run *run, char *failure)
{
	bool good = check_violation(run->fake, failure) && check_wanted(run, failure);

	seen.unfinished++;
	if (good && run_claims_success(run))
		good = fails(failure, "said to be done, and the kernel is not");
	for (size_t i = 0; good && i < run->plan->n_pfs; i++) {
		const struct plan_pf *pf = &run->plan->pfs[i];

		if (pf->observed->has_pci &&
		    fake_pf_of(run, pf)->autoprobe != pf->autoprobe)
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
	return fault == FAULT_NONE || fault == FAULT_DIES || fault == FAULT_STOP;
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
	count(&run);
	good = check_violation(fake, failure) && check_remaining(&run, failure) &&
	       check_report(&run, failure) && check_outcomes(&run, failure) &&
	       check_wanted(&run, failure) && check_drivers(&run, failure) &&
	       check_mtus(&run, failure) && check_eswitches(&run, failure) &&
	       check_devices(&run, failure) && check_left_out(&run, world, failure) &&
	       check_bound(&run, world, failure) && check_autoprobe(&run, world, failure);
	if (good && is_cut(fault))
		good = check_kept_vfs(&run, world, true, failure) &&
		       check_carried_over(&run, world, true, failure);
	if (good)
		good = check_second_run(world, fake, plan_text(&run.arena, run.after),
					has_open_changes(run.after), failure);
	run_end(&run);
	return good;
}

static void clear_records(const struct world *world)
{
	for (size_t i = 0; i < world->fake.n_pfs; i++) {
		struct pci_address pci = world->fake.pfs[i].pci;

		run_record_remove(&run_dir, RUN_RECORD_AUTOPROBE, pci);
		for (int v = 0; v < WORLD_VFS_MAX; v++) {
			pci.device = (uint8_t)(0x10 + v / 4);
			pci.function = (uint8_t)(v % 4 * 2);
			run_record_remove(&run_dir, RUN_RECORD_DRIVER, pci);
			run_record_remove(&run_dir, RUN_RECORD_RAISED, pci);
		}
		for (int v = 0; v < world->fake.pfs[i].numvfs; v++) {
			const struct fake_vf *vf = &world->fake.pfs[i].vfs[v];

			if (vf->is_ours)
				run_record_write(
					&run_dir, RUN_RECORD_RAISED, vf->pci,
					fake_vf_ifindex(&world->fake.pfs[i], vf));
		}
		pci = world->fake.pfs[i].pci;
		saved_vfs_remove(&run_dir, pci);
		if (world->saved[i] >= 0)
			run_record_write(&run_dir, RUN_RECORD_AUTOPROBE, pci,
					 world->saved[i]);
	}
}

/* The same input in any order of keys, PFs and files gives the same plan. */
static bool check_order(const struct world *world, struct fake_kernel *fake,
			char *failure)
{
	uint64_t order = world->seed | 1;
	unsigned int part = (unsigned int)(world->seed >> 8);
	const struct yaml_node *one, *two;
	struct run run, other;
	bool good = true;

	run_start(&run, world, fake);
	run_start(&other, world, fake);
	one = parse(&other, world_yaml(world, &other.arena, order, part));
	two = parse(&other, world_yaml(world, &other.arena, order + 2, ~part));
	/* A file without PFs has an empty `pfs`, which is as if it had none. */
	if (yaml_find(one, "pfs")->type == YAML_MAP &&
	    yaml_find(two, "pfs")->type == YAML_MAP)
		one = yaml_merge(&other.arena, one, two);
	else if (yaml_find(two, "pfs")->type == YAML_MAP)
		one = two;
	other.desired = read_desired(&other, one);
	run.plan = make_plan(&run);
	other.plan = other.desired ? make_plan(&other) : NULL;
	if (!other.plan)
		good = fails(failure, "in another order the configuration is wrong");
	else if (strcmp(plan_text(&run.arena, run.plan),
			plan_text(&other.arena, other.plan)) != 0)
		good = fails(failure, "in another order the plan is\n%s# not\n%s",
			     plan_text(&other.arena, other.plan),
			     plan_text(&run.arena, run.plan));
	run_end(&other);
	run_end(&run);
	return good;
}

/* vfstate's own steps, and what a new VF came with, are no differences by themselves; and
 * whether a bound VF has made up its MAC or was given it cannot be told from outside. */
static bool is_asked_for(const struct desired_pf *pf, const struct change *change,
			 const struct outcome *outcome)
{
	/* A VF that is up is in use, and may have another MAC than it was given. */
	if (change->vf != NO_VF &&
	    desired_pf_vf(pf, (unsigned int)change->vf)->attrs[VF_ATTR_LINK].set &&
	    (change->kind == CHANGE_VF_DRIVER || change->kind == CHANGE_VF_OVERRIDE ||
	     (change->kind == CHANGE_VF_ATTR && change->attr == VF_ATTR_MAC)))
		return false;
	if (change->kind == CHANGE_VF_ATTR && change->attr == VF_ATTR_MAC &&
	    mac_address_is_zero(change->to.mac))
		return false;
	/* Who uses a VF may choose its MAC, so another one may be no difference. */
	if (change->affects)
		return false;
	return change->kind != CHANGE_AUTOPROBE_OFF &&
	       change->kind != CHANGE_AUTOPROBE_ON &&
	       change->kind != CHANGE_AUTOPROBE_BACK_OFF && !change->is_optional &&
	       !change->is_kept && outcome->status == OUTCOME_DONE;
}

/* Applies a plan without one of its changes. */
static void apply_without(struct run *run, size_t pf, size_t change)
{
	const struct plan *full = make_plan(run);
	struct plan *plan = arena_alloc(&run->arena, sizeof(*plan));
	struct plan_pf *part;

	*plan = *full;
	plan->pfs = arena_calloc(&run->arena, full->n_pfs, sizeof(*plan->pfs));
	memcpy(plan->pfs, full->pfs, full->n_pfs * sizeof(*plan->pfs));
	part = &plan->pfs[pf];
	part->changes =
		arena_calloc(&run->arena, part->n_changes, sizeof(*part->changes));
	memcpy(part->changes, full->pfs[pf].changes, change * sizeof(*part->changes));
	memcpy(part->changes + change, full->pfs[pf].changes + change + 1,
	       (part->n_changes - change - 1) * sizeof(*part->changes));
	part->n_changes--;
	run_apply(run, plan);
}

/* A trusted VF that was made, and is used at once as far as the host can tell, may have
 * chosen the MAC that it has. That of a VM's interface by default waits for its user. */
static bool may_have_chosen(const struct run *run, const struct plan_pf *plan_pf,
			    const struct change *change)
{
	const struct fake_pf *pf = fake_pf_of(run, plan_pf);
	const struct fake_vf *vf;

	if (change->kind != CHANGE_VF_ATTR || change->attr != VF_ATTR_MAC)
		return false;
	vf = &pf->vfs[change->vf];
	/* The start of its driver sets the MAC of a trusted VF once more. */
	for (size_t i = 0; vf->trust && i < plan_pf->n_changes; i++) {
		if (plan_pf->changes[i].mac.set && plan_pf->changes[i].vf == change->vf)
			return true;
	}
	if (desired_pf_vf(plan_pf->desired, (unsigned int)change->vf)
			    ->attrs[VF_ATTR_MAC]
			    .value.source == VALUE_OF_VM &&
	    is_taken_for_used(run->fake, vf))
		return true;
	return change->is_new_vf && vf->trust && is_taken_for_used(run->fake, vf);
}

/* The plan is minimal: without any one of its changes, a difference is left. */
static bool check_minimal(const struct world *world, const struct run *run, char *failure)
{
	struct fake_kernel *fake = malloc(sizeof(*fake));
	bool good = true;

	if (!fake)
		abort();
	for (size_t i = 0; good && i < run->plan->n_pfs; i++) {
		for (size_t j = 0; good && j < run->plan->pfs[i].n_changes; j++) {
			const struct change *change = &run->plan->pfs[i].changes[j];
			struct run without;

			if (!is_asked_for(run->plan->pfs[i].desired, change,
					  &run->result->outcomes[i][j]))
				continue;
			fake_kernel_copy(fake, &world->fake);
			clear_records(world);
			run_start(&without, world, fake);
			apply_without(&without, i, j);
			seen.dropped++;
			if (make_plan(&without)->n_changes == 0 &&
			    !may_have_chosen(&without, &run->plan->pfs[i], change))
				good = fails(failure, "%s VF %d %s makes no difference",
					     run->plan->pfs[i].desired->name, change->vf,
					     change_name(change));
			run_end(&without);
		}
	}
	free(fake);
	return good;
}

/* Whether the run's undo leaves the value of an attribute of a VF as it was, or tells why
 * not. */
static bool is_undone(const struct world *world, const struct run *undo,
		      const struct plan_pf *pf, const struct change *change,
		      char *failure)
{
	const struct fake_vf *before =
		&world->fake.pfs[atoi(pf->desired->name + 1)].vfs[change->vf];
	const struct fake_vf *now = &fake_pf_of(undo, pf)->vfs[change->vf];

	for (size_t i = 0; i < undo->after->n_pfs; i++) {
		const struct plan_pf *after = &undo->after->pfs[i];

		for (size_t j = 0; j < after->n_changes; j++) {
			if (strcmp(after->desired->name, pf->desired->name) == 0 &&
			    after->changes[j].kind == CHANGE_VF_ATTR &&
			    after->changes[j].vf == change->vf &&
			    after->changes[j].attr == change->attr)
				return true;
		}
	}
	/* A VF without an administrator's MAC makes up another one, which is as good; a
	 * trusted one that is in use may choose. */
	return (change->attr == VF_ATTR_MAC && mac_address_is_zero(before->mac) &&
		mac_address_is_local(now->mac)) ||
	       (change->attr == VF_ATTR_MAC && now->trust) ||
	       value_is_equal(vf_attr_info[change->attr].kind,
			      fake_vf_value(before, change->attr),
			      fake_vf_value(now, change->attr)) ||
	       fails(failure, "%s VF %d %s was not put back", pf->desired->name,
		     change->vf, change_name(change));
}

static bool is_kind_left(const struct run *undo, const struct plan_pf *pf,
			 enum change_kind kind, int vf)
{
	for (size_t i = 0; i < undo->after->n_pfs; i++) {
		const struct plan_pf *after = &undo->after->pfs[i];

		if (strcmp(after->desired->name, pf->desired->name) != 0)
			continue;
		for (size_t j = 0; j < after->n_changes; j++) {
			if (after->changes[j].kind == kind && after->changes[j].vf == vf)
				return true;
		}
	}
	return false;
}

/* The number of VFs is as it was, and each has what was known of it, its driver too. */
static bool is_number_undone(const struct world *world, const struct run *undo,
			     const struct plan_pf *pf, char *failure)
{
	const struct fake_pf *before = &world->fake.pfs[atoi(pf->desired->name + 1)];
	const struct fake_pf *now = fake_pf_of(undo, pf);
	bool good = true;

	if (is_kind_left(undo, pf, CHANGE_NUMVFS, NO_VF))
		return true;
	if (now->numvfs != before->numvfs)
		return fails(failure, "%s had %d VFs, and has %d after the undo",
			     pf->desired->name, before->numvfs, now->numvfs);
	for (int v = 0; good && v < now->numvfs; v++) {
		for (int attr = 0; good && attr < VF_ATTR_COUNT; attr++) {
			struct change change = {.kind = CHANGE_VF_ATTR,
						.vf = v,
						.attr = (enum vf_attr)attr};

			if (!pf->observed->vfs[v].attrs[attr].set)
				continue;
			seen.restored++;
			good = is_undone(world, undo, pf, &change, failure);
		}
		if (good && before->vfs[v].is_bound &&
		    before->vfs[v].is_vfio != now->vfs[v].is_vfio &&
		    !is_kind_left(undo, pf, CHANGE_VF_OVERRIDE, v))
			good = fails(failure,
				     "%s VF %d has another driver after the undo",
				     pf->desired->name, v);
	}
	return good;
}

/* What a run has set is as it was after its undo, VFs that it has removed included. */
static bool check_undo(const struct world *world, struct fake_kernel *fake,
		       const struct run *run, char *failure)
{
	struct run undo;
	bool all[FAKE_PFS_MAX] = {true, true, true, true}, good = true;

	run_start(&undo, world, fake);
	undo.desired = plan_undo(&undo.arena, &undo.diags, run->result, all);
	run_reconcile(&undo);
	good = check_violation(fake, failure);
	for (size_t i = 0;
	     good && !run_is_unfinished(&undo, NULL) && i < run->plan->n_pfs; i++) {
		const struct plan_pf *pf = &run->plan->pfs[i];

		for (size_t j = 0; good && j < pf->n_changes; j++) {
			const struct change *change = &pf->changes[j];
			enum outcome_status status = run->result->outcomes[i][j].status;

			if (change->kind == CHANGE_NUMVFS &&
			    (status == OUTCOME_DONE ||
			     (status == OUTCOME_FAILED && change->block == BLOCK_NONE)))
				good = is_number_undone(world, &undo, pf, failure);
			if (change->kind != CHANGE_VF_ATTR || change->is_new_vf ||
			    !change->from.set || status != OUTCOME_DONE)
				continue;
			seen.undone++;
			good = good && is_undone(world, &undo, pf, change, failure);
		}
	}
	run_end(&undo);
	return good;
}

/* The first run, without faults; how many operations it takes. */
static bool check_world_clean(const struct world *world, struct fake_kernel *fake,
			      size_t *ret_operations, char *failure)
{
	struct run run;
	bool good;

	fake_kernel_copy(fake, &world->fake);
	clear_records(world);
	if (!check_order(world, fake, failure) ||
	    !check_export(world, fake, &seen.adopted, failure))
		return false;
	fake_kernel_copy(fake, &world->fake);
	clear_records(world);
	run_start(&run, world, fake);
	run_reconcile(&run);
	*ret_operations = fake->n_operations;
	good = check_kept_vfs(&run, world, false, failure) &&
	       check_carried_over(&run, world, false, failure);
	if (good && world->seed % MINIMALITY_EVERY == 0 &&
	    !run_is_unfinished(&run, NULL) &&
	    run.plan->n_changes <= MINIMALITY_CHANGES_MAX)
		good = check_minimal(world, &run, failure);
	if (good && !run_is_unfinished(&run, NULL))
		good = check_undo(world, fake, &run, failure);
	run_end(&run);
	if (!good)
		return false;
	fake_kernel_copy(fake, &world->fake);
	clear_records(world);
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
	clear_records(world);
	fake->fault = world->fault;
	fake->fault_at = 1 + world->fault_at % n_operations;
	fake->fault_error = world->fault_error;
	seen.faults[world->fault]++;
	if (world->fault == FAULT_DIES) {
		run_and_die(world, fake);
		good = check_violation(fake, failure);
	} else {
		run_start(&run, world, fake);
		run_reconcile(&run);
		good = check_violation(fake, failure) &&
		       check_kept_vfs(&run, world, false, failure) &&
		       check_report(&run, failure) &&
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

/* `fake` is memory that a child shares. */
static bool check_world(struct world *world, struct fake_kernel *fake, char *failure)
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

/* Simplifies while the world still fails, whatever way. */
static void shrink(struct world *world, struct fake_kernel *fake, char *failure)
{
	struct world *simpler = malloc(sizeof(*simpler));
	bool progress = true;

	if (!simpler)
		abort();
	while (progress) {
		progress = false;
		for (size_t step = 0;; step++) {
			char other[FAILURE_MAX];
			bool changed;

			*simpler = *world;
			simpler->is_simplified = true;
			if (!world_simplify(simpler, step, &changed))
				break;
			if (!changed || check_world(simpler, fake, other))
				continue;
			*world = *simpler;
			strcpy(failure, other);
			progress = true;
		}
	}
	free(simpler);
}

static void report_failure(struct world *world, struct fake_kernel *fake, char *failure)
{
	printf("# seed %" PRIu64 ": %s\n", world->seed, failure);
	shrink(world, fake, failure);
	check_world(world, fake, failure); /* for the log */
	world_print(world, stdout);
	printf("# what was written last:\n");
	for (size_t i = 0; i < fake->n_log; i++)
		printf("#   %s\n", fake->log[i]);
	printf("not ok - seed %" PRIu64 ": %s\n", world->seed, failure);
}

static uint64_t number_of(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text && text[0] ? strtoull(text, NULL, 0) : otherwise;
}

static bool was_thorough(void)
{
	return seen.invalid < seen.worlds / 10 && seen.in_use > seen.worlds / 50 &&
	       seen.unsupported > seen.worlds / 50 && seen.failed > seen.worlds / 50 &&
	       seen.converged > seen.worlds / 10 && seen.dropped > seen.worlds / 20 &&
	       seen.unfinished > seen.worlds / 100 && seen.undone > seen.worlds / 10 &&
	       seen.restored > seen.worlds / 10 && seen.adopted > seen.worlds &&
	       seen.faults[FAULT_ONCE] > 0 && seen.faults[FAULT_ALWAYS] > 0 &&
	       seen.faults[FAULT_NO_EFFECT] > 0 && seen.faults[FAULT_USED] > 0 &&
	       seen.faults[FAULT_MOVES] > 0 && seen.missed > 0 &&
	       seen.faults[FAULT_STOP] > 0 && seen.faults[FAULT_DIES] > 0;
}

int main(void)
{
	uint64_t seed = number_of("VFSTATE_SEED", 1);
	uint64_t n = number_of("VFSTATE_WORLDS", WORLDS_DEFAULT);
	/* In memory, as /run is: every note of a run is written through to the disk. */
	char dir[64], failure[FAILURE_MAX];
	struct world *world = malloc(sizeof(*world));
	struct fake_kernel *fake = mmap(NULL, sizeof(*fake), PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int n_failed = 0;

	snprintf(dir, sizeof(dir), "%s/vfstate-properties.XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!world || fake == MAP_FAILED || !mkdtemp(dir) || root_open(dir, &run_dir) < 0)
		abort();
	printf("# %" PRIu64 " worlds from seed %" PRIu64 "\n", n, seed);
	for (uint64_t i = 0; i < n && n_failed < 5; i++) {
		world_init(world, seed + i);
		seen.worlds++;
		if (check_world(world, fake, failure))
			continue;
		report_failure(world, fake, failure);
		n_failed++;
	}
	printf("# %zu worlds: %zu with nothing to do, %zu converged, %zu with a VF in "
	       "use, %zu with something impossible, %zu with a refusal, %zu with a "
	       "write that did not end, %zu invalid; "
	       "%zu second runs, %zu values put back, %zu of removed VFs, %zu VFs "
	       "adopted, %zu plans without a change; "
	       "faults: %zu once, %zu "
	       "always, %zu without effect, %zu with a VF used meanwhile, %zu with one "
	       "that moved (%zu of them seen on its way), %zu stopped, "
	       "%zu killed; %zu with every fault at every "
	       "operation\n",
	       seen.worlds, seen.empty, seen.converged, seen.in_use, seen.unsupported,
	       seen.failed, seen.unfinished, seen.invalid, seen.second_runs, seen.undone,
	       seen.restored, seen.adopted, seen.dropped, seen.faults[FAULT_ONCE],
	       seen.faults[FAULT_ALWAYS], seen.faults[FAULT_NO_EFFECT],
	       seen.faults[FAULT_USED], seen.faults[FAULT_MOVES], seen.missed,
	       seen.faults[FAULT_STOP], seen.faults[FAULT_DIES], seen.exhausted);
	if (n >= 1000 && n_failed == 0 && !was_thorough()) {
		printf("not ok - the worlds are too much alike to prove anything\n");
		n_failed++;
	}
	clear_records(world);
	for (size_t i = 0; i < FAKE_PFS_MAX; i++) {
		struct pci_address pci = {.bus = (uint8_t)(i + 1)};

		run_record_remove(&run_dir, RUN_RECORD_AUTOPROBE, pci);
		saved_vfs_remove(&run_dir, pci);
	}
	root_done(&run_dir);
	rmdir(dir);
	munmap(fake, sizeof(*fake));
	free(world);
	return n_failed > 0;
}
