/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/verify.h"

#include <errno.h>
#include <string.h>

#include "commands/causes.h"

static const struct change *find_change(const struct plan *plan,
					const struct desired_pf *pf,
					const struct change *wanted, size_t *ret_pf)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct plan_pf *candidate = &plan->pfs[i];

		for (size_t j = 0; desired_pf_is_same(candidate->desired, pf) &&
				   j < candidate->n_changes;
		     j++) {
			const struct change *change = &candidate->changes[j];

			if (change->stage != wanted->stage || change->vf != wanted->vf ||
			    change_info(change) != change_info(wanted))
				continue;
			*ret_pf = i;
			return change;
		}
	}
	return NULL;
}

/* The outcome of the same change in the apply; NULL if it was not planned. */
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

static void add_in_use(struct causes *causes, const struct plan_pf *pf,
		       const struct change *change, const char *by)
{
	struct arena *arena = causes->diags->arena;

	causes_add(
		causes, change,
		&(struct cause_text){
			.code = "in-use",
			.text = arena_printf(arena, "%s is refused: %s",
					     subject(arena, pf, change), by),
			.hint = change->advice
					? arena_printf(arena,
						       "%s; then run vfstate apply again",
						       change->advice)
					: "stop its user, then run vfstate apply again"});
}

/* What is known of a failure: ": Operation not permitted: CAP_NET_ADMIN is missing". */
static const char *reason(struct arena *arena, const struct outcome *outcome)
{
	if (!outcome)
		return "";
	return arena_printf(arena, "%s%s%s%s", outcome->error ? ": " : "",
			    outcome->error ? strerror(-outcome->error) : "",
			    outcome->text ? ": " : "",
			    outcome->text ? outcome->text : "");
}

static void add_failure(struct causes *causes, const struct plan_pf *pf,
			const struct change *change, const struct outcome *outcome)
{
	struct arena *arena = causes->diags->arena;

	causes_add(causes, change,
		   &(struct cause_text){.code = "failed",
					.text = arena_printf(arena, "%s%s",
							     subject(arena, pf, change),
							     reason(arena, outcome)),
					.hint = outcome->hint});
}

static void add_difference(struct causes *causes, const struct plan_pf *pf,
			   const struct change *change, const struct outcome *outcome)
{
	struct arena *arena = causes->diags->arena;
	enum value_kind kind = change_value_kind(change);
	char from[VALUE_FORMAT_MAX] = "not known", to[VALUE_FORMAT_MAX];
	const char *what = subject(arena, pf, change), *why = reason(arena, outcome);
	struct cause_text text = {.code = "remaining-difference"};

	value_format(kind, change->to, to);
	if (change->from.set)
		value_format(kind, change->from.value, from);
	else if (change_is_of_vf(change, VF_ATTR_DRIVER))
		strcpy(from, "none");
	text.text =
		change->is_kept
			? arena_printf(arena,
				       "%s is %s, and was %s before the VFs were "
				       "recreated%s",
				       what, from, to, why)
			: arena_printf(arena, "%s is %s, not %s%s", what, from, to, why);
	text.alike = arena_printf(
		arena,
		change->is_kept ? "%s is not as it was before the VFs were recreated%s"
				: "%s is not as configured%s",
		what, why);
	if (outcome && outcome->hint)
		text.hint = outcome->hint;
	else if (outcome && outcome->status == OUTCOME_DONE)
		text.hint = "the kernel accepted the value but does not report it: the "
			    "driver ignored it, or something else on this host changed "
			    "it back";
	causes_add(causes, change, &text);
}

static size_t find_pf(const struct plan *plan, const struct desired_pf *desired)
{
	size_t i = 0;

	while (i < plan->n_pfs && !desired_pf_is_same(plan->pfs[i].desired, desired))
		i++;
	return i;
}

/* Whether drivers_autoprobe was not restored to its own value, which nothing
 * configures. */
static bool has_lost_autoprobe(const struct result *result, const struct plan_pf *left)
{
	size_t i = find_pf(result->plan, left->desired);
	const struct field *wanted = i < result->plan->n_pfs
					     ? &result->plan->pfs[i].autoprobe
					     : &left->autoprobe;

	return !left->desired->attrs[PF_ATTR_AUTOPROBE].set && wanted->set &&
	       left->observed->attrs[PF_ATTR_AUTOPROBE].value.on != wanted->value.on;
}

static void add_autoprobe(struct causes *causes, const struct result *result,
			  const struct plan_pf *left)
{
	struct arena *arena = causes->diags->arena;
	bool is_on = field_is_on(&left->observed->attrs[PF_ATTR_AUTOPROBE]);
	struct change change = {.stage = is_on ? STAGE_AUTOPROBE_BACK_OFF
					       : STAGE_AUTOPROBE_ON,
				.vf = NO_VF,
				.pf_attr = PF_ATTR_AUTOPROBE,
				.at = left->desired->at};
	const struct outcome *outcome;

	if (!has_lost_autoprobe(result, left))
		return;
	outcome = find_outcome(result, left, &change);
	causes_add(causes, &change,
		   &(struct cause_text){
			   .code = "failed",
			   .text = arena_printf(arena,
						"%s: drivers_autoprobe could not be "
						"restored, and is %s%s",
						left->desired->name, is_on ? "on" : "off",
						reason(arena, outcome)),
			   .hint = outcome ? outcome->hint : NULL});
}

/* False if the change remains only because another one was not made. */
static bool add_remaining(struct causes *causes, const struct result *result,
			  const struct plan_pf *pf, const struct change *change,
			  bool with_skipped)
{
	const struct outcome *outcome = find_outcome(result, pf, change);
	struct arena *arena = causes->diags->arena;

	if (!change_is_difference(pf, change))
		return true;
	if (change->block == BLOCK_IN_USE)
		add_in_use(causes, pf, change, change->reason);
	else if (change->block == BLOCK_UNSUPPORTED)
		causes_add(causes, change,
			   &(struct cause_text){
				   .code = "unsupported",
				   .text = arena_printf(arena, "%s: %s",
							subject(arena, pf, change),
							change->reason)});
	else if (outcome && outcome->is_in_use)
		add_in_use(causes, pf, change, outcome->text);
	else if (outcome && outcome->status == OUTCOME_SKIPPED && !with_skipped)
		return false;
	else
		add_difference(causes, pf, change, outcome);
	return true;
}

/* Adds changes that failed without leaving a difference, such as a netdev that did not
 * appear. */
static void add_failures(struct causes *causes, const struct result *result, size_t index,
			 const struct plan *after)
{
	const struct plan_pf *pf = &result->plan->pfs[index];
	size_t left = find_pf(after, pf->desired);
	bool has_lost =
		left < after->n_pfs && has_lost_autoprobe(result, &after->pfs[left]);

	for (size_t i = 0; i < pf->n_changes; i++) {
		const struct change *change = &pf->changes[i];
		const struct outcome *outcome = &result->outcomes[index][i];
		bool is_own = change_is_own_step(pf, change);
		size_t found;

		if (!is_own && find_change(after, pf->desired, change, &found))
			continue;
		if (outcome->is_in_use)
			add_in_use(causes, pf, change, outcome->text);
		else if (outcome->status == OUTCOME_FAILED &&
			 !(is_own && has_lost &&
			   change->to.on == field_is_on(&pf->autoprobe)))
			add_failure(causes, pf, change, outcome);
	}
}

static void add_pf(struct causes *causes, const struct result *result,
		   const struct plan_pf *pf, const struct plan *after)
{
	size_t index = find_pf(result->plan, pf->desired), n_before = causes->n_added;
	bool is_any_skipped = false;

	for (size_t i = 0; i < pf->n_changes; i++)
		is_any_skipped |=
			!add_remaining(causes, result, pf, &pf->changes[i], false);
	if (index < result->plan->n_pfs)
		add_failures(causes, result, index, after);
	add_autoprobe(causes, result, pf);
	/* Skipped changes get errors only if nothing else on the PF has one. */
	if (!is_any_skipped || causes->n_added > n_before)
		return;
	for (size_t i = 0; i < pf->n_changes; i++)
		add_remaining(causes, result, pf, &pf->changes[i], true);
}

static void report_stop(struct causes *causes, const struct result *result,
			const struct plan *after)
{
	size_t n = plan_count_differences(after);

	diag_error(causes->diags, SPAN_NONE, "stopped",
		   "stopped by a signal with %zu difference%s left", n,
		   n == 1 ? "" : "s");
	for (size_t i = 0; i < after->n_pfs; i++)
		add_autoprobe(causes, result, &after->pfs[i]);
}

/* Whether the run has set an attribute of the VF. */
static bool has_set(const struct result *result, size_t index, unsigned int vf)
{
	const struct plan_pf *pf = &result->plan->pfs[index];

	for (size_t i = 0; i < pf->n_changes; i++) {
		if (pf->changes[i].stage == STAGE_VF_ATTR &&
		    pf->changes[i].vf == (int)vf &&
		    result->outcomes[index][i].status == OUTCOME_DONE)
			return true;
	}
	return false;
}

/* Warns only in the run that sets the values; later vfstate show reports it. */
static void warn_unverified(struct diags *diags, const struct result *result,
			    const struct plan_pf *left)
{
	size_t index = find_pf(result->plan, left->desired);
	const struct span *at = left->desired->attrs[PF_ATTR_NUMVFS].at;
	struct vf_set set = {0};

	for (size_t i = 0; index < result->plan->n_pfs && i < left->unverified.n; i++) {
		if (has_set(result, index, left->unverified.indexes[i]))
			vf_set_add(diags->arena, &set, left->unverified.indexes[i]);
	}
	if (set.n > 0)
		diag_warning(diags, at ? at : left->desired->at, "not-verified",
			     "%s: VF %s: this kernel reports the first %d VFs of a PF "
			     "only: what was set there cannot be verified",
			     left->desired->name, vf_set_format(diags->arena, &set),
			     OBSERVED_VF_LIST_MAX);
}

size_t verify_report(struct diags *diags, const struct result *result,
		     const struct plan *after)
{
	struct causes causes = {.diags = diags};

	if (result->is_stopped)
		report_stop(&causes, result, after);
	for (size_t i = 0; i < after->n_pfs && !result->is_stopped; i++)
		add_pf(&causes, result, &after->pfs[i], after);
	/* PFs that cannot be read any more. */
	for (size_t i = 0; i < result->plan->n_pfs && !result->is_stopped; i++) {
		if (find_pf(after, result->plan->pfs[i].desired) == after->n_pfs)
			add_failures(&causes, result, i, after);
	}
	causes_report(&causes);
	for (size_t i = 0; i < after->n_pfs; i++)
		warn_unverified(diags, result, &after->pfs[i]);
	return causes_count(&causes, "in-use");
}
