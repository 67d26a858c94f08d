/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/own-file.h"

#include "unit.h"

static void test_faults(void **state)
{
	static const struct {
		mode_t mode;
		uid_t uid;
		nlink_t nlink;
		mode_t type, forbidden;
		const char *fault;
	} rows[] = {
		{S_IFREG | 0644, 0, 1, S_IFREG, 022, NULL},
		{S_IFREG | 0644, 0, 0, S_IFREG, 022, NULL},
		{S_IFREG | 0666, 0, 1, S_IFREG, 0, NULL},
		{S_IFREG | 0664, 0, 1, S_IFREG, 022,
		 "is writable by users other than root"},
		{S_IFREG | 0644, 65534, 1, S_IFREG, 022, "does not belong to root"},
		{S_IFREG | 0644, 0, 2, S_IFREG, 022, "has another hard link"},
		{S_IFDIR | 0755, 0, 3, S_IFDIR, 022, NULL},
		{S_IFDIR | 0775, 0, 3, S_IFDIR, 022,
		 "is writable by users other than root"},
		{S_IFDIR | 0755, 0, 3, S_IFREG, 022,
		 "is a directory, not a regular file"},
		{S_IFREG | 0644, 0, 1, S_IFDIR, 022, "is a file, not a directory"},
		{S_IFLNK | 0777, 0, 1, S_IFREG, 022, "is a symbolic link"},
		{S_IFLNK | 0777, 0, 1, S_IFDIR, 022, "is a symbolic link"},
		{S_IFIFO | 0600, 0, 1, S_IFREG, 022, "is a FIFO, not a regular file"},
		{S_IFSOCK | 0600, 0, 1, S_IFREG, 022, "is a socket, not a regular file"},
		{S_IFCHR | 0600, 0, 1, S_IFDIR, 022, "is a device, not a directory"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct stat st = {.st_mode = rows[i].mode,
				  .st_uid = rows[i].uid,
				  .st_nlink = rows[i].nlink};
		const char *fault = own_file_fault(&st, rows[i].type, rows[i].forbidden);

		assert_int_equal(fault == NULL, rows[i].fault == NULL);
		if (fault)
			assert_string_equal(fault, rows[i].fault);
	}
}

UNIT_GROUP(own_file, UNIT_TEST(test_faults))
