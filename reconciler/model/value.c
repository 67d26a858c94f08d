/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/value.h"

#include <stdio.h>
#include <string.h>

#include "support/text.h"

static bool is_vlan_equal(struct vlan a, struct vlan b)
{
	/* Without a VLAN the protocol is meaningless, and what drivers report varies. */
	return a.id == b.id && a.qos == b.qos && (a.proto == b.proto || a.id == 0);
}

bool field_is_given(const struct field *field)
{
	return field->set && field->value.source == VALUE_GIVEN;
}

uint32_t field_number(const struct field *field)
{
	return field->set ? field->value.number : 0;
}

/* Items of `b` without a place get `at`. */
static const struct flags *join_flags(struct arena *arena, const struct flags *a,
				      const struct flags *b, const struct span *at)
{
	struct flags *flags = arena_alloc(arena, sizeof(*flags));
	struct flag *items = arena_calloc(arena, a->n + b->n, sizeof(*items));

	if (a->n > 0)
		memcpy(items, a->items, a->n * sizeof(*items));
	memcpy(items + a->n, b->items, b->n * sizeof(*items));
	for (size_t i = a->n; i < a->n + b->n; i++)
		items[i].at = items[i].at ? items[i].at : at;
	*flags = (struct flags){items, a->n + b->n};
	return flags;
}

void field_merge(struct arena *arena, enum value_kind kind, struct field *field,
		 const struct field *more)
{
	struct field merged = *more;

	if (kind == VALUE_FLAGS)
		merged.value.flags = join_flags(
			arena, field->set ? field->value.flags : &(struct flags){0},
			more->value.flags, more->at);
	*field = merged;
}

bool field_is_on(const struct field *field)
{
	return field->set && field->value.on;
}

const struct flag *flags_find(const struct flags *flags, const char *name)
{
	for (size_t i = 0; i < flags->n; i++) {
		if (strcmp(flags->items[i].name, name) == 0)
			return &flags->items[i];
	}
	return NULL;
}

static bool are_flags_equal(const struct flags *a, const struct flags *b)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct flag *other = flags_find(b, a->items[i].name);

		if (!other || other->on != a->items[i].on)
			return false;
	}
	return a->n == b->n;
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
	case VALUE_PCI_ID:
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
	case VALUE_FLAGS:
		return are_flags_equal(a.flags, b.flags);
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
		return false; /* the initial value depends on the driver */
	case VALUE_NUMBER:
	case VALUE_RATE:
		return value.number == 0;
	case VALUE_TEXT:
	case VALUE_PCI_ID:
		return false;
	case VALUE_MAC:
		return mac_address_is_zero(value.mac);
	case VALUE_GUID:
		return memcmp(&value.guid, &(struct guid){0}, sizeof(value.guid)) == 0;
	case VALUE_VLAN:
		return value.vlan.id == 0 && value.vlan.qos == 0;
	case VALUE_LINK_STATE:
		return value.link_state == VF_LINK_AUTO;
	case VALUE_FLAGS:
		return value.flags->n == 0;
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
	text += sprintf(text, "%u", vlan.id);
	if (vlan.qos)
		text += sprintf(text, " qos %u", vlan.qos);
	if (vlan.id && vlan.proto == VLAN_8021AD)
		sprintf(text, " proto %s", vlan_proto_name(vlan.proto));
}

/* "legacy-rx on"; several flags: only their number. */
static void format_flags(const struct flags *flags, char text[VALUE_FORMAT_MAX])
{
	if (flags->n == 1)
		snprintf(text, VALUE_FORMAT_MAX, "%.*s %s", FLAG_NAME_MAX,
			 flags->items[0].name, flags->items[0].on ? "on" : "off");
	else
		snprintf(text, VALUE_FORMAT_MAX, "%zu flags", flags->n);
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
		snprintf(text, VALUE_FORMAT_MAX, "%u", value.number);
		break;
	case VALUE_RATE:
		snprintf(text, VALUE_FORMAT_MAX, value.number ? "%u Mbit/s" : "%u",
			 value.number);
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
	case VALUE_PCI_ID:
		snprintf(text, VALUE_FORMAT_MAX, "%04x", value.number);
		break;
	case VALUE_VLAN:
		format_vlan(value.vlan, text);
		break;
	case VALUE_LINK_STATE:
		strcpy(text, vf_link_state_name(value.link_state));
		break;
	case VALUE_FLAGS:
		format_flags(value.flags, text);
		break;
	}
}
