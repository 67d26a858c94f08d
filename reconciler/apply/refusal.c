/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/refusal.h"

#include <errno.h>
#include <string.h>

#include "support/guard.h"

#define STAGE(stage) (1u << STAGE_##stage)
#define PF_ATTR(attr) (1u << PF_ATTR_##attr)
#define VF_RATES (VF_ATTR_BIT(VF_ATTR_MIN_TX_RATE) | VF_ATTR_BIT(VF_ATTR_MAX_TX_RATE))
#define VF_MAX_TX_RATE VF_ATTR_BIT(VF_ATTR_MAX_TX_RATE)
#define DOWN_PF                                                                          \
	.when = WHEN_DOWN,                                                               \
	.refusal = {"the PF is administratively down, and its driver takes rates only "  \
		    "with a link",                                                       \
		    "link: up for the PF, which is the default"}

/* The first row that fits wins: the special ones stand above the general ones. Sources
 * are the drivers' ndo_set_vf_* in Linux 6.12. */
static const struct {
	uint32_t stages; /* of changes, a bit each */
	uint32_t attrs;	 /* of STAGE_VF_ATTR or _PF_ATTR, a bit each; 0: any */
	int error;
	const char *driver; /* NULL: any */
	enum {
		ALWAYS,
		WITHOUT_CARRIER,
		WHEN_DOWN, /* administratively */
	} when;
	struct refusal refusal;
} rows[] = {
	/* Above the rows for a PF that is up and has no carrier. */
	{STAGE(VF_ATTR), VF_RATES, EINVAL, DOWN_PF},
	{STAGE(VF_ATTR), VF_RATES, EPERM, "hinic", DOWN_PF},
	{STAGE(VF_ATTR), VF_RATES, ENETDOWN, DOWN_PF},
	{STAGE(VF_ATTR), VF_MAX_TX_RATE, EINVAL, .when = WITHOUT_CARRIER,
	 .refusal = {"the PF has no carrier, and this driver takes rates only with one",
		     "is the cable plugged in and the switch port up? run vfstate apply "
		     "again then"}},
	{STAGE(VF_ATTR), VF_MAX_TX_RATE, EPERM, "hinic", .when = WITHOUT_CARRIER,
	 .refusal.reason = "the PF has no carrier, and hinic takes rates only with one"},
	{STAGE(VF_ATTR), VF_MAX_TX_RATE, ENETDOWN,
	 .refusal = {"the PF's link is down", "link: up for the PF, and a cable"}},
	{STAGE(VF_ATTR), VF_MAX_TX_RATE, EINVAL, "igb",
	 .refusal.reason = "the rate is above the PF's link speed"},
	{STAGE(VF_ATTR), VF_MAX_TX_RATE, EINVAL, "ixgbe",
	 .refusal.reason =
		 "ixgbe takes rates above 10 Mbit/s, and only on a link of 10 Gbit/s"},
	{STAGE(VF_ATTR), VF_MAX_TX_RATE, EINVAL,
	 .refusal.reason =
		 "the rate is out of the range of the NIC or of its link speed"},
	{STAGE(VF_ATTR), VF_ATTR_BIT(VF_ATTR_MIN_TX_RATE), EINVAL,
	 .refusal.reason =
		 "the driver takes no min_tx_rate, or all of them exceed the link"},
	{STAGE(VF_ATTR), VF_ATTR_BIT(VF_ATTR_MAC), EINVAL,
	 .refusal.reason = "the driver does not take this MAC address"},
	{STAGE(VF_ATTR), VF_ATTR_BIT(VF_ATTR_VLAN), EPROTONOSUPPORT,
	 .refusal = {"the NIC or its driver knows 802.1Q only", "leave proto out"}},
	{STAGE(VF_ATTR), 0, EOPNOTSUPP,
	 .refusal.reason =
		 "the driver, its firmware or the eswitch mode does not have this"},
	{STAGE(VF_ATTR), 0, EPERM, "mlx5_core",
	 .refusal = {"this PF does not manage the eswitch",
		     "on a DPU the embedded host does; see its firmware settings"}},
	{STAGE(VF_ATTR) | STAGE(PF_UP) | STAGE(PF_DOWN), 0, EPERM,
	 .refusal = {"CAP_NET_ADMIN is missing", "run as root"}},
	{STAGE(VF_ATTR), 0, ENETDOWN,
	 .refusal = {"the PF is down", "link: up for the PF"}},
	{STAGE(VF_ATTR), 0, EAGAIN, .refusal.reason = "the VF stayed in reset"},
	{STAGE(VF_ATTR), 0, EBUSY, .refusal.reason = "the VF stayed busy or in reset"},
	{STAGE(VF_ATTR), 0, EINVAL,
	 .refusal.reason =
		 "the driver does not take this value, or not with the link down"},
	{STAGE(NUMVFS), 0, ERANGE,
	 .refusal = {"more VFs than the driver allows",
		     "vfstate show prints how many it allows"}},
	{STAGE(NUMVFS), 0, ENOENT,
	 .refusal = {"the PF's driver cannot enable VFs this way",
		     "some drivers want a module parameter instead (mlx4: num_vfs)"}},
	{STAGE(NUMVFS), 0, EBUSY,
	 .refusal = {"somebody else enabled VFs at the same time, or the device is busy",
		     "does another tool set sriov_numvfs on this host?"}},
	{STAGE(NUMVFS), 0, ENOMEM,
	 .refusal = {"no room for the VFs: PCI address space or bus numbers",
		     "boot with pci=realloc, and look for 'SR-IOV' in dmesg"}},
	{STAGE(NUMVFS), 0, ENOSPC,
	 .refusal = {"the device has not enough for so many VFs: interrupt vectors, "
		     "queues, or address space",
		     "fewer VFs, or fewer msix_vectors for each; look for the driver in "
		     "dmesg"}},
	{STAGE(NUMVFS), 0, ENOSYS,
	 .refusal.reason = "the kernel was built without SR-IOV (CONFIG_PCI_IOV)"},
	{STAGE(NUMVFS), 0, EPERM,
	 .refusal = {"the driver does not allow it now: VFs are assigned to guests, or "
		     "its firmware forbids it",
		     "look for the driver in dmesg"}},
	{STAGE(NUMVFS), 0, EINVAL,
	 .refusal = {"the driver does not take this number, or not in the state that the "
		     "PF is in",
		     "look for the driver in dmesg; some want the PF up first, or its "
		     "own queues freed"}},
	{STAGE(NUMVFS), 0, EIO,
	 .refusal = {"the device did not take it", "look for 'SR-IOV' in dmesg"}},
	{STAGE(NUMVFS) | STAGE(AUTOPROBE_OFF), 0, EACCES,
	 .refusal = {"not allowed", "run as root"}},
	{STAGE(NUMVFS) | STAGE(AUTOPROBE_OFF), 0, EROFS,
	 .refusal = {"/sys is mounted read-only",
		     "in a container? mount sysfs read-write"}},
	/* i40e_set_priv_flags, ice_set_priv_flags */
	{STAGE(PF_ATTR), PF_ATTR(PRIVATE_FLAGS), EOPNOTSUPP,
	 .refusal = {"the driver cannot change this, or not while there are VFs",
		     "look for the driver in dmesg"}},
	{STAGE(PF_ATTR), PF_ATTR(MTU), EINVAL,
	 .refusal = {"the MTU is out of what the driver takes",
		     "ip -d link show prints its maxmtu"}},
};

const struct refusal *refusal_find(const struct change *change,
				   const struct observed_pf *pf, int error)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!(rows[i].stages & 1u << change->stage) || rows[i].error != -error ||
		    (rows[i].attrs && !(rows[i].attrs & VF_ATTR_BIT(change->attr))) ||
		    (rows[i].when == WITHOUT_CARRIER && pf->carrier) ||
		    (rows[i].when == WHEN_DOWN && observed_pf_is_up(pf)) ||
		    (rows[i].driver &&
		     (!pf->driver || strcmp(rows[i].driver, pf->driver) != 0)))
			continue;
		return &rows[i].refusal;
	}
	return NULL;
}
