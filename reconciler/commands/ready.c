/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "commands/readiness.h"
#include "support/guard.h"

/* One error for each interface that is not ready. */
static void check_interfaces(struct run *run, const struct vm_plan *plan,
			     struct diags *faults)
{
	for (size_t i = 0; i < plan->n; i++) {
		const struct desired_binding *binding = plan->interfaces[i].binding;
		const char *fault = readiness_fault(&run->arena, &plan->interfaces[i]);

		const char *of =
			binding->vm ? arena_printf(&run->arena, "%s/%s: ", binding->vm,
						   binding->interface)
				    : "";

		if (fault)
			diag_error(faults, binding->at, "not-ready",
				   "%s%s is not ready: %s", of,
				   vm_interface_name(&run->arena, &plan->interfaces[i]),
				   fault);
	}
}

/* Nothing configures VFs for any VM. */
static bool has_no_configuration(const struct run *run)
{
	return run->diags.n_errors == 1 &&
	       strcmp(run->diags.first->code, "no-config") == 0;
}

/* The VF with an address, as libvirt has chosen it for a VM. */
static int check_vf(struct run *run, const struct invocation *invocation,
		    const struct desired *desired, struct pci_address pci,
		    struct diags *faults, size_t *ret_n)
{
	struct vm_plan plan = {0};
	int code = vm_plan_of_vf(run, invocation, desired, pci, &plan);

	if (code != EXIT_CONVERGED)
		return code;
	*ret_n = plan.n;
	if (plan.n == 0 && !invocation->if_configured) {
		diag_error(&run->diags, SPAN_NONE, "not-found",
			   "no configured PF has a VF with the address %s",
			   invocation->words[0]);
		return EXIT_FAILED;
	}
	check_interfaces(run, &plan, faults);
	return faults->n_errors > 0 ? EXIT_FAILED : EXIT_CONVERGED;
}

static int check_vm(struct run *run, const struct invocation *invocation, const char *vm,
		    struct diags *faults, size_t *ret_n)
{
	const struct desired *desired = vm_plan_load(run, invocation);
	struct pci_address pci;
	struct vm_plan plan;
	int code;

	if (!desired && invocation->if_configured && has_no_configuration(run))
		return EXIT_CONVERGED;
	if (!desired)
		return EXIT_CONFIG_ERROR;
	if (pci_address_parse(vm, &pci))
		return check_vf(run, invocation, desired, pci, faults, ret_n);
	if (!vm_plan_is_configured(desired, vm)) {
		if (invocation->if_configured)
			return EXIT_CONVERGED;
		vm_plan_refuse(&run->diags, desired, vm);
		return EXIT_FAILED;
	}
	code = vm_plan_make(run, invocation, desired, vm, &plan);
	if (code != EXIT_CONVERGED)
		return code;
	*ret_n = plan.n;
	check_interfaces(run, &plan, faults);
	return faults->n_errors > 0 ? EXIT_FAILED : EXIT_CONVERGED;
}

int command_ready(const struct invocation *invocation)
{
	_cleanup_run_ struct run run;
	struct diags faults;
	size_t n = 0;
	int code;

	run_init(&run);
	diags_init(&faults, &run.arena);
	code = check_vm(&run, invocation, invocation->words[0], &faults, &n);
	/* Warnings are for check and plan: a hook shows what this command prints. */
	if (code != EXIT_CONVERGED && faults.n_errors == 0)
		diags_add_new(&faults, &run.diags);
	report_ready(&invocation->report,
		     &(struct run_summary){
			     .command = "ready", .exit_code = code, .diags = &faults},
		     invocation->words[0], n);
	return code;
}
