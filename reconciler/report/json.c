/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/json.h"

#include <stdlib.h>
#include <string.h>

#include "support/guard.h"
#include "support/text.h"

void json_put(json_t *object, const char *name, json_t *value)
{
	if (!value || json_object_set_new(object, name, value) < 0)
		abort();
}

json_t *json_text(const char *text)
{
	_cleanup_free_ char *copy = NULL;
	size_t length = strlen(text);
	json_t *value = json_string(text);
	bool is_printable;

	if (value)
		return value;
	copy = strdup(text);
	if (!copy)
		abort();
	for (size_t i = 0, n; i < length; i += n) {
		n = text_character(copy + i, length - i, &is_printable);
		/* One byte that is not ASCII is no character. */
		if (n == 1 && (copy[i] & 0x80))
			copy[i] = '?';
	}
	return json_string(copy);
}

void json_put_text(json_t *object, const char *name, const char *text)
{
	json_put(object, name, text ? json_text(text) : json_null());
}

void json_put_pci(json_t *object, const char *name, bool has, struct pci_address pci)
{
	char text[PCI_ADDRESS_TEXT];

	pci_address_format(pci, text);
	json_put_text(object, name, has ? text : NULL);
}

void json_put_number(json_t *object, const char *name, int number)
{
	json_put(object, name, number < 0 ? json_null() : json_integer(number));
}

static json_t *vlan_json(struct vlan vlan)
{
	json_t *object = json_object();

	json_put(object, "id", json_integer(vlan.id));
	json_put(object, "qos", json_integer(vlan.qos));
	json_put_text(object, "proto", vlan_proto_name(vlan.proto));
	return object;
}

void json_put_value(json_t *object, const char *name, enum value_kind kind,
		    const struct field *field)
{
	char text[VALUE_FORMAT_MAX];
	json_t *value = NULL;

	if (!field->set) {
		json_put(object, name, json_null());
		return;
	}
	switch (kind) {
	case VALUE_BOOL:
		value = json_boolean(field->value.on);
		break;
	case VALUE_LINK:
		value = json_string(field->value.on ? "up" : "down");
		break;
	case VALUE_NUMBER:
	case VALUE_RATE:
		value = json_integer(field->value.number);
		break;
	case VALUE_TEXT:
		json_put_text(object, name, field->value.text);
		return;
	case VALUE_MAC:
	case VALUE_GUID:
	case VALUE_PCI_ID:
		value_format(kind, field->value, text);
		value = json_string(text);
		break;
	case VALUE_VLAN:
		value = vlan_json(field->value.vlan);
		break;
	case VALUE_LINK_STATE:
		value = json_string(vf_link_state_name(field->value.link_state));
		break;
	case VALUE_FLAGS:
		value = json_object();
		for (size_t i = 0; i < field->value.flags->n; i++)
			json_put(value, field->value.flags->items[i].name,
				 json_boolean(field->value.flags->items[i].on));
		break;
	}
	json_put(object, name, value);
}

void json_release(json_t *value)
{
	/* There is one thread, so no atomics. The constants true, false and null have no
	 * count. */
	if (value->refcount != (size_t)-1 && --value->refcount == 0)
		json_delete(value);
}

void json_print(FILE *out, json_t *document)
{
	/* report_end() finds write errors. */
	json_dumpf(document, out, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	fputc('\n', out);
	json_release(document);
}
