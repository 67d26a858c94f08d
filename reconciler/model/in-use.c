/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use.h"

#include <stdio.h>
#include <string.h>

#include "support/guard.h"

bool in_use_is_vfio(const char *driver)
{
	return driver && strstr(driver, "vfio") != NULL;
}

/* uio_pci_generic, and igb_uio of DPDK. */
static bool is_uio(const char *driver)
{
	return driver && strstr(driver, "uio") != NULL;
}

bool in_use_is_for_user_space(const char *driver)
{
	return in_use_is_vfio(driver) || is_uio(driver) ||
	       (driver && strcmp(driver, "pci-stub") == 0);
}

bool in_use_by_vfio(const struct observed_vf *vf)
{
	/* A VFIO driver enables the device when it is opened and not when it is bound
	 * (vfio_pci_core_enable, drivers/vfio/pci/vfio_pci_core.c). */
	return in_use_is_vfio(vf->driver) && vf->enable != 0;
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

typedef const char *phrase_maker(struct arena *arena, const struct observed_pf *pf,
				 const struct observed_vf *vf);

static const char *phrase_no_device(struct arena *arena, const struct observed_pf *pf,
				    const struct observed_vf *vf)
{
	(void)arena;
	return pf->has_pci && !vf->has_pci
		       ? "its PCI device cannot be found, so nothing shows it idle"
		       : NULL;
}

static const char *phrase_vfio(struct arena *arena, const struct observed_pf *pf,
			       const struct observed_vf *vf)
{
	const char *processes = holders_of(arena, vf, HOLDER_PROCESS);

	(void)pf;
	/* A program opens the group before the device, and uses the device from then on:
	 * it may put it into its address space at any time. */
	if (!in_use_by_vfio(vf) && !(in_use_is_vfio(vf->driver) && processes))
		return NULL;
	return arena_printf(arena, "opened through %s%s%s", vf->driver,
			    processes ? " by " : ", by a VM or a program in user space",
			    processes ? processes : "");
}

static const char *phrase_process(struct arena *arena, const struct observed_pf *pf,
				  const struct observed_vf *vf)
{
	const char *processes = holders_of(arena, vf, HOLDER_PROCESS);

	(void)pf;
	return processes ? arena_printf(arena, "opened by %s", processes) : NULL;
}

static const char *phrase_block(struct arena *arena, const struct observed_pf *pf,
				const struct observed_vf *vf)
{
	const char *uses = holders_of(arena, vf, HOLDER_BLOCK);

	(void)pf;
	return uses ? arena_printf(arena, "its disk is in use: %s", uses) : NULL;
}

static const char *phrase_libvirt(struct arena *arena, const struct observed_pf *pf,
				  const struct observed_vf *vf)
{
	const char *record = holders_of(arena, vf, HOLDER_LIBVIRT);

	(void)pf;
	return record ? arena_printf(arena, "libvirt has it for a VM (%s)", record)
		      : NULL;
}

static const char *phrase_macvtap(struct arena *arena, const struct observed_pf *pf,
				  const struct observed_vf *vf)
{
	const char *record = holders_of(arena, vf, HOLDER_MACVTAP);

	(void)pf;
	return record ? arena_printf(arena, "a VM of libvirt has it by macvtap (%s)",
				     record)
		      : NULL;
}

static const char *phrase_unknown(struct arena *arena, const struct observed_pf *pf,
				  const struct observed_vf *vf)
{
	(void)pf;
	return holders_of(arena, vf, HOLDER_UNKNOWN);
}

static bool has_host_driver(const struct observed_vf *vf)
{
	return vf->driver && !in_use_is_for_user_space(vf->driver);
}

/* Snapshots of versions that did not look at device files do not say that nobody has one
 * open, as they do not name other holders. Of these drivers nothing else is used. */
static bool is_used_by_files(const struct observed_vf *vf)
{
	static const char *const drivers[] = {"i915", "xe", "nvme"};

	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++) {
		if (strcmp(vf->driver, drivers[i]) == 0)
			return true;
	}
	return false;
}

static const char *phrase_away(struct arena *arena, const struct observed_pf *pf,
			       const struct observed_vf *vf)
{
	const char *netns = holders_of(arena, vf, HOLDER_NETNS);

	if (netns)
		return arena_printf(arena, "its netdev %s", netns);
	return has_host_driver(vf) && !vf->netdev && pf->netdev
		       ? arena_printf(arena,
				      "bound to %s without a netdev here: in another "
				      "network namespace, or still starting",
				      vf->driver)
		       : NULL;
}

static const char *phrase_untold(struct arena *arena, const struct observed_pf *pf,
				 const struct observed_vf *vf)
{
	/* UIO always makes one; an older snapshot does not say. */
	if (is_uio(vf->driver) && vf->device_files <= 0)
		return arena_printf(arena,
				    "bound to %s without a device file, so vfstate "
				    "cannot tell",
				    vf->driver);
	if (!has_host_driver(vf) || vf->netdev || pf->netdev || vf->device_files > 0 ||
	    (vf->device_files < 0 && is_used_by_files(vf)))
		return NULL;
	return arena_printf(arena,
			    "bound to %s without a netdev or a device file, so vfstate "
			    "cannot tell",
			    vf->driver);
}

/* "a packet socket of tcpdump (pid 8), an XDP program"; NULL where there is none. */
static const char *listeners_of(struct arena *arena, const struct observed_vf *vf)
{
	const char *packet = holders_of(arena, vf, HOLDER_PACKET);
	const char *xdp = holders_of(arena, vf, HOLDER_XDP);

	return packet && xdp ? arena_printf(arena, "%s, %s", packet, xdp)
	       : packet	     ? packet
			     : xdp;
}

/* Who uses the netdev of a VF that the host itself has. */
static const char *phrase_netdev(struct arena *arena, const struct observed_pf *pf,
				 const struct observed_vf *vf)
{
	const char *uppers = holders_of(arena, vf, HOLDER_UPPER);
	const char *addresses = holders_of(arena, vf, HOLDER_ADDRESS);
	const char *listeners = listeners_of(arena, vf);
	bool is_up = vf->netdev_up && !vf->netdev_raised_by;

	(void)pf;
	if (!has_host_driver(vf) || !vf->netdev ||
	    (!is_up && !uppers && !addresses && !listeners))
		return NULL;
	if (!is_up && !uppers && !addresses)
		return arena_printf(arena, "its netdev %s has %s", vf->netdev, listeners);
	if (!is_up && !uppers)
		return arena_printf(arena, "its netdev %s has the address %s", vf->netdev,
				    addresses);
	return arena_printf(arena, "its netdev %s %s%s%s%s%s", vf->netdev,
			    is_up ? "is up" : "has on top ",
			    is_up && uppers ? ", and has on top " : "",
			    uppers ? uppers : "", listeners ? ", with " : "",
			    listeners ? listeners : "");
}

/* A device with several ports has a netdev for each. */
static const char *phrase_other_netdev(struct arena *arena, const struct observed_pf *pf,
				       const struct observed_vf *vf)
{
	const char *netdevs = holders_of(arena, vf, HOLDER_NETDEV);

	(void)pf;
	return netdevs ? arena_printf(arena, "its netdev %s is up", netdevs) : NULL;
}

static const char *advise_netdev(struct arena *arena, const struct observed_pf *pf,
				 const struct observed_vf *vf)
{
	const char *uppers = holders_of(arena, vf, HOLDER_UPPER);
	bool has_listeners = listeners_of(arena, vf) != NULL;

	(void)pf;
	return arena_printf(
		arena,
		"%s%s%s%sip link set %s down (with NetworkManager nmcli device set "
		"%s managed no), or driver: none for a VF that goes to VMs",
		uppers ? "free it of " : "", uppers ? uppers : "",
		uppers ? ", then " : "",
		has_listeners ? "end the program that takes its packets, then " : "",
		vf->netdev, vf->netdev);
}

/* What is in no other row: any holder counts. */
static const char *phrase_any(struct arena *arena, const struct observed_pf *pf,
			      const struct observed_vf *vf)
{
	(void)pf;
	return vf->n_holders > 0 && vf->holders[0].kind != HOLDER_UPPER &&
			       vf->holders[0].kind != HOLDER_ADDRESS &&
			       vf->holders[0].kind != HOLDER_PACKET
		       ? arena_printf(arena, "used by %s", vf->holders[0].who)
		       : NULL;
}

/* Who may use a VF, the one that is named first first. */
static const struct row {
	phrase_maker *phrase; /* NULL where nobody of the row uses the VF */
	bool is_guest;	      /* MAC, VLAN and link state of the VF are the user's */
	bool is_unsure;	      /* it says why there may be a user */
	const char *advice;   /* what somebody can do about it; NULL */
	phrase_maker *advise; /* where that has names in it */
} rows[] = {
	{phrase_no_device, .is_guest = true, .is_unsure = true},
	{phrase_vfio, .is_guest = true, .advice = "shut the VM down, or end the program"},
	{phrase_process, .advice = "end the program that has its device file open"},
	{phrase_block, .advice = "unmount it, or remove it from the swap space, volume "
				 "group, array or target that has it"},
	{phrase_libvirt, .is_guest = true,
	 .advice = "virsh shutdown, or virsh detach-device"},
	{phrase_macvtap, .is_guest = true,
	 .advice = "virsh shutdown, or virsh detach-interface"},
	{phrase_unknown, .is_guest = true, .is_unsure = true},
	{phrase_away, .is_guest = true,
	 .advice = "stop the container that has it, or move its interface back to the "
		   "host"},
	{phrase_untold, .is_guest = true, .is_unsure = true,
	 .advice = "if nothing uses it, permit the change with --allow-disruptive=vfs"},
	{phrase_netdev, .advise = advise_netdev},
	{phrase_other_netdev, .advice = "ip link set that interface down"},
	{phrase_any, .is_guest = true},
};

static const struct row *find_row(struct arena *arena, const struct observed_pf *pf,
				  const struct observed_vf *vf, const char **ret_phrase)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		*ret_phrase = rows[i].phrase(arena, pf, vf);
		if (*ret_phrase)
			return &rows[i];
	}
	return NULL;
}

const char *in_use_by(struct arena *arena, const struct observed_pf *pf,
		      const struct observed_vf *vf)
{
	const char *phrase;

	return find_row(arena, pf, vf, &phrase) ? phrase : NULL;
}

const char *in_use_advice(struct arena *arena, const struct observed_pf *pf,
			  const struct observed_vf *vf)
{
	const char *phrase;
	const struct row *row = find_row(arena, pf, vf, &phrase);

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
	for (size_t i = 0; i < vf->n_holders; i++) {
		if (vf->holders[i].kind != HOLDER_UNKNOWN)
			known.holders[known.n_holders++] = vf->holders[i];
	}
	return in_use_by(arena, pf, &known);
}

/* libvirt writes MAC and VLAN of an <interface> when the VM starts, no VLAN as VLAN 0
 * (virNetDevSetVfVlan, src/util/virnetdev.c). */
static const char *of_vm_xml(struct arena *arena, const struct observed_vf *vf,
			     const struct change *change, const char *by)
{
	bool is_libvirts = holders_of(arena, vf, HOLDER_LIBVIRT) ||
			   holders_of(arena, vf, HOLDER_MACVTAP);

	return change->kind == CHANGE_VF_ATTR && is_libvirts &&
			       (change->attr == VF_ATTR_MAC ||
				change->attr == VF_ATTR_VLAN)
		       ? arena_printf(
				 arena,
				 "%s; libvirt set its %s from the VM's own XML, where "
				 "it can be changed",
				 by, vf_attr_info[change->attr].name)
		       : by;
}

/* Whether a guest is among those who use the VF, also where another user is named. */
static bool has_guest(struct arena *arena, const struct observed_pf *pf,
		      const struct observed_vf *vf, const struct row *first)
{
	const struct row *any = &rows[ARRAY_SIZE(rows) - 1];

	for (const struct row *row = first; row < any; row++) {
		if (row->is_guest && row->phrase(arena, pf, vf))
			return true;
	}
	return first->is_guest;
}

/* Whether a change that resets nothing takes the user's network away all the same:
 * another VLAN or MAC does, and a link that is disabled. What a guest has is the guest's.
 */
static bool cuts_off(struct arena *arena, const struct observed_pf *pf,
		     const struct observed_vf *vf, const struct row *row,
		     const struct change *change)
{
	/* The driver that a VF without one gets resets it. */
	if (change->kind == CHANGE_VF_DRIVER || change->kind == CHANGE_VF_OVERRIDE)
		return true;
	if (change->kind != CHANGE_VF_ATTR)
		return false;
	switch (change->attr) {
	case VF_ATTR_MAC:
	case VF_ATTR_VLAN:
		return true;
	case VF_ATTR_LINK_STATE:
		return change->to.link_state == VF_LINK_DISABLE ||
		       has_guest(arena, pf, vf, row);
	default:
		return false;
	}
}

const char *in_use_refuses(struct arena *arena, const struct observed_pf *pf,
			   const struct observed_vf *vf, const struct change *change)
{
	const char *by;
	const struct row *row = find_row(arena, pf, vf, &by);

	if (!row ||
	    (change->impact == IMPACT_LIVE && !cuts_off(arena, pf, vf, row, change)))
		return NULL;
	return of_vm_xml(arena, vf, change, by);
}

bool in_use_is_unsure(struct arena *arena, const struct observed_pf *pf,
		      const struct observed_vf *vf)
{
	const char *phrase;
	const struct row *row = find_row(arena, pf, vf, &phrase);

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
