/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/mac-address.h"

#include <string.h>

#include "support/hash.h"
#include "support/text.h"

bool mac_address_parse(const char *text, struct mac_address *ret_mac)
{
	struct mac_address mac;

	if (!text_parse_bytes(text, mac.bytes, sizeof(mac.bytes)))
		return false;
	*ret_mac = mac;
	return true;
}

void mac_address_format(struct mac_address mac, char text[MAC_ADDRESS_TEXT])
{
	text_format_bytes(mac.bytes, sizeof(mac.bytes), text);
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

struct mac_address mac_address_from_hash(uint64_t hash)
{
	struct mac_address mac;

	for (size_t i = 0; i < sizeof(mac.bytes); i++)
		mac.bytes[i] = (uint8_t)(hash >> 8 * i);
	mac.bytes[0] = (uint8_t)((mac.bytes[0] & 0xfc) | 0x02);
	return mac;
}

struct mac_address mac_address_derive(struct mac_address pf, unsigned int index)
{
	const uint8_t number[] = {(uint8_t)(index >> 8), (uint8_t)index};
	uint64_t hash = hash_add(HASH_START, pf.bytes, sizeof(pf.bytes));

	return mac_address_from_hash(hash_end(hash_add(hash, number, sizeof(number))));
}
