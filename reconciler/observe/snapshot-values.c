/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/snapshot-values.h"

#include "support/guard.h"

static void read_mac(struct keys *keys, const struct key *key,
		     const struct tree_node *value, void *target)
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

static const struct key vlan_keys[] = {
	{.name = "id",
	 .read = keys_read_int,
	 .offset = offsetof(struct vlan_parts, id),
	 .max = UINT16_MAX,
	 .required = true},
	{.name = "qos",
	 .read = keys_read_int,
	 .offset = offsetof(struct vlan_parts, qos),
	 .max = UINT8_MAX},
	{.name = "proto",
	 .read = keys_read_words,
	 .offset = offsetof(struct vlan_parts, proto),
	 .words = proto_words},
};

static void read_vlan(struct keys *keys, const struct key *key,
		      const struct tree_node *value, void *target)
{
	struct vlan_parts parts = {0};

	if (value->type == TREE_MAP)
		keys_read(keys, value, vlan_keys, ARRAY_SIZE(vlan_keys), &parts);
	else
		keys_read_int(keys, key, value, &parts.id);
	*(struct field *)target = (struct field){
		.set = true,
		.value.vlan = {.id = (uint16_t)parts.id,
			       .qos = (uint8_t)parts.qos,
			       .proto = parts.proto ? VLAN_8021AD : VLAN_8021Q},
		.at = value->at};
}

void snapshot_vf_attr_keys(size_t offset, struct key *rows)
{
	value_vf_attr_keys(offset, rows, VF_ATTR_COUNT);
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		switch (vf_attr_info[attr].kind) {
		case VALUE_MAC:
			rows[attr].read = read_mac;
			break;
		case VALUE_VLAN:
			rows[attr].read = read_vlan;
			rows[attr].max = UINT16_MAX;
			break;
		case VALUE_NUMBER:
		case VALUE_RATE:
			rows[attr].min = 0;
			rows[attr].max = UINT32_MAX;
			break;
		default:
			break;
		}
	}
}
