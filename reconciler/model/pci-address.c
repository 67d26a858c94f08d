/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/pci-address.h"

#include <ctype.h>
#include <stdio.h>

/* Parses at least `least` and at most `most` hex digits that `end` follows. Returns the
 * text after `end`, or NULL. */
static const char *parse_part(const char *text, int least, int most, char end,
			      uint32_t *ret)
{
	uint32_t value = 0;
	int n = 0;

	while (n < most && isxdigit((unsigned char)*text)) {
		int c = tolower((unsigned char)*text++);

		value = value * 16 + (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
		n++;
	}
	if (n < least || *text != end)
		return NULL;
	*ret = value;
	return end ? text + 1 : text;
}

bool pci_address_parse(const char *text, struct pci_address *ret_address)
{
	uint32_t domain = 0, bus, device, function;
	const char *rest = parse_part(text, 4, 8, ':', &domain);

	if (!rest) {
		domain = 0;
		rest = text;
	}
	rest = parse_part(rest, 2, 2, ':', &bus);
	if (rest)
		rest = parse_part(rest, 2, 2, '.', &device);
	if (rest)
		rest = parse_part(rest, 1, 1, '\0', &function);
	if (!rest || device > 0x1f || function > 7)
		return false;
	*ret_address = (struct pci_address){
		.domain = domain,
		.bus = (uint8_t)bus,
		.device = (uint8_t)device,
		.function = (uint8_t)function,
	};
	return true;
}

void pci_address_format(struct pci_address address, char text[PCI_ADDRESS_TEXT])
{
	snprintf(text, PCI_ADDRESS_TEXT, "%04x:%02x:%02x.%u", address.domain, address.bus,
		 address.device & 0x1fu, address.function & 7u);
}

int pci_address_compare(struct pci_address a, struct pci_address b)
{
	if (a.domain != b.domain)
		return a.domain < b.domain ? -1 : 1;
	if (a.bus != b.bus)
		return a.bus < b.bus ? -1 : 1;
	if (a.device != b.device)
		return a.device < b.device ? -1 : 1;
	return (a.function > b.function) - (a.function < b.function);
}
