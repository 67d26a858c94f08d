/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/config.h"

#include <stdlib.h>
#include <string.h>

#include "model/in-use.h"
#include "model/binding-check.h"
#include "support/guard.h"

static bool is_same_place(const struct span *a, const struct span *b)
{
	return a == b || (a && b && a->source == b->source && a->line == b->line &&
			  a->column == b->column);
}

static bool has_same_rates(const struct desired_vf *a, const struct desired_vf *b)
{
	return is_same_place(a->attrs[VF_ATTR_MIN_TX_RATE].at,
			     b->attrs[VF_ATTR_MIN_TX_RATE].at) &&
	       is_same_place(a->attrs[VF_ATTR_MAX_TX_RATE].at,
			     b->attrs[VF_ATTR_MAX_TX_RATE].at);
}

static bool has_own_mac(const struct desired_vf *vf)
{
	const struct field *mac = &vf->attrs[VF_ATTR_MAC];

	return field_is_given(mac) && !value_is_neutral(VALUE_MAC, mac->value);
}

static void report_same_mac(struct diags *diags, const struct desired_vf *first,
			    const struct desired_vf *second)
{
	const struct span *at = second->attrs[VF_ATTR_MAC].at,
			  *first_at = first->attrs[VF_ATTR_MAC].at;
	struct diag *diag;

	if (is_same_place(at, first_at)) {
		diag = diag_error(diags, at, "same-mac",
				  "this would be the MAC of VF %u and of VF %u",
				  first->index, second->index);
	} else {
		diag = diag_error(diags, at, "same-mac", "VF %u has the MAC of VF %u",
				  second->index, first->index);
		diag_note(diags, diag, first_at, "given to VF %u here", first->index);
	}
	diag_hint(diags, diag, "a PF's VFs share one switch: each needs its own MAC");
}

static bool has_one_vf(const struct desired_pf *pf)
{
	return field_is_given(&pf->attrs[PF_ATTR_NUMVFS]) &&
	       pf->attrs[PF_ATTR_NUMVFS].value.number <= 1;
}

/* The switch of a PF delivers frames for a MAC to one VF. */
static void check_macs(struct diags *diags, const struct desired_pf *pf)
{
	_cleanup_free_ const struct desired_vf **vfs =
		calloc(pf->n_vfs + 1, sizeof(*vfs));
	const struct span *told = SPAN_NONE;
	size_t n = 0;

	if (!vfs)
		abort();
	if (has_own_mac(&pf->defaults) && !has_one_vf(pf)) {
		told = pf->defaults.attrs[VF_ATTR_MAC].at;
		diag_hint(diags,
			  diag_error(diags, told, "same-mac",
				     "this would be the MAC of every VF"),
			  "give each VF its own under vfs");
	}
	for (size_t i = 0; i < pf->n_vfs; i++) {
		if (has_own_mac(&pf->vfs[i]) &&
		    !is_same_place(pf->vfs[i].attrs[VF_ATTR_MAC].at, told))
			vfs[n++] = &pf->vfs[i];
	}
	qsort(vfs, n, sizeof(*vfs), desired_vf_compare_macs);
	for (size_t i = 1; i < n; i++) {
		const struct span *at = vfs[i]->attrs[VF_ATTR_MAC].at;

		if (memcmp(&vfs[i - 1]->attrs[VF_ATTR_MAC].value.mac,
			   &vfs[i]->attrs[VF_ATTR_MAC].value.mac,
			   sizeof(struct mac_address)) != 0 ||
		    is_same_place(at, told))
			continue;
		report_same_mac(diags, vfs[i - 1], vfs[i]);
		told = at; /* an error in a range is reported once */
	}
}

/* VFs of two PFs may share a MAC on purpose, if a guest bonds them; otherwise the result
 * depends on the external switch. So this is a warning, once per PF. */
struct own_mac {
	const struct desired_pf *pf;
	const struct desired_vf *vf;
};

static int compare_own_macs(const void *a, const void *b)
{
	const struct own_mac *x = a, *y = b;
	int order =
		memcmp(&x->vf->attrs[VF_ATTR_MAC].value.mac,
		       &y->vf->attrs[VF_ATTR_MAC].value.mac, sizeof(struct mac_address));

	return order ? order : (x->pf > y->pf) - (x->pf < y->pf);
}

static void warn_of_macs_of_two_pfs(struct diags *diags, const struct desired *desired)
{
	_cleanup_free_ struct own_mac *own = NULL;
	const struct desired_pf *told = NULL;
	size_t n = 0;

	for (size_t i = 0; i < desired->n_pfs; i++)
		n += desired->pfs[i].n_vfs;
	own = calloc(n + 1, sizeof(*own));
	if (!own)
		abort();
	n = 0;
	for (size_t i = 0; i < desired->n_pfs; i++) {
		const struct desired_pf *pf = &desired->pfs[i];

		for (size_t j = 0; j < pf->n_vfs; j++) {
			if (has_own_mac(&pf->vfs[j]))
				own[n++] = (struct own_mac){pf, &pf->vfs[j]};
		}
	}
	qsort(own, n, sizeof(*own), compare_own_macs);
	for (size_t i = 1; i < n; i++) {
		const struct desired_vf *first = own[i - 1].vf, *second = own[i].vf;
		struct diag *diag;

		if (own[i].pf == own[i - 1].pf || own[i].pf == told ||
		    !mac_address_is_equal(first->attrs[VF_ATTR_MAC].value.mac,
					  second->attrs[VF_ATTR_MAC].value.mac))
			continue;
		told = own[i].pf;
		diag = diag_warning(diags, second->attrs[VF_ATTR_MAC].at, "same-mac",
				    "VF %u of '%s' has the MAC of VF %u of '%s'",
				    second->index, own[i].pf->name, first->index,
				    own[i - 1].pf->name);
		diag_note(diags, diag, first->attrs[VF_ATTR_MAC].at,
			  "given to VF %u of '%s' here", first->index,
			  own[i - 1].pf->name);
	}
}

static void check_pf(struct diags *diags, const struct desired_pf *pf)
{
	const struct desired_vf *last = &pf->defaults;

	check_macs(diags, pf);
	binding_check_rates(diags, pf->defaults.attrs);
	for (size_t i = 0; i < pf->n_vfs; i++) {
		/* An error in a range is reported once. */
		if (!has_same_rates(&pf->vfs[i], last) &&
		    !has_same_rates(&pf->vfs[i], &pf->defaults))
			binding_check_rates(diags, pf->vfs[i].attrs);
		last = &pf->vfs[i];
	}
}

static void refuse_twice(struct diags *diags, const struct span *at,
			 const struct span *first, const char *what)
{
	struct diag *diag = diag_error(diags, at, "given-twice", "%s", what);

	diag_note(diags, diag, first, "first given here");
}

static void check_same_pf(struct diags *diags, const struct desired_pf *a,
			  const struct desired_pf *b)
{
	bool same_pci = a->match.has_pci && b->match.has_pci &&
			pci_address_compare(a->match.pci, b->match.pci) == 0;
	bool same_netdev = a->match.netdev && b->match.netdev &&
			   strcmp(a->match.netdev, b->match.netdev) == 0;

	if (same_pci || same_netdev)
		refuse_twice(diags, b->match_at, a->match_at, "two entries match one PF");
}

static void check_vlan(struct diags *diags, const struct desired_binding *binding)
{
	binding_check_vlan(
		diags, binding,
		binding->pf
			? &desired_pf_vf(binding->pf, binding->vf)->attrs[VF_ATTR_VLAN]
			: &binding->attrs[VF_ATTR_VLAN]);
}

static void check_driver_model(struct diags *diags, const struct desired_binding *binding)
{
	const struct field *model = &binding->passthrough.driver_model;
	const struct field *driver;
	struct diag *diag;

	if (!model->set || !binding->pf)
		return;
	driver = &desired_pf_vf(binding->pf, binding->vf)->attrs[VF_ATTR_DRIVER];
	if (!binding->managed || !driver->set || !in_use_is_vfio(driver->value.text) ||
	    value_is_equal(VALUE_TEXT, model->value, driver->value))
		return;
	diag = diag_error(diags, model->at, "driver-model",
			  "libvirt would bind %s instead of %s when the VM starts",
			  model->value.text, driver->value.text);
	diag_note(diags, diag, driver->at, "the VF's driver is given here");
	diag_hint(diags, diag, "leave the VF's driver out, or use driver: %s",
		  model->value.text);
}

static bool is_same(enum value_kind kind, const struct field *a, const struct field *b)
{
	return a->set && b->set && value_is_equal(kind, a->value, b->value);
}

/* libvirt does not start a VM if two of its devices have the same alias or boot order,
 * QEMU if they have the same ACPI index. */
static void check_same_in_vm(struct diags *diags, const struct desired *desired, size_t i)
{
	const struct desired_binding *one = &desired->bindings[i];

	/* The interfaces of a VM are adjacent, and few (read-vms.c). */
	for (size_t j = i; j > 0; j--) {
		const struct desired_binding *other = &desired->bindings[j - 1];

		if (other->vm != one->vm)
			return;
		if (is_same(VALUE_TEXT, &one->alias, &other->alias)) {
			refuse_twice(diags, one->alias.at, other->alias.at,
				     "two devices of a VM cannot have one alias");
			return;
		}
		if (is_same(VALUE_NUMBER, &one->boot_order, &other->boot_order)) {
			refuse_twice(diags, one->boot_order.at, other->boot_order.at,
				     "two devices of a VM cannot have one boot order");
			return;
		}
		if (is_same(VALUE_NUMBER, &one->passthrough.acpi_index,
			    &other->passthrough.acpi_index)) {
			refuse_twice(diags, one->passthrough.acpi_index.at,
				     other->passthrough.acpi_index.at,
				     "two devices of a VM cannot have one ACPI index");
			return;
		}
	}
}

static size_t count_bindings(const struct desired *desired, const struct desired_pf *pf,
			     const struct desired_binding **ret_first)
{
	size_t n = 0;

	for (size_t i = 0; i < desired->n_bindings; i++) {
		if (desired->bindings[i].pf == pf && n++ == 0)
			*ret_first = &desired->bindings[i];
	}
	return n;
}

/* "7 VM interfaces", or "" for none. */
static const char *count_text(struct arena *arena, size_t n, const char *what)
{
	return n > 0 ? arena_printf(arena, "%zu %s%s", n, what, n == 1 ? "" : "s") : "";
}

/* Counts VFs with an entry under `vfs`, without those that config_resolve added for
 * VMs. */
static size_t count_listed(const struct desired_pf *pf,
			   const struct desired_vf **ret_first)
{
	size_t n = 0;

	for (size_t i = 0; i < pf->n_vfs; i++) {
		const struct desired_vf *vf = &pf->vfs[i];

		if (vf->binding && vf->at == vf->binding->vf_at)
			continue;
		if (n++ == 0)
			*ret_first = vf;
	}
	return n;
}

/* A drop-in can take a host out of service with numvfs: 0, whatever other files configure
 * for its VFs. Warn once per PF. */
static void warn_of_pf_off(struct diags *diags, const struct desired *desired,
			   const struct desired_pf *pf)
{
	const struct desired_binding *first = NULL;
	const struct desired_vf *first_vf = NULL;
	size_t n_bindings, n_vfs;
	struct diag *diag;

	if (!desired_pf_is_off(pf))
		return;
	n_bindings = count_bindings(desired, pf, &first);
	n_vfs = count_listed(pf, &first_vf);
	if (n_vfs == 0 && n_bindings == 0)
		return;
	diag = diag_warning(diags, pf->attrs[PF_ATTR_NUMVFS].at, "sriov-off",
			    "'%s' gets no VFs, though %s%s%s %s configured", pf->name,
			    count_text(diags->arena, n_vfs, "VF"),
			    n_vfs > 0 && n_bindings > 0 ? " and " : "",
			    count_text(diags->arena, n_bindings, "VM interface"),
			    n_vfs + n_bindings == 1 ? "is" : "are");
	if (n_vfs > 0)
		diag_note(diags, diag, first_vf->at, "VF %u is configured here",
			  first_vf->index);
	if (first)
		diag_note(diags, diag, first->vf_at, "%s/%s is to get VF %u here",
			  first->vm, first->interface, first->vf);
}

void config_check(struct diags *diags, const struct desired *desired)
{
	for (size_t i = 0; i < desired->n_pfs; i++) {
		check_pf(diags, &desired->pfs[i]);
		warn_of_pf_off(diags, desired, &desired->pfs[i]);
		for (size_t j = 0; j < i; j++)
			check_same_pf(diags, &desired->pfs[j], &desired->pfs[i]);
	}
	warn_of_macs_of_two_pfs(diags, desired);
	for (size_t i = 0; i < desired->n_bindings; i++) {
		const struct desired_binding *binding = &desired->bindings[i];
		const struct desired_binding *first = binding;

		if (binding->pf)
			first = desired_pf_vf(binding->pf, binding->vf)->binding;
		check_vlan(diags, binding);
		check_driver_model(diags, binding);
		check_same_in_vm(diags, desired, i);
		if (first != binding)
			refuse_twice(diags, binding->vf_at, first->vf_at,
				     "one VF cannot be given to two interfaces");
	}
	config_check_pools(diags, desired);
}
