/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use-phrase.h"

#include <string.h>

#include "model/in-use.h"
#include "support/guard.h"

enum {
	NAMES_MAX = 8 /* holders of one kind named in a text */
};

const char *in_use_phrase_holders(struct arena *arena, const struct observed_vf *vf,
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

static const char *phrase_no_device(struct arena *arena, const struct observed_pf *pf,
				    const struct observed_vf *vf)
{
	(void)arena;
	return pf->has_pci && !vf->has_pci
		       ? "its PCI device cannot be found, so nothing shows it idle"
		       : NULL;
}

static const char *phrase_unread(struct arena *arena, const struct observed_pf *pf,
				 const struct observed_vf *vf)
{
	(void)arena;
	(void)pf;
	return vf->driver_unread ? "its driver cannot be read, so nothing shows it idle"
				 : NULL;
}

static const char *phrase_vfio(struct arena *arena, const struct observed_pf *pf,
			       const struct observed_vf *vf)
{
	const char *processes = in_use_phrase_holders(arena, vf, HOLDER_PROCESS);

	(void)pf;
	/* A program opens the group before the device, and may map the device at any time
	 * from then on. */
	if (!in_use_by_vfio(vf) && !(in_use_is_vfio(observed_vf_driver(vf)) && processes))
		return NULL;
	return arena_printf(arena, "opened through %s%s%s", observed_vf_driver(vf),
			    processes ? " by " : ", by a VM or a program in user space",
			    processes ? processes : "");
}

static const char *phrase_process(struct arena *arena, const struct observed_pf *pf,
				  const struct observed_vf *vf)
{
	const char *processes = in_use_phrase_holders(arena, vf, HOLDER_PROCESS);

	(void)pf;
	return processes ? arena_printf(arena, "opened by %s", processes) : NULL;
}

static const char *phrase_block(struct arena *arena, const struct observed_pf *pf,
				const struct observed_vf *vf)
{
	const char *uses = in_use_phrase_holders(arena, vf, HOLDER_BLOCK);

	(void)pf;
	return uses ? arena_printf(arena, "its disk is in use: %s", uses) : NULL;
}

static const char *phrase_libvirt(struct arena *arena, const struct observed_pf *pf,
				  const struct observed_vf *vf)
{
	const char *record = in_use_phrase_holders(arena, vf, HOLDER_LIBVIRT);

	(void)pf;
	return record ? arena_printf(arena, "libvirt has assigned it to a VM (%s)",
				     record)
		      : NULL;
}

static const char *phrase_macvtap(struct arena *arena, const struct observed_pf *pf,
				  const struct observed_vf *vf)
{
	const char *record = in_use_phrase_holders(arena, vf, HOLDER_MACVTAP);

	(void)pf;
	return record ? arena_printf(arena, "a libvirt VM uses it through macvtap (%s)",
				     record)
		      : NULL;
}

static const char *phrase_unknown(struct arena *arena, const struct observed_pf *pf,
				  const struct observed_vf *vf)
{
	(void)pf;
	return in_use_phrase_holders(arena, vf, HOLDER_UNKNOWN);
}

static bool has_host_driver(const struct observed_vf *vf)
{
	return observed_vf_driver(vf) &&
	       !in_use_is_for_user_space(observed_vf_driver(vf));
}

/* Snapshots of older versions have neither device files nor their users. VFs of these
 * drivers are used through device files only. */
static bool is_used_by_files(const struct observed_vf *vf)
{
	static const char *const drivers[] = {"i915", "xe", "nvme"};

	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++) {
		if (observed_vf_has_driver(vf, drivers[i]))
			return true;
	}
	return false;
}

static const char *phrase_away(struct arena *arena, const struct observed_pf *pf,
			       const struct observed_vf *vf)
{
	const char *netns = in_use_phrase_holders(arena, vf, HOLDER_NETNS);

	if (netns)
		return arena_printf(arena, "its netdev %s", netns);
	return has_host_driver(vf) && !vf->netdev && pf->netdev
		       ? arena_printf(arena,
				      "bound to %s without a netdev here: in another "
				      "network namespace, or still starting",
				      observed_vf_driver(vf))
		       : NULL;
}

static const char *phrase_untold(struct arena *arena, const struct observed_pf *pf,
				 const struct observed_vf *vf)
{
	/* UIO always creates a device file; an older snapshot does not have it. */
	if (in_use_is_uio(observed_vf_driver(vf)) && field_number(&vf->device_files) == 0)
		return arena_printf(arena,
				    "bound to %s without a device file, so vfstate "
				    "cannot tell",
				    observed_vf_driver(vf));
	if (!has_host_driver(vf) || vf->netdev || pf->netdev ||
	    field_number(&vf->device_files) > 0 ||
	    (!vf->device_files.set && is_used_by_files(vf)))
		return NULL;
	return arena_printf(arena,
			    "bound to %s without a netdev or a device file, so vfstate "
			    "cannot tell",
			    observed_vf_driver(vf));
}

/* "a packet socket of tcpdump (pid 8), an XDP program"; NULL: none. */
static const char *listeners_of(struct arena *arena, const struct observed_vf *vf)
{
	const char *packet = in_use_phrase_holders(arena, vf, HOLDER_PACKET);
	const char *xdp = in_use_phrase_holders(arena, vf, HOLDER_XDP);

	return packet && xdp ? arena_printf(arena, "%s, %s", packet, xdp)
	       : packet	     ? packet
			     : xdp;
}

/* Users of the netdev of a VF that the host itself uses. */
static const char *phrase_netdev(struct arena *arena, const struct observed_pf *pf,
				 const struct observed_vf *vf)
{
	const char *uppers = in_use_phrase_holders(arena, vf, HOLDER_UPPER);
	const char *addresses = in_use_phrase_holders(arena, vf, HOLDER_ADDRESS);
	const char *listeners = listeners_of(arena, vf);
	bool is_up = observed_vf_is_up(vf) && !vf->netdev_raised_by;

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
	const char *netdevs = in_use_phrase_holders(arena, vf, HOLDER_NETDEV);

	(void)pf;
	return netdevs ? arena_printf(arena, "its netdev %s is up", netdevs) : NULL;
}

static const char *advise_netdev(struct arena *arena, const struct observed_pf *pf,
				 const struct observed_vf *vf)
{
	const char *uppers = in_use_phrase_holders(arena, vf, HOLDER_UPPER);
	bool has_listeners = listeners_of(arena, vf) != NULL;

	(void)pf;
	return arena_printf(
		arena,
		"%s%s%s%sip link set %s down (with NetworkManager nmcli device set "
		"%s managed no), or driver: none for a VF that goes to VMs",
		uppers ? "detach it from " : "", uppers ? uppers : "",
		uppers ? ", then " : "",
		has_listeners ? "end the program that takes its packets, then " : "",
		vf->netdev, vf->netdev);
}

/* Catches holders that no other row covers. */
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

/* In order of precedence: the first that applies is reported. */
static const struct in_use_phrase rows[] = {
	{phrase_no_device, .is_guest = true, .is_unsure = true},
	{phrase_unread, .is_guest = true, .is_unsure = true},
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

const struct in_use_phrase *in_use_phrase_find(struct arena *arena,
					       const struct observed_pf *pf,
					       const struct observed_vf *vf,
					       const char **ret_phrase)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		*ret_phrase = rows[i].make(arena, pf, vf);
		if (*ret_phrase)
			return &rows[i];
	}
	return NULL;
}

bool in_use_phrase_has_guest(struct arena *arena, const struct observed_pf *pf,
			     const struct observed_vf *vf,
			     const struct in_use_phrase *first)
{
	const struct in_use_phrase *any = &rows[ARRAY_SIZE(rows) - 1];

	for (const struct in_use_phrase *row = first; row < any; row++) {
		if (row->is_guest && row->make(arena, pf, vf))
			return true;
	}
	return first->is_guest;
}
