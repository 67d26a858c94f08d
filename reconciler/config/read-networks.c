/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/read-networks.h"

#include "config/key-hints.h"
#include "config/read-pools.h"
#include "model/names.h"
#include "model/value-read.h"
#include "support/guard.h"

enum {
	NETWORKS_MAX = 1024,
	PORTGROUPS_MAX = 1024 /* of one network */
};

struct network_entry {
	struct desired_network network;
	const char *pool;
};

static void read_pool(struct yaml_fields *keys, const struct yaml_field *key,
		      const struct yaml_node *value, void *target)
{
	struct network_entry *entry = target;

	yaml_fields_read_text(keys, key, value, &entry->pool);
	entry->network.pool_at = value->at;
}

/* libvirt writes the VLAN of a network to the PF, always with priority 0 and 802.1Q
 * (virNetDevSetVfVlan, src/util/virnetdev.c). */
static void read_vlan(struct yaml_fields *keys, const struct yaml_field *key,
		      const struct yaml_node *value, void *target)
{
	struct field field = {0};

	if (value->type == YAML_MAP) {
		diag_hint(
			keys->diags,
			diag_error(keys->diags, value->at, "libvirt-vlan",
				   "libvirt would drop the VLAN's priority and protocol "
				   "when a VM starts"),
			"a network has only the ID of a VLAN: vlan: 100");
		return;
	}
	value_read_vlan(keys, key, value, &field);
	if (field.set)
		*(struct field *)target = field;
}

static const struct yaml_form form_vlan = {.shape = SHAPE_NUMBER};

static const struct yaml_field portgroup_keys[] = {
	{.name = "vlan",
	 .read = read_vlan,
	 .form = &form_vlan,
	 .offset = offsetof(struct desired_portgroup, vlan),
	 .max = VLAN_ID_MAX,
	 .required = true,
	 .help = "VLAN of VMs whose interface names this portgroup"},
	{.name = "default",
	 .read = yaml_fields_read_bool,
	 .form = &yaml_form_bool,
	 .offset = offsetof(struct desired_portgroup, is_default),
	 .help = "on: for interfaces that name no portgroup"},
};

static const struct yaml_form form_portgroup = {
	.shape = SHAPE_MAP, .keys = portgroup_keys, .n_keys = ARRAY_SIZE(portgroup_keys)};
static const struct yaml_form form_portgroups = {.shape = SHAPE_NAMED,
						 .pattern = "^[A-Za-z0-9_-]{1,64}$",
						 .item = &form_portgroup};

static void check_default(struct yaml_fields *keys, const struct desired_network *network)
{
	const struct desired_portgroup *first = NULL;

	for (size_t i = 0; i < network->n_portgroups; i++) {
		const struct desired_portgroup *group = &network->portgroups[i];

		if (group->is_default && first)
			diag_note(keys->diags,
				  diag_error(keys->diags, group->at, "given-twice",
					     "two portgroups cannot be the default"),
				  first->at, "the first one is here");
		if (group->is_default && !first)
			first = group;
	}
}

static void read_portgroups(struct yaml_fields *keys, const struct yaml_field *key,
			    const struct yaml_node *value, void *target)
{
	struct network_entry *entry = target;
	struct desired_network *network = &entry->network;

	if (value->type != YAML_MAP) {
		key_hints_refuse_list(keys, key->name, value, "a mapping of portgroups",
				      "web: {vlan: 100}");
		return;
	}
	if (value->n_items > PORTGROUPS_MAX) {
		diag_error(keys->diags, value->at, "yaml-limit",
			   "%u portgroups of one network; at most %d", value->n_items,
			   PORTGROUPS_MAX);
		return;
	}
	network->portgroups =
		arena_calloc(keys->arena, value->n_items, sizeof(*network->portgroups));
	for (size_t i = 0; i < value->n_items; i++) {
		const struct yaml_item *item = &value->items[i];
		struct desired_portgroup group = {.name = item->key->text,
						  .at = item->key->at};

		/* libvirt's schema takes little more (deviceName, basictypes.rng). */
		if (!names_is_word(item->key->text))
			diag_hint(keys->diags,
				  diag_error(keys->diags, item->key->at, "unsafe-name",
					     "'%s' cannot be the name of a portgroup",
					     item->key->text),
				  "letters, digits, '-' and '_'");
		if (yaml_fields_is_null(item->value))
			continue;
		yaml_fields_read(keys, item->value, portgroup_keys,
				 ARRAY_SIZE(portgroup_keys), &group);
		network->portgroups[network->n_portgroups++] = group;
	}
	check_default(keys, network);
}

static const struct yaml_form form_pool_name = {.shape = SHAPE_TEXT,
						.pattern = NAMES_PATTERN_SAFE};

static const struct yaml_field network_keys[] = {
	{.name = "pool",
	 .read = read_pool,
	 .form = &form_pool_name,
	 .required = true,
	 .help = "the pool whose VFs libvirt gives to VMs"},
	{.name = "vlan",
	 .read = read_vlan,
	 .form = &form_vlan,
	 .offset = offsetof(struct network_entry, network.vlan),
	 .max = VLAN_ID_MAX,
	 .help = "VLAN of all VMs of the network"},
	{.name = "portgroups",
	 .read = read_portgroups,
	 .form = &form_portgroups,
	 .help = "groups with VLANs of their own, by the names that VMs use"},
};

static const struct yaml_form form_network = {
	.shape = SHAPE_MAP, .keys = network_keys, .n_keys = ARRAY_SIZE(network_keys)};
const struct yaml_form config_form_networks = {
	.shape = SHAPE_NAMED, .pattern = NAMES_PATTERN_SAFE, .item = &form_network};

/* The network that has the pool already; NULL. */
static const struct desired_network *find_user(const struct desired *desired,
					       const struct desired_pool *pool)
{
	for (size_t i = 0; i < desired->n_networks; i++) {
		if (desired->networks[i].pool == pool)
			return &desired->networks[i];
	}
	return NULL;
}

static void read_network(struct yaml_fields *keys, const struct yaml_item *item,
			 struct desired *desired)
{
	struct network_entry entry = {
		.network = {.name = item->key->text, .at = item->key->at}};
	const struct desired_network *other;

	names_check(keys, item->key, names_is_safe(item->key->text), "a network");
	if (yaml_fields_is_null(item->value))
		return;
	yaml_fields_read(keys, item->value, network_keys, ARRAY_SIZE(network_keys),
			 &entry);
	if (!entry.pool)
		return;
	entry.network.pool =
		config_find_pool(keys, desired, entry.pool, entry.network.pool_at);
	if (!entry.network.pool)
		return;
	other = find_user(desired, entry.network.pool);
	if (other)
		diag_note(keys->diags,
			  diag_error(keys->diags, entry.network.pool_at, "given-twice",
				     "one pool cannot be for two networks"),
			  other->pool_at, "it is for '%s' here", other->name);
	desired->networks[desired->n_networks++] = entry.network;
}

void config_read_networks(struct yaml_fields *keys, const struct yaml_node *networks,
			  struct desired *desired)
{
	if (networks->type != YAML_MAP) {
		key_hints_refuse_list(keys, "networks", networks, "a mapping of networks",
				      "passthrough: {pool: spare}");
		return;
	}
	if (networks->n_items > NETWORKS_MAX) {
		diag_error(keys->diags, networks->at, "yaml-limit",
			   "%u networks; at most %d", networks->n_items, NETWORKS_MAX);
		return;
	}
	desired->networks =
		arena_calloc(keys->arena, networks->n_items, sizeof(*desired->networks));
	for (size_t i = 0; i < networks->n_items; i++)
		read_network(keys, &networks->items[i], desired);
}
