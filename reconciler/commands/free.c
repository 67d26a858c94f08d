/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands/assigned.h"
#include "commands/lock.h"
#include "model/in-use.h"
#include "support/guard.h"

/* Whether `what`, VM or VM/INTERFACE, means the assignment. */
static bool is_meant(const struct assignment *assignment, const char *what)
{
	size_t length = strlen(assignment->vm);

	return strncmp(assignment->vm, what, length) == 0 &&
	       (what[length] == '\0' ||
		(what[length] == '/' &&
		 strcmp(what + length + 1, assignment->interface) == 0));
}

/* The PF of the assignment; NULL: it is not on this host. */
static const struct observed_pf *find_pf(const struct observed *observed,
					 const struct assignment *assignment)
{
	return assignment_find_pf(assignment, observed->pfs, observed->n_pfs);
}

static const char *pf_name(struct arena *arena, const struct observed_pf *pf)
{
	char pci[PCI_ADDRESS_TEXT];

	if (pf->netdev || !pf->has_pci)
		return pf->netdev;
	pci_address_format(pf->pci, pci);
	return arena_strdup(arena, pci);
}

/* Whether another VM uses it, so that this one does not. A VM may run under another name
 * than the recorded one; the name that libvirt has is the domain's. */
static bool is_of_other_vm(const struct observed_vf *vf, const char *vm)
{
	for (size_t i = 0; i < vf->n_holders; i++) {
		const struct holder *holder = &vf->holders[i];

		if (holder->vm && strcmp(holder->vm, vm) != 0 &&
		    (holder->kind == HOLDER_LIBVIRT || holder->kind == HOLDER_MACVTAP))
			return true;
	}
	return false;
}

/* Whether the PF may be one that cannot be read. */
static bool is_unread(const struct observed *observed,
		      const struct assignment *assignment)
{
	for (size_t i = 0; i < observed->n_unread; i++) {
		if (assignment_may_be_of_pf(assignment, &observed->unread[i]))
			return true;
	}
	return false;
}

/* Whether somebody uses the VF; then it stays assigned, with an error. */
static bool refuse(struct run *run, const struct observed *observed,
		   const struct observed_pf *pf, const struct assignment *assignment)
{
	const struct observed_vf *vf =
		pf && assignment->vf < pf->n_vfs ? &pf->vfs[assignment->vf] : NULL;
	const char *by = vf ? in_use_by(&run->arena, pf, vf) : NULL;
	const char *advice = by ? in_use_advice(&run->arena, pf, vf) : NULL;
	struct diag *diag;

	if (!pf && is_unread(observed, assignment)) {
		diag_error(&run->diags, SPAN_NONE, "in-use",
			   "%s/%s keeps VF %u of a PF that cannot be read",
			   assignment->vm, assignment->interface, assignment->vf);
		return true;
	}
	if (!by || is_of_other_vm(vf, assignment->vm))
		return false;
	diag = diag_error(&run->diags, SPAN_NONE, "in-use",
			  "%s/%s keeps VF %u of %s, which is in use: %s", assignment->vm,
			  assignment->interface, assignment->vf, pf_name(&run->arena, pf),
			  by);
	if (advice)
		diag_hint(&run->diags, diag, "%s", advice);
	return true;
}

static void add_freed(struct run *run, struct plan *plan, const struct observed_pf *pf,
		      const struct assignment *assignment)
{
	struct desired_pf *named = arena_alloc(&run->arena, sizeof(*named));

	named->name = pf ? pf_name(&run->arena, pf) : NULL;
	plan->assigns = arena_grow(&run->arena, plan->assigns, plan->n_assigns,
				   sizeof(*plan->assigns));
	plan->assigns[plan->n_assigns++] =
		(struct assign){.kind = ASSIGN_FREED,
				.vm = assignment->vm,
				.interface = assignment->interface,
				.pf = named,
				.vf = assignment->vf};
}

/* Sorts the record into what stays and what is freed. Returns the exit code. */
static int free_vfs(struct run *run, const struct observed *observed, const char *what,
		    struct plan *plan)
{
	int code = EXIT_CONVERGED;
	bool is_known = false;

	plan->host = observed;
	plan->assignments = arena_calloc(&run->arena, observed->n_assignments,
					 sizeof(*plan->assignments));
	for (size_t i = 0; i < observed->n_assignments; i++) {
		const struct assignment *assignment = &observed->assignments[i];
		const struct observed_pf *pf = find_pf(observed, assignment);
		bool is_one = is_meant(assignment, what);

		is_known |= is_one;
		if (is_one && !refuse(run, observed, pf, assignment)) {
			add_freed(run, plan, pf, assignment);
			continue;
		}
		code = is_one ? EXIT_IN_USE : code;
		plan->assignments[plan->n_assignments++] = *assignment;
	}
	if (is_known)
		return code;
	diag_hint(&run->diags,
		  diag_error(&run->diags, SPAN_NONE, "not-found",
			     "no VF of a pool is assigned to '%s'", what),
		  "VM or VM/INTERFACE, as vfstate show lists them");
	return EXIT_FAILED;
}

static int free_locked(struct run *run, const struct invocation *invocation,
		       struct plan *plan)
{
	struct observed *observed = run_observe(run, invocation, &run->diags, NULL);
	const char *fault;
	int code;

	if (!observed)
		return EXIT_FAILED;
	if (observed->assignments_unread) {
		diag_error(&run->diags, SPAN_NONE, "assignments-record",
			   "the record of assignments cannot be read: %s",
			   observed->assignments_unread);
		return EXIT_FAILED;
	}
	code = free_vfs(run, observed, invocation->words[0], plan);
	fault = plan->n_assigns > 0
			? assigned_replace(run, plan->assignments, plan->n_assignments)
			: NULL;
	if (!fault)
		return code;
	diag_error(&run->diags, SPAN_NONE, "assignments-record", "%s", fault);
	plan->n_assigns = 0;
	return EXIT_FAILED;
}

int command_free(const struct invocation *invocation)
{
	static volatile sig_atomic_t stop;
	struct run_summary summary = {.command = "free", .exit_code = EXIT_FAILED};
	_cleanup_run_ struct run run;
	_cleanup_fd_ int lock = -1;
	struct plan plan = {0};
	bool has_waited;

	if (invocation->n_words == 0) {
		report_error(&invocation->report, "free needs VM or VM/INTERFACE");
		return EXIT_USAGE_ERROR;
	}
	/* Everybody may read the record. */
	umask(S_IWGRP | S_IWOTH);
	run_init(&run);
	summary.diags = &run.diags;
	if (geteuid() != 0)
		diag_error(&run.diags, SPAN_NONE, "needs-root", "free needs root");
	else
		lock = lock_run(&run, invocation, &stop, &has_waited);
	if (lock >= 0)
		summary.exit_code = free_locked(&run, invocation, &plan);
	report_assigns_done(&invocation->report, &plan);
	summary.plan = invocation->report.json ? &plan : NULL;
	report_run_summary(&invocation->report, &summary);
	return summary.exit_code;
}
