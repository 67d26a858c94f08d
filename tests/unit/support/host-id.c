/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/host-id.h"

#include <fcntl.h>
#include <unistd.h>

#include "unit.h"

/* The machine's id is confidential (machine-id(5)): nothing of it shows. A container may
 * have none. */
static void test_read(void **state)
{
	char id[HOST_ID_TEXT] = "untouched", again[HOST_ID_TEXT], machine[64] = "";
	_cleanup_fd_ int fd = open("/etc/machine-id", O_RDONLY | O_CLOEXEC);
	int r = host_id_read(id);

	(void)state;
	if (r < 0) {
		assert_true(r == -ENOENT || r == -ENOMEDIUM || r == -ENOPKG);
		assert_string_equal(id, "untouched");
		return;
	}
	assert_int_equal(strlen(id), HOST_ID_TEXT - 1);
	assert_int_equal(strspn(id, "0123456789abcdef"), HOST_ID_TEXT - 1);
	assert_int_equal(host_id_read(again), 0);
	assert_string_equal(id, again);
	if (fd >= 0 && read(fd, machine, sizeof(machine) - 1) > 0)
		assert_memory_not_equal(id, machine, HOST_ID_TEXT - 1);
}

UNIT_GROUP(host_id, UNIT_TEST(test_read))
