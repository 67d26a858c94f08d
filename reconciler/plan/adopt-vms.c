/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which VM gets which VF. */
#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "plan/adopt-parts.h"

enum {
	/* config/read-vms.c */
	BINDINGS_MAX = 16384,
	BOOT_ORDER_MAX = 255
};

static bool is_alias(const struct field *alias)
{
	return alias->set && names_is_word(alias->value.text) &&
	       strncmp(alias->value.text, "ua-", strlen("ua-")) == 0 &&
	       alias->value.text[strlen("ua-")];
}

static struct passthrough take_passthrough(const struct passthrough *observed)
{
	struct passthrough taken = *observed;

	taken.acpi_index.set &= taken.acpi_index.value.number > 0 &&
				taken.acpi_index.value.number <= ACPI_INDEX_MAX;
	taken.driver_model.set =
		taken.driver_model.set && names_is_word(taken.driver_model.value.text);
	return taken;
}

static void add_binding(struct adoption *adoption, const struct desired_pf *pf,
			const struct observed_vf *vf)
{
	struct desired *desired = adoption->desired;
	struct desired_binding binding = {.vm = vf->vm,
					  .interface = vf->interface,
					  .pf = pf,
					  .vf = vf->index,
					  .managed = true};

	if (!vf->vm || !vf->interface || desired->n_bindings == BINDINGS_MAX)
		return;
	if (!names_is_safe(vf->vm) || !names_is_safe(vf->interface)) {
		adopt_remark(&adoption->remarks, NO_VF,
			     "%s/%u belongs to the interface %s of the VM %s: such a "
			     "name cannot be configured",
			     pf->name, vf->index, vf->interface, vf->vm);
		return;
	}
	if (vf->binding && vf->binding->others)
		adopt_remark(
			&adoption->remarks, NO_VF,
			"%s/%u: libvirt gives it to %s as well; here it belongs to %s",
			pf->name, vf->index, vf->binding->others, vf->vm);
	if (vf->binding) {
		binding.type = vf->binding->is_hostdev ? BINDING_HOSTDEV : BINDING_AUTO;
		binding.managed = vf->binding->managed;
		if (vf->binding->boot_order.value.number > 0 &&
		    vf->binding->boot_order.value.number <= BOOT_ORDER_MAX)
			binding.boot_order = vf->binding->boot_order;
		if (is_alias(&vf->binding->alias))
			binding.alias = vf->binding->alias;
		if (is_alias(&vf->binding->teaming))
			binding.teaming = vf->binding->teaming;
		binding.passthrough = take_passthrough(&vf->binding->passthrough);
	}
	desired->bindings = arena_grow(adoption->arena, desired->bindings,
				       desired->n_bindings, sizeof(*desired->bindings));
	desired->bindings[desired->n_bindings++] = binding;
}

static int compare_bindings(const void *a, const void *b)
{
	const struct desired_binding *x = a, *y = b;
	int order = strcmp(x->vm, y->vm);

	if (order == 0)
		order = strcmp(x->interface, y->interface);
	if (order == 0)
		order = (x->pf > y->pf) - (x->pf < y->pf);
	return order ? order : (x->vf > y->vf) - (x->vf < y->vf);
}

/* Aliases and boot orders are unique within a VM. The first device keeps them. */
static void drop_twins(struct adoption *adoption, struct desired_binding *binding,
		       const struct desired_binding *other)
{
	if (strcmp(other->vm, binding->vm) != 0)
		return;
	if (binding->alias.set && other->alias.set &&
	    value_is_equal(VALUE_TEXT, binding->alias.value, other->alias.value)) {
		adopt_remark(&adoption->remarks, NO_VF,
			     "%s/%s has the alias %s of %s; it is left out", binding->vm,
			     binding->interface, binding->alias.value.text,
			     other->interface);
		binding->alias.set = false;
	}
	if (binding->boot_order.set && other->boot_order.set &&
	    binding->boot_order.value.number == other->boot_order.value.number) {
		adopt_remark(&adoption->remarks, NO_VF,
			     "%s/%s has the boot order %u of %s; it is left out",
			     binding->vm, binding->interface,
			     binding->boot_order.value.number, other->interface);
		binding->boot_order.set = false;
	}
	if (binding->passthrough.acpi_index.set && other->passthrough.acpi_index.set &&
	    binding->passthrough.acpi_index.value.number ==
		    other->passthrough.acpi_index.value.number) {
		adopt_remark(&adoption->remarks, NO_VF,
			     "%s/%s has the ACPI index %u of %s; it is left out",
			     binding->vm, binding->interface,
			     binding->passthrough.acpi_index.value.number,
			     other->interface);
		binding->passthrough.acpi_index.set = false;
	}
}

/* As in config/resolve.c: a VF without a MAC gets the one derived for its VM's
 * interface. */
static void resolve_mac(const struct desired_binding *binding)
{
	struct desired_vf *vf = &binding->pf->vfs[binding->vf];
	struct field *mac = &vf->attrs[VF_ATTR_MAC];

	vf->binding = binding;
	if (!mac->set)
		*mac = (struct field){.set = true, .value.source = VALUE_OF_VM};
}

/* Whether an interface of that name already has a VF. The bindings are sorted, so only
 * the last one can be it. */
static bool is_taken(const struct desired *desired, size_t n,
		     const struct desired_binding *binding)
{
	return n > 0 && strcmp(desired->bindings[n - 1].vm, binding->vm) == 0 &&
	       strcmp(desired->bindings[n - 1].interface, binding->interface) == 0;
}

void adopt_vms(struct adoption *adoption)
{
	struct desired *desired = adoption->desired;
	size_t n = 0, first = 0;

	for (size_t i = 0; i < desired->n_pfs; i++) {
		const struct observed_pf *live = adoption->parts[i].live;

		for (size_t j = 0; j < live->n_vfs; j++)
			add_binding(adoption, &desired->pfs[i], &live->vfs[j]);
	}
	if (desired->n_bindings == 0)
		return;
	qsort(desired->bindings, desired->n_bindings, sizeof(*desired->bindings),
	      compare_bindings);
	for (size_t i = 0; i < desired->n_bindings; i++) {
		struct desired_binding binding = desired->bindings[i];

		if (n > 0 && strcmp(desired->bindings[first].vm, binding.vm) != 0)
			first = n;
		if (is_taken(desired, n, &binding)) {
			adopt_remark(&adoption->remarks, NO_VF,
				     "%s/%u is another VF of %s/%s", binding.pf->name,
				     binding.vf, binding.vm, binding.interface);
			continue;
		}
		for (size_t j = first; j < n; j++)
			drop_twins(adoption, &binding, &desired->bindings[j]);
		desired->bindings[n++] = binding;
	}
	desired->n_bindings = n;
	for (size_t i = 0; i < n; i++)
		resolve_mac(&desired->bindings[i]);
}
