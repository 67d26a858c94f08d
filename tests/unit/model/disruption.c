/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/disruption.h"

#include "unit.h"

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		int bits; /* -1: none */
	} rows[] = {
		{"blink", DISRUPTION_BLINK},
		{"link", DISRUPTION_LINK},
		{"vfs", DISRUPTION_VFS},
		{"all", DISRUPTION_ALLOWED},
		{"blink,vfs", DISRUPTION_BLINK | DISRUPTION_VFS},
		{" blink , link ", DISRUPTION_BLINK | DISRUPTION_LINK},
		{"", -1},
		{"blink,", -1},
		{",blink", -1},
		{"blink link", -1},
		{"blin", -1},
		{"blinks", -1},
		{"none", -1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum disruption bits = DISRUPTION_REFUSED;

		assert_int_equal(disruption_parse(rows[i].text, &bits),
				 rows[i].bits >= 0);
		assert_int_equal(bits, rows[i].bits >= 0 ? rows[i].bits : 0);
	}
	assert_string_equal(disruption_name(DISRUPTION_LINK), "link");
}

UNIT_GROUP(disruption, UNIT_TEST(test_parse))
