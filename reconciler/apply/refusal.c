/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/refusal.h"

#include <errno.h>
#include <string.h>

#include "support/guard.h"

enum {
	ANY_KIND = -1,
	ANY_ATTR = -1
};

#define RATE_OF_DOWN_PF(attr, error, driver)                                             \
	{CHANGE_VF_ATTR,                                                                 \
	 attr,                                                                           \
	 error,                                                                          \
	 driver,                                                                         \
	 WHEN_DOWN,                                                                      \
	 {"the PF is administratively down, and its driver takes rates only with a "     \
	  "link",                                                                        \
	  "link: up for the PF, which is the default"}}

/* The first row that fits wins: the special ones stand above the general ones. Sources
 * are the drivers' ndo_set_vf_* in Linux 6.12. */
static const struct {
	int kind; /* or ANY_KIND */
	int attr; /* of CHANGE_VF_ATTR, or ANY_ATTR */
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
	RATE_OF_DOWN_PF(VF_ATTR_MAX_TX_RATE, EINVAL, NULL),
	RATE_OF_DOWN_PF(VF_ATTR_MIN_TX_RATE, EINVAL, NULL),
	RATE_OF_DOWN_PF(VF_ATTR_MAX_TX_RATE, EPERM, "hinic"),
	RATE_OF_DOWN_PF(VF_ATTR_MIN_TX_RATE, EPERM, "hinic"),
	RATE_OF_DOWN_PF(VF_ATTR_MAX_TX_RATE, ENETDOWN, NULL),
	RATE_OF_DOWN_PF(VF_ATTR_MIN_TX_RATE, ENETDOWN, NULL),
	{CHANGE_VF_ATTR,
	 VF_ATTR_MAX_TX_RATE,
	 EINVAL,
	 NULL,
	 WITHOUT_CARRIER,
	 {"the PF has no carrier, and this driver takes rates only with one",
	  "is the cable plugged in and the switch port up? run vfstate apply again "
	  "then"}},
	{CHANGE_VF_ATTR,
	 VF_ATTR_MAX_TX_RATE,
	 EPERM,
	 "hinic",
	 WITHOUT_CARRIER,
	 {"the PF has no carrier, and hinic takes rates only with one", NULL}},
	{CHANGE_VF_ATTR,
	 VF_ATTR_MAX_TX_RATE,
	 ENETDOWN,
	 NULL,
	 ALWAYS,
	 {"the PF's link is down", "link: up for the PF, and a cable"}},
	{CHANGE_VF_ATTR,
	 VF_ATTR_MAX_TX_RATE,
	 EINVAL,
	 "igb",
	 ALWAYS,
	 {"the rate is above the PF's link speed", NULL}},
	{CHANGE_VF_ATTR,
	 VF_ATTR_MAX_TX_RATE,
	 EINVAL,
	 "ixgbe",
	 ALWAYS,
	 {"ixgbe takes rates above 10 Mbit/s, and only on a link of 10 Gbit/s", NULL}},
	{CHANGE_VF_ATTR,
	 VF_ATTR_MAX_TX_RATE,
	 EINVAL,
	 NULL,
	 ALWAYS,
	 {"the rate is out of the range of the NIC or of its link speed", NULL}},
	{CHANGE_VF_ATTR,
	 VF_ATTR_MIN_TX_RATE,
	 EINVAL,
	 NULL,
	 ALWAYS,
	 {"the driver takes no min_tx_rate, or all of them exceed the link", NULL}},
	{CHANGE_VF_ATTR,
	 VF_ATTR_MAC,
	 EINVAL,
	 NULL,
	 ALWAYS,
	 {"the driver does not take this MAC address", NULL}},
	{CHANGE_VF_ATTR,
	 VF_ATTR_VLAN,
	 EPROTONOSUPPORT,
	 NULL,
	 ALWAYS,
	 {"the NIC or its driver knows 802.1Q only", "leave proto out"}},
	{CHANGE_VF_ATTR,
	 ANY_ATTR,
	 EOPNOTSUPP,
	 NULL,
	 ALWAYS,
	 {"the driver, its firmware or the eswitch mode does not have this", NULL}},
	{CHANGE_VF_ATTR,
	 ANY_ATTR,
	 EPERM,
	 "mlx5_core",
	 ALWAYS,
	 {"this PF does not manage the eswitch",
	  "on a DPU the embedded host does; see its firmware settings"}},
	{CHANGE_VF_ATTR,
	 ANY_ATTR,
	 EPERM,
	 NULL,
	 ALWAYS,
	 {"CAP_NET_ADMIN is missing", "run as root"}},
	{CHANGE_VF_ATTR,
	 ANY_ATTR,
	 ENETDOWN,
	 NULL,
	 ALWAYS,
	 {"the PF is down", "link: up for the PF"}},
	{CHANGE_VF_ATTR,
	 ANY_ATTR,
	 EAGAIN,
	 NULL,
	 ALWAYS,
	 {"the VF was in reset all the while", NULL}},
	{CHANGE_VF_ATTR,
	 ANY_ATTR,
	 EBUSY,
	 NULL,
	 ALWAYS,
	 {"the VF was busy or in reset all the while", NULL}},
	{CHANGE_VF_ATTR,
	 ANY_ATTR,
	 EINVAL,
	 NULL,
	 ALWAYS,
	 {"the driver does not take this value, or not with the link down", NULL}},
	{CHANGE_NUMVFS,
	 ANY_ATTR,
	 ERANGE,
	 NULL,
	 ALWAYS,
	 {"more VFs than the driver allows", "vfstate show tells how many it allows"}},
	{CHANGE_NUMVFS,
	 ANY_ATTR,
	 ENOENT,
	 NULL,
	 ALWAYS,
	 {"the PF's driver cannot enable VFs this way",
	  "some drivers want a module parameter instead (mlx4: num_vfs)"}},
	{CHANGE_NUMVFS,
	 ANY_ATTR,
	 EBUSY,
	 NULL,
	 ALWAYS,
	 {"somebody else enabled VFs at the same time, or the device is busy",
	  "does another tool set sriov_numvfs on this host?"}},
	{CHANGE_NUMVFS,
	 ANY_ATTR,
	 ENOMEM,
	 NULL,
	 ALWAYS,
	 {"no room for the VFs: PCI address space or bus numbers",
	  "boot with pci=realloc, and look for 'SR-IOV' in dmesg"}},
	{CHANGE_NUMVFS,
	 ANY_ATTR,
	 ENOSPC,
	 NULL,
	 ALWAYS,
	 {"the device has not enough for so many VFs: interrupt vectors, queues, or "
	  "address "
	  "space",
	  "fewer VFs, or fewer msix_vectors for each; look for the driver in dmesg"}},
	{CHANGE_NUMVFS,
	 ANY_ATTR,
	 ENOSYS,
	 NULL,
	 ALWAYS,
	 {"the kernel was built without SR-IOV (CONFIG_PCI_IOV)", NULL}},
	{CHANGE_NUMVFS,
	 ANY_ATTR,
	 EPERM,
	 NULL,
	 ALWAYS,
	 {"the driver does not allow it now: VFs are assigned to guests, or its firmware "
	  "forbids it",
	  "look for the driver in dmesg"}},
	{CHANGE_NUMVFS,
	 ANY_ATTR,
	 EINVAL,
	 NULL,
	 ALWAYS,
	 {"the driver does not take this number, or not in the state that the PF is in",
	  "look for the driver in dmesg; some want the PF up first, or its own queues "
	  "freed"}},
	{CHANGE_NUMVFS,
	 ANY_ATTR,
	 EIO,
	 NULL,
	 ALWAYS,
	 {"the device did not take it", "look for 'SR-IOV' in dmesg"}},
	{CHANGE_NUMVFS, ANY_ATTR, EACCES, NULL, ALWAYS, {"not allowed", "run as root"}},
	{CHANGE_NUMVFS,
	 ANY_ATTR,
	 EROFS,
	 NULL,
	 ALWAYS,
	 {"/sys is mounted read-only", "in a container? mount sysfs read-write"}},
	{CHANGE_AUTOPROBE_OFF,
	 ANY_ATTR,
	 EROFS,
	 NULL,
	 ALWAYS,
	 {"/sys is mounted read-only", "in a container? mount sysfs read-write"}},
	{CHANGE_AUTOPROBE_OFF,
	 ANY_ATTR,
	 EACCES,
	 NULL,
	 ALWAYS,
	 {"not allowed", "run as root"}},
	{CHANGE_PF_ATTR,
	 ANY_ATTR,
	 EINVAL,
	 NULL,
	 ALWAYS,
	 {"the MTU is out of what the driver takes", "ip -d link show tells its maxmtu"}},
	{CHANGE_PF_UP,
	 ANY_ATTR,
	 EPERM,
	 NULL,
	 ALWAYS,
	 {"CAP_NET_ADMIN is missing", "run as root"}},
	{CHANGE_PF_DOWN,
	 ANY_ATTR,
	 EPERM,
	 NULL,
	 ALWAYS,
	 {"CAP_NET_ADMIN is missing", "run as root"}},
};

const struct refusal *refusal_find(const struct change *change,
				   const struct observed_pf *pf, int error)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if ((rows[i].kind != ANY_KIND && rows[i].kind != (int)change->kind) ||
		    rows[i].error != -error ||
		    (rows[i].attr != ANY_ATTR && rows[i].attr != (int)change->attr) ||
		    (rows[i].when == WITHOUT_CARRIER && pf->carrier) ||
		    (rows[i].when == WHEN_DOWN && pf->link) ||
		    (rows[i].driver &&
		     (!pf->driver || strcmp(rows[i].driver, pf->driver) != 0)))
			continue;
		return &rows[i].refusal;
	}
	return NULL;
}
