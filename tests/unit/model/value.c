/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/value.h"

#include "unit.h"

static void test_format(void **state)
{
	static const struct {
		enum value_kind kind;
		struct value value;
		const char *text;
	} values[] = {
		{VALUE_BOOL, {.on = true}, "on"},
		{VALUE_BOOL, {.on = false}, "off"},
		{VALUE_LINK, {.on = true}, "up"},
		{VALUE_NUMBER, {.number = 7}, "7"},
		{VALUE_RATE, {.number = 100}, "100 Mbit/s"},
		{VALUE_RATE, {.number = 0}, "0"},
		{VALUE_TEXT, {.text = "igbvf"}, "igbvf"},
		{VALUE_MAC, {.mac = {{0x52, 0x54, 0, 0xAB, 1, 2}}}, "52:54:00:ab:01:02"},
		{VALUE_GUID,
		 {.guid = {{0, 1, 2, 3, 4, 5, 6, 0xff}}},
		 "00:01:02:03:04:05:06:ff"},
		{VALUE_VLAN, {.vlan = {.id = 100, .proto = VLAN_8021Q}}, "100"},
		{VALUE_VLAN, {.vlan = {.id = 0, .proto = VLAN_8021Q}}, "0"},
		{VALUE_VLAN,
		 {.vlan = {.id = 4094, .qos = 7, .proto = VLAN_8021AD}},
		 "4094 qos 7 proto 802.1ad"},
		{VALUE_LINK_STATE, {.link_state = VF_LINK_DISABLE}, "disable"},
	};
	char text[VALUE_FORMAT_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		value_format(values[i].kind, values[i].value, text);
		assert_string_equal(text, values[i].text);
	}
}

static void test_equal(void **state)
{
	struct value a = {.vlan = {.id = 5, .proto = VLAN_8021Q}};
	struct value b = {.vlan = {.id = 5, .proto = VLAN_8021AD}};

	(void)state;
	assert_true(value_is_equal(VALUE_VLAN, a, a));
	assert_false(value_is_equal(VALUE_VLAN, a, b));
	a.vlan.id = b.vlan.id = 0;
	assert_true(value_is_equal(VALUE_VLAN, a, b));
	b.vlan.qos = 1;
	assert_false(value_is_equal(VALUE_VLAN, a, b));
	assert_true(value_is_equal(VALUE_TEXT, (struct value){.text = "a"},
				   (struct value){.text = "a"}));
	assert_false(value_is_equal(VALUE_MAC, (struct value){.mac = {{1}}},
				    (struct value){.mac = {{2}}}));
	assert_false(value_is_equal(VALUE_GUID, (struct value){.guid = {{1}}},
				    (struct value){.guid = {{2}}}));
	assert_false(value_is_equal(VALUE_BOOL, (struct value){.on = true},
				    (struct value){.on = false}));
	assert_false(value_is_equal(VALUE_RATE, (struct value){.number = 1},
				    (struct value){.number = 2}));
	assert_false(value_is_equal(VALUE_LINK_STATE, (struct value){.link_state = 0},
				    (struct value){.link_state = 1}));
}

static void test_neutral(void **state)
{
	(void)state;
	assert_true(value_is_neutral(VALUE_VLAN, (struct value){.vlan = {.proto = 1}}));
	assert_false(value_is_neutral(VALUE_VLAN, (struct value){.vlan = {.id = 1}}));
	assert_true(value_is_neutral(VALUE_RATE, (struct value){.number = 0}));
	assert_true(value_is_neutral(VALUE_MAC, (struct value){.number = 0}));
	assert_true(value_is_neutral(VALUE_GUID, (struct value){.number = 0}));
	assert_false(value_is_neutral(VALUE_GUID, (struct value){.guid = {{0, 1}}}));
	assert_false(value_is_neutral(VALUE_BOOL, (struct value){.on = false}));
	assert_true(value_is_neutral(VALUE_LINK_STATE,
				     (struct value){.link_state = VF_LINK_AUTO}));
	assert_false(value_is_neutral(VALUE_TEXT, (struct value){.text = ""}));
}

UNIT_GROUP(value, UNIT_TEST(test_format), UNIT_TEST(test_equal), UNIT_TEST(test_neutral))
