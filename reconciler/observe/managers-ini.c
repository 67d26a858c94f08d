/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files with sections and keys, as of systemd and NetworkManager. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "observe/managers-internal.h"

/* Whether one of the shell patterns, separated by blanks, matches the PF. A list with a
 * negated pattern ('!') may match any. */
static bool fits_any(const char *patterns, const struct observed_pf *pf,
		     bool (*fits)(const char *pattern, const struct observed_pf *pf))
{
	char pattern[128];

	while (*(patterns += strspn(patterns, " \t\r"))) {
		size_t length = strcspn(patterns, " \t\r");

		if (patterns[0] == '!')
			return true;
		snprintf(pattern, sizeof(pattern), "%.*s", (int)length, patterns);
		if (length < sizeof(pattern) && fits(pattern, pf))
			return true;
		patterns += length;
	}
	return false;
}

/* udev's ID_PATH. */
static bool fits_path(const char *pattern, const struct observed_pf *pf)
{
	return strncmp(pattern, "pci-", strlen("pci-")) == 0 &&
	       manager_fits_pci(pattern + strlen("pci-"), pf);
}

static const struct match {
	const char *key;
	bool (*fits)(const char *pattern, const struct observed_pf *pf);
} matches[] = {
	{"Name", manager_fits_name},
	{"OriginalName", manager_fits_name},
	{"interface-name", manager_fits_name},
	{"MACAddress", manager_fits_mac},
	{"PermanentMACAddress", manager_fits_mac},
	{"mac-address", manager_fits_mac},
	{"Driver", manager_fits_driver},
	{"Path", fits_path},
	{NULL, NULL},
};

/* Whether the PF may be meant, according to one key. Keys that select no interface may
 * mean any. */
static bool may_mean(const struct observed_pf *pf, const char *section, const char *key,
		     const char *value)
{
	if (strcasecmp(section, "Match") != 0 && strcasecmp(section, "connection") != 0 &&
	    strcasecmp(section, "ethernet") != 0)
		return true;
	for (const struct match *match = matches; match->key; match++) {
		if (strcasecmp(key, match->key) == 0)
			return fits_any(value, pf, match->fits);
	}
	return true;
}

void manager_read_ini(struct manager_search *search, const struct manager_file *file)
{
	struct observed *observed = search->observed;
	struct manager_lines lines = {.rest = file->text};
	const char *section = "";
	unsigned int n, sets_at = 0;
	char *line;
	bool *means = arena_calloc(search->arena, observed->n_pfs, sizeof(*means));

	for (size_t i = 0; i < observed->n_pfs; i++)
		means[i] = observed->pfs[i].netdev != NULL;
	while ((line = manager_next_line(&lines, &n))) {
		char *value = strchr(line, '=');

		line += strspn(line, " \t");
		if (line[0] == '[') {
			line[strcspn(line, "]")] = '\0';
			section = line + 1;
			if (!sets_at && (strcasecmp(section, "SR-IOV") == 0 ||
					 strcasecmp(section, "sriov") == 0))
				sets_at = n;
		}
		if (line[0] == '#' || line[0] == ';' || line[0] == '[' || !value ||
		    value < line)
			continue;
		*value++ = '\0';
		line[strcspn(line, " \t")] = '\0';
		if (!sets_at && strcasecmp(line, "SR-IOVVirtualFunctions") == 0)
			sets_at = n;
		for (size_t i = 0; i < observed->n_pfs; i++)
			means[i] = means[i] &&
				   may_mean(&observed->pfs[i], section, line, value);
	}
	for (size_t i = 0; sets_at && i < observed->n_pfs; i++) {
		if (means[i])
			manager_add(search, file, &observed->pfs[i], sets_at);
	}
}
