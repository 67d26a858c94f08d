/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/resolve.h"

#include <ctype.h>
#include <string.h>

#include "support/hash.h"

enum {
	ALIAS_NAME_MAX = 61 - 8, /* "vfstate-" uses 8 of the 61 characters after "ua-" */
};

/* libvirt refuses to attach a device if the VM already has its alias. On libvirt 9
 * nothing else prevents attaching the same VF twice. An alias has only letters, digits,
 * '-' and '_'; a name that does not fit is adapted and gets a hash. */
static const char *default_alias(struct arena *arena, const char *interface)
{
	char name[ALIAS_NAME_MAX + 1];
	size_t length = strlen(interface), n = 0;
	bool is_word = length < sizeof(name);

	for (; n < length && n < ALIAS_NAME_MAX; n++) {
		bool fits = isascii((unsigned char)interface[n]) &&
			    (isalnum((unsigned char)interface[n]) ||
			     strchr("-_", interface[n]));

		name[n] = fits ? interface[n] : '_';
		is_word &= fits;
	}
	name[n] = '\0';
	if (is_word)
		return arena_printf(arena, "ua-vfstate-%s", name);
	name[n < 40 ? n : 40] = '\0';
	return arena_printf(
		arena, "ua-vfstate-%s-%08x", name,
		(unsigned int)hash_end(hash_add(HASH_START, interface, length)));
}

/* Why the link of the PF defaults to up; NULL: it has no default. */
static const char *link_reason(const struct desired_pf *pf)
{
	bool has_wish = pf->n_vfs > 0 || pf->is_pooled;

	for (int attr = 0; attr < VF_KEY_COUNT; attr++)
		has_wish |= pf->defaults.attrs[attr].set;
	if (pf->attrs[PF_ATTR_LINK].set || pf->keeps_link || desired_pf_is_off(pf) ||
	    !(pf->attrs[PF_ATTR_NUMVFS].set || has_wish))
		return NULL;
	return "VFs need the PF up; link: keep leaves it alone";
}

static void resolve_link(struct desired_pf *pf)
{
	pf->link_why = link_reason(pf);
	if (pf->link_why)
		pf->attrs[PF_ATTR_LINK] = (struct field){
			.set = true,
			.value.on = true,
			.at = pf->attrs[PF_ATTR_NUMVFS].set ? pf->attrs[PF_ATTR_NUMVFS].at
							    : pf->at,
		};
}

static void resolve_alias(struct arena *arena, struct desired_binding *binding)
{
	if (!binding->alias.set)
		binding->alias = (struct field){
			.set = true,
			.value.text = default_alias(arena, binding->interface),
			.at = binding->at,
		};
}

void config_resolve(struct arena *arena, struct desired *desired)
{
	for (size_t i = 0; i < desired->n_bindings; i++)
		resolve_alias(arena, &desired->bindings[i]);
	for (size_t i = 0; i < desired->n_pools; i++) {
		const struct desired_pool *pool = &desired->pools[i];

		for (size_t j = 0; j < pool->n_ranges; j++)
			desired->pfs[pool->ranges[j].pf - desired->pfs].is_pooled = true;
	}
	desired_bind(arena, desired);
	for (size_t i = 0; i < desired->n_pfs; i++)
		resolve_link(&desired->pfs[i]);
}
