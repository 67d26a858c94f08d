/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "model/binding-check.h"
#include "support/guard.h"

/* An attribute that both the VF's own entry and the interface that gets it set. */
static void check_attrs(struct diags *diags, const struct desired_binding *binding)
{
	const struct desired_vf *vf = desired_pf_vf(binding->pf, binding->vf);

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		const struct field *one = &binding->attrs[attr],
				   *other = &vf->attrs[attr];
		struct diag *diag;

		if (!one->set || !(vf->own & VF_ATTR_BIT(attr)) ||
		    value_is_equal(vf_attr_info[attr].kind, one->value, other->value))
			continue;
		diag = diag_error(diags, one->at, "vf-conflict",
				  "%s/%s and its VF disagree on %s", binding->vm,
				  binding->interface, vf_attr_info[attr].name);
		diag_note(diags, diag, other->at, "VF %u has its own %s here", vf->index,
			  vf_attr_info[attr].name);
		diag_hint(diags, diag,
			  "leave one of the two out; what the VM's interface is like "
			  "belongs to the interface");
	}
}

/* The VFs of a pool are alike: what one of them has on its own would come and go with the
 * assignment. */
static void check_own(struct diags *diags, const struct desired *desired,
		      const struct desired_pf *pf)
{
	for (size_t i = 0; desired->n_pools > 0 && i < pf->n_vfs; i++) {
		const struct desired_vf *vf = &pf->vfs[i];
		const struct desired_pool *pool = NULL;
		struct diag *diag;

		for (int attr = 0; attr < VF_ATTRS_OF_INTERFACE; attr++) {
			if (!(vf->own & VF_ATTR_BIT(attr)))
				continue;
			if (!pool)
				pool = desired_find_pool(desired, pf, vf->index);
			if (!pool)
				break;
			diag = diag_error(
				diags, vf->attrs[attr].at, "vf-of-pool",
				"VF %u is in the pool '%s', whose VFs are alike",
				vf->index, pool->name);
			diag_note(diags, diag, pool->at, "the pool is defined here");
			diag_hint(diags, diag,
				  "set %s at the interfaces of VMs, or in vf_defaults",
				  vf_attr_info[attr].name);
			break;
		}
	}
}

struct member {
	const struct desired_range *range;
	const struct desired_pool *pool;
};

/* By PF, then by VF. */
static int compare_members(const void *a, const void *b)
{
	const struct desired_range *x = ((const struct member *)a)->range,
				   *y = ((const struct member *)b)->range;

	if (x->pf != y->pf)
		return x->pf < y->pf ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x > y) - (x < y);
}

static void check_ranges(struct diags *diags, const struct desired *desired)
{
	_cleanup_free_ struct member *members = NULL;
	size_t n = 0;

	for (size_t i = 0; i < desired->n_pools; i++)
		n += desired->pools[i].n_ranges;
	members = calloc(n + 1, sizeof(*members));
	if (!members)
		abort();
	n = 0;
	for (size_t i = 0; i < desired->n_pools; i++) {
		const struct desired_pool *pool = &desired->pools[i];

		for (size_t j = 0; j < pool->n_ranges; j++)
			members[n++] = (struct member){&pool->ranges[j], pool};
	}
	qsort(members, n, sizeof(*members), compare_members);
	for (size_t i = 1; i < n; i++) {
		const struct desired_range *one = members[i - 1].range,
					   *other = members[i].range;
		struct diag *diag;

		if (one->pf != other->pf || other->first > one->last)
			continue;
		diag = diag_error(diags, other->at, "given-twice",
				  "VF %u of '%s' belongs to a pool already", other->first,
				  other->pf->name);
		diag_note(diags, diag, one->at, "it is in '%s' here",
			  members[i - 1].pool->name);
	}
}

static int compare_macs(const void *a, const void *b)
{
	const struct desired_binding *x = *(struct desired_binding *const *)a,
				     *y = *(struct desired_binding *const *)b;
	int order = memcmp(&x->attrs[VF_ATTR_MAC].value.mac,
			   &y->attrs[VF_ATTR_MAC].value.mac, sizeof(struct mac_address));

	return order ? order : (x > y) - (x < y);
}

/* Interfaces of pools may get VFs of one PF, whose switch delivers frames for a MAC
 * address to one VF. A guest that bonds two interfaces may give both the same one. */
static void check_macs(struct diags *diags, const struct desired *desired)
{
	_cleanup_free_ const struct desired_binding **bindings =
		calloc(desired->n_bindings + 1, sizeof(*bindings));
	size_t n = 0;

	if (!bindings)
		abort();
	for (size_t i = 0; i < desired->n_bindings; i++) {
		if (field_is_given(&desired->bindings[i].attrs[VF_ATTR_MAC]) &&
		    !value_is_neutral(VALUE_MAC,
				      desired->bindings[i].attrs[VF_ATTR_MAC].value))
			bindings[n++] = &desired->bindings[i];
	}
	qsort(bindings, n, sizeof(struct desired_binding *), compare_macs);
	for (size_t i = 1; i < n; i++) {
		const struct desired_binding *one = bindings[i - 1], *other = bindings[i];
		struct diag *diag;

		if ((!one->pool && !other->pool) || one->vm == other->vm ||
		    !mac_address_is_equal(one->attrs[VF_ATTR_MAC].value.mac,
					  other->attrs[VF_ATTR_MAC].value.mac))
			continue;
		diag = diag_error(diags, other->attrs[VF_ATTR_MAC].at, "same-mac",
				  "%s/%s has the MAC of %s/%s", other->vm,
				  other->interface, one->vm, one->interface);
		diag_note(diags, diag, one->attrs[VF_ATTR_MAC].at, "given here first");
	}
}

/* libvirt gives VFs of a network's pool away by itself, and does not know of ours. */
static void check_network(struct diags *diags, const struct desired *desired,
			  const struct desired_binding *binding)
{
	for (size_t i = 0; i < desired->n_networks; i++) {
		const struct desired_network *network = &desired->networks[i];
		struct diag *diag;

		if (network->pool != binding->pool)
			continue;
		diag = diag_error(diags, binding->vf_at, "pool-of-network",
				  "the VFs of the pool '%s' belong to the network '%s'",
				  binding->pool->name, network->name);
		diag_note(diags, diag, network->pool_at, "the network is defined here");
		diag_hint(diags, diag, "use a pool of its own for one of the two");
	}
}

static void refuse_set_by_libvirt(struct diags *diags,
				  const struct desired_network *network,
				  const struct field attrs[VF_ATTR_COUNT],
				  const struct span **told)
{
	static const enum vf_attr set[] = {VF_ATTR_MAC, VF_ATTR_VLAN};

	for (size_t i = 0; i < ARRAY_SIZE(set); i++) {
		const struct field *field = &attrs[set[i]];
		struct diag *diag;

		if (!field->set || field->at == *told)
			continue;
		*told = field->at;
		diag = diag_error(
			diags, field->at, "pool-of-network",
			"libvirt sets %s of the VFs of the network '%s' when a VM "
			"starts",
			vf_attr_info[set[i]].name, network->name);
		diag_note(diags, diag, network->pool_at, "the network is defined here");
		diag_hint(diags, diag,
			  "leave it out for these VFs; vlan may stand at the network");
	}
}

static void check_networks(struct diags *diags, const struct desired *desired)
{
	const struct span *told = SPAN_NONE;

	for (size_t i = 0; i < desired->n_networks; i++) {
		const struct desired_pool *pool = desired->networks[i].pool;

		for (size_t j = 0; j < pool->n_ranges; j++) {
			const struct desired_range *range = &pool->ranges[j];

			refuse_set_by_libvirt(diags, &desired->networks[i],
					      range->pf->defaults.attrs, &told);
			for (size_t k = 0; k < range->pf->n_vfs; k++) {
				const struct desired_vf *vf = &range->pf->vfs[k];

				if (vf->index >= range->first && vf->index <= range->last)
					refuse_set_by_libvirt(diags,
							      &desired->networks[i],
							      vf->attrs, &told);
			}
		}
	}
}

void config_check_pools(struct diags *diags, const struct desired *desired)
{
	check_ranges(diags, desired);
	check_macs(diags, desired);
	check_networks(diags, desired);
	for (size_t i = 0; i < desired->n_pfs; i++)
		check_own(diags, desired, &desired->pfs[i]);
	for (size_t i = 0; i < desired->n_bindings; i++) {
		const struct desired_binding *binding = &desired->bindings[i];
		const struct desired_pool *pool;
		struct diag *diag;

		if (binding->pool)
			check_network(diags, desired, binding);
		if (!binding->pf) {
			binding_check_rates(diags, binding->attrs);
			continue;
		}
		check_attrs(diags, binding);
		pool = desired_find_pool(desired, binding->pf, binding->vf);
		if (!pool)
			continue;
		diag = diag_error(diags, binding->vf_at, "vf-of-pool",
				  "VF %u of '%s' is in the pool '%s'", binding->vf,
				  binding->pf->name, pool->name);
		diag_note(diags, diag, pool->at, "the pool is defined here");
		diag_hint(diags, diag, "use 'pool': %s, or leave the VF out of the pool",
			  pool->name);
	}
}
