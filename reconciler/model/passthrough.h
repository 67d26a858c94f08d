/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/value.h"

/* The largest index that firmware can give a device (ONBOARD_INDEX_MAX, hw/acpi/pcihp.c
 * of QEMU). */
enum {
	ACPI_INDEX_MAX = 16 * 1024 - 1
};

/* What libvirt or QEMU is to do with a VF that it passes through; nothing of this is a
 * state of the VF. A field that is not set is left to libvirt and QEMU. */
struct passthrough {
	struct field rom_bar;	   /* VALUE_BOOL: the VM sees the VF's option ROM */
	struct field acpi_index;   /* VALUE_NUMBER: the VM names its netdev after it */
	struct field driver_model; /* VALUE_TEXT: the VFIO driver that libvirt binds */
	struct field iommufd; /* VALUE_BOOL: /dev/iommu instead of a VFIO container */
};
