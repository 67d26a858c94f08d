/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/service.h"

#include <endian.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "support/guard.h"

enum {
	VALUE_MAX = 32 * 1024, /* in bytes; a datagram may have some 200 KiB */
};

bool service_is_journal(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char own[64];
	struct stat st;

	if (!stream || fstat(fd, &st) < 0)
		return false;
	snprintf(own, sizeof(own), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	return strcmp(own, stream) == 0;
}

/* One datagram to a socket of the file system or, with '@' in front, an abstract one. */
static bool send_to(const char *path, struct iovec *parts, size_t n)
{
	_cleanup_fd_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct msghdr message = {.msg_name = &address, .msg_iov = parts, .msg_iovlen = n};
	size_t length = strlen(path);

	if (fd < 0 || length >= sizeof(address.sun_path))
		return false;
	memcpy(address.sun_path, path, length);
	if (path[0] == '@')
		address.sun_path[0] = '\0';
	message.msg_namelen =
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
	return sendmsg(fd, &message, MSG_NOSIGNAL) >= 0;
}

static struct iovec part(const void *bytes, size_t size)
{
	return (struct iovec){(void *)bytes, size};
}

bool service_log(const char *socket_path, const struct service_field *fields, size_t n)
{
	struct iovec parts[SERVICE_FIELDS_MAX * 5];
	uint64_t sizes[SERVICE_FIELDS_MAX];
	size_t n_parts = 0;

	for (size_t i = 0; i < n && i < SERVICE_FIELDS_MAX; i++) {
		size_t length = fields[i].value ? strnlen(fields[i].value, VALUE_MAX) : 0;
		bool has_lines = length > 0 && memchr(fields[i].value, '\n', length);

		if (!fields[i].value)
			continue;
		/* NAME=VALUE; before a value of several lines its length instead. */
		sizes[i] = htole64(length);
		parts[n_parts++] = part(fields[i].name, strlen(fields[i].name));
		parts[n_parts++] = part(has_lines ? "\n" : "=", 1);
		if (has_lines)
			parts[n_parts++] = part(&sizes[i], sizeof(sizes[i]));
		parts[n_parts++] = part(fields[i].value, length);
		parts[n_parts++] = part("\n", 1);
	}
	return send_to(socket_path, parts, n_parts);
}

const char *service_unit(const char *cgroup_file, char unit[SERVICE_UNIT_MAX])
{
	static const char suffix[] = ".service";
	_cleanup_file_ FILE *file = fopen(cgroup_file, "re");
	char line[1024];

	/* "0::/system.slice/vfstate.service"; with cgroups of version 1 a line for each
	 * controller, of which one is systemd's. */
	while (file && fgets(line, sizeof(line), file)) {
		const char *name;

		line[strcspn(line, "\n")] = '\0';
		name = strrchr(line, '/');
		if (!name || strlen(name) <= strlen(suffix) + 1 ||
		    strlen(name) > SERVICE_UNIT_MAX ||
		    strcmp(name + strlen(name) - strlen(suffix), suffix) != 0)
			continue;
		return strcpy(unit, name + 1);
	}
	return NULL;
}

void service_status(const char *text)
{
	const char *path = getenv("NOTIFY_SOCKET");
	char message[1024];
	size_t length;

	if (!path)
		return;
	snprintf(message, sizeof(message), "STATUS=%s", text);
	length = strcspn(message, "\n");
	send_to(path, (struct iovec[]){part(message, length)}, 1);
}

void service_extend(int timeout_ms)
{
	static time_t last;
	const char *path = getenv("NOTIFY_SOCKET");
	struct timespec now;
	char message[64];

	if (!path)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec == last)
		return;
	last = now.tv_sec;
	snprintf(message, sizeof(message), "EXTEND_TIMEOUT_USEC=%" PRIu64,
		 (uint64_t)timeout_ms * 1000);
	send_to(path, (struct iovec[]){part(message, strlen(message))}, 1);
}
