/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "run.h"

#include <stdlib.h>
#include <string.h>

#include "apply/apply.h"
#include "commands/verify.h"
#include "commands/saved.h"
#include "config/config.h"
#include "observe/observe.h"
#include "run-state/run-state.h"
#include "run-state/saved-vfs.h"
#include "run-state/unmanaged.h"
#include "plan/plan-make.h"

struct root run_dir;

bool fails(char *failure, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(failure, FAILURE_MAX, format, args);
	va_end(args);
	return false;
}

bool run_fails_value(char *failure, const char *pf, int vf, enum vf_attr attr,
		     struct value found, struct value wanted)
{
	char is[VALUE_FORMAT_MAX], should[VALUE_FORMAT_MAX];

	value_format(vf_attr_info[attr].kind, found, is);
	value_format(vf_attr_info[attr].kind, wanted, should);
	return fails(failure, "%s VF %d: %s is %s, not %s", pf, vf,
		     vf_attr_info[attr].name, is, should);
}

const struct yaml_node *parse(struct run *run, const char *text)
{
	return yaml_parse(&run->arena, &run->diags,
			  source_new(&run->arena, "world.yaml", text, strlen(text)));
}

const struct desired *read_desired(struct run *run, const struct yaml_node *root)
{
	struct desired *desired =
		root ? config_read(&run->arena, &run->diags, root) : NULL;

	if (desired)
		config_check(&run->diags, desired);
	return run->diags.n_errors ? NULL : desired;
}

const struct plan *make_plan(struct run *run)
{
	return plan_make(
		&run->arena, &run->diags, run->desired,
		observe(&run->kernel, &run->arena, &run->diags, &run_dir, run->desired),
		run->disruption);
}

static void forget(void *data, struct pci_address vf)
{
	(void)data;
	unmanaged_remove(&run_dir, vf);
}

void run_reset_records(const struct world *world)
{
	unmanaged_list(&run_dir, forget, NULL);
	for (size_t i = 0; i < world->fake.n_pfs; i++) {
		struct pci_address pci = world->fake.pfs[i].pci;

		run_state_remove(&run_dir, RUN_STATE_AUTOPROBE, pci);
		for (int v = 0; v < WORLD_VFS_MAX; v++) {
			pci.device = (uint8_t)(0x10 + v / 4);
			pci.function = (uint8_t)(v % 4 * 2);
			run_state_remove(&run_dir, RUN_STATE_DRIVER, pci);
			run_state_remove(&run_dir, RUN_STATE_RAISED, pci);
		}
		for (int v = 0; v < world->fake.pfs[i].numvfs; v++) {
			const struct fake_vf *vf = &world->fake.pfs[i].vfs[v];

			if (vf->is_ours)
				run_state_write(&run_dir, RUN_STATE_RAISED, vf->pci,
						fake_vf_ifindex(&world->fake.pfs[i], vf));
		}
		pci = world->fake.pfs[i].pci;
		saved_vfs_remove(&run_dir, pci);
		if (world->saved[i] >= 0)
			run_state_write(&run_dir, RUN_STATE_AUTOPROBE, pci,
					world->saved[i]);
	}
}

/* False where the configuration is no good: the world is of no use then. */
bool run_start(struct run *run, const struct world *world, struct fake_kernel *fake)
{
	*run = (struct run){.fake = fake,
			    .kernel = fake_kernel_of(fake),
			    .disruption = world->disruption};
	arena_init(&run->arena);
	diags_init(&run->diags, &run->arena);
	run->desired =
		read_desired(run, parse(run, world_yaml(world, &run->arena, 0, ~0u)));
	return run->desired != NULL;
}

void run_end(struct run *run)
{
	run->fake->stop = NULL;
	arena_done(&run->arena);
}

void run_apply(struct run *run, const struct plan *plan)
{
	struct apply_options options = {.carrier_timeout_ms = 5000,
					.netdev_timeout_ms = 5000,
					.numvfs_timeout_ms = 40 * 1000,
					.unmanaged = UNMANAGED_ALL,
					.stop = &run->stop};

	run->fake->stop = (volatile int *)&run->stop;
	run->plan = plan;
	run->result = apply_plan(&run->kernel, &run->arena, &run_dir, plan, &options);
}

/* The straight line of vfstate apply. */
void run_reconcile(struct run *run)
{
	fake_kernel_clear_log(run->fake);
	run_apply(run, make_plan(run));
	run->after = run->plan->n_changes > 0 ? make_plan(run) : run->plan;
	saved_settle(&run->kernel, &run->arena, &run_dir, run->after);
	verify_report(&run->diags, run->result, run->after);
}

bool run_is_unfinished(const struct run *run, const struct plan_pf *pf)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		if (run->result->is_unfinished[i] && (!pf || pf == &run->plan->pfs[i]))
			return true;
	}
	return false;
}

bool run_claims_success(const struct run *run)
{
	return run->diags.n_errors == 0;
}

const char *plan_text(struct arena *arena, const struct plan *plan)
{
	const char *text = "";

	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct plan_pf *pf = &plan->pfs[i];

		for (size_t j = 0; j < pf->n_changes; j++) {
			const struct change *change = &pf->changes[j];
			enum value_kind kind = change_value_kind(change);
			char from[VALUE_FORMAT_MAX] = "?", to[VALUE_FORMAT_MAX];

			/* What is carried over depends on what there was. */
			if (change->is_kept)
				continue;
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

struct fake_pf *fake_pf_of(const struct run *run, const struct plan_pf *pf)
{
	return &run->fake->pfs[atoi(pf->desired->name + 1)];
}

/* What became of each change. */
const char *result_text(const struct run *run)
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

const struct change *run_find_change(const struct plan_pf *pf, int vf, enum vf_attr attr)
{
	for (size_t i = 0; i < pf->n_changes; i++) {
		if (pf->changes[i].stage == STAGE_VF_ATTR && pf->changes[i].vf == vf &&
		    pf->changes[i].attr == attr)
			return &pf->changes[i];
	}
	return NULL;
}

const struct change *run_find_left(const struct run *run, const struct desired_pf *pf,
				   int vf, enum vf_attr attr)
{
	for (size_t i = 0; i < run->after->n_pfs; i++) {
		if (run->after->pfs[i].desired == pf)
			return run_find_change(&run->after->pfs[i], vf, attr);
	}
	return NULL;
}

bool run_configures_pf(const struct run *run, size_t pf)
{
	for (size_t i = 0; i < run->desired->n_pfs; i++) {
		if ((size_t)atoi(run->desired->pfs[i].name + 1) == pf)
			return true;
	}
	return false;
}

bool run_has_open_changes(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		for (size_t j = 0; j < plan->pfs[i].n_changes; j++) {
			if (plan->pfs[i].changes[j].block == BLOCK_NONE)
				return true;
		}
	}
	return false;
}
