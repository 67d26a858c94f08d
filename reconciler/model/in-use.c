/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use.h"

#include <stdio.h>
#include <string.h>

#include "model/in-use-phrase.h"

bool in_use_is_vfio(const char *driver)
{
	return driver && strstr(driver, "vfio") != NULL;
}

bool in_use_is_uio(const char *driver)
{
	return driver && strstr(driver, "uio") != NULL;
}

bool in_use_is_for_user_space(const char *driver)
{
	return in_use_is_vfio(driver) || in_use_is_uio(driver) ||
	       (driver &&
		(strcmp(driver, "pci-stub") == 0 || strcmp(driver, "pci-pf-stub") == 0));
}

bool in_use_by_vfio(const struct observed_vf *vf)
{
	/* A VFIO driver enables the device when it is opened, not when it is bound
	 * (vfio_pci_core_enable, drivers/vfio/pci/vfio_pci_core.c). */
	return in_use_is_vfio(observed_vf_driver(vf)) &&
	       (!vf->enable.set || vf->enable.value.number > 0);
}

const char *in_use_by(struct arena *arena, const struct observed_pf *pf,
		      const struct observed_vf *vf)
{
	const char *phrase;

	return in_use_phrase_find(arena, pf, vf, &phrase) ? phrase : NULL;
}

const char *in_use_advice(struct arena *arena, const struct observed_pf *pf,
			  const struct observed_vf *vf)
{
	const char *phrase;
	const struct in_use_phrase *row = in_use_phrase_find(arena, pf, vf, &phrase);

	if (!row)
		return NULL;
	return row->advise ? row->advise(arena, pf, vf) : row->advice;
}

const char *in_use_known_by(struct arena *arena, const struct observed_pf *pf,
			    const struct observed_vf *vf)
{
	struct observed_vf known = *vf;

	known.holders = arena_calloc(arena, vf->n_holders, sizeof(*known.holders));
	known.n_holders = 0;
	known.driver_unread = false;
	for (size_t i = 0; i < vf->n_holders; i++) {
		if (vf->holders[i].kind != HOLDER_UNKNOWN)
			known.holders[known.n_holders++] = vf->holders[i];
	}
	return in_use_by(arena, pf, &known);
}

/* When a VM starts, libvirt writes MAC and VLAN of an <interface>; without a VLAN it
 * writes VLAN 0 (virNetDevSetVfVlan, src/util/virnetdev.c). */
static const char *of_vm_xml(struct arena *arena, const struct observed_vf *vf,
			     const struct change *change, const char *by)
{
	bool is_libvirts = in_use_phrase_holders(arena, vf, HOLDER_LIBVIRT) ||
			   in_use_phrase_holders(arena, vf, HOLDER_MACVTAP);

	return change->stage == STAGE_VF_ATTR && is_libvirts &&
			       (change->attr == VF_ATTR_MAC ||
				change->attr == VF_ATTR_VLAN)
		       ? arena_printf(
				 arena,
				 "%s; libvirt set its %s from the VM's own XML, where "
				 "it can be changed",
				 by, vf_attr_info[change->attr].name)
		       : by;
}

/* Whether a change that resets nothing still cuts off the user: another VLAN or MAC does,
 * and a disabled link. A guest also owns its link state. */
static bool cuts_off(struct arena *arena, const struct observed_pf *pf,
		     const struct observed_vf *vf, const struct in_use_phrase *row,
		     const struct change *change)
{
	/* Binding a driver to a VF without one resets the VF. */
	if (change_is_of_vf(change, VF_ATTR_DRIVER))
		return true;
	if (change->stage != STAGE_VF_ATTR)
		return false;
	switch (change->attr) {
	case VF_ATTR_MAC:
	case VF_ATTR_VLAN:
		return true;
	case VF_ATTR_LINK_STATE:
		return change->to.link_state == VF_LINK_DISABLE ||
		       in_use_phrase_has_guest(arena, pf, vf, row);
	default:
		return false;
	}
}

const char *in_use_refuses(struct arena *arena, const struct observed_pf *pf,
			   const struct observed_vf *vf, const struct change *change)
{
	const char *by;
	const struct in_use_phrase *row = in_use_phrase_find(arena, pf, vf, &by);

	if (!row ||
	    (change->impact == IMPACT_LIVE && !cuts_off(arena, pf, vf, row, change)))
		return NULL;
	return of_vm_xml(arena, vf, change, by);
}

bool in_use_is_unsure(struct arena *arena, const struct observed_pf *pf,
		      const struct observed_vf *vf)
{
	const char *phrase;
	const struct in_use_phrase *row = in_use_phrase_find(arena, pf, vf, &phrase);

	return row && row->is_unsure;
}

/* "VF 3 is in use: a; VF 4: b; VF 5 may be in use: c" */
static const char *verb_of(const struct change_user *users, size_t i)
{
	if (users[i].is_unsure)
		return " may be in use";
	return i == 0 || users[i - 1].is_unsure ? " is in use" : "";
}

const char *in_use_text(struct arena *arena, bool has_verb,
			const struct change_user *users, size_t n, size_t max)
{
	size_t shown = n < max ? n : max, size = sizeof("; and  more VFs") + 20;
	char *text, *end;

	for (size_t i = 0; i < shown; i++)
		size += strlen(users[i].by) + sizeof("; VF  may be in use: ") + 10;
	end = text = arena_alloc(arena, size);
	for (size_t i = 0; i < shown; i++)
		end += sprintf(end, "%sVF %u%s: %s", i > 0 ? "; " : "",
			       users[i].vf->index, has_verb ? verb_of(users, i) : "",
			       users[i].by);
	if (shown < n)
		sprintf(end, "; and %zu more VF%s", n - shown, n - shown == 1 ? "" : "s");
	return text;
}
