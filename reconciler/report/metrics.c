/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plan as metrics, for the textfile collector of Prometheus' node exporter
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). */
#include "model/in-use.h"
#include "report/printing.h"
#include "support/guard.h"

static size_t count_vfs(const struct plan_pf *pf)
{
	return observed_pf_numvfs(pf->observed);
}

static size_t count_wanted_vfs(const struct plan_pf *pf)
{
	const struct field *numvfs = &pf->desired->attrs[PF_ATTR_NUMVFS];

	return field_is_given(numvfs) ? numvfs->value.number
				      : observed_pf_numvfs(pf->observed);
}

static size_t count_total_vfs(const struct plan_pf *pf)
{
	return pf->observed->totalvfs.set ? pf->observed->totalvfs.value.number : 0;
}

static size_t count_vfs_in_use(const struct plan_pf *pf)
{
	struct arena arena;
	size_t n = 0;

	arena_init(&arena);
	for (size_t i = 0; i < pf->observed->n_vfs; i++)
		n += in_use_by(&arena, pf->observed, &pf->observed->vfs[i]) != NULL;
	arena_done(&arena);
	return n;
}

static size_t count_changes(const struct plan_pf *pf)
{
	return pf->n_changes;
}

static size_t count_blocked(const struct plan_pf *pf, enum block block)
{
	size_t n = 0;

	for (size_t i = 0; i < pf->n_changes; i++)
		n += pf->changes[i].block == block;
	return n;
}

static size_t count_refused(const struct plan_pf *pf)
{
	return count_blocked(pf, BLOCK_IN_USE);
}

static size_t count_impossible(const struct plan_pf *pf)
{
	return count_blocked(pf, BLOCK_UNSUPPORTED);
}

/* One for each PF that was found. */
static const struct {
	const char *name, *help;
	size_t (*count)(const struct plan_pf *pf);
} gauges[] = {
	{"vfs", "VFs that the PF has.", count_vfs},
	{"vfs_configured", "VFs that the configuration asks for.", count_wanted_vfs},
	{"vfs_max", "VFs that the PF can have.", count_total_vfs},
	{"vfs_in_use",
	 "VFs that are seen in use; who takes a search is looked for only if a change "
	 "may interrupt them.",
	 count_vfs_in_use},
	{"changes", "Changes that apply would make or refuse.", count_changes},
	{"changes_refused", "Changes that apply refuses since a PF or VF is in use.",
	 count_refused},
	{"changes_impossible", "Changes that this host cannot make.", count_impossible},
};

static void put_header(FILE *out, const char *name, const char *help)
{
	fprintf(out, "# HELP vfstate_%s %s\n# TYPE vfstate_%s gauge\n", name, help, name);
}

static void put_gauge(FILE *out, const char *name, const char *help, long value)
{
	put_header(out, name, help);
	fprintf(out, "vfstate_%s %ld\n", name, value);
}

static bool is_found(const struct plan *plan, const struct desired_pf *pf)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		if (plan->pfs[i].desired == pf)
			return true;
	}
	return false;
}

/* Names of PFs have no character that needs an escape (names_is_pf). */
static void put_pfs(FILE *out, const struct run_summary *summary)
{
	const struct plan *plan = summary->plan;

	put_header(out, "pf_found", "Whether the host has the configured PF.");
	for (size_t i = 0; i < summary->desired->n_pfs; i++) {
		const struct desired_pf *pf = &summary->desired->pfs[i];

		fprintf(out, "vfstate_pf_found{pf=\"%s\"} %d\n", pf->name,
			is_found(plan, pf));
	}
	for (size_t i = 0; i < ARRAY_SIZE(gauges) && plan->n_pfs > 0; i++) {
		char name[64];

		snprintf(name, sizeof(name), "pf_%s", gauges[i].name);
		put_header(out, name, gauges[i].help);
		for (size_t j = 0; j < plan->n_pfs; j++)
			fprintf(out, "vfstate_%s{pf=\"%s\"} %zu\n", name,
				plan->pfs[j].desired->name,
				gauges[i].count(&plan->pfs[j]));
	}
}

void report_metrics(const struct report *report, const struct run_summary *summary)
{
	struct report err = *report;

	fprintf(report->out,
		"# HELP vfstate_info The version of vfstate.\n"
		"# TYPE vfstate_info gauge\nvfstate_info{version=\"%s\"} 1\n",
		VFSTATE_VERSION);
	put_gauge(
		report->out, "exit_status",
		"Exit status of vfstate plan: 0 as configured, 1 failed, 2 differences, "
		"75 in use, 78 configuration error.",
		summary->exit_code);
	put_gauge(report->out, "errors", "Errors that vfstate plan reported.",
		  (long)summary->diags->n_errors);
	if (summary->plan)
		put_pfs(report->out, summary);
	err.out = report->err;
	if (summary->plan)
		report_summary(&err, summary, report_plan_summary);
}
