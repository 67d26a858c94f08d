/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/residue.h"

#include <string.h>

static const struct change *find_change(const struct plan *plan,
					const struct desired_pf *pf,
					const struct change *wanted, size_t *ret_pf)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct plan_pf *candidate = &plan->pfs[i];

		for (size_t j = 0; candidate->desired == pf && j < candidate->n_changes;
		     j++) {
			const struct change *change = &candidate->changes[j];

			if (change->kind != wanted->kind || change->vf != wanted->vf ||
			    change->attr != wanted->attr ||
			    change->pf_attr != wanted->pf_attr)
				continue;
			*ret_pf = i;
			return change;
		}
	}
	return NULL;
}

/* What became of the same change when it was applied; NULL where it was not planned. */
static const struct outcome *find_outcome(const struct result *result,
					  const struct plan_pf *pf,
					  const struct change *change)
{
	size_t i;
	const struct change *planned = find_change(result->plan, pf->desired, change, &i);

	return planned ? &result->outcomes[i][planned - result->plan->pfs[i].changes]
		       : NULL;
}

static const char *subject(struct arena *arena, const struct plan_pf *pf,
			   const struct change *change)
{
	if (change->vf == NO_VF)
		return arena_printf(arena, "%s: %s", pf->desired->name,
				    change_name(change));
	return arena_printf(arena, "%s VF %d: %s", pf->desired->name, change->vf,
			    change_name(change));
}

static void report_in_use(struct diags *diags, const struct plan_pf *pf,
			  const struct change *change, const char *by)
{
	struct diag *diag = diag_error(diags, change->at, "in-use", "%s is refused: %s",
				       subject(diags->arena, pf, change), by);

	diag_hint(diags, diag, "stop who uses it, then run vfstate apply again");
}

/* True where the change waits for who uses a VF. */
static bool report_change(struct diags *diags, const struct result *result,
			  const struct plan_pf *pf, const struct change *change)
{
	const struct outcome *outcome = find_outcome(result, pf, change);
	enum value_kind kind = change_value_kind(change);
	char from[VALUE_FORMAT_MAX] = "not known", to[VALUE_FORMAT_MAX];
	const char *what = subject(diags->arena, pf, change);
	struct diag *diag;

	if (change->is_again)
		return false;
	if (change->block == BLOCK_IN_USE) {
		report_in_use(diags, pf, change, change->reason);
		return true;
	}
	if (change->block == BLOCK_UNSUPPORTED) {
		diag_error(diags, change->at, "unsupported", "%s: %s", what,
			   change->reason);
		return false;
	}
	value_format(kind, change->to, to);
	if (change->from.set)
		value_format(kind, change->from.value, from);
	else if (change->kind == CHANGE_VF_DRIVER || change->kind == CHANGE_VF_OVERRIDE)
		strcpy(from, "none");
	diag = diag_error(diags, change->at, "residue", "%s is %s, not %s%s%s%s%s", what,
			  from, to, outcome && outcome->error ? ": " : "",
			  outcome && outcome->error ? strerror(-outcome->error) : "",
			  outcome && outcome->text ? ": " : "",
			  outcome && outcome->text ? outcome->text : "");
	if (outcome && outcome->hint)
		diag_hint(diags, diag, "%s", outcome->hint);
	else if (outcome && outcome->status == OUTCOME_DONE)
		diag_hint(diags, diag,
			  "the kernel took the value and does not have it: the driver "
			  "ignored it, or something else on this host changed it back");
	return false;
}

/* A change that failed and left no difference behind: there is something that a
 * difference cannot tell, a netdev that did not come for one. */
static size_t report_failures(struct diags *diags, const struct result *result,
			      const struct plan *after)
{
	size_t n_in_use = 0;

	for (size_t i = 0; i < result->plan->n_pfs; i++) {
		const struct plan_pf *pf = &result->plan->pfs[i];

		for (size_t j = 0; j < pf->n_changes; j++) {
			const struct outcome *outcome = &result->outcomes[i][j];
			struct diag *diag;
			size_t found;

			if (outcome->is_in_use &&
			    !find_change(after, pf->desired, &pf->changes[j], &found)) {
				report_in_use(diags, pf, &pf->changes[j], outcome->text);
				n_in_use++;
				continue;
			}
			if (outcome->status != OUTCOME_FAILED ||
			    find_change(after, pf->desired, &pf->changes[j], &found))
				continue;
			diag = diag_error(
				diags, pf->changes[j].at, "failed", "%s: %s%s%s",
				subject(diags->arena, pf, &pf->changes[j]),
				strerror(-outcome->error), outcome->text ? ": " : "",
				outcome->text ? outcome->text : "");
			if (outcome->hint)
				diag_hint(diags, diag, "%s", outcome->hint);
		}
	}
	return n_in_use;
}

size_t residue_report(struct diags *diags, const struct result *result,
		      const struct plan *after)
{
	size_t n_in_use = 0;

	if (result->is_stopped) {
		diag_error(diags, SPAN_NONE, "stopped",
			   "stopped by a signal with %zu difference%s left",
			   after->n_changes, after->n_changes == 1 ? "" : "s");
		return 0;
	}
	for (size_t i = 0; i < after->n_pfs; i++) {
		const struct plan_pf *pf = &after->pfs[i];

		for (size_t j = 0; j < pf->n_changes; j++)
			n_in_use += report_change(diags, result, pf, &pf->changes[j]);
	}
	return n_in_use + report_failures(diags, result, after);
}
