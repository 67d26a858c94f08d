/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/owners.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "support/guard.h"
#include "support/text.h"
#include "support/tree.h"

enum {
	FILE_BYTES_MAX = 64 * 1024
};

struct tool;

/* While files are looked through. */
struct search {
	struct kernel *kernel;
	struct arena *arena;
	struct observed *observed;
	const struct place *place;
	const struct tool *tool; /* whose file is read */
	const char *dir;
	const char *
		*seen; /* names: what a stronger directory has replaces a weaker one's */
	size_t n_seen;
};

/* A kind of file, whose it is and who reads it. */
struct tool {
	const char *name;
	const char *suffix;
	void (*read)(struct search *search, const char *path, char *text);
};

/* Where some kinds of files are looked for, strongest first. */
struct place {
	const char *dirs[5];
	struct tool tools[2];
};

static void add_owner(struct search *search, struct observed_pf *pf, const char *path)
{
	for (size_t i = 0; i < pf->n_owners; i++) {
		if (strcmp(pf->owners[i].path, path) == 0)
			return;
	}
	pf->owners =
		arena_grow(search->arena, pf->owners, pf->n_owners, sizeof(*pf->owners));
	pf->owners[pf->n_owners++] = (struct pf_owner){
		.tool = search->tool->name, .path = arena_strdup(search->arena, path)};
}

/* Patterns of the shell with blanks between; one with a '!' in front is not looked at. */
static bool has_match(const char *patterns, const char *text)
{
	char pattern[128];

	while (*(patterns += strspn(patterns, " \t"))) {
		size_t length = strcspn(patterns, " \t");

		if (patterns[0] == '!')
			return true;
		if (length < sizeof(pattern) && text) {
			memcpy(pattern, patterns, length);
			pattern[length] = '\0';
			if (fnmatch(pattern, text, 0) == 0)
				return true;
		}
		patterns += length;
	}
	return false;
}

static bool has_name(const char *patterns, const struct observed_pf *pf)
{
	bool has = has_match(patterns, pf->netdev);

	for (size_t i = 0; i < pf->n_altnames && !has; i++)
		has = has_match(patterns, pf->altnames[i]);
	return has;
}

static bool has_mac(const char *text, const struct observed_pf *pf)
{
	char mac[MAC_ADDRESS_TEXT], permanent[MAC_ADDRESS_TEXT];

	mac_address_format(pf->mac, mac);
	mac_address_format(pf->permanent_mac, permanent);
	return (pf->has_mac && strcasestr(text, mac)) ||
	       (pf->has_permanent_mac && strcasestr(text, permanent));
}

static bool has_path(const char *patterns, const struct observed_pf *pf)
{
	char pci[PCI_ADDRESS_TEXT], path[sizeof("pci-") + PCI_ADDRESS_TEXT];

	pci_address_format(pf->pci, pci);
	snprintf(path, sizeof(path), "pci-%s", pci);
	return pf->has_pci && has_match(patterns, path);
}

/* Whether one key that says which interface is meant may mean the PF. */
static bool may_mean(const struct observed_pf *pf, const char *section, const char *key,
		     const char *value)
{
	bool is_name = strcasecmp(key, "Name") == 0 ||
		       strcasecmp(key, "OriginalName") == 0 ||
		       strcasecmp(key, "interface-name") == 0;

	if (strcasecmp(section, "Match") != 0 && strcasecmp(section, "connection") != 0 &&
	    strcasecmp(section, "ethernet") != 0)
		return true;
	if (is_name)
		return has_name(value, pf);
	if (strcasecmp(key, "MACAddress") == 0 ||
	    strcasecmp(key, "PermanentMACAddress") == 0 ||
	    strcasecmp(key, "mac-address") == 0)
		return has_mac(value, pf);
	if (strcasecmp(key, "Driver") == 0)
		return has_match(value, pf->driver);
	return strcasecmp(key, "Path") != 0 || has_path(value, pf);
}

/* Sections and keys, as systemd and NetworkManager write them. */
static void read_ini(struct search *search, const char *path, char *text)
{
	char *rest = text, *line;
	const char *section = "";
	bool sets_sriov = false;
	bool *means =
		arena_calloc(search->arena, search->observed->n_pfs + 1, sizeof(*means));

	for (size_t i = 0; i < search->observed->n_pfs; i++)
		means[i] = search->observed->pfs[i].netdev != NULL;
	while ((line = strsep(&rest, "\n"))) {
		char *value = strchr(line, '=');

		line += strspn(line, " \t");
		if (line[0] == '[') {
			line[strcspn(line, "]")] = '\0';
			section = line + 1;
			sets_sriov |= strcasecmp(section, "SR-IOV") == 0 ||
				      strcasecmp(section, "sriov") == 0;
		}
		if (line[0] == '#' || line[0] == ';' || line[0] == '[' || !value ||
		    value < line)
			continue;
		*value++ = '\0';
		line[strcspn(line, " \t")] = '\0';
		sets_sriov |= strcasecmp(line, "SR-IOVVirtualFunctions") == 0;
		for (size_t i = 0; i < search->observed->n_pfs; i++)
			means[i] &= means[i] && may_mean(&search->observed->pfs[i],
							 section, line, value);
	}
	for (size_t i = 0; sets_sriov && i < search->observed->n_pfs; i++) {
		if (means[i])
			add_owner(search, &search->observed->pfs[i], path);
	}
}

static const char *text_of(const struct tree_node *map, const char *key)
{
	const struct tree_node *value =
		map && map->type == TREE_MAP ? tree_find(map, key) : NULL;

	return value && value->type == TREE_SCALAR ? value->text : NULL;
}

/* An interface of netplan's: by its own name, or by what `match` says. */
static bool is_interface(const struct observed_pf *pf, const char *name,
			 const struct tree_node *settings)
{
	const struct tree_node *match =
		settings->type == TREE_MAP ? tree_find(settings, "match") : NULL;

	if (!match)
		return has_name(name, pf);
	return (!text_of(match, "name") || has_name(text_of(match, "name"), pf)) &&
	       (!text_of(match, "macaddress") ||
		has_mac(text_of(match, "macaddress"), pf)) &&
	       (!text_of(match, "driver") ||
		has_match(text_of(match, "driver"), pf->driver));
}

/* virtual-function-count of a PF, or `link`: the PF of a VF. */
static void read_netplan(struct search *search, const char *path, char *text)
{
	struct source source = {.path = path, .text = text, .length = strlen(text)};
	const struct tree_node *root, *network, *ethernets = NULL;
	struct diags unheard;

	diags_init(&unheard, search->arena);
	root = tree_parse(search->arena, &unheard, &source);
	network = root && root->type == TREE_MAP ? tree_find(root, "network") : NULL;
	if (network && network->type == TREE_MAP)
		ethernets = tree_find(network, "ethernets");
	for (size_t i = 0;
	     ethernets && ethernets->type == TREE_MAP && i < ethernets->n_items; i++) {
		const char *name = ethernets->items[i].key->text;
		const struct tree_node *settings = ethernets->items[i].value;
		const char *link = text_of(settings, "link");

		for (size_t j = 0; j < search->observed->n_pfs; j++) {
			struct observed_pf *pf = &search->observed->pfs[j];

			if (pf->netdev && ((text_of(settings, "virtual-function-count") &&
					    is_interface(pf, name, settings)) ||
					   (link && has_name(link, pf))))
				add_owner(search, pf, path);
		}
	}
}

static const struct place places[] = {
	/* systemd.link(5) and systemd.network(5): [SR-IOV] */
	{{"/etc/systemd/network", "/run/systemd/network",
	  "/usr/local/lib/systemd/network", "/usr/lib/systemd/network"},
	 {{"systemd-udevd", ".link", read_ini},
	  {"systemd-networkd", ".network", read_ini}}},
	/* nm-settings-keyfile(5) */
	{{"/etc/NetworkManager/system-connections",
	  "/run/NetworkManager/system-connections",
	  "/usr/lib/NetworkManager/system-connections"},
	 {{"NetworkManager", ".nmconnection", read_ini}}},
	/* netplan(5) */
	{{"/run/netplan", "/etc/netplan", "/lib/netplan"},
	 {{"netplan", ".yaml", read_netplan}}},
};

/* Whose file has such a name; NULL: nobody's. */
static const struct tool *find_tool(const struct place *place, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < ARRAY_SIZE(place->tools) && place->tools[i].name; i++) {
		size_t suffix = strlen(place->tools[i].suffix);

		if (length > suffix &&
		    strcmp(name + length - suffix, place->tools[i].suffix) == 0)
			return &place->tools[i];
	}
	return NULL;
}

static int visit_file(void *data, const char *name)
{
	struct search *search = data;
	char text[FILE_BYTES_MAX];
	const char *path;

	search->tool = find_tool(search->place, name);
	if (!search->tool || !text_is_printable(name))
		return 0;
	for (size_t i = 0; i < search->n_seen; i++) {
		if (strcmp(search->seen[i], name) == 0)
			return 0;
	}
	search->seen = arena_grow(search->arena, search->seen, search->n_seen,
				  sizeof(*search->seen));
	search->seen[search->n_seen++] = arena_strdup(search->arena, name);
	path = arena_printf(search->arena, "%s/%s", search->dir, name);
	/* One that cannot be read, or is longer than any that sets SR-IOV, is left out.
	 */
	if (kernel_read(search->kernel, text, sizeof(text), "%s", path) > 0)
		search->tool->read(search, path, text);
	return 0;
}

void observe_owners(struct kernel *kernel, struct arena *arena, struct observed *observed)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		struct search search = {.kernel = kernel,
					.arena = arena,
					.observed = observed,
					.place = &places[i]};

		for (size_t j = 0; j < ARRAY_SIZE(places[i].dirs) && places[i].dirs[j];
		     j++) {
			search.dir = places[i].dirs[j];
			kernel_list(kernel, visit_file, &search, "%s", search.dir);
		}
	}
}
