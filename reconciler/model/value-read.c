/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/value-read.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "support/guard.h"

static void set(void *target, const struct yaml_node *node, struct value value)
{
	*(struct field *)target =
		(struct field){.set = true, .value = value, .at = node->at};
}

void value_read_bool(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *node, void *target)
{
	bool on;

	if (yaml_fields_parse_bool(keys, key, node, &on))
		set(target, node, (struct value){.on = on});
}

static const char *const link_words[] = {"up", "down", NULL};

void value_read_link(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *node, void *target)
{
	struct yaml_field row = *key;
	int word = -1;

	row.words = link_words;
	yaml_fields_read_words(keys, &row, node, &word);
	if (word >= 0)
		set(target, node, (struct value){.on = word == 0});
}

void value_read_number(struct yaml_fields *keys, const struct yaml_field *key,
		       const struct yaml_node *node, void *target)
{
	int64_t number;

	if (yaml_fields_parse_number(keys, key, node, key->min, key->max, &number))
		set(target, node, (struct value){.number = (uint32_t)number});
}

void value_read_text(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *node, void *target)
{
	const char *text = NULL;

	yaml_fields_read_text(keys, key, node, &text);
	if (text)
		set(target, node, (struct value){.text = text});
}

/* Whether it is a MAC address like 52:54:00:21:00:00 that another program read as a
 * number in base 60. */
static bool is_mangled(const struct yaml_node *node)
{
	int64_t number;

	return !node->quoted && yaml_fields_is_number(node->text, &number);
}

bool value_parse_any_mac(struct yaml_fields *keys, const struct yaml_field *key,
			 const struct yaml_node *node, struct mac_address *ret_mac)
{
	struct mac_address mac;
	struct diag *diag;

	if (node->type != YAML_SCALAR) {
		yaml_fields_wrong_type(keys, key, node, "a MAC address");
		return false;
	}
	if (!mac_address_parse(node->text, &mac)) {
		diag = diag_error(keys->diags, node->at, "bad-mac",
				  "'%s' is not a MAC address", node->text);
		diag_hint(keys->diags, diag,
			  is_mangled(node) ? "YAML makes a number of an address without "
					     "quotes, and some program wrote that here: "
					     "\"90:e2:ba:21:00:00\" in its own input"
					   : "six bytes in hex: \"90:e2:ba:21:00:00\"");
		return false;
	}
	yaml_fields_warn_unquoted(keys, node);
	*ret_mac = mac;
	return true;
}

bool value_parse_mac(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *node, struct mac_address *ret_mac)
{
	struct mac_address mac;
	struct diag *diag;

	if (!value_parse_any_mac(keys, key, node, &mac))
		return false;
	if (mac_address_is_group(mac)) {
		diag = diag_error(keys->diags, node->at, "mac-group",
				  "'%s' is a multicast address", node->text);
		diag_hint(keys->diags, diag,
			  "the first byte of an interface's own address is even");
		return false;
	}
	*ret_mac = mac;
	return true;
}

void value_read_mac(struct yaml_fields *keys, const struct yaml_field *key,
		    const struct yaml_node *node, void *target)
{
	struct mac_address mac;

	if (value_parse_mac(keys, key, node, &mac))
		set(target, node, (struct value){.mac = mac});
}

void value_read_guid(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *node, void *target)
{
	struct value value = {0};
	struct diag *diag;

	if (node->type != YAML_SCALAR) {
		yaml_fields_wrong_type(keys, key, node, "a GUID");
		return;
	}
	if (guid_parse(node->text, &value.guid)) {
		yaml_fields_warn_unquoted(keys, node);
		set(target, node, value);
		return;
	}
	diag = diag_error(keys->diags, node->at, "bad-guid", "'%s' is not a GUID",
			  node->text);
	diag_hint(keys->diags, diag, "eight bytes in hex: \"00:11:22:33:44:55:66:77\"");
}

bool value_parse_pci(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *node, struct pci_address *ret_address)
{
	struct diag *diag;

	if (node->type != YAML_SCALAR) {
		yaml_fields_wrong_type(keys, key, node, "a PCI address");
		return false;
	}
	if (!pci_address_parse(node->text, ret_address)) {
		diag = diag_error(keys->diags, node->at, "bad-pci",
				  "'%s' is not a PCI address", node->text);
		diag_hint(keys->diags, diag, "as lspci -D prints it: \"0000:03:00.0\"");
		return false;
	}
	yaml_fields_warn_unquoted(keys, node);
	return true;
}

struct vlan_parts {
	int id, qos, proto;
};

/* In the same order as `protos` below. */
static const char *const proto_words[] = {"802.1Q", "802.1ad", NULL};
static const uint16_t protos[] = {VLAN_8021Q, VLAN_8021AD};

/* Case does not matter, as in ip link. */
static void read_proto(struct yaml_fields *keys, const struct yaml_field *key,
		       const struct yaml_node *value, void *target)
{
	for (int i = 0; value->type == YAML_SCALAR && key->words[i]; i++) {
		if (strcasecmp(value->text, key->words[i]) == 0) {
			*(int *)target = i;
			return;
		}
	}
	yaml_fields_read_words(keys, key, value, target);
}

/* The words let editors complete; the pattern accepts other capitalization. */
static const struct yaml_form form_proto_text = {.shape = SHAPE_TEXT,
						 .pattern = "^802\\.1([Qq]|[Aa][Dd])$"};
static const struct yaml_form form_proto = {.shape = SHAPE_WORDS,
					    .or_else = &form_proto_text};

static const struct yaml_field vlan_keys[] = {
	{.name = "id",
	 .read = yaml_fields_read_int,
	 .form = &yaml_form_number,
	 .offset = offsetof(struct vlan_parts, id),
	 .max = VLAN_ID_MAX,
	 .required = true,
	 .help = "VLAN id; 0: no VLAN"},
	{.name = "qos",
	 .read = yaml_fields_read_int,
	 .form = &yaml_form_number,
	 .offset = offsetof(struct vlan_parts, qos),
	 .max = VLAN_QOS_MAX,
	 .help = "priority (PCP) in the tag"},
	{.name = "proto",
	 .read = read_proto,
	 .form = &form_proto,
	 .offset = offsetof(struct vlan_parts, proto),
	 .words = proto_words,
	 .help = "802.1Q, or 802.1ad for a service tag"},
};

void value_read_vlan(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *node, void *target)
{
	struct vlan vlan = {.proto = VLAN_8021Q};
	unsigned int n_errors = keys->diags->n_errors;

	if (node->type == YAML_MAP) {
		struct vlan_parts parts = {0};

		yaml_fields_read(keys, node, vlan_keys, ARRAY_SIZE(vlan_keys), &parts);
		vlan.id = (uint16_t)parts.id;
		vlan.qos = (uint8_t)parts.qos;
		vlan.proto = protos[parts.proto];
		if (keys->diags->n_errors == n_errors && vlan.id == 0 && vlan.qos != 0)
			diag_error(keys->diags, node->at, "qos-without-vlan",
				   "a priority needs a VLAN: qos is %d and id is 0",
				   parts.qos);
	} else {
		int64_t id;

		if (node->type == YAML_LIST)
			yaml_fields_wrong_type(
				keys, key, node,
				"one id, or a mapping of id, qos and proto");
		else if (yaml_fields_parse_number(keys, key, node, key->min, key->max,
						  &id))
			vlan.id = (uint16_t)id;
	}
	if (keys->diags->n_errors == n_errors)
		set(target, node, (struct value){.vlan = vlan});
}

static const char *const link_state_words[] = {"auto", "enable", "disable", NULL};

void value_read_vf_link_state(struct yaml_fields *keys, const struct yaml_field *key,
			      const struct yaml_node *node, void *target)
{
	struct yaml_field row = *key;
	int state = -1;

	row.words = link_state_words;
	yaml_fields_read_words(keys, &row, node, &state);
	if (state >= 0)
		set(target, node,
		    (struct value){.link_state = (enum vf_link_state)state});
}

/* The driver chooses the names, so accept any name that it may have. */
static bool is_flag_name(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < length; i++) {
		if (name[i] < (i == 0 ? '!' : ' ') || name[i] > '~')
			return false;
	}
	return length > 0 && length <= FLAG_NAME_MAX;
}

void value_read_flags(struct yaml_fields *keys, const struct yaml_field *key,
		      const struct yaml_node *node, void *target)
{
	struct flags *flags = arena_alloc(keys->arena, sizeof(*flags));
	struct flag *items;
	size_t n = 0;

	if (node->type != YAML_MAP) {
		yaml_fields_wrong_type(keys, key, node,
				       "a mapping of names to on or off");
		return;
	}
	items = arena_calloc(keys->arena, node->n_items, sizeof(*items));
	for (size_t i = 0; i < node->n_items; i++) {
		const struct yaml_item *item = &node->items[i];
		struct yaml_field row = *key;
		bool on;

		row.name = item->key->text;
		if (!is_flag_name(item->key->text))
			diag_error(keys->diags, item->key->at, "unsafe-name",
				   "no driver has a switch of this name: it has 1 to %d "
				   "characters of ASCII, and no space in front",
				   FLAG_NAME_MAX);
		else if (!yaml_fields_is_null(item->value) &&
			 yaml_fields_parse_bool(keys, &row, item->value, &on))
			items[n++] = (struct flag){
				.name = item->key->text, .on = on, .at = item->value->at};
	}
	*flags = (struct flags){items, n};
	set(target, node, (struct value){.flags = flags});
}

yaml_field_reader *value_reader(enum value_kind kind)
{
	static yaml_field_reader *const readers[] = {
		[VALUE_BOOL] = value_read_bool,
		[VALUE_LINK] = value_read_link,
		[VALUE_NUMBER] = value_read_number,
		[VALUE_RATE] = value_read_number,
		[VALUE_TEXT] = value_read_text,
		[VALUE_MAC] = value_read_mac,
		[VALUE_GUID] = value_read_guid,
		[VALUE_PCI_ID] = value_read_pci_id,
		[VALUE_VLAN] = value_read_vlan,
		[VALUE_LINK_STATE] = value_read_vf_link_state,
		[VALUE_FLAGS] = value_read_flags,
	};

	return readers[kind];
}

#define HEX "[0-9A-Fa-f]"

/* The second digit is even, since the MAC of an interface is never multicast. */
const struct yaml_form value_form_mac = {
	.shape = SHAPE_TEXT, .pattern = "^" HEX "[02468ACEace](:" HEX "{2}){5}$"};
const struct yaml_form value_form_pci = {.shape = SHAPE_TEXT,
					 .pattern = "^(" HEX "{4,8}:)?" HEX "{2}:[01]" HEX
						    "\\.[0-7]$"};
const struct yaml_form value_form_pci_id = {.shape = SHAPE_TEXT,
					    .pattern = "^" HEX "{4}$"};

const struct yaml_form value_form_guid = {.shape = SHAPE_TEXT,
					  .pattern = "^" HEX "{2}(:" HEX "{2}){7}$"};
const struct yaml_form value_form_link = {.shape = SHAPE_WORDS, .words = link_words};
static const struct yaml_form form_link_state = {.shape = SHAPE_WORDS,
						 .words = link_state_words};
static const struct yaml_form form_flags = {
	.shape = SHAPE_NAMED, .pattern = "^[!-~][ -~]{0,30}$", .item = &yaml_form_bool};
static const struct yaml_form form_vlan_map = {
	.shape = SHAPE_MAP, .keys = vlan_keys, .n_keys = ARRAY_SIZE(vlan_keys)};
static const struct yaml_form form_vlan = {.shape = SHAPE_NUMBER,
					   .or_else = &form_vlan_map};

const struct yaml_form *value_form(enum value_kind kind)
{
	static const struct yaml_form *const forms[] = {
		[VALUE_BOOL] = &yaml_form_bool,	       [VALUE_LINK] = &value_form_link,
		[VALUE_NUMBER] = &yaml_form_number,    [VALUE_RATE] = &yaml_form_number,
		[VALUE_TEXT] = &yaml_form_text,	       [VALUE_MAC] = &value_form_mac,
		[VALUE_GUID] = &value_form_guid,       [VALUE_VLAN] = &form_vlan,
		[VALUE_LINK_STATE] = &form_link_state, [VALUE_FLAGS] = &form_flags,
		[VALUE_PCI_ID] = &value_form_pci_id,
	};

	return forms[kind];
}

void value_read_word(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *value, void *target)
{
	int word = -1;

	yaml_fields_read_words(keys, key, value, &word);
	if (word >= 0)
		set(target, value, (struct value){.text = key->words[word]});
}

void value_read_pci_id(struct yaml_fields *keys, const struct yaml_field *key,
		       const struct yaml_node *value, void *target)
{
	const char *text = NULL;

	yaml_fields_read_text(keys, key, value, &text);
	if (!text)
		return;
	if (strlen(text) != 4 || strspn(text, "0123456789abcdefABCDEF") != 4)
		yaml_fields_wrong_type(keys, key, value, "four hex digits in quotes");
	else
		set(target, value,
		    (struct value){.number = (uint32_t)strtol(text, NULL, 16)});
}
