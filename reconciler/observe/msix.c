/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/msix.h"

#include <linux/pci_regs.h>
#include <stdint.h>

enum {
	CONFIG_SIZE = 256,
	CONFIG_BUFFER =
		4096 + 2, /* the whole file of a PCI Express device, and its end */
	CAPABILITIES_MAX = (CONFIG_SIZE - PCI_STD_HEADER_SIZEOF) / PCI_CAP_SIZEOF
};

int msix_read(struct kernel *kernel, struct pci_address pci)
{
	char text[PCI_ADDRESS_TEXT];
	uint8_t config[CONFIG_BUFFER];
	unsigned int at;
	int length;

	pci_address_format(pci, text);
	length = kernel_read(kernel, (char *)config, sizeof(config),
			     "bus/pci/devices/%s/config", text);
	/* kernel_read() takes a last byte of 0x0a for the end of a line and strips it. */
	if (length < CONFIG_SIZE - 1 || !(config[PCI_STATUS] & PCI_STATUS_CAP_LIST))
		return -1;
	at = config[PCI_CAPABILITY_LIST] & ~3u;
	for (int i = 0; i < CAPABILITIES_MAX && at >= PCI_STD_HEADER_SIZEOF; i++) {
		const uint8_t *capability = config + at;

		if (capability[PCI_CAP_LIST_ID] == PCI_CAP_ID_MSIX)
			return ((capability[PCI_MSIX_FLAGS] |
				 capability[PCI_MSIX_FLAGS + 1] << 8) &
				PCI_MSIX_FLAGS_QSIZE) +
			       1;
		at = capability[PCI_CAP_LIST_NEXT] & ~3u;
	}
	return -1;
}
