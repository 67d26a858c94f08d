/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/own-file.h"

#include <stddef.h>
#include <unistd.h>

#include "support/guard.h"

static const struct {
	mode_t type;
	const char *fault[2]; /* instead of a regular file, of a directory */
} types[] = {
	{S_IFREG, {NULL, "is a file, not a directory"}},
	{S_IFDIR, {"is a directory, not a regular file", NULL}},
	{S_IFLNK, {"is a symbolic link", "is a symbolic link"}},
	{S_IFIFO, {"is a FIFO, not a regular file", "is a FIFO, not a directory"}},
	{S_IFSOCK, {"is a socket, not a regular file", "is a socket, not a directory"}},
	{S_IFCHR, {"is a device, not a regular file", "is a device, not a directory"}},
	{S_IFBLK, {"is a device, not a regular file", "is a device, not a directory"}},
};

const char *own_file_fault(const struct stat *st, mode_t type, mode_t forbidden)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if ((st->st_mode & S_IFMT) == types[i].type &&
		    types[i].fault[type == S_IFDIR])
			return types[i].fault[type == S_IFDIR];
	}
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return "does not belong to root";
	if (st->st_mode & forbidden)
		return "is writable by users other than root";
	if (type == S_IFREG && st->st_nlink > 1)
		return "has another hard link";
	return NULL;
}
