/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Managers whose files are YAML: netplan, os-net-config, sriov-netplan-shim. */
#include <string.h>

#include "observe/managers-internal.h"
#include "support/yaml-node.h"

static const struct yaml_node *parse(struct manager_search *search,
				     const struct manager_file *file)
{
	/* The nodes point to the source, so it must live as long as they do. */
	const struct source *source =
		source_new(search->arena, file->path, file->text, strlen(file->text));
	struct diags unheard;

	diags_init(&unheard, search->arena);
	return yaml_parse(search->arena, &unheard, source);
}

/* The value of a key; NULL if it has another type. */
static const struct yaml_node *get(const struct yaml_node *map, const char *key,
				   enum yaml_type type)
{
	const struct yaml_node *value =
		map && map->type == YAML_MAP ? yaml_find(map, key) : NULL;

	return value && value->type == type ? value : NULL;
}

static const char *get_text(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *value = get(map, key, YAML_SCALAR);

	return value ? value->text : NULL;
}

/* Whether an interface of netplan is the PF: by what `match` says, or else by its
 * name. */
static bool is_interface(const struct observed_pf *pf, const char *name,
			 const struct yaml_node *settings)
{
	const struct yaml_node *match = get(settings, "match", YAML_MAP);
	const char *by_name = get_text(match, "name"),
		   *by_mac = get_text(match, "macaddress"),
		   *by_driver = get_text(match, "driver");

	if (!match)
		return manager_fits_name(name, pf);
	return (!by_name || manager_fits_name(by_name, pf)) &&
	       (!by_mac || manager_fits_mac(by_mac, pf)) &&
	       (!by_driver || manager_fits_driver(by_driver, pf));
}

/* virtual-function-count of a PF, or `link`: the PF of a VF. */
void manager_read_netplan(struct manager_search *search, const struct manager_file *file)
{
	const struct yaml_node *ethernets =
		get(get(parse(search, file), "network", YAML_MAP), "ethernets", YAML_MAP);

	for (size_t i = 0; ethernets && i < ethernets->n_items; i++) {
		const char *name = ethernets->items[i].key->text;
		const struct yaml_node *settings = ethernets->items[i].value;
		const struct yaml_node *count =
			get(settings, "virtual-function-count", YAML_SCALAR);
		const struct yaml_node *link = get(settings, "link", YAML_SCALAR);

		for (size_t j = 0; j < search->observed->n_pfs; j++) {
			struct observed_pf *pf = &search->observed->pfs[j];

			if (count && is_interface(pf, name, settings))
				manager_add(search, file, pf, count->place.line);
			if (link && manager_fits_name(link->text, pf))
				manager_add(search, file, pf, link->place.line);
		}
	}
}

static void add_named(struct manager_search *search, const struct manager_file *file,
		      const char *name, unsigned int line)
{
	for (size_t i = 0; i < search->observed->n_pfs; i++) {
		if (manager_fits_name(name, &search->observed->pfs[i]))
			manager_add(search, file, &search->observed->pfs[i], line);
	}
}

/* A list: {device_type: pf, name: NETDEV, numvfs: N}, {device_type: vf, device: {name:
 * NETDEV, vfid: N}, ...}. */
void manager_read_os_net_config(struct manager_search *search,
				const struct manager_file *file)
{
	const struct yaml_node *root = parse(search, file);

	for (size_t i = 0; root && root->type == YAML_LIST && i < root->n_items; i++) {
		const struct yaml_node *device = root->items[i].value;
		const struct yaml_node *pf = get(device, "numvfs", YAML_SCALAR)
						     ? device
						     : get(device, "device", YAML_MAP);
		const struct yaml_node *name = get(pf, "name", YAML_SCALAR);

		if (name)
			add_named(search, file, name->text, name->place.line);
	}
}

/* interfaces: {NETDEV: {num_vfs: N}} */
void manager_read_netplan_shim(struct manager_search *search,
			       const struct manager_file *file)
{
	const struct yaml_node *interfaces =
		get(parse(search, file), "interfaces", YAML_MAP);

	for (size_t i = 0; interfaces && i < interfaces->n_items; i++) {
		const struct yaml_node *count =
			get(interfaces->items[i].value, "num_vfs", YAML_SCALAR);

		if (count)
			add_named(search, file, interfaces->items[i].key->text,
				  count->place.line);
	}
}
