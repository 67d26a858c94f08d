/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/undo.h"

#include <signal.h>
#include <unistd.h>

#include "commands/causes.h"
#include "commands/confirm.h"
#include "plan/plan-undo.h"
#include "support/guard.h"

void undo_warn(struct run *run, const struct invocation *invocation,
	       const struct plan *plan)
{
	struct diags own;

	if (!invocation->revert_on_failure && invocation->confirm_s == 0)
		return;
	diags_init(&own, &run->arena);
	plan_undo_warn(&own, plan);
	/* JSON is one document, which is written at the end. */
	if (invocation->report.json)
		diags_add_new(&run->diags, &own);
	else
		report_diags(&invocation->report, &own);
}

/* Whether a change failed on a PF, or a difference remains that nothing blocks. */
static bool has_failed(const struct run_summary *summary, size_t index)
{
	const struct plan_pf *pf = &summary->result->plan->pfs[index];

	for (size_t i = 0; i < pf->n_changes; i++) {
		if (summary->result->outcomes[index][i].status == OUTCOME_FAILED)
			return true;
	}
	for (size_t i = 0; i < summary->after->n_pfs; i++) {
		const struct plan_pf *after = &summary->after->pfs[i];

		for (size_t j = 0; desired_pf_is_same(after->desired, pf->desired) &&
				   j < after->n_changes;
		     j++) {
			if (after->changes[j].block == BLOCK_NONE)
				return true;
		}
	}
	return false;
}

static void report_left(struct diags *diags, const struct plan *after)
{
	struct causes causes = {.diags = diags};

	for (size_t i = 0; i < after->n_pfs; i++) {
		const struct plan_pf *pf = &after->pfs[i];

		for (size_t j = 0; j < pf->n_changes; j++) {
			const struct change *change = &pf->changes[j];
			const char *vf = change->vf == NO_VF
						 ? ""
						 : arena_printf(diags->arena, " VF %d",
								change->vf);

			causes_add(
				&causes, change,
				&(struct cause_text){
					.code = "not-reverted",
					.text = arena_printf(
						diags->arena,
						"%s of %s%s could not be "
						"reverted%s%s",
						change_name(change), pf->desired->name,
						vf, change->reason ? ": " : "",
						change->reason ? change->reason : "")});
		}
	}
	causes_report(&causes);
}

static bool asks_for_anything(const struct desired_pf *pf)
{
	bool is_any = pf->n_vfs > 0;

	for (int attr = 0; attr < PF_ATTR_COUNT; attr++)
		is_any |= pf->attrs[attr].set;
	return is_any;
}

/* Reports PFs that are gone or cannot be read now. */
static void report_unread(struct diags *diags, const struct plan *plan)
{
	const struct desired *desired = plan->desired;

	for (size_t i = 0; i < desired->n_pfs; i++) {
		const struct desired_pf *pf = &desired->pfs[i];
		bool is_there = false;

		for (size_t j = 0; j < plan->n_pfs; j++)
			is_there |= plan->pfs[j].desired == pf;
		if (!is_there && asks_for_anything(pf))
			diag_error(diags, pf->at, "not-reverted",
				   "nothing of %s could be reverted: it cannot be read",
				   pf->name);
	}
}

/* Reverts the changes of the PFs in `is_wanted`, as far as possible. */
static void undo(struct run *run, const struct invocation *invocation,
		 const struct apply_options *options, struct undo_signals *signals,
		 struct run_summary *summary, const bool *is_wanted)
{
	const struct desired *desired =
		plan_undo(&run->arena, &run->diags, summary->result, is_wanted);
	struct undo *undo = &summary->undos[summary->n_undos];
	struct apply_options each = *options;

	/* Revert what can be reverted, even if something else cannot. */
	each.all_or_nothing = false;
	/* What is reverted to says nothing of VMs. */
	each.unmanaged = UNMANAGED_AS_BEFORE;
	/* Another signal stops the undo as it would have stopped the apply, but a lost
	 * terminal sends SIGHUP more than once. */
	signal(SIGHUP, SIG_IGN);
	signals->is_ended |= *signals->stop != 0;
	*signals->stop = 0;
	undo->plan = run_plan(run, invocation, desired, invocation->disruption);
	report_unread(&run->diags, undo->plan);
	if (undo->plan->n_changes == 0)
		return;
	report_undo_plan(&invocation->report, undo);
	summary->n_undos++;
	undo->result =
		apply_plan(&run->kernel, &run->arena, run_dir(run), undo->plan, &each);
	options->on_pause(options->data);
	undo->after = run_plan(run, invocation, desired, invocation->disruption);
	report_left(&run->diags, undo->after);
	report_undo(&invocation->report, undo);
}

void undo_failed(struct run *run, const struct invocation *invocation,
		 const struct apply_options *options, struct undo_signals *signals,
		 struct run_summary *summary)
{
	const struct plan *plan = summary->plan;
	bool *is_wanted = arena_calloc(&run->arena, plan->n_pfs, sizeof(bool));
	bool is_any = false;

	signals->is_ended = summary->result->is_stopped;
	if (!invocation->revert_on_failure || signals->is_ended)
		return;
	for (size_t i = 0; i < plan->n_pfs; i++) {
		is_wanted[i] = has_failed(summary, i);
		is_any |= is_wanted[i];
	}
	if (is_any)
		undo(run, invocation, options, signals, summary, is_wanted);
}

/* Asks for confirmation; true if it comes in time. */
static bool ask(struct run *run, const struct invocation *invocation,
		struct undo_signals *signals)
{
	_cleanup_fd_ int terminal = -1;
	struct confirm confirm = {.kernel = &run->kernel,
				  .stop = signals->stop,
				  .confirmed = signals->confirmed};

	/* A SIGUSR1 from before the question is not an answer. */
	*signals->confirmed = 0;
	confirm.terminal = terminal = confirm_open_terminal(STDIN_FILENO);
	if (terminal >= 0)
		report_note(&invocation->report,
			    "press ENTER within %d s to keep the changes (or run "
			    "kill -USR1 %d); otherwise they are reverted",
			    invocation->confirm_s, (int)getpid());
	else
		report_note(&invocation->report,
			    "run kill -USR1 %d within %d s to keep the changes; "
			    "otherwise they are reverted",
			    (int)getpid(), invocation->confirm_s);
	return confirm_wait(&confirm, (int64_t)invocation->confirm_s * 1000);
}

void undo_unless_confirmed(struct run *run, const struct invocation *invocation,
			   const struct apply_options *options,
			   struct undo_signals *signals, struct run_summary *summary)
{
	const struct plan *plan = summary->plan;
	bool *is_wanted = arena_calloc(&run->arena, plan->n_pfs, sizeof(bool));
	struct diags unheard;
	const struct desired *desired;

	if (invocation->confirm_s == 0)
		return;
	for (size_t i = 0; i < plan->n_pfs; i++)
		is_wanted[i] = summary->result->is_stopped ||
			       !invocation->revert_on_failure || !has_failed(summary, i);
	diags_init(&unheard, &run->arena);
	desired = plan_undo(&run->arena, &unheard, summary->result, is_wanted);
	if (run_plan(run, invocation, desired, invocation->disruption)->n_changes == 0) {
		report_note(&invocation->report,
			    "no revertible changes; nothing to confirm");
		return;
	}
	if (!signals->is_ended && !*signals->stop && ask(run, invocation, signals)) {
		report_note(&invocation->report, "confirmed");
		return;
	}
	diag_error(&run->diags, SPAN_NONE, "not-confirmed",
		   "not confirmed; reverting all changes");
	undo(run, invocation, options, signals, summary, is_wanted);
}
