/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/select.h"

#include <string.h>

static bool is_mac(const char *what, const struct field *mac)
{
	struct mac_address wanted;

	return mac->set && mac_address_parse(what, &wanted) &&
	       mac_address_is_equal(mac->value.mac, wanted);
}

static bool is_pci(const char *what, bool has, struct pci_address pci)
{
	struct pci_address wanted;

	return has && pci_address_parse(what, &wanted) &&
	       pci_address_compare(pci, wanted) == 0;
}

static bool is_name(const char *what, const char *name)
{
	return name && strcmp(what, name) == 0;
}

bool select_is_pf(const struct observed_pf *pf, const char *what)
{
	for (size_t i = 0; i < pf->n_altnames; i++) {
		if (is_name(what, pf->altnames[i]))
			return true;
	}
	return is_name(what, pf->name) || is_name(what, pf->netdev) ||
	       is_pci(what, pf->has_pci, pf->pci) || is_mac(what, &pf->mac) ||
	       is_mac(what, &pf->permanent_mac);
}

/* Finds VMs that are on the host but not in the configuration. */
static bool has_holder(const struct observed_vf *vf, const char *vm)
{
	for (size_t i = 0; i < vf->n_holders; i++) {
		if (is_name(vm, vf->holders[i].vm))
			return true;
	}
	return false;
}

/* "uplink0/3", with any name of the PF. */
static bool is_index(struct arena *arena, const struct observed_pf *pf,
		     const struct observed_vf *vf, const char *what)
{
	const char *slash = strrchr(what, '/');

	return slash && strcmp(slash + 1, arena_printf(arena, "%u", vf->index)) == 0 &&
	       select_is_pf(pf, arena_strndup(arena, what, (size_t)(slash - what)));
}

static bool is_vf(const struct observed_vf *vf, const char *what)
{
	return has_holder(vf, what) || is_name(what, vf->netdev) ||
	       is_name(what, vf->vm) || is_pci(what, vf->has_pci, vf->pci) ||
	       is_mac(what, &vf->attrs[VF_ATTR_MAC]) || is_mac(what, &vf->netdev_mac);
}

/* Selects a PF with all its VFs, or with the VFs that `what` names; false if `what` names
 * neither. */
static bool select_pf(struct arena *arena, const struct observed_pf *pf, const char *what,
		      struct observed_pf *ret_pf)
{
	struct observed_pf selected = *pf;

	if (!select_is_pf(pf, what)) {
		selected.vfs = arena_calloc(arena, pf->n_vfs, sizeof(*selected.vfs));
		selected.n_vfs = 0;
		for (size_t i = 0; i < pf->n_vfs; i++) {
			if (is_vf(&pf->vfs[i], what) ||
			    is_index(arena, pf, &pf->vfs[i], what))
				selected.vfs[selected.n_vfs++] = pf->vfs[i];
		}
		if (selected.n_vfs == 0)
			return false;
	}
	*ret_pf = selected;
	return true;
}

const struct observed *select_observed(struct arena *arena,
				       const struct observed *observed, const char *what)
{
	struct observed *selected = arena_alloc(arena, sizeof(*selected));

	*selected = *observed;
	selected->selection = what;
	selected->pfs = arena_calloc(arena, observed->n_pfs, sizeof(*selected->pfs));
	selected->n_pfs = 0;
	for (size_t i = 0; i < observed->n_pfs; i++)
		selected->n_pfs += select_pf(arena, &observed->pfs[i], what,
					     &selected->pfs[selected->n_pfs]);
	return selected->n_pfs > 0 ? selected : NULL;
}
