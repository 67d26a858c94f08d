/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/vm-plan.h"

#include <string.h>
#include <unistd.h>

#include "plan/plan-make.h"

const struct desired *vm_plan_load(struct run *run, const struct invocation *invocation)
{
	struct invocation files = *invocation;

	files.words++;
	files.n_words--;
	return run_load(run, &files,
			invocation->state || geteuid() != 0 ? CONFIG_TRUST_ANY
							    : CONFIG_TRUST_WARN,
			NULL);
}

bool vm_plan_is_configured(const struct desired *desired, const char *vm)
{
	for (size_t i = 0; i < desired->n_bindings; i++) {
		if (strcmp(desired->bindings[i].vm, vm) == 0)
			return true;
	}
	return false;
}

void vm_plan_refuse(struct diags *diags, const struct desired *desired, const char *vm)
{
	const char **names =
		arena_calloc(diags->arena, desired->n_bindings + 1, sizeof(*names));
	const char *nearest;
	struct diag *diag =
		diag_error(diags, SPAN_NONE, "not-found",
			   "the configuration has no interface of a VM '%s'", vm);

	for (size_t i = 0; i < desired->n_bindings; i++)
		names[i] = desired->bindings[i].vm;
	nearest = diag_nearest(vm, names, desired->n_bindings);
	if (nearest)
		diag_hint(diags, diag, "did you mean '%s'?", nearest);
}

/* Why the plan does not have the PF. */
static const char *fault_of(const struct plan *plan, const struct diags *diags)
{
	if (plan->n_unread > 0)
		return "its PF cannot be read";
	diags_foreach (diag, diags) {
		if (diag->severity == SEVERITY_ERROR)
			return diag->text;
	}
	return "this host does not have its PF";
}

static void plan_pf(struct run *run, const struct desired *desired,
		    struct observed *observed, struct vm_interface *interface)
{
	struct desired_pf *pf = &desired->pfs[interface->binding->pf - desired->pfs];
	const struct desired *selection = desired_select_pf(&run->arena, desired, pf);
	const struct plan *plan;
	struct diags own;

	diags_init(&own, &run->arena);
	plan = plan_make(&run->arena, &own, selection, observed, DISRUPTION_REFUSED);
	interface->plan = plan;
	if (plan->n_pfs > 0)
		interface->pf = &plan->pfs[0];
	else
		interface->fault = fault_of(plan, &own);
}

/* The interface before `n` that has the same PF; NULL. */
static const struct vm_interface *find_twin(const struct vm_plan *plan, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (plan->interfaces[i].binding->pf == plan->interfaces[n].binding->pf)
			return &plan->interfaces[i];
	}
	return NULL;
}

static struct observed *observe_pf(struct run *run, const struct invocation *invocation,
				   const struct desired *desired,
				   const struct desired_binding *binding)
{
	struct desired_pf *pf = &desired->pfs[binding->pf - desired->pfs];

	return run_observe(run, invocation, &run->diags,
			   desired_select_pf(&run->arena, desired, pf));
}

static bool has_pool(const struct desired *desired, const char *vm)
{
	for (size_t i = 0; i < desired->n_bindings; i++) {
		if (desired->bindings[i].pool && strcmp(desired->bindings[i].vm, vm) == 0)
			return true;
	}
	return false;
}

/* Whether an apply has not recorded the VF of the interface yet. */
static bool is_proposed(const struct plan *plan, const struct desired_binding *binding)
{
	for (size_t i = 0; i < plan->n_assigns; i++) {
		if (strcmp(plan->assigns[i].vm, binding->vm) == 0 &&
		    strcmp(plan->assigns[i].interface, binding->interface) == 0)
			return true;
	}
	return false;
}

/* The error about the interface. */
static const char *why_unassigned(const struct diags *diags,
				  const struct desired_binding *binding)
{
	diags_foreach (diag, diags) {
		if (diag->severity == SEVERITY_ERROR && diag->at == binding->vf_at)
			return diag->text;
	}
	return "no VF of its pool is assigned to it";
}

static void find_pf(struct vm_interface *interface, const struct diags *diags)
{
	interface->pf = plan_find_pf(interface->plan, interface->binding->pf);
	if (!interface->pf)
		interface->fault = fault_of(interface->plan, diags);
}

/* Observes and plans all configured PFs; NULL with *ret_exit. Errors of the plan go to
 * `own`. */
static const struct plan *plan_host(struct run *run, const struct invocation *invocation,
				    const struct desired *desired, struct diags *own,
				    int *ret_exit)
{
	const struct observed *observed =
		run_observe(run, invocation, &run->diags, desired);

	*ret_exit = observed		? EXIT_CONVERGED
		    : invocation->state ? EXIT_CONFIG_ERROR
					: EXIT_FAILED;
	diags_init(own, &run->arena);
	return observed ? plan_make(&run->arena, own, desired, observed,
				    DISRUPTION_REFUSED)
			: NULL;
}

/* Which VF an interface of a pool has depends on all PFs. */
static int plan_all(struct run *run, const struct invocation *invocation,
		    const struct desired *desired, const char *vm,
		    struct vm_plan *ret_plan)
{
	struct diags own;
	int code;
	const struct plan *plan = plan_host(run, invocation, desired, &own, &code);

	for (size_t i = 0; plan && i < plan->desired->n_bindings; i++) {
		const struct desired_binding *binding = &plan->desired->bindings[i];
		struct vm_interface *interface = &ret_plan->interfaces[ret_plan->n];

		if (strcmp(binding->vm, vm) != 0)
			continue;
		ret_plan->n++;
		*interface = (struct vm_interface){.binding = binding, .plan = plan};
		if (!binding->pf)
			interface->fault = why_unassigned(&own, binding);
		else if (is_proposed(plan, binding))
			interface->fault = "no VF of its pool is assigned to it; run "
					   "vfstate apply";
		else
			find_pf(interface, &own);
	}
	return code;
}

static void add_vf(struct run *run, const struct plan *plan, const struct plan_pf *pf,
		   unsigned int vf, struct vm_plan *ret_plan)
{
	struct desired_binding *binding = arena_alloc(&run->arena, sizeof(*binding));

	*binding = (struct desired_binding){.pf = pf->desired, .vf = vf};
	ret_plan->interfaces[ret_plan->n++] =
		(struct vm_interface){.binding = binding, .plan = plan, .pf = pf};
}

int vm_plan_of_vf(struct run *run, const struct invocation *invocation,
		  const struct desired *desired, struct pci_address pci,
		  struct vm_plan *ret_plan)
{
	struct diags own;
	int code;
	const struct plan *plan = plan_host(run, invocation, desired, &own, &code);

	*ret_plan = (struct vm_plan){
		.interfaces = arena_alloc(&run->arena, sizeof(*ret_plan->interfaces))};
	for (size_t i = 0; plan && i < plan->n_pfs; i++) {
		const struct observed_pf *pf = plan->pfs[i].observed;

		for (size_t j = 0; j < pf->n_vfs && ret_plan->n == 0; j++) {
			if (pf->vfs[j].has_pci &&
			    pci_address_compare(pf->vfs[j].pci, pci) == 0)
				add_vf(run, plan, &plan->pfs[i], pf->vfs[j].index,
				       ret_plan);
		}
	}
	return code;
}

const char *vm_interface_name(struct arena *arena, const struct vm_interface *interface)
{
	const struct desired_binding *binding = interface->binding;

	return interface->pf || !binding->pool
		       ? arena_printf(arena, "%s/%u", binding->pf->name, binding->vf)
		       : arena_printf(arena, "pool %s", binding->pool->name);
}

int vm_plan_make(struct run *run, const struct invocation *invocation,
		 const struct desired *desired, const char *vm, struct vm_plan *ret_plan)
{
	struct observed *observed = NULL;
	struct vm_plan plan = {0};

	plan.interfaces = arena_calloc(&run->arena, desired->n_bindings + 1,
				       sizeof(*plan.interfaces));
	if (has_pool(desired, vm)) {
		*ret_plan = plan;
		return plan_all(run, invocation, desired, vm, ret_plan);
	}
	for (size_t i = 0; i < desired->n_bindings; i++) {
		struct vm_interface *interface = &plan.interfaces[plan.n];
		const struct vm_interface *twin;

		if (strcmp(desired->bindings[i].vm, vm) != 0)
			continue;
		interface->binding = &desired->bindings[i];
		twin = find_twin(&plan, plan.n++);
		if (twin) {
			*interface = *twin;
			interface->binding = &desired->bindings[i];
			continue;
		}
		/* A snapshot has all PFs. */
		if (!observed || !invocation->state)
			observed =
				observe_pf(run, invocation, desired, interface->binding);
		if (!observed)
			return invocation->state ? EXIT_CONFIG_ERROR : EXIT_FAILED;
		plan_pf(run, desired, observed, interface);
	}
	*ret_plan = plan;
	return EXIT_CONVERGED;
}

const struct observed_vf *vm_interface_vf(const struct vm_interface *interface)
{
	const struct observed_pf *pf = interface->pf ? interface->pf->observed : NULL;

	return pf && interface->binding->vf < pf->n_vfs ? &pf->vfs[interface->binding->vf]
							: NULL;
}
