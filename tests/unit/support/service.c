/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/service.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "socket.h"
#include "support/guard.h"
#include "unit.h"

static void test_records(void **state)
{
	struct test_socket socket;
	char text[256];
	static const struct service_field fields[] = {
		{"MESSAGE", "two\nlines"}, {"ERRNO", NULL}, {"VFSTATE_PF", "up0"}};

	test_socket_open(&socket, *state);
	assert_true(service_log(socket.path, fields, 3));
	assert_int_equal(test_socket_read(&socket, text, sizeof(text)),
			 sizeof("MESSAGE\n") - 1 + 8 + sizeof("two\nlines\n") - 1 +
				 sizeof("VFSTATE_PF=up0\n") - 1);
	assert_memory_equal(text,
			    "MESSAGE\n\x09\0\0\0\0\0\0\0two\nlines\nVFSTATE_PF=up0\n",
			    sizeof("MESSAGE\n") - 1 + 8);
	test_socket_close(&socket);
	assert_false(service_log(socket.path, fields, 3));
}

/* A value is cut before the datagram gets too long for the socket. */
static void test_long_value(void **state)
{
	static char text[1024 * 1024], got[1024 * 1024];
	struct test_socket socket;
	struct service_field field = {"MESSAGE", text};

	memset(text, 'x', sizeof(text) - 1);
	test_socket_open(&socket, *state);
	assert_true(service_log(socket.path, &field, 1));
	assert_true(test_socket_read(&socket, got, sizeof(got)) > 30000);
	test_socket_close(&socket);
}

static void test_state(void **state)
{
	struct test_socket socket;
	char text[256];

	unsetenv("NOTIFY_SOCKET");
	service_status("nobody listens");
	test_socket_open(&socket, *state);
	setenv("NOTIFY_SOCKET", socket.path, 1);
	service_status("creating VFs\nand more");
	test_socket_read(&socket, text, sizeof(text));
	assert_string_equal(text, "STATUS=creating VFs");
	service_extend(61000);
	service_extend(61000); /* within the same second, or hardly more than one */
	test_socket_read(&socket, text, sizeof(text));
	assert_string_equal(text, "EXTEND_TIMEOUT_USEC=61000000");
	unsetenv("NOTIFY_SOCKET");
	test_socket_close(&socket);
}

static void test_is_journal(void **state)
{
	char stream[64];
	struct stat st;
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	unsetenv("JOURNAL_STREAM");
	assert_false(service_is_journal(fd));
	snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)st.st_dev,
		 (uintmax_t)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	assert_true(service_is_journal(fd));
	setenv("JOURNAL_STREAM", "1:2", 1);
	assert_false(service_is_journal(fd));
	unsetenv("JOURNAL_STREAM");
	close(fd);
}

static void test_unit(void **state)
{
	static const struct {
		const char *text, *unit;
	} rows[] = {
		{"0::/system.slice/vfstate.service\n", "vfstate.service"},
		{"0::/system.slice/system-vfstate\\x2dpf.slice/vfstate-pf@0000:01:00.0-7."
		 "service\n",
		 "vfstate-pf@0000:01:00.0-7.service"},
		{"2:cpu:/\n1:name=systemd:/system.slice/a.service\n0::/\n", "a.service"},
		{"0::/user.slice/user-0.slice/session-1.scope\n", NULL},
		{"0::/.service\n", NULL},
		{"", NULL},
	};
	char path[128], unit[SERVICE_UNIT_MAX];

	snprintf(path, sizeof(path), "%s/cgroup", unit_dir(*state));
	assert_null(service_unit(path, unit));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FILE *file = fopen(path, "w");
		const char *found;

		fputs(rows[i].text, file);
		fclose(file);
		found = service_unit(path, unit);
		assert_true((found == NULL) == (rows[i].unit == NULL));
		if (found)
			assert_string_equal(found, rows[i].unit);
	}
}

UNIT_GROUP(service, UNIT_TEST(test_unit), UNIT_TEST(test_records),
	   UNIT_TEST(test_long_value), UNIT_TEST(test_state), UNIT_TEST(test_is_journal))
