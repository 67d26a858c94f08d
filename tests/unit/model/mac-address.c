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

UNIT_GROUP(mac_address, UNIT_TEST(test_parse_and_format), UNIT_TEST(test_predicates))
