/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's other files, which the test has put there. */
#include <errno.h>
#include <string.h>

#include "fake-parts.h"

const struct fake_file *fake_files_find(const struct fake_kernel *fake, const char *path)
{
	for (size_t i = 0; i < fake->n_files; i++) {
		if (strcmp(fake->files[i].path, path) == 0)
			return &fake->files[i];
	}
	return NULL;
}

int fake_files_list(const struct fake_kernel *fake, const char *path,
		    int (*visit)(void *data, const char *name), void *data)
{
	size_t length = strlen(path);
	char last[80] = "";
	int r = -ENOENT;

	for (size_t i = 0; i < fake->n_files; i++) {
		const char *file = fake->files[i].path;
		char name[80];

		if (strncmp(file, path, length) != 0 || file[length] != '/')
			continue;
		strcpy(name, file + length + 1);
		name[strcspn(name, "/")] = '\0';
		if (strcmp(name, last) == 0)
			continue;
		strcpy(last, name);
		r = visit(data, name);
		if (r != 0)
			return r;
	}
	return r;
}

/* The words of a command line are lines in the test. */
int fake_files_read(const char *path, const char *text, char *buffer, size_t size)
{
	int r = fake_sysfs_put(buffer, size, "%s", text);

	for (int i = 0; i < r && strstr(path, "/cmdline"); i++) {
		if (buffer[i] == '\n')
			buffer[i] = '\0';
	}
	return r;
}
