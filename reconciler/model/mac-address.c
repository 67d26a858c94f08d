/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/mac-address.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool mac_address_parse(const char *text, struct mac_address *ret_mac)
{
	struct mac_address mac = {0};

	if (strlen(text) != MAC_ADDRESS_TEXT - 1)
		return false;
	for (int i = 0; i < MAC_ADDRESS_TEXT - 1; i++) {
		int c = tolower((unsigned char)text[i]);

		if (i % 3 == 2) {
			if (c != ':')
				return false;
			continue;
		}
		if (!isxdigit(c))
			return false;
		mac.bytes[i / 3] = (uint8_t)(mac.bytes[i / 3] << 4 |
					     (c <= '9' ? c - '0' : c - 'a' + 10));
	}
	*ret_mac = mac;
	return true;
}

void mac_address_format(struct mac_address mac, char text[MAC_ADDRESS_TEXT])
{
	snprintf(text, MAC_ADDRESS_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", mac.bytes[0],
		 mac.bytes[1], mac.bytes[2], mac.bytes[3], mac.bytes[4], mac.bytes[5]);
}

bool mac_address_is_zero(struct mac_address mac)
{
	return mac_address_is_equal(mac, (struct mac_address){0});
}

bool mac_address_is_equal(struct mac_address a, struct mac_address b)
{
	return memcmp(a.bytes, b.bytes, sizeof(a.bytes)) == 0;
}

bool mac_address_is_group(struct mac_address mac)
{
	return mac.bytes[0] & 1;
}

bool mac_address_is_local(struct mac_address mac)
{
	return mac.bytes[0] & 2;
}
