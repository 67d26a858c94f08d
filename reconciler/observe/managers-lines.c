/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Managers whose files have one setting per line. */
#include <string.h>

#include "observe/managers-internal.h"

enum {
	WORDS_MAX = 64
};

/* A line that writes to a sysfs attribute. */
static void add_write(struct manager_search *search, const struct manager_file *file,
		      const char *path, const char *value, unsigned int line)
{
	if (strcmp(value, "0") == 0)
		return;
	for (size_t i = 0; i < search->observed->n_pfs; i++) {
		if (manager_fits_numvfs(path, &search->observed->pfs[i]))
			manager_add(search, file, &search->observed->pfs[i], line);
	}
}

/* "w PATH MODE USER GROUP AGE ARGUMENT": tmpfiles.d(5). */
void manager_read_tmpfiles(struct manager_search *search, const struct manager_file *file)
{
	struct manager_lines lines = {.rest = file->text};
	char *words[8], *line;
	unsigned int n;

	if (!strstr(file->text, "sriov_numvfs"))
		return;
	while ((line = manager_next_line(&lines, &n))) {
		if (manager_split(line, words, 8) >= 7 && words[0][0] == 'w')
			add_write(search, file, words[1], words[6], n);
	}
}

/* "class/net/eth0/device/sriov_numvfs = 4". "mode ... = 0644" and "owner ... = root" do
 * not write values. */
void manager_read_sysfs(struct manager_search *search, const struct manager_file *file)
{
	struct manager_lines lines = {.rest = file->text};
	char *words[2], *line;
	unsigned int n;

	if (!strstr(file->text, "sriov_numvfs"))
		return;
	while ((line = manager_next_line(&lines, &n))) {
		char *value = strchr(line, '=');

		if (!value || line[strspn(line, " \t")] == '#')
			continue;
		*value++ = '\0';
		if (manager_split(line, words, 2) == 1 &&
		    manager_split(value, words + 1, 1) == 1)
			add_write(search, file, words[0], words[1], n);
	}
}

/* A parameter of a PF's driver. */
static void add_parameter(struct manager_search *search, const struct manager_file *file,
			  const char *module, const char *parameter, unsigned int line)
{
	if (!manager_creates_vfs(module, parameter))
		return;
	for (size_t i = 0; i < search->observed->n_pfs; i++) {
		if (manager_fits_driver(module, &search->observed->pfs[i]))
			manager_add(search, file, &search->observed->pfs[i], line);
	}
}

/* "options igb max_vfs=7", "install igb COMMAND". */
void manager_read_modprobe(struct manager_search *search, const struct manager_file *file)
{
	struct manager_shell shell = {.search = search, .file = file};
	struct manager_lines lines = {.rest = file->text};
	char *words[WORDS_MAX], *line;
	unsigned int n;

	if (!strstr(file->text, "vf"))
		return;
	while ((line = manager_next_line(&lines, &n))) {
		const char *whole = arena_strdup(search->arena, line);
		size_t n_words = manager_split(line, words, WORDS_MAX);

		if (n_words > 2 && strcmp(words[0], "options") == 0) {
			for (size_t i = 2; i < n_words; i++)
				add_parameter(search, file, words[1], words[i], n);
		} else if (n_words > 2 && strcmp(words[0], "install") == 0) {
			manager_shell_line(&shell, whole, n);
		}
	}
}

/* "igb.max_vfs=7" on the kernel command line. */
void manager_read_cmdline(struct manager_search *search, const struct manager_file *file)
{
	char *words[WORDS_MAX * 4];
	size_t n = manager_split(file->text, words, WORDS_MAX * 4);

	for (size_t i = 0; i < n; i++) {
		char *parameter = strchr(words[i], '.');

		if (!parameter)
			continue;
		*parameter++ = '\0';
		add_parameter(search, file, words[i], parameter, 0);
	}
}

/* Lines with the PCI address of a VF, first ("0000:44:00.1 mac ...") or after its bus
 * ("pci 0000:44:00.1 vfio-pci"). */
void manager_read_vf_list(struct manager_search *search, const struct manager_file *file)
{
	struct manager_lines lines = {.rest = file->text};
	char *words[3], *line;
	unsigned int n;

	while ((line = manager_next_line(&lines, &n))) {
		size_t n_words = manager_split(line, words, 3);
		const char *address;

		if (n_words < 2 || words[0][0] == '#')
			continue;
		address = strcmp(words[0], "pci") == 0 ? words[1] : words[0];
		for (size_t i = 0; i < search->observed->n_pfs; i++) {
			if (manager_fits_vf(address, &search->observed->pfs[i]))
				manager_add(search, file, &search->observed->pfs[i], n);
		}
	}
}

/* The file's name is "pci-ADDRESS"; it contains a driver. */
void manager_read_override(struct manager_search *search, const struct manager_file *file)
{
	static const char prefix[] = "pci-";
	const char *name = strrchr(file->path, '/');

	if (!name || strncmp(++name, prefix, strlen(prefix)) != 0)
		return;
	for (size_t i = 0; i < search->observed->n_pfs; i++) {
		if (manager_fits_vf(name + strlen(prefix), &search->observed->pfs[i]))
			manager_add(search, file, &search->observed->pfs[i], 0);
	}
}
