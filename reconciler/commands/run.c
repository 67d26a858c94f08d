/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/run.h"

#include <string.h>
#include <time.h>

#include "commands/assigned.h"
#include "commands/run-dir.h"
#include "config/config.h"
#include "observe/models.h"
#include "observe/domains.h"
#include "observe/managers.h"
#include "observe/observe.h"
#include "snapshot/snapshot.h"
#include "plan/assign.h"
#include "plan/plan-make.h"

void run_init(struct run *run)
{
	*run = (struct run){
		.live = {.sys = {.fd = -1}},
		.dir_path = RUN_DIR,
		.state_path = STATE_DIR,
		.domains_path = DOMAINS_DIR,
		.dir = {.fd = -1},
	};
	arena_init(&run->arena);
	diags_init(&run->diags, &run->arena);
}

void run_done(struct run *run)
{
	live_kernel_done(&run->live);
	root_done(&run->dir);
	arena_done(&run->arena);
}

const struct desired *run_load(struct run *run, const struct invocation *invocation,
			       enum config_trust trust, const volatile sig_atomic_t *stop)
{
	struct config_files files = {
		.names = invocation->words,
		.n_names = invocation->n_words,
		.trust = trust,
		.stop = stop,
	};
	const struct desired *desired;

	desired = config_load(&run->arena, &run->diags, &files);
	if (desired && files.n_names > 0 && !invocation->state) {
		struct desired *part = arena_alloc(&run->arena, sizeof(*part));

		*part = *desired;
		part->keeps_record = true;
		desired = part;
	}
	return desired && invocation->turns_off ? desired_turn_off(&run->arena, desired)
						: desired;
}

int run_open_kernel(struct run *run)
{
	int r;

	if (run->kernel.ops)
		return 0;
	r = live_kernel_init(&run->live, &run->kernel);
	if (r < 0)
		diag_error(&run->diags, SPAN_NONE, "observe", "cannot open /sys: %s",
			   strerror(-r));
	return r;
}

const struct root *run_dir(const struct run *run)
{
	return run->dir.fd >= 0 ? &run->dir : NULL;
}

/* Sets what a snapshot reports of itself: its time and the version of vfstate. */
static void stamp(struct arena *arena, struct observed *observed)
{
	char text[sizeof("2026-01-31T12:00:00Z")];
	time_t now = time(NULL);
	struct tm utc;

	if (gmtime_r(&now, &utc) && strftime(text, sizeof(text), "%FT%TZ", &utc) > 0)
		observed->taken = arena_strdup(arena, text);
	observed->vfstate = VFSTATE_VERSION;
}

struct observed *run_observe(struct run *run, const struct invocation *invocation,
			     struct diags *diags, const struct desired *desired)
{
	struct observed *observed;

	if (invocation->state)
		return snapshot_read(&run->arena, diags, invocation->state);
	if (run_open_kernel(run) < 0)
		return NULL;
	if (!run_dir(run))
		(void)run_dir_open(run);
	observed = observe(&run->kernel, &run->arena, diags, run_dir(run), desired);
	stamp(&run->arena, observed);
	assigned_read(run, observed);
	/* Only where a choice depends on it: it needs libxml2. */
	if (desired && assign_is_needed(desired, observed))
		observe_domains(&run->arena, diags, run->domains_path, observed);
	return observed;
}

const struct plan *run_plan(struct run *run, const struct invocation *invocation,
			    const struct desired *desired, enum disruption disruption)
{
	struct observed *observed;
	const struct plan *plan = NULL;
	struct diags own;

	diags_init(&own, &run->arena);
	observed = run_observe(run, invocation, &own, desired);
	if (observed)
		plan = plan_make(&run->arena, &own, desired, observed, disruption);
	/* Reading other managers' files takes longer than all of the above. */
	if (plan && !invocation->state &&
	    (run->always_finds_managers || plan->n_changes > 0))
		observe_managers(&run->kernel, &run->arena, observed);
	if (plan)
		plan_warn_of_owners(&own, plan);
	diags_add_new(&run->diags, &own);
	return plan;
}

static void bind_vf(struct arena *arena, const struct desired_binding *desired,
		    struct observed_vf *vf)
{
	struct observed_binding *binding = arena_alloc(arena, sizeof(*binding));

	binding->is_hostdev = desired->type == BINDING_HOSTDEV;
	binding->managed = desired->managed;
	/* Not the default alias that every interface gets. */
	if (desired->alias.at != desired->at)
		binding->alias = desired->alias;
	binding->boot_order = desired->boot_order;
	binding->teaming = desired->teaming;
	binding->passthrough = desired->passthrough;
	vf->vm = desired->vm;
	vf->interface = desired->interface;
	vf->binding = binding;
}

static bool is_chosen(const struct plan *plan, const struct desired_binding *binding)
{
	for (size_t i = 0; i < plan->n_assigns; i++) {
		const struct assign *assign = &plan->assigns[i];

		if (assign->kind == ASSIGN_CHOSEN &&
		    strcmp(assign->vm, binding->vm) == 0 &&
		    strcmp(assign->interface, binding->interface) == 0)
			return true;
	}
	return false;
}

/* Adds the names and VMs of the configuration. VFs that the next apply would choose are
 * free until then. */
static void annotate(struct arena *arena, struct observed *observed,
		     const struct desired *desired)
{
	struct plan plan = {.host = observed};
	struct diags diags;

	diags_init(&diags, arena);
	assign_vfs(arena, &diags, desired, &plan);
	desired = plan.desired;
	for (size_t i = 0; i < desired->n_pfs; i++) {
		size_t n;
		const struct observed_pf *match =
			pf_match_find(&desired->pfs[i].match, observed, &n);
		struct observed_pf *pf;

		if (n != 1)
			continue;
		pf = &observed->pfs[match - observed->pfs];
		pf->name = desired->pfs[i].name;
		for (size_t j = 0; j < pf->n_vfs; j++) {
			unsigned int index = (unsigned int)j;
			const struct desired_binding *binding =
				desired_pf_vf(&desired->pfs[i], index)->binding;
			const struct desired_pool *pool =
				desired_find_pool(desired, &desired->pfs[i], index);

			pf->vfs[j].pool = pool ? pool->name : NULL;
			if (binding && !is_chosen(&plan, binding))
				bind_vf(arena, binding, &pf->vfs[j]);
		}
	}
}

/* The configuration; NULL if there is none or it has errors: the host is shown anyway. */
static const struct desired *load_if_good(struct run *run)
{
	struct config_files files = {0};
	const struct desired *desired;
	struct diags errors;
	struct diag *diag;

	diags_init(&errors, &run->arena);
	desired = config_load(&run->arena, &errors, &files);
	if (desired || strcmp(errors.first->code, "no-config") == 0)
		return desired;
	diag = diag_warning(&run->diags, SPAN_NONE, "config-unread",
			    "the configuration has %u error%s, so no names and VMs are "
			    "shown",
			    errors.n_errors, errors.n_errors == 1 ? "" : "s");
	diag_hint(&run->diags, diag, "run vfstate check to see the errors");
	return NULL;
}

struct observed *run_inventory(struct run *run, const struct invocation *invocation,
			       int *ret_exit)
{
	struct observed *observed = run_observe(run, invocation, &run->diags, NULL);
	/* A snapshot carries its own names. */
	const struct desired *desired =
		observed && !invocation->state ? load_if_good(run) : NULL;

	if (observed && !invocation->state) {
		observe_managers(&run->kernel, &run->arena, observed);
		observe_models(&run->kernel, &run->arena, observed);
	}
	if (desired)
		annotate(&run->arena, observed, desired);
	/* The configuration wins, so it comes first. */
	if (observed && !invocation->state)
		observe_domains(&run->arena, &run->diags, run->domains_path, observed);
	report_diags(&invocation->report, &run->diags);
	if (!observed)
		*ret_exit = invocation->state ? EXIT_CONFIG_ERROR : EXIT_FAILED;
	return observed;
}
