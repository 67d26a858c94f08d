/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A socket that stands for systemd's or the journal's. */
#pragma once

#include <stddef.h>

#include "unit.h"

struct test_socket {
	char path[128];
	int fd;
};

void test_socket_open(struct test_socket *socket, struct unit *unit);

/* Reads one datagram and terminates it with NUL; its length, 0 if there is none. */
size_t test_socket_read(struct test_socket *socket, char *text, size_t size);

/* Removes it too. */
void test_socket_close(struct test_socket *socket);
