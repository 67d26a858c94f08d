/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply-host.h"

#include <stdio.h>

#include "observe/observe.h"
#include "plan/plan-make.h"

void apply_host_init(struct apply_host *host, struct unit *unit, size_t n_pfs)
{
	*host = (struct apply_host){.unit = unit};
	fake_kernel_init(&host->fake, n_pfs, &host->kernel);
	assert_int_equal(root_open(unit_dir(unit), &host->run), 0);
}

void apply_host_done(struct apply_host *host)
{
	root_done(&host->run);
}

const struct plan *apply_host_plan(struct apply_host *host)
{
	return plan_make(&host->unit->arena, &host->unit->diags, host->desired,
			 observe(&host->kernel, &host->unit->arena, &host->unit->diags,
				 &host->run, host->desired),
			 host->disruption);
}

static void add_line(struct apply_host *host, const char *text)
{
	int64_t ms = host->fake.now_ms - host->began_ms;

	assert_true(host->n_lines < APPLY_HOST_LINES_MAX);
	host->lines[host->n_lines++] =
		arena_printf(&host->unit->arena, "%lld.%lld %s", (long long)ms / 1000,
			     (long long)ms % 1000 / 100, text);
}

static void on_wait(void *data, const char *text)
{
	add_line(data, text);
}

static void on_outcome(void *data, const struct plan_pf *pf, const struct change *change,
		       const struct outcome *outcome)
{
	struct apply_host *host = data;

	add_line(host, arena_printf(&host->unit->arena, "%s VF %d %s %s",
				    pf->desired->name, change->vf, change_name(change),
				    outcome_status_name(outcome->status)));
}

void apply_host_reconcile_desired(struct apply_host *host, const struct desired *desired)
{
	struct apply_options options = {.carrier_timeout_ms = 5000,
					.netdev_timeout_ms = 5000,
					.numvfs_timeout_ms = 60 * 1000,
					.all_or_nothing = host->all_or_nothing,
					.unmanaged = host->unmanaged,
					.stop = &host->stop,
					.on_wait = on_wait,
					.on_outcome = on_outcome,
					.data = host};

	host->n_lines = 0;
	host->began_ms = host->fake.now_ms;
	host->desired = desired;
	host->plan = apply_host_plan(host);
	if (host->fails || host->ignores) {
		host->fake.fault = host->fails ? FAULT_ALWAYS : FAULT_NO_EFFECT;
		host->fake.fault_error = EIO;
		snprintf(host->fake.fault_like, sizeof(host->fake.fault_like), "%s",
			 host->fails ? host->fails : host->ignores);
	}
	host->result = apply_plan(&host->kernel, &host->unit->arena, &host->run,
				  host->plan, &options);
	host->fake.fault = FAULT_NONE;
	host->after = apply_host_plan(host);
}

void apply_host_reconcile(struct apply_host *host, const char *pfs)
{
	const struct desired *desired =
		unit_desired(host->unit, arena_printf(&host->unit->arena,
						      "version: 1\npfs: {%s}\n", pfs));

	assert_int_equal(host->unit->diags.n_errors, 0);
	apply_host_reconcile_desired(host, desired);
}

int apply_host_find(const struct apply_host *host, const char *part)
{
	return fake_kernel_find(&host->fake, part, 0);
}

const struct outcome *apply_host_outcome(const struct apply_host *host, enum stage stage,
					 int vf, enum vf_attr attr)
{
	for (size_t i = 0; i < host->plan->pfs[0].n_changes; i++) {
		const struct change *change = &host->plan->pfs[0].changes[i];

		if (change->stage == stage && change->vf == vf &&
		    (stage != STAGE_VF_ATTR || change->attr == attr))
			return &host->result->outcomes[0][i];
	}
	fail_msg("no such change");
	return NULL;
}

const char *apply_host_told(const struct apply_host *host, const char *part)
{
	for (size_t i = 0; i < host->n_lines; i++) {
		if (strstr(host->lines[i], part))
			return host->lines[i];
	}
	return NULL;
}
