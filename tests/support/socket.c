/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "socket.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void test_socket_open(struct test_socket *test, struct unit *unit)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(test->path, sizeof(test->path), "%s/socket", unit_dir(unit));
	strcpy(address.sun_path, test->path);
	test->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(test->fd >= 0);
	assert_int_equal(
		bind(test->fd, (const struct sockaddr *)&address, sizeof(address)), 0);
}

size_t test_socket_read(struct test_socket *test, char *text, size_t size)
{
	ssize_t length = recv(test->fd, text, size - 1, MSG_DONTWAIT);

	text[length > 0 ? length : 0] = '\0';
	return length > 0 ? (size_t)length : 0;
}

void test_socket_close(struct test_socket *test)
{
	close(test->fd);
	unlink(test->path);
}
