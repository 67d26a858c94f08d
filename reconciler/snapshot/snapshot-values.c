/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "snapshot/snapshot-values.h"

#include <string.h>

#include "model/attr-keys.h"
#include "support/guard.h"

static void read_mac(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *value, void *target)
{
	struct mac_address mac;

	if (value_parse_any_mac(keys, key, value, &mac))
		*(struct field *)target =
			(struct field){.set = true, .value.mac = mac, .at = value->at};
}

struct vlan_parts {
	int id, qos, proto;
};

static const char *const proto_words[] = {"802.1Q", "802.1ad", NULL};

static const struct yaml_field vlan_keys[] = {
	{.name = "id",
	 .read = yaml_fields_read_int,
	 .offset = offsetof(struct vlan_parts, id),
	 .max = UINT16_MAX,
	 .required = true},
	{.name = "qos",
	 .read = yaml_fields_read_int,
	 .offset = offsetof(struct vlan_parts, qos),
	 .max = UINT8_MAX},
	{.name = "proto",
	 .read = yaml_fields_read_words,
	 .offset = offsetof(struct vlan_parts, proto),
	 .words = proto_words},
};

static void read_vlan(struct yaml_fields *keys, const struct yaml_field *key,
		      const struct yaml_node *value, void *target)
{
	struct vlan_parts parts = {0};

	if (value->type == YAML_MAP)
		yaml_fields_read(keys, value, vlan_keys, ARRAY_SIZE(vlan_keys), &parts);
	else
		yaml_fields_read_int(keys, key, value, &parts.id);
	*(struct field *)target = (struct field){
		.set = true,
		.value.vlan = {.id = (uint16_t)parts.id,
			       .qos = (uint8_t)parts.qos,
			       .proto = parts.proto ? VLAN_8021AD : VLAN_8021Q},
		.at = value->at};
}

void snapshot_read_value(struct yaml_fields *keys, const struct yaml_field *key,
			 const struct yaml_node *value, enum value_kind kind,
			 struct field *field)
{
	struct yaml_field any = *key;
	int word = 0;

	any.min = 0;
	switch (kind) {
	case VALUE_MAC:
		read_mac(keys, key, value, field);
		return;
	case VALUE_VLAN:
		any.max = UINT16_MAX;
		read_vlan(keys, &any, value, field);
		return;
	case VALUE_NUMBER:
	case VALUE_RATE:
		any.max = UINT32_MAX;
		break;
	case VALUE_TEXT:
		if (!key->words)
			break;
		yaml_fields_read_words(keys, key, value, &word);
		*field = (struct field){
			.set = true, .value.text = key->words[word], .at = value->at};
		return;
	default:
		break;
	}
	value_reader(kind)(keys, &any, value, field);
}

static void read_vf_attr(struct yaml_fields *keys, const struct yaml_field *key,
			 const struct yaml_node *value, void *target)
{
	enum vf_attr attr = VF_ATTR_MAC;

	while (strcmp(vf_attr_info[attr].name, key->name) != 0)
		attr++;
	snapshot_read_value(keys, key, value, vf_attr_info[attr].kind, target);
}

static void read_pf_attr(struct yaml_fields *keys, const struct yaml_field *key,
			 const struct yaml_node *value, void *target)
{
	enum pf_attr attr = 0;

	while (strcmp(pf_attr_key(attr), key->name) != 0)
		attr++;
	/* numvfs keeps the limit of a configuration: it is a u16 in the kernel, and `vfs`
	 * lists as many VFs. */
	if (attr == PF_ATTR_NUMVFS)
		value_read_number(keys, key, value, target);
	else
		snapshot_read_value(keys, key, value, pf_attr_info[attr].kind, target);
}

static size_t pf_attr_keys(const char *group, size_t offset, struct yaml_field *rows)
{
	size_t n = attr_keys_pf(group, offset, rows);

	for (size_t i = 0; i < n; i++)
		rows[i].read = read_pf_attr;
	return n;
}

static void read_group(struct yaml_fields *keys, const struct yaml_field *key,
		       const struct yaml_node *value, void *attrs)
{
	struct yaml_field rows[PF_ATTR_COUNT];
	size_t n = pf_attr_keys(key->name, 0, rows);

	yaml_fields_read(keys, value, rows, n, attrs);
}

size_t snapshot_pf_attr_keys(size_t offset, struct yaml_field *rows)
{
	size_t n = pf_attr_keys(NULL, offset, rows);
	const char *group = NULL;

	for (size_t i = 0; i < n; i++)
		rows[i].required = strcmp(rows[i].name, pf_attr_key(PF_ATTR_NUMVFS)) == 0;
	for (int attr = 0; attr < PF_ATTR_COUNT; attr++) {
		if (!pf_attr_info[attr].group || pf_attr_info[attr].group == group)
			continue;
		group = pf_attr_info[attr].group;
		rows[n++] = (struct yaml_field){
			.name = group, .read = read_group, .offset = offset};
	}
	return n;
}

void snapshot_vf_attr_keys(size_t offset, struct yaml_field *rows)
{
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++)
		rows[attr] = (struct yaml_field){
			.name = vf_attr_info[attr].name,
			.read = read_vf_attr,
			.offset = offset + (size_t)attr * sizeof(struct field)};
}
