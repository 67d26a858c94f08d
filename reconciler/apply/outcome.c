/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of each change, and which are still open. */
#include "apply/apply-internal.h"
#include "apply/refusal.h"

bool apply_is_open(const struct apply_pf *pf, size_t change)
{
	return pf->outcomes[change].status == OUTCOME_PENDING;
}

size_t apply_next_open(const struct apply_pf *pf, uint32_t stages, size_t from)
{
	while (from < pf->plan->n_changes &&
	       (!(stages & APPLY_STAGE(pf->plan->changes[from].stage)) ||
		!apply_is_open(pf, from)))
		from++;
	return from;
}

const struct outcome *apply_find(const struct apply_pf *pf, int vf, enum vf_attr attr,
				 const struct change **ret_change)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		if (change->vf != vf || !change_is_of_vf(change, attr))
			continue;
		*ret_change = change;
		return &pf->outcomes[i];
	}
	return NULL;
}

static void settle(struct apply_context *context, struct apply_pf *pf, size_t change,
		   struct outcome outcome)
{
	const struct apply_options *options = context->options;

	pf->outcomes[change] = outcome;
	if (options->on_outcome)
		options->on_outcome(options->data, pf->plan, &pf->plan->changes[change],
				    &pf->outcomes[change]);
}

void apply_done(struct apply_context *context, struct apply_pf *pf, size_t change,
		const char *text)
{
	context->result->n_done++;
	settle(context, pf, change,
	       (struct outcome){.status = OUTCOME_DONE, .text = text});
}

void apply_already(struct apply_context *context, struct apply_pf *pf, size_t change)
{
	context->result->n_already++;
	settle(context, pf, change, (struct outcome){.status = OUTCOME_ALREADY});
}

void apply_skip(struct apply_context *context, struct apply_pf *pf, size_t change,
		const char *text)
{
	settle(context, pf, change,
	       (struct outcome){.status = OUTCOME_SKIPPED, .text = text});
}

void apply_in_use(struct apply_context *context, struct apply_pf *pf, size_t change,
		  const char *text)
{
	context->result->n_in_use++;
	settle(context, pf, change,
	       (struct outcome){
		       .status = OUTCOME_SKIPPED, .is_in_use = true, .text = text});
}

void apply_fail(struct apply_context *context, struct apply_pf *pf, size_t change,
		int error, const char *text, const char *hint)
{
	context->result->n_failed++;
	settle(context, pf, change,
	       (struct outcome){.status = OUTCOME_FAILED,
				.error = error,
				.text = text,
				.hint = hint});
}

void apply_refused(struct apply_context *context, struct apply_pf *pf, size_t change,
		   int error, const char *ext_ack)
{
	const struct refusal *refusal =
		refusal_find(&pf->plan->changes[change], pf->live, error);
	const char *text = refusal ? refusal->reason : NULL;

	if (ext_ack && text)
		text = arena_printf(context->arena, "%s (the kernel: %s)", text, ext_ack);
	else if (ext_ack)
		text = ext_ack;
	apply_fail(context, pf, change, error, text, refusal ? refusal->hint : NULL);
}
