/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/apply.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands/assigned.h"
#include "commands/lock.h"
#include "commands/verify.h"
#include "commands/run.h"
#include "commands/saved.h"
#include "commands/select-pf.h"
#include "commands/undo.h"
#include "observe/await.h"
#include "apply/stale-state.h"
#include "publish/publish.h"
#include "run-state/seqnum.h"
#include "support/guard.h"

enum {
	CARRIER_TIMEOUT_MS = 15 * 1000,
	NETDEV_TIMEOUT_MS = 20 * 1000
};

static volatile sig_atomic_t stop, confirmed;

static const int caught[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1};

static void on_signal(int number)
{
	if (number == SIGUSR1)
		confirmed = 1;
	else
		stop = 1;
}

/* All signals but SIGUSR1 end the run at its next safe point. A reader that closes our
 * output does not: the run finishes what it began. */
static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal}, before;

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++) {
		/* nohup has ignored it. */
		if (caught[i] == SIGHUP && sigaction(SIGHUP, NULL, &before) == 0 &&
		    before.sa_handler == SIG_IGN)
			continue;
		sigaction(caught[i], &action, NULL);
	}
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	/* In the background of a terminal the run asks nobody, and must not be
	 * suspended. */
	sigaction(SIGTTOU, &action, NULL);
	sigaction(SIGTTIN, &action, NULL);
}

static void on_outcome(void *data, const struct plan_pf *pf, const struct change *change,
		       const struct outcome *outcome)
{
	report_outcome(data, pf, change, outcome);
}

static void on_pause(void *data)
{
	report_flush(data);
}

static void on_wait(void *data, const char *text)
{
	report_wait(data, text);
}

/* A change that is refused because a PF or VF is in use is not a failure. */
static int exit_code(const struct run *run, const struct run_summary *summary,
		     size_t n_in_use)
{
	if (summary->result->is_stopped || summary->snippets->n_failed > 0 ||
	    run->diags.n_errors > n_in_use)
		return EXIT_FAILED;
	return n_in_use > 0 ? EXIT_IN_USE : EXIT_CONVERGED;
}

/* A longer --wait, as at boot, means a busy udev, which also has to name the VFs'
 * netdevs. */
static int netdev_timeout_ms(const struct invocation *invocation)
{
	int wait_ms = invocation->wait_s * 1000;

	return wait_ms > NETDEV_TIMEOUT_MS ? wait_ms : NETDEV_TIMEOUT_MS;
}

/* Whether the run is about the whole configuration of the host. */
static bool is_whole(const struct invocation *invocation)
{
	return !invocation->pf && invocation->n_words == 0;
}

/* Whether it is the boot's: it also waits for PFs. */
static bool is_of_boot(const struct invocation *invocation)
{
	return is_whole(invocation) && !invocation->turns_off && invocation->wait_s > 0;
}

static void reconcile(struct run *run, const struct invocation *invocation,
		      const struct desired *desired, struct run_summary *summary)
{
	struct progress progress;
	struct apply_options options = {
		.carrier_timeout_ms = CARRIER_TIMEOUT_MS,
		.netdev_timeout_ms = netdev_timeout_ms(invocation),
		.numvfs_timeout_ms = invocation->numvfs_timeout_s * 1000,
		.all_or_nothing = invocation->revert_on_failure,
		.unmanaged = is_whole(invocation) ? UNMANAGED_ALL : UNMANAGED_OF_PLAN,
		.stop = &stop,
		.on_outcome = on_outcome,
		.on_pause = on_pause,
		.on_wait = on_wait,
		.data = &progress,
	};
	struct undo_signals signals = {.stop = &stop, .confirmed = &confirmed};
	const struct plan *last;
	size_t n_in_use;
	long seqnum;

	report_progress_init(&progress, &invocation->report);
	await_pfs(
		&run->kernel, &run->arena, desired,
		&(struct await_options){.timeout_ms = (int64_t)invocation->wait_s * 1000,
					.stop = &stop,
					.on_wait = on_wait,
					.data = &progress});
	/* What is observed from here on includes all events so far. */
	seqnum = seqnum_now(&run->kernel);
	summary->plan = run_plan(run, invocation, desired, invocation->disruption);
	if (!assigned_write(run, summary->plan))
		summary->plan =
			run_plan(run, invocation, desired, invocation->disruption);
	report_assigns_done(&invocation->report, summary->plan);
	undo_warn(run, invocation, summary->plan);
	summary->result = apply_plan(&run->kernel, &run->arena, run_dir(run),
				     summary->plan, &options);
	report_flush(&progress);
	/* Verify: observe and plan again. The plan must be empty. */
	summary->after = summary->plan->n_changes > 0 ? run_plan(run, invocation, desired,
								 invocation->disruption)
						      : summary->plan;
	saved_settle(&run->kernel, &run->arena, run_dir(run), summary->after);
	n_in_use = verify_report(&run->diags, summary->result, summary->after);
	undo_failed(run, invocation, &options, &signals, summary);
	undo_unless_confirmed(run, invocation, &options, &signals, summary);
	last = summary->n_undos > 0
		       ? run_plan(run, invocation, desired, invocation->disruption)
		       : summary->after;
	if (summary->n_undos > 0)
		saved_settle(&run->kernel, &run->arena, run_dir(run), last);
	summary->snippets = publish(&run->arena, run_dir(run), last);
	if (summary->snippets->missing_library)
		diag_error(&run->diags, SPAN_NONE, "missing-library", "%s",
			   summary->snippets->missing_library);
	summary->exit_code = exit_code(run, summary, n_in_use);
	/* Without it, runs for these events find nothing to change. */
	if (summary->exit_code == EXIT_CONVERGED && is_of_boot(invocation) &&
	    last->n_missing == 0)
		(void)seqnum_write(run_dir(run), seqnum);
	report_progress_done(&progress);
}

/* Loads the configuration; NULL on error. A signal ends the wait for one that comes
 * through a pipe. */
static const struct desired *load(struct run *run, const struct invocation *invocation)
{
	enum config_trust trust =
		invocation->allow_untrusted ? CONFIG_TRUST_ANY : CONFIG_TRUST_ROOT;
	const struct desired *desired;
	sigset_t signals, before;

	sigemptyset(&signals);
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
		sigaddset(&signals, caught[i]);
	sigprocmask(SIG_BLOCK, &signals, &before);
	desired = run_load(run, invocation, trust, &stop);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return desired;
}

/* A pipe can be read only once. */
static bool can_load_again(const struct invocation *invocation)
{
	struct stat st;

	for (size_t i = 0; i < invocation->n_words; i++) {
		const char *word = invocation->words[i];

		if (strcmp(word, "-") == 0 || stat(word, &st) < 0 || !S_ISREG(st.st_mode))
			return false;
	}
	return true;
}

/* Loads the configuration and takes the lock. If it had to wait for another run, a newer
 * configuration may be there, so it is loaded again under the lock. */
static const struct desired *load_and_lock(struct run *run,
					   const struct invocation *invocation,
					   struct run_summary *summary, int *ret_lock)
{
	const struct desired *desired = load(run, invocation);
	struct progress progress;
	bool has_waited = false;

	if (desired) {
		/* Nobody waits for the lock meanwhile. */
		report_progress_init(&progress, &invocation->report);
		select_pf_await(run, invocation, desired,
				&(struct await_options){
					.timeout_ms = (int64_t)invocation->wait_s * 1000,
					.stop = &stop,
					.on_wait = on_wait,
					.data = &progress});
		report_progress_done(&progress);
		*ret_lock = lock_run(run, invocation, &stop, &has_waited);
		if (*ret_lock < 0)
			return NULL;
	}
	if (has_waited && can_load_again(invocation)) {
		diags_init(&run->diags, &run->arena);
		desired = load(run, invocation);
	}
	if (!desired && !stop)
		summary->exit_code = EXIT_CONFIG_ERROR;
	return desired;
}

/* Only root can write to sysfs and rtnetlink. */
static bool is_root(struct run *run, const char *command)
{
	if (geteuid() == 0)
		return true;
	diag_hint(&run->diags,
		  diag_error(&run->diags, SPAN_NONE, "needs-root", "%s needs root",
			     command),
		  "sudo vfstate %s; vfstate plan needs no root", command);
	return false;
}

static void apply_locked(struct run *run, const struct invocation *invocation,
			 const struct desired *desired, struct run_summary *summary)
{
	stale_state_remove(&run->kernel, run_dir(run));
	live_kernel_watch(&run->live);
	if (select_pf_is_seen(run, invocation)) {
		summary->exit_code = EXIT_CONVERGED;
		return;
	}
	desired = select_pf(run, invocation, desired, &summary->exit_code);
	if (desired)
		reconcile(run, invocation, desired, summary);
}

int command_apply(const struct invocation *invocation)
{
	struct run_summary summary = {.command = invocation->turns_off ? "off" : "apply",
				      .exit_code = EXIT_FAILED,
				      .run_dir = RUN_DIR};
	_cleanup_run_ struct run run;
	_cleanup_fd_ int lock = -1;
	const struct desired *desired;

	run_init(&run);
	summary.diags = &run.diags;
	catch_signals();
	/* Everybody may read what this run writes. */
	umask(S_IWGRP | S_IWOTH);
	desired = is_root(&run, summary.command)
			  ? load_and_lock(&run, invocation, &summary, &lock)
			  : NULL;
	if (desired && run_open_kernel(&run) == 0)
		apply_locked(&run, invocation, desired, &summary);
	report_run_summary(&invocation->report, &summary);
	return summary.exit_code;
}
