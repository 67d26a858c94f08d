/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/apply.h"

#include "commands/lock.h"
#include "commands/residue.h"
#include "commands/run.h"
#include "observe/await.h"
#include "observe/observe.h"
#include "plan/plan-make.h"
#include "publish/publish.h"
#include "support/guard.h"

enum {
	CARRIER_TIMEOUT_MS = 15 * 1000,
	NETDEV_TIMEOUT_MS = 20 * 1000
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

/* SIGTERM and SIGINT end the run at its next safe point. */
static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal};

	sigemptyset(&action.sa_mask);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
}

static void on_outcome(void *data, const struct plan_pf *pf, const struct change *change,
		       const struct outcome *outcome)
{
	report_outcome(data, pf, change, outcome);
}

static void on_wait(void *data, const char *text)
{
	report_wait(data, text);
}

static const struct plan *observe_and_plan(struct run *run, const struct desired *desired)
{
	const struct observed *observed =
		observe(&run->kernel, &run->arena, &run->diags, run_dir(run), desired);

	return plan_make(&run->arena, &run->diags, desired, observed);
}

/* Verify is observing and planning again: it must come out empty. What the plan had to
 * say about the configuration is not said twice. */
static const struct plan *verify(struct run *run, const struct desired *desired)
{
	struct diags first = run->diags;
	const struct plan *after;

	diags_init(&run->diags, &run->arena);
	after = observe_and_plan(run, desired);
	run->diags = first;
	return after;
}

static void reconcile(struct run *run, const struct invocation *invocation,
		      const struct desired *desired, struct account *account)
{
	struct apply_options options = {
		.carrier_timeout_ms = CARRIER_TIMEOUT_MS,
		.netdev_timeout_ms = NETDEV_TIMEOUT_MS,
		.stop = &stop,
		.on_outcome = on_outcome,
		.on_wait = on_wait,
		.data = (void *)&invocation->report,
	};

	await_pfs(&run->kernel, &run->arena, desired, (int64_t)invocation->wait_s * 1000,
		  &stop);
	account->plan = observe_and_plan(run, desired);
	account->result = apply_plan(&run->kernel, &run->arena, &run->diags, run_dir(run),
				     account->plan, &options);
	account->after =
		account->plan->n_changes > 0 ? verify(run, desired) : account->plan;
	residue_report(&run->diags, account->result, account->after);
	account->snippets = publish(&run->arena, run_dir(run), desired, account->after);
	if (run->diags.n_errors > account->after->n_in_use ||
	    account->snippets->n_failed > 0)
		account->exit_code = EXIT_FAILED;
	else if (run->diags.n_errors > 0)
		account->exit_code = EXIT_IN_USE;
	else
		account->exit_code = EXIT_CONVERGED;
}

int command_apply(const struct invocation *invocation)
{
	struct account account = {.command = "apply", .exit_code = EXIT_FAILED};
	_cleanup_run_ struct run run;
	_cleanup_fd_ int lock = -1;
	const struct desired *desired;

	run_init(&run);
	account.diags = &run.diags;
	catch_signals();
	desired = run_load(&run, invocation, true);
	if (!desired)
		account.exit_code = EXIT_CONFIG_ERROR;
	else if ((lock = lock_run(&run, invocation, &stop)) >= 0 &&
		 run_open_kernel(&run) == 0 && live_kernel_watch(&run.live) >= 0)
		reconcile(&run, invocation, desired, &account);
	report_account(&invocation->report, &account);
	return account.exit_code;
}
