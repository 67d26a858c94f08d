/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/attr-keys.h"
#include "model/value-read.h"

#include "unit.h"

static struct field read_value(struct unit *unit, enum value_kind kind, const char *text)
{
	struct yaml_fields keys = {.arena = &unit->arena, .diags = &unit->diags};
	struct yaml_field key = {.name = "k",
				 .max = kind == VALUE_NUMBER ? 100
					: kind == VALUE_VLAN ? VLAN_ID_MAX
							     : INT32_MAX};
	struct field field = {0};

	diags_init(&unit->diags, &unit->arena);
	value_reader(kind)(
		&keys, &key,
		yaml_parse(&unit->arena, &unit->diags, unit_source(unit, text)), &field);
	assert_int_equal(field.set, unit->diags.n_errors == 0);
	return field;
}

static void test_good(void **state)
{
	static const struct {
		enum value_kind kind;
		const char *in;
		const char *out;
	} values[] = {
		{VALUE_BOOL, "on", "on"},
		{VALUE_BOOL, "false", "off"},
		{VALUE_LINK, "up", "up"},
		{VALUE_LINK, "down", "down"},
		{VALUE_NUMBER, "100", "100"},
		{VALUE_RATE, "2147483647", "2147483647 Mbit/s"},
		{VALUE_TEXT, "abc", "abc"},
		{VALUE_MAC, "\"52:54:00:00:00:01\"", "52:54:00:00:00:01"},
		{VALUE_MAC, "00:00:00:00:00:00", "00:00:00:00:00:00"},
		{VALUE_GUID, "\"00:11:22:33:44:55:66:fF\"", "00:11:22:33:44:55:66:ff"},
		{VALUE_VLAN, "100", "100"},
		{VALUE_VLAN, "{id: 100}", "100"},
		{VALUE_VLAN, "{id: 100, qos: 3, proto: 802.1ad}",
		 "100 qos 3 proto 802.1ad"},
		{VALUE_VLAN, "{id: 100, proto: 802.1q}", "100"},
		{VALUE_VLAN, "{id: 100, proto: 802.1AD}", "100 proto 802.1ad"},
		{VALUE_VLAN, "{id: 0, proto: 802.1Q}", "0"},
		{VALUE_VLAN, "0", "0"},
		{VALUE_LINK_STATE, "enable", "enable"},
	};
	struct unit *unit = *state;
	char text[VALUE_FORMAT_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		struct field field = read_value(unit, values[i].kind, values[i].in);

		assert_string_equal(unit_codes(unit), "");
		value_format(values[i].kind, field.value, text);
		assert_string_equal(text, values[i].out);
		assert_int_equal(field.at->line, 1);
	}
}

static void test_faults(void **state)
{
	static const struct {
		enum value_kind kind;
		const char *text;
		const char *code;
	} faults[] = {
		{VALUE_BOOL, "2", "wrong-type"},
		{VALUE_LINK, "on", "wrong-type"},
		{VALUE_LINK, "[up]", "wrong-type"},
		{VALUE_NUMBER, "101", "out-of-range"},
		{VALUE_RATE, "2147483648", "out-of-range"},
		{VALUE_RATE, "100M", "wrong-type"},
		{VALUE_TEXT, "[]", "wrong-type"},
		{VALUE_MAC, "52:54", "bad-mac"},
		{VALUE_MAC, "{}", "wrong-type"},
		{VALUE_MAC, "\"01:00:5e:00:00:01\"", "mac-group"},
		{VALUE_GUID, "00:11:22:33:44:55:66", "bad-guid"},
		{VALUE_GUID, "00:11:22:33:44:55:66:7", "bad-guid"},
		{VALUE_GUID, "00:11:22:33:44:55:66-77", "bad-guid"},
		{VALUE_GUID, "[]", "wrong-type"},
		{VALUE_VLAN, "4095", "out-of-range"},
		{VALUE_VLAN, "{qos: 1}", "missing-key"},
		{VALUE_VLAN, "{id: 0, qos: 1}", "qos-without-vlan"},
		{VALUE_VLAN, "{id: 1, qos: 8}", "out-of-range"},
		{VALUE_VLAN, "{id: 1, proto: 802.1x}", "wrong-type"},
		{VALUE_VLAN, "{id: 1, prio: 2}", "unknown-key"},
		{VALUE_LINK_STATE, "up", "wrong-type"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		read_value(unit, faults[i].kind, faults[i].text);
		assert_string_equal(unit_codes(unit), faults[i].code);
	}
}

static void test_every_attribute_has_a_row(void **state)
{
	struct yaml_field rows[VF_KEY_COUNT];

	(void)state;
	attr_keys_vf(offsetof(struct desired_vf, attrs), rows, VF_KEY_COUNT);
	for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
		assert_non_null(vf_attr_info[attr].name);
		assert_non_null(vf_attr_info[attr].help);
		assert_string_equal(rows[attr].name, vf_attr_info[attr].name);
		assert_non_null(rows[attr].read);
		assert_non_null(rows[attr].form);
	}
}

UNIT_GROUP(value_read, UNIT_TEST(test_good), UNIT_TEST(test_faults),
	   UNIT_TEST(test_every_attribute_has_a_row))
