/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/mac-address.h"

#include "unit.h"

static void test_parse_and_format(void **state)
{
	static const char *const bad[] = {"",
					  "52:54:00:00:00",
					  "52:54:00:00:00:0g",
					  "52-54-00-00-00-00",
					  "52:54:00:00:00:000",
					  "5254.0000.0000"};
	struct mac_address mac;
	char text[MAC_ADDRESS_TEXT];

	(void)state;
	assert_true(mac_address_parse("52:54:00:AB:cd:0f", &mac));
	mac_address_format(mac, text);
	assert_string_equal(text, "52:54:00:ab:cd:0f");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(mac_address_parse(bad[i], &mac));
}

static void test_predicates(void **state)
{
	(void)state;
	assert_true(mac_address_is_zero((struct mac_address){0}));
	assert_false(mac_address_is_zero((struct mac_address){{0, 0, 0, 0, 0, 1}}));
	assert_true(mac_address_is_group((struct mac_address){{0x01}}));
	assert_false(mac_address_is_group((struct mac_address){{0x52}}));
	assert_true(mac_address_is_local((struct mac_address){{0x52}}));
	assert_false(mac_address_is_local((struct mac_address){{0x90}}));
}

/* Addresses that were given out stay: this is a promise to who has written them down. */
static void test_derive(void **state)
{
	struct mac_address pf = {{0x90, 0xe2, 0xba, 0x21, 0x01, 0x00}}, mac;
	char text[MAC_ADDRESS_TEXT];

	(void)state;
	for (unsigned int i = 0; i < 256; i++) {
		mac = mac_address_derive(pf, i);
		assert_true(mac_address_is_local(mac));
		assert_false(mac_address_is_group(mac));
		for (unsigned int j = 0; j < i; j++)
			assert_false(
				mac_address_is_equal(mac, mac_address_derive(pf, j)));
	}
	mac_address_format(mac_address_derive(pf, 0), text);
	assert_string_equal(text, "fe:db:2a:c6:1d:e8");
	mac_address_format(mac_address_derive(pf, 300), text);
	assert_string_equal(text, "36:ce:e9:46:fb:c4");
}

UNIT_GROUP(mac_address, UNIT_TEST(test_derive), UNIT_TEST(test_parse_and_format),
	   UNIT_TEST(test_predicates))
