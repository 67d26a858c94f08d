/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which PF a file means. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "observe/managers-internal.h"
#include "support/guard.h"

enum {
	PATTERN_MAX = 256
};

static bool fits(const char *pattern, const char *text)
{
	return text && strlen(pattern) < PATTERN_MAX &&
	       fnmatch(pattern, text, FNM_CASEFOLD) == 0;
}

bool manager_fits_name(const char *pattern, const struct observed_pf *pf)
{
	bool does = fits(pattern, pf->netdev);

	for (size_t i = 0; i < pf->n_altnames && !does; i++)
		does = fits(pattern, pf->altnames[i]);
	return does;
}

bool manager_fits_pci(const char *pattern, const struct observed_pf *pf)
{
	char text[PCI_ADDRESS_TEXT];

	pci_address_format(pf->pci, text);
	return pf->has_pci && fits(pattern, text);
}

bool manager_fits_mac(const char *pattern, const struct observed_pf *pf)
{
	char mac[MAC_ADDRESS_TEXT], permanent[MAC_ADDRESS_TEXT];

	mac_address_format(pf->mac.value.mac, mac);
	mac_address_format(pf->permanent_mac.value.mac, permanent);
	return (pf->mac.set && fits(pattern, mac)) ||
	       (pf->permanent_mac.set && fits(pattern, permanent));
}

/* The name of a module may have '-' or '_': dash2underscore, kernel/params.c. */
static void put_underscores(const char *text, char *buffer)
{
	size_t i;

	for (i = 0; text[i] && i < PATTERN_MAX - 1; i++)
		buffer[i] = text[i] == '-' ? '_' : text[i];
	buffer[i] = '\0';
}

bool manager_fits_driver(const char *pattern, const struct observed_pf *pf)
{
	char wanted[PATTERN_MAX], driver[PATTERN_MAX];

	if (!pf->driver)
		return false;
	put_underscores(pattern, wanted);
	put_underscores(pf->driver, driver);
	return fits(wanted, driver) || fits(pattern, pf->driver);
}

bool manager_fits_vf(const char *address, const struct observed_pf *pf)
{
	struct pci_address pci;
	bool has_vfs = false;

	if (!pf->has_pci || !pci_address_parse(address, &pci))
		return false;
	for (size_t i = 0; i < pf->n_vfs; i++) {
		if (!pf->vfs[i].has_pci)
			continue;
		has_vfs = true;
		if (pci_address_compare(pf->vfs[i].pci, pci) == 0)
			return true;
	}
	/* The addresses of the PF's VFs are known only once it has some. */
	return !has_vfs && pf->pci.domain == pci.domain && pf->pci.bus == pci.bus &&
	       pci_address_compare(pf->pci, pci) != 0;
}

/* Names in /sys/class/infiniband: mlx5_0 belongs to mlx5_core. Others come from
 * rdma-core's udev rules or from the drivers, and may mean any PF. */
static bool may_fit_rdma(const char *name, const struct observed_pf *pf)
{
	return strncmp(name, "mlx", 3) != 0 ||
	       (pf->driver && strncmp(name, pf->driver, strlen("mlx5")) == 0);
}

/* Cuts off the last part of a path and returns it; "" if there is none. */
static const char *cut_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return "";
	*slash = '\0';
	return slash + 1;
}

bool manager_fits_numvfs(const char *text, const struct observed_pf *pf)
{
	char path[PATTERN_MAX + 1];
	const char *last, *name;

	if (strlen(text) >= PATTERN_MAX || !manager_ends_with(text, "/sriov_numvfs"))
		return strcmp(text, "sriov_numvfs") == 0;
	snprintf(path, sizeof(path), "/%s", text);
	cut_last(path);
	last = cut_last(path);
	/* "/sys$devpath": the whole path is a variable. */
	if (strncmp(last, "sys*", strlen("sys*")) == 0)
		last += strlen("sys");
	if (strcmp(last, "device") != 0)
		return manager_fits_pci(last, pf);
	name = cut_last(path);
	if (strncmp(name, "sys*", strlen("sys*")) == 0)
		name += strlen("sys");
	if (strcmp(cut_last(path), "infiniband") == 0)
		return may_fit_rdma(name, pf);
	return manager_fits_name(name, pf);
}

bool manager_creates_vfs(const char *module, const char *parameter)
{
	/* In-tree drivers that create VFs when they are loaded: igb, ixgbe, be2net,
	 * mlx4_core, cxgb4. The GPU drivers' max_vfs only limits how many there may be
	 * (drivers/gpu/drm/xe/xe_module.c). */
	static const char *const names[] = {"max_vfs=", "num_vfs=", "num_vf="};
	static const char *const limits[] = {"xe", "i915"};

	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		if (strcmp(module, limits[i]) == 0)
			return false;
	}
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *values = parameter + strlen(names[i]);

		/* A list, with a number per port. */
		if (strncmp(parameter, names[i], strlen(names[i])) == 0)
			return values[strspn(values, "0,\"' \t")] != '\0';
	}
	return false;
}

bool manager_ends_with(const char *text, const char *suffix)
{
	size_t length = strlen(text), end = strlen(suffix);

	return length >= end && strcmp(text + length - end, suffix) == 0;
}

char *manager_next_line(struct manager_lines *lines, unsigned int *ret_line)
{
	char *line = lines->rest, *end = line;

	if (!line)
		return NULL;
	*ret_line = ++lines->n;
	while ((end = strchr(end, '\n')) && end > line && end[-1] == '\\') {
		end[-1] = ' ';
		*end = '\v';
		lines->n++;
	}
	lines->rest = end ? end + 1 : NULL;
	if (end)
		*end = '\0';
	return line;
}

size_t manager_split(char *line, char **words, size_t max)
{
	static const char blanks[] = " \t\v\r";
	size_t n = 0;

	while (n < max && *(line += strspn(line, blanks))) {
		words[n++] = line;
		line += strcspn(line, blanks);
		if (*line)
			*line++ = '\0';
	}
	return n;
}
