/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/show-for.h"

#include "commands/vm-plan.h"
#include "publish/arguments.h"
#include "support/guard.h"

/* The lines for one interface; NULL with an error. */
static const char *build(struct run *run, const char *hypervisor,
			 const struct vm_interface *interface, unsigned int position)
{
	const struct desired_binding *binding = interface->binding;
	const struct observed_vf *vf = vm_interface_vf(interface);
	const char *lines = NULL, *fault = interface->fault;

	if (vf && vf->has_pci)
		lines = arguments_build(
			&run->arena, hypervisor,
			&(struct published){.binding = binding,
					    .host = interface->plan->host,
					    .pf = interface->pf,
					    .vf = vf,
					    .desired = &interface->pf->vfs[binding->vf],
					    .position = position},
			&fault);
	else if (!fault)
		fault = vf ? "the VF has no PCI address" : "the VF does not exist";
	if (!lines)
		diag_error(&run->diags, SPAN_NONE, "no-arguments", "%s/%s: %s: %s",
			   binding->vm, binding->interface,
			   vm_interface_name(&run->arena, interface), fault);
	return lines;
}

/* All lines; NULL with an error, since a VM with some of its VFs is not what is
 * configured. */
static const char *build_all(struct run *run, const struct invocation *invocation,
			     const struct vm_plan *plan)
{
	const char *all = "";

	for (size_t i = 0; i < plan->n; i++) {
		const char *lines = build(run, invocation->hypervisor,
					  &plan->interfaces[i], (unsigned int)i);

		all = lines ? arena_printf(&run->arena, "%s%s", all, lines) : all;
	}
	return run->diags.n_errors > 0 ? NULL : all;
}

static int show(struct run *run, const struct invocation *invocation,
		const char **ret_lines)
{
	const struct desired *desired = vm_plan_load(run, invocation);
	struct vm_plan plan;
	int code;

	if (!desired)
		return EXIT_CONFIG_ERROR;
	if (!vm_plan_is_configured(desired, invocation->words[0])) {
		vm_plan_refuse(&run->diags, desired, invocation->words[0]);
		return EXIT_FAILED;
	}
	code = vm_plan_make(run, invocation, desired, invocation->words[0], &plan);
	if (code == EXIT_CONVERGED)
		*ret_lines = build_all(run, invocation, &plan);
	return code == EXIT_CONVERGED && !*ret_lines ? EXIT_FAILED : code;
}

static int show_arguments(const struct invocation *invocation)
{
	_cleanup_run_ struct run run;
	const char *lines = NULL;
	int code;

	run_init(&run);
	code = show(&run, invocation, &lines);
	report_diags(&invocation->report, &run.diags);
	if (lines)
		report_arguments(&invocation->report, lines);
	return code;
}

int show_for(const struct invocation *invocation)
{
	if (invocation->n_words > 0 && !invocation->report.json)
		return show_arguments(invocation);
	report_error(&invocation->report, "%s",
		     invocation->n_words == 0 ? "show --for needs the name of a VM"
					      : "show --for has no --format json");
	return EXIT_USAGE_ERROR;
}
