/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* domain:bus:device.function, as in sysfs and lspci -D. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct pci_address {
	uint32_t domain; /* 16 bits on most hosts; VMD and hyperv domains are wider */
	uint8_t bus;
	uint8_t device;	  /* 5 bits; libvirt's "slot" */
	uint8_t function; /* 3 bits */
};

enum {
	PCI_ADDRESS_TEXT = sizeof("ffffffff:ff:1f.7")
};

/* Parses "0000:03:00.0"; the domain is optional ("03:00.0" is in domain 0), as in lspci.
 * True, or false with *ret_address untouched. */
bool pci_address_parse(const char *text, struct pci_address *ret_address);

/* Writes "0000:03:00.0", as sysfs names the device. */
void pci_address_format(struct pci_address address, char text[PCI_ADDRESS_TEXT]);

/* Order by domain, bus, device, function. */
int pci_address_compare(struct pci_address a, struct pci_address b);
