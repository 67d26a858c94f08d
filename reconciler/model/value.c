/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/value.h"

#include <stdio.h>
#include <string.h>

#include "support/text.h"

static bool is_vlan_equal(struct vlan a, struct vlan b)
{
	/* Without a VLAN its protocol means nothing, and drivers report what they like.
	 */
	return a.id == b.id && a.qos == b.qos && (a.proto == b.proto || a.id == 0);
}

bool field_is_given(const struct field *field)
{
	return field->set && field->value.source == VALUE_GIVEN;
}

bool value_is_equal(enum value_kind kind, struct value a, struct value b)
{
	if (a.source != VALUE_GIVEN || b.source != VALUE_GIVEN)
		return a.source == b.source;
	switch (kind) {
	case VALUE_BOOL:
	case VALUE_LINK:
		return a.on == b.on;
	case VALUE_NUMBER:
	case VALUE_RATE:
		return a.number == b.number;
	case VALUE_TEXT:
		return strcmp(a.text, b.text) == 0;
	case VALUE_MAC:
		return mac_address_is_equal(a.mac, b.mac);
	case VALUE_GUID:
		return memcmp(&a.guid, &b.guid, sizeof(a.guid)) == 0;
	case VALUE_VLAN:
		return is_vlan_equal(a.vlan, b.vlan);
	case VALUE_LINK_STATE:
		return a.link_state == b.link_state;
	}
	return false;
}

bool value_is_neutral(enum value_kind kind, struct value value)
{
	if (value.source != VALUE_GIVEN)
		return false;
	switch (kind) {
	case VALUE_BOOL:
	case VALUE_LINK:
		return false; /* drivers differ in what they start with */
	case VALUE_NUMBER:
	case VALUE_RATE:
		return value.number == 0;
	case VALUE_TEXT:
		return false;
	case VALUE_MAC:
		return mac_address_is_zero(value.mac);
	case VALUE_GUID:
		return memcmp(&value.guid, &(struct guid){0}, sizeof(value.guid)) == 0;
	case VALUE_VLAN:
		return value.vlan.id == 0 && value.vlan.qos == 0;
	case VALUE_LINK_STATE:
		return value.link_state == VF_LINK_AUTO;
	}
	return false;
}

const char *vf_link_state_name(enum vf_link_state state)
{
	static const char *const names[] = {
		[VF_LINK_AUTO] = "auto",
		[VF_LINK_ENABLE] = "enable",
		[VF_LINK_DISABLE] = "disable",
	};

	return (size_t)state < sizeof(names) / sizeof(names[0]) ? names[state]
								: "unknown";
}

const char *value_source_word(enum value_source source)
{
	static const char *const words[] = {
		[VALUE_GIVEN] = "",
		[VALUE_OF_PF] = "derive",
		[VALUE_OF_VM] = "derive",
		[VALUE_MAX] = "max",
	};

	return words[source];
}

const char *vlan_proto_name(uint16_t proto)
{
	return proto == VLAN_8021AD ? "802.1ad" : "802.1Q";
}

bool guid_parse(const char *text, struct guid *ret_guid)
{
	struct guid guid;

	if (!text_parse_bytes(text, guid.bytes, sizeof(guid.bytes)))
		return false;
	*ret_guid = guid;
	return true;
}

static void format_vlan(struct vlan vlan, char text[VALUE_FORMAT_MAX])
{
	text = text_put_number(text, vlan.id);
	if (vlan.qos)
		text = text_put_number(stpcpy(text, " qos "), vlan.qos);
	if (vlan.id && vlan.proto == VLAN_8021AD)
		strcpy(stpcpy(text, " proto "), vlan_proto_name(vlan.proto));
}

void value_format(enum value_kind kind, struct value value, char text[VALUE_FORMAT_MAX])
{
	if (value.source != VALUE_GIVEN) {
		strcpy(text, value_source_word(value.source));
		return;
	}
	switch (kind) {
	case VALUE_BOOL:
		strcpy(text, value.on ? "on" : "off");
		break;
	case VALUE_LINK:
		strcpy(text, value.on ? "up" : "down");
		break;
	case VALUE_NUMBER:
		text_put_number(text, value.number);
		break;
	case VALUE_RATE:
		text = text_put_number(text, value.number);
		strcpy(text, value.number ? " Mbit/s" : "");
		break;
	case VALUE_TEXT:
		snprintf(text, VALUE_FORMAT_MAX, "%s", value.text);
		break;
	case VALUE_MAC:
		mac_address_format(value.mac, text);
		break;
	case VALUE_GUID:
		text_format_bytes(value.guid.bytes, sizeof(value.guid.bytes), text);
		break;
	case VALUE_VLAN:
		format_vlan(value.vlan, text);
		break;
	case VALUE_LINK_STATE:
		strcpy(text, vf_link_state_name(value.link_state));
		break;
	}
}
