/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/resolve.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "support/hash.h"

/* By PF, then by VF, then in file order. */
static int compare_bindings(const void *a, const void *b)
{
	const struct desired_binding *x = *(struct desired_binding *const *)a,
				     *y = *(struct desired_binding *const *)b;

	if (x->pf != y->pf)
		return x->pf < y->pf ? -1 : 1;
	if (x->vf != y->vf)
		return x->vf < y->vf ? -1 : 1;
	return (x > y) - (x < y);
}

static void resolve_mac(struct desired_vf *vf, const struct desired_binding *binding)
{
	struct field *mac = &vf->attrs[VF_ATTR_MAC];

	if (!mac->set)
		*mac = (struct field){
			.set = true, .value.source = VALUE_OF_VM, .at = binding->at};
}

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
	bool has_wish = pf->n_vfs > 0;

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

/* Adds an entry for each VF that a VM gets, made from the defaults if there is none.
 * `bindings` are those of the PF, sorted by VF. */
static void resolve_vfs(struct arena *arena, struct desired_pf *pf,
			struct desired_binding *const *bindings, size_t n)
{
	struct desired_vf *vfs = arena_calloc(arena, pf->n_vfs + n, sizeof(*vfs));
	size_t next = 0, n_vfs = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned int index = bindings[i]->vf;

		/* config_check reports a VF that is assigned twice. */
		if (i > 0 && bindings[i - 1]->vf == index)
			continue;
		while (next < pf->n_vfs && pf->vfs[next].index < index)
			vfs[n_vfs++] = pf->vfs[next++];
		if (next < pf->n_vfs && pf->vfs[next].index == index) {
			vfs[n_vfs] = pf->vfs[next++];
		} else {
			vfs[n_vfs] = pf->defaults;
			vfs[n_vfs].index = index;
			vfs[n_vfs].at = bindings[i]->vf_at;
		}
		vfs[n_vfs].binding = bindings[i];
		resolve_mac(&vfs[n_vfs++], bindings[i]);
	}
	while (next < pf->n_vfs)
		vfs[n_vfs++] = pf->vfs[next++];
	pf->vfs = vfs;
	pf->n_vfs = n_vfs;
}

static void resolve_bindings(struct arena *arena, struct desired *desired)
{
	struct desired_binding **sorted =
		arena_calloc(arena, desired->n_bindings, sizeof(*sorted));
	size_t first = 0;

	for (size_t i = 0; i < desired->n_bindings; i++) {
		struct desired_binding *binding = sorted[i] = &desired->bindings[i];

		if (!binding->alias.set)
			binding->alias = (struct field){
				.set = true,
				.value.text = default_alias(arena, binding->interface),
				.at = binding->at,
			};
	}
	qsort(sorted, desired->n_bindings, sizeof(struct desired_binding *),
	      compare_bindings);
	for (size_t i = 0; i < desired->n_bindings; i++) {
		size_t end = i + 1;

		if (end < desired->n_bindings && sorted[end]->pf == sorted[first]->pf)
			continue;
		resolve_vfs(arena, &desired->pfs[sorted[first]->pf - desired->pfs],
			    sorted + first, end - first);
		first = end;
	}
}

void config_resolve(struct arena *arena, struct desired *desired)
{
	if (desired->n_bindings > 0)
		resolve_bindings(arena, desired);
	for (size_t i = 0; i < desired->n_pfs; i++)
		resolve_link(&desired->pfs[i]);
}
