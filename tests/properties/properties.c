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
#include <unistd.h>

#include "apply/apply.h"
#include "commands/residue.h"
#include "config/config.h"
#include "model/in-use.h"
#include "observe/autoprobe-record.h"
#include "observe/driver-record.h"
#include "observe/observe.h"
#include "plan/plan-make.h"
#include "report/report.h"
#include "support/guard.h"
#include "world.h"

#if defined(__SANITIZE_ADDRESS__)
#define WORLDS_DEFAULT 4000
#else
#define WORLDS_DEFAULT 20000
#endif

enum {
	MINIMALITY_EVERY = 8,
	MINIMALITY_CHANGES_MAX = 12,
	EXHAUSTIVE_EVERY = 1500, /* every fault at every operation */
	FAILURE_MAX = 2000
};

/* What the worlds were like: a property that never meets its case proves nothing. */
static struct {
	size_t worlds, invalid, empty, in_use, unsupported, failed, converged,
		faults[FAULT_DIES + 1], dropped, second_runs, exhausted;
} seen;

/* Where killed runs leave word; one for all worlds, cleared for each. */
static struct root run_dir;

/* One reconciliation. */
struct run {
	struct arena arena;
	struct diags diags;
	struct fake_kernel *fake;
	struct kernel kernel;
	const struct desired *desired;
	const struct plan *plan;
	const struct result *result;
	const struct plan *after;
	volatile sig_atomic_t stop;
};

static bool __attribute__((format(printf, 2, 3)))
fails(char *failure, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(failure, FAILURE_MAX, format, args);
	va_end(args);
	return false;
}

static const struct tree_node *parse(struct run *run, const char *text)
{
	struct source *source = arena_alloc(&run->arena, sizeof(*source));

	source->path = "world.yaml";
	source->text = text;
	source->length = strlen(text);
	return tree_parse(&run->arena, &run->diags, source);
}

static const struct desired *read_desired(struct run *run, const struct tree_node *root)
{
	struct desired *desired =
		root ? config_read(&run->arena, &run->diags, root) : NULL;

	if (desired)
		config_check(&run->diags, desired);
	return run->diags.n_errors ? NULL : desired;
}

static const struct plan *make_plan(struct run *run)
{
	return plan_make(
		&run->arena, &run->diags, run->desired,
		observe(&run->kernel, &run->arena, &run->diags, &run_dir, run->desired),
		DISRUPTION_REFUSED);
}

/* False where the configuration is no good: the world is of no use then. */
static bool run_start(struct run *run, const struct world *world,
		      struct fake_kernel *fake)
{
	*run = (struct run){.fake = fake, .kernel = fake_kernel_of(fake)};
	arena_init(&run->arena);
	diags_init(&run->diags, &run->arena);
	run->desired =
		read_desired(run, parse(run, world_yaml(world, &run->arena, 0, ~0u)));
	return run->desired != NULL;
}

static void run_end(struct run *run)
{
	run->fake->stop = NULL;
	arena_done(&run->arena);
}

static void run_apply(struct run *run, const struct plan *plan)
{
	struct apply_options options = {.carrier_timeout_ms = 5000,
					.netdev_timeout_ms = 5000,
					.stop = &run->stop};

	run->fake->stop = (volatile int *)&run->stop;
	run->plan = plan;
	run->result = apply_plan(&run->kernel, &run->arena, &run_dir, plan, &options);
}

/* The straight line of vfstate apply. */
static void run_reconcile(struct run *run)
{
	fake_kernel_clear_log(run->fake);
	run_apply(run, make_plan(run));
	run->after = run->plan->n_changes > 0 ? make_plan(run) : run->plan;
	residue_report(&run->diags, run->result, run->after);
}

static bool run_claims_success(const struct run *run)
{
	return run->diags.n_errors == 0 && run->after->n_changes == 0;
}

static const char *plan_text(struct arena *arena, const struct plan *plan)
{
	const char *text = "";

	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct plan_pf *pf = &plan->pfs[i];

		for (size_t j = 0; j < pf->n_changes; j++) {
			const struct change *change = &pf->changes[j];
			enum value_kind kind = change_value_kind(change);
			char from[VALUE_FORMAT_MAX] = "?", to[VALUE_FORMAT_MAX];

			if (change->from.set)
				value_format(kind, change->from.value, from);
			value_format(kind, change->to, to);
			text = arena_printf(
				arena, "%s#   %s VF %d %s: %s -> %s %s %s %s%s\n", text,
				pf->desired->name, change->vf, change_name(change), from,
				to, impact_name(change->impact),
				block_name(change->block),
				change->reason ? change->reason : "",
				change->is_new_vf ? " (new)" : "");
		}
	}
	return text;
}

static struct fake_pf *fake_pf_of(const struct run *run, const struct plan_pf *pf)
{
	return &run->fake->pfs[atoi(pf->desired->name + 1)];
}

/* In use, or not to be told from it: bound to a driver that has shown no netdev here. */
static bool is_taken_for_used(const struct fake_kernel *fake, const struct fake_vf *vf)
{
	return fake_vf_is_in_use(fake, vf) ||
	       (vf->is_bound && !vf->is_vfio && !fake_vf_has_netdev(fake, vf));
}

static bool is_truly_in_use(const struct run *run, const struct plan_pf *plan_pf,
			    const struct change *change)
{
	const struct fake_pf *pf = fake_pf_of(run, plan_pf);

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

/* Whether the driver would have taken it: then it should be there. */
static bool attr_is_possible(const struct run *run, const struct plan_pf *plan_pf,
			     const struct change *change)
{
	struct fake_pf pf = *fake_pf_of(run, plan_pf);
	const struct change *max = find_change(plan_pf, change->vf, VF_ATTR_MAX_TX_RATE);
	bool sticks;

	if (!pf.netdev[0])
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
	       (!pf->personality->numvfs_needs_up || pf->link);
}

static bool is_possible(const struct run *run, const struct plan_pf *plan_pf,
			const struct change *change)
{
	const struct fake_pf *pf = fake_pf_of(run, plan_pf);

	switch (change->kind) {
	case CHANGE_PF_LINK:
		return pf->netdev[0];
	case CHANGE_NUMVFS:
		return numvfs_is_possible(pf, (int)change->to.number);
	case CHANGE_VF_ATTR:
		return attr_is_possible(run, plan_pf, change);
	case CHANGE_VF_DRIVER:
		/* The netdev cannot take a MAC that the VF does not have. */
		return !pf->no_vf_driver &&
		       !find_change(plan_pf, change->vf, VF_ATTR_MAC);
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

	return (has_kind(pf, CHANGE_NUMVFS) && (change->is_new_vf || is_autoprobe)) ||
	       (is_autoprobe && has_kind(pf, CHANGE_VF_DRIVER));
}

/* What became of each change. */
static const char *result_text(const struct run *run)
{
	struct arena *arena = run->diags.arena;
	const char *text = "";

	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		for (size_t j = 0; j < run->plan->pfs[i].n_changes; j++) {
			const struct change *change = &run->plan->pfs[i].changes[j];
			const struct outcome *outcome = &run->result->outcomes[i][j];

			text = arena_printf(
				arena, "%s#   %s VF %d %s: %s %d %s\n", text,
				run->plan->pfs[i].desired->name, change->vf,
				change_name(change), outcome_status_name(outcome->status),
				outcome->error, outcome->text ? outcome->text : "");
		}
	}
	return text;
}

/* Every change that is left is impossible, for a reason that is true in this world. */
static bool check_remaining(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->after->n_pfs; i++) {
		const struct plan_pf *pf = &run->after->pfs[i];

		for (size_t j = 0; j < pf->n_changes; j++) {
			const struct change *change = &pf->changes[j];

			if (change->block == BLOCK_IN_USE) {
				if (change->kind == CHANGE_VF_ATTR &&
				    change->impact == IMPACT_LIVE &&
				    change->attr != VF_ATTR_MAC &&
				    change->attr != VF_ATTR_VLAN)
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
			if (waits_for_another(pf, change))
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

static bool check_outcomes(const struct run *run, char *failure)
{
	bool good = true;

	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *pf = &run->plan->pfs[i];

		for (size_t j = 0; good && j < pf->n_changes; j++)
			good = check_outcome(run, pf, &pf->changes[j],
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

/* The MAC that a setting means on a PF. */
static struct value value_meant(const struct fake_pf *pf, int vf,
				const struct field *field)
{
	struct value value = field->value;

	if (value.is_derived) {
		value.mac = mac_address_derive(
			(struct mac_address){
				{0x90, 0xe2, 0xba, 0x21, (uint8_t)pf->ifindex, 0}},
			(unsigned int)vf);
		value.is_derived = false;
	}
	return value;
}

/* What a user of the VF may keep: MAC and VLAN if the host does not see who it is, a MAC
 * that a trusted VF took, and what cannot be set without a reset. */
static bool may_keep(const struct fake_kernel *fake, const struct fake_pf *pf,
		     const struct fake_vf *vf, enum vf_attr attr)
{
	bool resets = pf->personality->attrs[attr].resets_vf ||
		      strcmp(pf->personality->name, "other") == 0;

	if (!is_taken_for_used(fake, vf))
		return false;
	return attr == VF_ATTR_MAC || resets ||
	       (attr == VF_ATTR_VLAN && !fake_vf_has_netdev(fake, vf));
}

/* Without asking the planner: each value that the configuration has, the kernel has,
 * unless the driver would not take it, or somebody has the VF. */
static bool check_wanted(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];
		const struct fake_pf *pf = fake_pf_of(run, plan_pf);
		const struct desired_pf *desired = plan_pf->desired;

		if (!pf->netdev[0])
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
				wanted = value_meant(pf, v, &vf->attrs[attr]);
				has = fake_vf_value(&pf->vfs[v], (enum vf_attr)attr);
				if (value_is_equal(kind, wanted, has) ||
				    may_keep(run->fake, pf, &pf->vfs[v],
					     (enum vf_attr)attr))
					continue;
				/* What it made up itself is as good as none. */
				if (attr == VF_ATTR_MAC &&
				    mac_address_is_zero(wanted.mac) &&
				    pf->vfs[v].is_bound)
					continue;
				if (fake_vf_would_take(run->fake, pf, v,
						       (enum vf_attr)attr, wanted,
						       &sticks) == 0 &&
				    sticks)
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

/* A VF that its driver had keeps it, or gets it back. */
static bool check_bound(const struct run *run, const struct world *world, char *failure)
{
	for (size_t i = 0; i < run->fake->n_pfs; i++) {
		const struct fake_pf *pf = &run->fake->pfs[i];
		const struct fake_pf *before = &world->fake.pfs[i];

		if (pf->generation != before->generation || before->no_vf_driver ||
		    !before->autoprobe || !is_configured(run, i))
			continue;
		for (int v = 0; v < pf->numvfs; v++) {
			if (before->vfs[v].is_bound && !pf->vfs[v].is_bound)
				return fails(failure, "p%zu VF %d has lost its driver", i,
					     v);
		}
	}
	return true;
}

/* What a killed run has left without a driver has one, also where a part of the PF has to
 * wait. */
static bool check_left_out(const struct run *run, const struct world *world,
			   char *failure)
{
	for (size_t i = 0; i < run->fake->n_pfs; i++) {
		const struct fake_pf *pf = &run->fake->pfs[i];

		if (world->saved[i] != 1 || !is_configured(run, i) || !pf->autoprobe ||
		    pf->no_vf_driver || !pf->personality->vf_driver)
			continue;
		for (int v = 0; v < pf->numvfs; v++) {
			/* Or that is still known, for the next run. */
			if (!pf->vfs[v].is_bound && !pf->vfs[v].override[0] &&
			    autoprobe_record_read(&run_dir, pf->pci) < 0 &&
			    !driver_record_exists(&run_dir, pf->vfs[v].pci))
				return fails(failure,
					     "p%zu VF %d is still without a driver", i,
					     v);
		}
	}
	return true;
}

/* Autoprobe is as it was before, or before the run that was killed, and nothing is owed.
 */
static bool check_autoprobe(const struct run *run, const struct world *world,
			    char *failure)
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
		if (is_configured(run, i) &&
		    autoprobe_record_read(&run_dir, pf->pci) != -1)
			return fails(failure, "the note of p%zu is left", i);
	}
	return true;
}

/* VFs go only where the configuration wants another number of them. */
static bool check_kept_vfs(const struct run *run, const struct world *world,
			   char *failure)
{
	for (size_t i = 0; i < run->fake->n_pfs; i++) {
		const struct fake_pf *pf = &run->fake->pfs[i];
		const struct fake_pf *before = &world->fake.pfs[i];
		bool may_go = false;

		for (size_t j = 0; j < run->desired->n_pfs; j++) {
			const struct desired_pf *desired = &run->desired->pfs[j];

			may_go |=
				(size_t)atoi(desired->name + 1) == i &&
				desired->numvfs.set &&
				desired->numvfs.value.number != (uint32_t)before->numvfs;
		}
		if (!may_go && pf->generation != before->generation)
			return fails(failure, "p%zu lost its VFs for nothing", i);
	}
	return true;
}

static bool check_violation(const struct fake_kernel *fake, char *failure)
{
	return !fake->violation[0] || fails(failure, "disturbed: %s", fake->violation);
}

static bool has_open_changes(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		for (size_t j = 0; j < plan->pfs[i].n_changes; j++) {
			if (plan->pfs[i].changes[j].block == BLOCK_NONE)
				return true;
		}
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
	else if (strcmp(plan_text(&second.arena, second.after), first_end) != 0)
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

/* One run without faults on `fake`, and all that must hold after it. */
static bool check_clean_run(const struct world *world, struct fake_kernel *fake,
			    char *failure)
{
	struct run run;
	bool good;

	fake->fault = FAULT_NONE;
	fake->violation[0] = '\0';
	fake->now_ms += 10 * 1000; /* a VF driver that was still starting is there */
	run_start(&run, world, fake);
	run_reconcile(&run);
	count(&run);
	good = check_violation(fake, failure) && check_remaining(&run, failure) &&
	       check_outcomes(&run, failure) && check_wanted(&run, failure) &&
	       check_left_out(&run, world, failure) &&
	       check_bound(&run, world, failure) && check_autoprobe(&run, world, failure);
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

		autoprobe_record_remove(&run_dir, pci);
		for (int v = 0; v < WORLD_VFS_MAX; v++) {
			pci.device = (uint8_t)(0x10 + v / 4);
			pci.function = (uint8_t)(v % 4 * 2);
			driver_record_remove(&run_dir, pci);
		}
		pci = world->fake.pfs[i].pci;
		if (world->saved[i] >= 0)
			autoprobe_record_write(&run_dir, pci, world->saved[i]);
	}
}

/* The same input in any order of keys, PFs and files gives the same plan. */
static bool check_order(const struct world *world, struct fake_kernel *fake,
			char *failure)
{
	uint64_t order = world->seed | 1;
	unsigned int part = (unsigned int)(world->seed >> 8);
	const struct tree_node *one, *two;
	struct run run, other;
	bool good = true;

	run_start(&run, world, fake);
	run_start(&other, world, fake);
	one = parse(&other, world_yaml(world, &other.arena, order, part));
	two = parse(&other, world_yaml(world, &other.arena, order + 2, ~part));
	/* A file without PFs has an empty `pfs`, which is as if it had none. */
	if (tree_find(one, "pfs")->type == TREE_MAP &&
	    tree_find(two, "pfs")->type == TREE_MAP)
		one = tree_merge(&other.arena, one, two);
	else if (tree_find(two, "pfs")->type == TREE_MAP)
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

/* A host exported is a configuration that plans nothing on it, but for what a killed run
 * owes it. */
static bool check_export(const struct world *world, struct fake_kernel *fake,
			 char *failure)
{
	char *text = NULL;
	size_t size;
	struct report report = {.err = stderr};
	struct run run = {.fake = fake, .kernel = fake_kernel_of(fake)};
	const struct observed *observed;
	bool is_owed = false, good = true;

	for (size_t i = 0; i < world->fake.n_pfs; i++)
		is_owed |= world->saved[i] >= 0;
	arena_init(&run.arena);
	diags_init(&run.diags, &run.arena);
	observed = observe(&run.kernel, &run.arena, &run.diags, &run_dir, NULL);
	report.out = open_memstream(&text, &size);
	report_export(&report, observed);
	fclose(report.out);
	run.desired = read_desired(&run, parse(&run, text));
	if (!run.desired) {
		good = fails(failure, "what export prints is no configuration: %s\n%s",
			     run.diags.first->text, text);
	} else if (!is_owed) {
		run.plan = make_plan(&run);
		if (run.plan->n_changes > 0 || run.diags.n_errors > 0)
			good = fails(failure, "what export prints plans\n%s# from\n%s",
				     plan_text(&run.arena, run.plan), text);
	}
	free(text);
	run_end(&run);
	return good;
}

/* vfstate's own steps, and what a new VF came with, are no differences by themselves; and
 * whether a bound VF has made up its MAC or was given it cannot be told from outside. */
static bool is_asked_for(const struct change *change, const struct outcome *outcome)
{
	if (change->kind == CHANGE_VF_ATTR && change->attr == VF_ATTR_MAC &&
	    mac_address_is_zero(change->to.mac))
		return false;
	return change->kind != CHANGE_AUTOPROBE_OFF &&
	       change->kind != CHANGE_AUTOPROBE_ON &&
	       change->kind != CHANGE_AUTOPROBE_BACK_OFF && !change->is_optional &&
	       outcome->status == OUTCOME_DONE;
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

			if (!is_asked_for(change, &run->result->outcomes[i][j]))
				continue;
			fake_kernel_copy(fake, &world->fake);
			clear_records(world);
			run_start(&without, world, fake);
			apply_without(&without, i, j);
			seen.dropped++;
			if (make_plan(&without)->n_changes == 0)
				good = fails(failure, "%s VF %d %s makes no difference",
					     run->plan->pfs[i].desired->name, change->vf,
					     change_name(change));
			run_end(&without);
		}
	}
	free(fake);
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
	if (!check_order(world, fake, failure) || !check_export(world, fake, failure))
		return false;
	fake_kernel_copy(fake, &world->fake);
	run_start(&run, world, fake);
	run_reconcile(&run);
	*ret_operations = fake->n_operations;
	good = check_kept_vfs(&run, world, failure);
	if (good && world->seed % MINIMALITY_EVERY == 0 &&
	    run.plan->n_changes <= MINIMALITY_CHANGES_MAX)
		good = check_minimal(world, &run, failure);
	run_end(&run);
	if (!good)
		return false;
	fake_kernel_copy(fake, &world->fake);
	clear_records(world);
	return check_clean_run(world, fake, failure);
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
		       check_kept_vfs(&run, world, failure) &&
		       check_honest(world, fake, &run, failure);
		run_end(&run);
	}
	fake->n_operations = 0;
	return good && check_clean_run(world, fake, failure);
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
	       seen.faults[FAULT_ONCE] > 0 && seen.faults[FAULT_ALWAYS] > 0 &&
	       seen.faults[FAULT_NO_EFFECT] > 0 && seen.faults[FAULT_USED] > 0 &&
	       seen.faults[FAULT_STOP] > 0 && seen.faults[FAULT_DIES] > 0;
}

int main(void)
{
	uint64_t seed = number_of("VFSTATE_SEED", 1);
	uint64_t n = number_of("VFSTATE_WORLDS", WORLDS_DEFAULT);
	char dir[] = "/tmp/vfstate-properties.XXXXXX", failure[FAILURE_MAX];
	struct world *world = malloc(sizeof(*world));
	struct fake_kernel *fake = mmap(NULL, sizeof(*fake), PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int n_failed = 0;

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
	       "use, %zu with something impossible, %zu with a refusal, %zu invalid; "
	       "%zu second runs, %zu plans without a change; faults: %zu once, %zu "
	       "always, %zu without effect, %zu with a VF used meanwhile, %zu stopped, "
	       "%zu killed; %zu with every fault at every "
	       "operation\n",
	       seen.worlds, seen.empty, seen.converged, seen.in_use, seen.unsupported,
	       seen.failed, seen.invalid, seen.second_runs, seen.dropped,
	       seen.faults[FAULT_ONCE], seen.faults[FAULT_ALWAYS],
	       seen.faults[FAULT_NO_EFFECT], seen.faults[FAULT_USED],
	       seen.faults[FAULT_STOP], seen.faults[FAULT_DIES], seen.exhausted);
	if (n >= 1000 && n_failed == 0 && !was_thorough()) {
		printf("not ok - the worlds are too much alike to prove anything\n");
		n_failed++;
	}
	clear_records(world);
	for (size_t i = 0; i < FAKE_PFS_MAX; i++)
		autoprobe_record_remove(&run_dir,
					(struct pci_address){.bus = (uint8_t)(i + 1)});
	root_done(&run_dir);
	rmdir(dir);
	munmap(fake, sizeof(*fake));
	free(world);
	return n_failed > 0;
}
