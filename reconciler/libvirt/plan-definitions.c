/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt/plan-definitions.h"

#include <string.h>

#include "libvirt/domain-edit.h"
#include "libvirt/network-edit.h"

struct planning {
	struct arena *arena;
	struct diags *diags;
	const struct published *published;
	const struct desired *desired;
	const struct host_definitions *host;
	struct definitions definitions;
};

const struct published_device *plan_devices_of(const struct published *published,
					       const char *vm, size_t *ret_n)
{
	const struct published_device *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < published->n_devices; i++) {
		if (strcmp(published->devices[i].vm, vm) != 0)
			continue;
		first = first ? first : &published->devices[i];
		n++;
	}
	*ret_n = n;
	return first;
}

static void add(struct planning *planning, const struct definition *definition)
{
	struct definitions *all = &planning->definitions;

	all->items = arena_grow(planning->arena, all->items, all->n, sizeof(*all->items));
	all->items[all->n++] = *definition;
	all->n_changes += definition_count_changes(definition);
}

static void plan_domain(struct planning *planning, const struct host_domain *domain)
{
	struct domain_edit edit;
	size_t n;
	const struct published_device *devices =
		plan_devices_of(planning->published, domain->name, &n);

	if (!domain->is_persistent || (n == 0 && !strstr(domain->xml, DOMAIN_OWN_ALIAS)))
		return;
	planning->definitions.n_domains++;
	if (domain_edit(planning->arena, planning->diags, domain->name, domain->xml,
			devices, n, planning->desired, &edit) < 0 ||
	    edit.n_edits == 0)
		return;
	add(planning, &(struct definition){.kind = DEFINITION_DOMAIN,
					   .name = domain->name,
					   .is_active = domain->is_active,
					   .edits = edit.edits,
					   .n_edits = edit.n_edits,
					   .before = edit.before,
					   .after = edit.after});
}

static const struct host_domain *find_domain(const struct host_definitions *host,
					     const char *name)
{
	for (size_t i = 0; i < host->n_domains; i++) {
		if (strcmp(host->domains[i].name, name) == 0)
			return &host->domains[i];
	}
	return NULL;
}

/* Warns of a VM for which nothing can be defined. */
static void check_vm(struct planning *planning, const char *vm)
{
	const struct host_domain *domain = find_domain(planning->host, vm);
	struct diag *diag;

	if (domain && domain->is_persistent)
		return;
	diag = diag_warning(
		planning->diags, SPAN_NONE, "no-domain",
		domain ? "domain %s: libvirt has no persistent definition of it"
		       : "domain %s: libvirt does not have it",
		vm);
	diag_hint(planning->diags, diag,
		  "once it is defined (virsh define), vfstate libvirt apply adds its "
		  "interfaces");
}

static const char *list_users(const struct planning *planning, const char *network)
{
	const struct host_definitions *host = planning->host;
	const char *users = NULL;

	for (size_t i = 0; i < host->n_domains; i++) {
		const struct host_domain *domain = &host->domains[i];

		if (domain->is_active && network_is_used(domain->xml, network))
			users = users ? arena_printf(planning->arena, "%s, %s", users,
						     domain->name)
				      : domain->name;
	}
	return users;
}

static const struct host_network *find_network(const struct host_definitions *host,
					       const char *name)
{
	for (size_t i = 0; i < host->n_networks; i++) {
		if (strcmp(host->networks[i].name, name) == 0)
			return &host->networks[i];
	}
	return NULL;
}

static void plan_network(struct planning *planning,
			 const struct published_network *network)
{
	const struct host_network *defined = find_network(planning->host, network->name);
	struct network_edit edit;

	planning->definitions.n_networks++;
	if (network_edit(planning->arena, defined ? defined->xml : NULL, network->text,
			 &edit) < 0) {
		diag_error(planning->diags, SPAN_NONE, "libvirt-failed",
			   "network %s: libvirt's XML cannot be read", network->name);
		return;
	}
	if (defined && (!edit.uuid || strcmp(edit.uuid, network->uuid) != 0)) {
		diag_hint(planning->diags,
			  diag_error(planning->diags, SPAN_NONE, "network-conflict",
				     "network %s: libvirt has another network of that "
				     "name, which vfstate has not defined",
				     network->name),
			  "rename one of them; to give the name to vfstate: virsh "
			  "net-destroy %s, virsh net-undefine %s",
			  network->name, network->name);
		return;
	}
	if (!edit.differs)
		return;
	add(planning,
	    &(struct definition){.kind = DEFINITION_NETWORK,
				 .name = network->name,
				 .is_active = defined && defined->is_active,
				 .is_new = !defined,
				 .before = edit.before,
				 .after = edit.after,
				 .users = defined && defined->is_active
						  ? list_users(planning, network->name)
						  : NULL});
}

struct definitions plan_definitions(struct arena *arena, struct diags *diags,
				    const struct published *published,
				    const struct desired *desired,
				    const struct host_definitions *host)
{
	struct planning planning = {.arena = arena,
				    .diags = diags,
				    .published = published,
				    .desired = desired,
				    .host = host};

	/* Networks first: domains may use them. */
	for (size_t i = 0; i < published->n_networks; i++)
		plan_network(&planning, &published->networks[i]);
	for (size_t i = 0; i < published->n_devices; i++) {
		const char *vm = published->devices[i].vm;

		if (i == 0 || strcmp(vm, published->devices[i - 1].vm) != 0)
			check_vm(&planning, vm);
	}
	for (size_t i = 0; i < host->n_domains; i++)
		plan_domain(&planning, &host->domains[i]);
	return planning.definitions;
}
