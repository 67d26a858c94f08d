/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct mac_address {
	uint8_t bytes[6];
};

enum {
	MAC_ADDRESS_TEXT = sizeof("00:00:00:00:00:00")
};

/* Parses "90:e2:ba:21:00:00", either case. True, or false with *ret_mac untouched. */
bool mac_address_parse(const char *text, struct mac_address *ret_mac);

/* Writes lower case with colons, as `ip link` does. */
void mac_address_format(struct mac_address mac, char text[MAC_ADDRESS_TEXT]);

bool mac_address_is_zero(struct mac_address mac);
bool mac_address_is_equal(struct mac_address a, struct mac_address b);

/* The low bytes of a hash (support/hash.h) as a locally administered address. */
struct mac_address mac_address_from_hash(uint64_t hash);

/* The address of VF `index`, derived from the address of its PF: locally administered,
 * and always the same. Hashes the six bytes of the PF and two of the index. */
struct mac_address mac_address_derive(struct mac_address pf, unsigned int index);

/* Multicast and broadcast: no interface can have such an address. */
bool mac_address_is_group(struct mac_address mac);

/* Made up by software rather than assigned by a vendor. */
bool mac_address_is_local(struct mac_address mac);
