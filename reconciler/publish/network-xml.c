/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/network-xml.h"

#include "publish/xml-build.h"
#include "support/name-uuid.h"

/* Without a tag, libvirt takes the VLAN of the network for a portgroup. */
static void add_vlan(struct arena *arena, xmlNodePtr parent, const struct field *vlan,
		     bool is_needed)
{
	if (vlan->set && (is_needed || vlan->value.vlan.id > 0))
		xml_build_set(xml_build_add(xml_build_add(parent, "vlan"), "tag"), "id",
			      arena_printf(arena, "%u", vlan->value.vlan.id));
}

/* Addresses, not <pf>: libvirt expands that once and does not see later VFs. */
static void add_forward(struct arena *arena, xmlNodePtr root,
			const struct pci_address *addresses, size_t n)
{
	xmlNodePtr forward = xml_build_add(root, "forward");

	xml_build_set(forward, "mode", "hostdev");
	xml_build_set(forward, "managed", "yes");
	for (size_t i = 0; i < n; i++) {
		xmlNodePtr address = xml_build_add(forward, "address");

		xml_build_set(address, "type", "pci");
		xml_build_set_address(arena, address, addresses[i]);
	}
}

const char *network_xml_build(struct arena *arena, const struct desired_network *network,
			      const struct pci_address *addresses, size_t n,
			      const char **ret_text)
{
	char uuid[NAME_UUID_TEXT];
	xmlNodePtr root;

	if (name_uuid(network->name, uuid, ret_text) < 0)
		return NULL;
	root = xml_build_start(arena, "network", ret_text);
	if (!root)
		return NULL;
	xml_build_add_text(root, "name", network->name);
	xml_build_add_text(root, "uuid", uuid);
	add_forward(arena, root, addresses, n);
	add_vlan(arena, root, &network->vlan, false);
	for (size_t i = 0; i < network->n_portgroups; i++) {
		const struct desired_portgroup *group = &network->portgroups[i];
		xmlNodePtr node = xml_build_add(root, "portgroup");

		xml_build_set(node, "name", group->name);
		if (group->is_default)
			xml_build_set(node, "default", "yes");
		add_vlan(arena, node, &group->vlan,
			 network->vlan.set && network->vlan.value.vlan.id > 0);
	}
	return xml_build_end(arena, root);
}
