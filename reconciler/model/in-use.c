/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use.h"

#include <stdio.h>
#include <string.h>

bool in_use_is_vfio(const char *driver)
{
	return driver && strstr(driver, "vfio") != NULL;
}

bool in_use_by_vfio(const struct observed_vf *vf)
{
	/* A VFIO driver enables the device when it is opened and not when it is bound
	 * (vfio_pci_core_enable, drivers/vfio/pci/vfio_pci_core.c). */
	return in_use_is_vfio(vf->driver) && vf->enable != 0;
}

const char *in_use_holder_name(enum holder_kind kind)
{
	static const char *const names[HOLDER_KIND_COUNT] = {
		[HOLDER_PROCESS] = "process", [HOLDER_LIBVIRT] = "libvirt",
		[HOLDER_UPPER] = "upper",     [HOLDER_ADDRESS] = "address",
		[HOLDER_UNKNOWN] = "unknown",
	};

	return names[kind];
}

enum {
	NAMES_MAX = 8 /* holders of one kind in a text */
};

/* The holders of a kind, "br0, vlan7"; NULL where there is none. */
static const char *holders_of(struct arena *arena, const struct observed_vf *vf,
			      enum holder_kind kind)
{
	const char *text = NULL;
	size_t n = 0;

	for (size_t i = 0; i < vf->n_holders; i++) {
		const char *who = vf->holders[i].who;

		if (vf->holders[i].kind == kind && n++ < NAMES_MAX)
			text = text ? arena_printf(arena, "%s, %s", text, who) : who;
	}
	return n > NAMES_MAX ? arena_printf(arena, "%s and %zu more", text, n - NAMES_MAX)
			     : text;
}

/* Who uses the netdev of a VF that the host itself has. */
static const char *netdev_user(struct arena *arena, const struct observed_vf *vf)
{
	const char *uppers = holders_of(arena, vf, HOLDER_UPPER);
	const char *addresses = holders_of(arena, vf, HOLDER_ADDRESS);

	if (vf->netdev_up)
		return arena_printf(arena, "its netdev %s is up%s%s", vf->netdev,
				    uppers ? ", and has on top " : "",
				    uppers ? uppers : "");
	if (uppers)
		return arena_printf(arena, "its netdev %s has on top %s", vf->netdev,
				    uppers);
	if (addresses)
		return arena_printf(arena, "its netdev %s has the address %s", vf->netdev,
				    addresses);
	return NULL;
}

const char *in_use_by(struct arena *arena, const struct observed_pf *pf,
		      const struct observed_vf *vf)
{
	const char *processes = holders_of(arena, vf, HOLDER_PROCESS);
	const char *libvirt = holders_of(arena, vf, HOLDER_LIBVIRT);
	const char *unknown = holders_of(arena, vf, HOLDER_UNKNOWN);

	if (pf->has_pci && !vf->has_pci)
		return "its PCI device cannot be found, so nothing proves it idle";
	if (in_use_by_vfio(vf))
		return arena_printf(arena, "opened through %s%s%s", vf->driver,
				    processes ? " by "
					      : ", by a VM or a program in user space",
				    processes ? processes : "");
	if (processes)
		return arena_printf(arena, "opened by %s", processes);
	if (libvirt)
		return arena_printf(arena, "libvirt has it for a VM (%s)", libvirt);
	if (unknown)
		return unknown;
	if (!vf->driver || in_use_is_vfio(vf->driver))
		return NULL;
	if (!vf->netdev && !pf->netdev)
		return arena_printf(arena,
				    "bound to %s, of whose devices nothing tells whether "
				    "they are used",
				    vf->driver);
	if (!vf->netdev)
		return arena_printf(
			arena,
			"bound to %s without a netdev here: in another network "
			"namespace, or still starting",
			vf->driver);
	return netdev_user(arena, vf);
}

const char *in_use_known_by(struct arena *arena, const struct observed_pf *pf,
			    const struct observed_vf *vf)
{
	struct observed_vf known = *vf;

	known.holders = arena_calloc(arena, vf->n_holders, sizeof(*known.holders));
	known.n_holders = 0;
	for (size_t i = 0; i < vf->n_holders; i++) {
		if (vf->holders[i].kind != HOLDER_UNKNOWN)
			known.holders[known.n_holders++] = vf->holders[i];
	}
	return in_use_by(arena, pf, &known);
}

/* libvirt writes MAC and VLAN of an <interface> when the VM starts, no VLAN as VLAN 0
 * (virNetDevSetVfVlan, src/util/virnetdev.c). */
static const char *of_vm_xml(struct arena *arena, const struct observed_vf *vf,
			     enum vf_attr attr, const char *by)
{
	return by && holders_of(arena, vf, HOLDER_LIBVIRT)
		       ? arena_printf(
				 arena,
				 "%s; libvirt set its %s from the VM's own XML, where "
				 "it can be changed",
				 by, vf_attr_info[attr].name)
		       : by;
}

const char *in_use_refuses(struct arena *arena, const struct observed_pf *pf,
			   const struct observed_vf *vf, const struct change *change)
{
	bool is_theirs = change->kind == CHANGE_VF_ATTR && !vf->netdev &&
			 (change->attr == VF_ATTR_MAC || change->attr == VF_ATTR_VLAN);
	const char *by = change->impact != IMPACT_LIVE || is_theirs
				 ? in_use_by(arena, pf, vf)
				 : NULL;

	return is_theirs ? of_vm_xml(arena, vf, change->attr, by) : by;
}

const char *in_use_text(struct arena *arena, const char *first,
			const struct change_user *users, size_t n, size_t max)
{
	size_t shown = n < max ? n : max,
	       size = strlen(first) + sizeof("; and  more VFs") + 20;
	char *text, *end;

	for (size_t i = 0; i < shown; i++)
		size += strlen(users[i].by) + sizeof("; VF : ") + 10;
	end = text = arena_alloc(arena, size);
	for (size_t i = 0; i < shown; i++)
		end += sprintf(end, "%sVF %u%s: %s", i > 0 ? "; " : "",
			       users[i].vf->index, i > 0 ? "" : first, users[i].by);
	if (shown < n)
		sprintf(end, "; and %zu more VF%s", n - shown, n - shown == 1 ? "" : "s");
	return text;
}
