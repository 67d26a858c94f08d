/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/value-read.h"

#include <stdlib.h>
#include <string.h>

#include "support/guard.h"

static void set(void *target, const struct tree_node *node, struct value value)
{
	*(struct field *)target =
		(struct field){.set = true, .value = value, .at = node->at};
}

void value_read_bool(struct keys *keys, const struct key *key,
		     const struct tree_node *node, void *target)
{
	bool on;

	if (keys_parse_bool(keys, key, node, &on))
		set(target, node, (struct value){.on = on});
}

void value_read_link(struct keys *keys, const struct key *key,
		     const struct tree_node *node, void *target)
{
	bool is_up;

	is_up = node->type == TREE_SCALAR && strcmp(node->text, "up") == 0;
	if (!is_up && (node->type != TREE_SCALAR || strcmp(node->text, "down") != 0))
		keys_wrong_type(keys, key, node, "up or down");
	else
		set(target, node, (struct value){.on = is_up});
}

static void read_number(struct keys *keys, const struct key *key,
			const struct tree_node *node, int64_t min, int64_t max,
			void *target)
{
	int64_t number;

	if (keys_parse_number(keys, key, node, min, max, &number))
		set(target, node, (struct value){.number = (uint32_t)number});
}

void value_read_number(struct keys *keys, const struct key *key,
		       const struct tree_node *node, void *target)
{
	read_number(keys, key, node, key->min, key->max, target);
}

void value_read_rate(struct keys *keys, const struct key *key,
		     const struct tree_node *node, void *target)
{
	/* The kernel's ifla_vf_rate is u32, but drivers take an int (ndo_set_vf_rate). */
	read_number(keys, key, node, 0, INT32_MAX, target);
}

void value_read_text(struct keys *keys, const struct key *key,
		     const struct tree_node *node, void *target)
{
	const char *text = NULL;

	keys_read_text(keys, key, node, &text);
	if (text)
		set(target, node, (struct value){.text = text});
}

bool value_parse_mac(struct keys *keys, const struct key *key,
		     const struct tree_node *node, struct mac_address *ret_mac)
{
	struct mac_address mac;
	struct diag *diag;

	if (node->type != TREE_SCALAR) {
		keys_wrong_type(keys, key, node, "a MAC address");
		return false;
	}
	if (!mac_address_parse(node->text, &mac)) {
		diag = diag_error(keys->diags, node->at, "bad-mac",
				  "'%s' is not a MAC address", node->text);
		diag_hint(keys->diags, diag, "six bytes in hex: \"90:e2:ba:21:00:00\"");
		return false;
	}
	*ret_mac = mac;
	return true;
}

void value_read_mac(struct keys *keys, const struct key *key,
		    const struct tree_node *node, void *target)
{
	struct mac_address mac;
	struct diag *diag;

	if (!value_parse_mac(keys, key, node, &mac))
		return;
	if (mac_address_is_group(mac)) {
		diag = diag_error(keys->diags, node->at, "mac-group",
				  "'%s' is a multicast address", node->text);
		diag_hint(keys->diags, diag,
			  "the first byte of an interface's own address is even");
		return;
	}
	set(target, node, (struct value){.mac = mac});
}

bool value_parse_pci(struct keys *keys, const struct key *key,
		     const struct tree_node *node, struct pci_address *ret_address)
{
	struct diag *diag;

	if (node->type != TREE_SCALAR) {
		keys_wrong_type(keys, key, node, "a PCI address");
		return false;
	}
	if (!pci_address_parse(node->text, ret_address)) {
		diag = diag_error(keys->diags, node->at, "bad-pci",
				  "'%s' is not a PCI address", node->text);
		diag_hint(keys->diags, diag, "as lspci -D prints it: \"0000:03:00.0\"");
		return false;
	}
	return true;
}

struct vlan_parts {
	int id, qos, proto;
};

/* Indexed like the protocols below. */
static const char *const proto_words[] = {"802.1Q", "802.1ad", NULL};
static const uint16_t protos[] = {VLAN_8021Q, VLAN_8021AD};

static const struct key vlan_keys[] = {
	{.name = "id",
	 .read = keys_read_int,
	 .offset = offsetof(struct vlan_parts, id),
	 .max = VLAN_ID_MAX,
	 .required = true,
	 .help = "VLAN id; 0: no VLAN"},
	{.name = "qos",
	 .read = keys_read_int,
	 .offset = offsetof(struct vlan_parts, qos),
	 .max = VLAN_QOS_MAX,
	 .help = "priority (PCP) in the tag"},
	{.name = "proto",
	 .read = keys_read_words,
	 .offset = offsetof(struct vlan_parts, proto),
	 .words = proto_words,
	 .help = "802.1Q, or 802.1ad for a service tag"},
};

void value_read_vlan(struct keys *keys, const struct key *key,
		     const struct tree_node *node, void *target)
{
	struct vlan vlan = {.proto = VLAN_8021Q};
	unsigned int n_errors = keys->diags->n_errors;

	if (node->type == TREE_MAP) {
		struct vlan_parts parts = {0};

		keys_read(keys, node, vlan_keys, ARRAY_SIZE(vlan_keys), &parts);
		vlan.id = (uint16_t)parts.id;
		vlan.qos = (uint8_t)parts.qos;
		vlan.proto = protos[parts.proto];
		if (keys->diags->n_errors == n_errors && vlan.id == 0 && vlan.qos != 0)
			diag_error(keys->diags, node->at, "qos-without-vlan",
				   "a priority needs a VLAN: qos is %d and id is 0",
				   parts.qos);
	} else {
		int64_t id;

		if (keys_parse_number(keys, key, node, 0, VLAN_ID_MAX, &id))
			vlan.id = (uint16_t)id;
	}
	if (keys->diags->n_errors == n_errors)
		set(target, node, (struct value){.vlan = vlan});
}

void value_read_vf_link_state(struct keys *keys, const struct key *key,
			      const struct tree_node *node, void *target)
{
	static const char *const words[] = {"auto", "enable", "disable", NULL};
	struct key row = *key;
	int state = -1;

	row.words = words;
	keys_read_words(keys, &row, node, &state);
	if (state >= 0)
		set(target, node,
		    (struct value){.link_state = (enum vf_link_state)state});
}

key_reader *value_reader(enum value_kind kind)
{
	static key_reader *const readers[] = {
		[VALUE_BOOL] = value_read_bool,
		[VALUE_LINK] = value_read_link,
		[VALUE_NUMBER] = value_read_number,
		[VALUE_RATE] = value_read_rate,
		[VALUE_TEXT] = value_read_text,
		[VALUE_MAC] = value_read_mac,
		[VALUE_VLAN] = value_read_vlan,
		[VALUE_LINK_STATE] = value_read_vf_link_state,
	};

	return readers[kind];
}

void value_vf_attr_keys(size_t offset, struct key rows[VF_ATTR_COUNT])
{
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++)
		rows[attr] = (struct key){
			.name = vf_attr_info[attr].name,
			.read = value_reader(vf_attr_info[attr].kind),
			.offset = offset + (size_t)attr * sizeof(struct field),
			.help = vf_attr_info[attr].help,
		};
}

void value_read_pci_id(struct keys *keys, const struct key *key,
		       const struct tree_node *value, void *target)
{
	const char *text = NULL;
	char *end;
	long id;

	keys_read_text(keys, key, value, &text);
	if (!text)
		return;
	id = strtol(text, &end, 16);
	if (strlen(text) != 4 || *end != '\0' || id < 0)
		keys_wrong_type(keys, key, value, "four hex digits in quotes");
	else
		*(int *)target = (int)id;
}
