/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/kernel.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Formats the path in a variadic function, or makes that function return
 * -ENAMETOOLONG. */
#define FORMAT_PATH(path, format)                                                        \
	char path[KERNEL_PATH_MAX];                                                      \
	do {                                                                             \
		va_list args;                                                            \
		int length;                                                              \
                                                                                         \
		va_start(args, format);                                                  \
		length = vsnprintf(path, sizeof(path), format, args);                    \
		va_end(args);                                                            \
		if (length < 0 || (size_t)length >= sizeof(path))                        \
			return -ENAMETOOLONG;                                            \
	} while (0)

int kernel_read(struct kernel *kernel, char *buffer, size_t size, const char *format, ...)
{
	FORMAT_PATH(path, format);
	return kernel->ops->read(kernel->self, path, buffer, size);
}

int kernel_write(struct kernel *kernel, const char *text, const char *format, ...)
{
	FORMAT_PATH(path, format);
	return kernel->ops->write(kernel->self, path, text);
}

int kernel_write_begin(struct kernel *kernel, const char *text, const char *format, ...)
{
	FORMAT_PATH(path, format);
	return kernel->ops->begin(kernel->self, path, text);
}

bool kernel_write_ended(struct kernel *kernel, int *ret_result)
{
	return kernel->ops->ended(kernel->self, ret_result);
}

void kernel_write_leave(struct kernel *kernel)
{
	kernel->ops->leave(kernel->self);
}

int kernel_link(struct kernel *kernel, char *buffer, size_t size, const char *format, ...)
{
	FORMAT_PATH(path, format);
	return kernel->ops->link(kernel->self, path, buffer, size);
}

int kernel_link_name(struct kernel *kernel, char *buffer, size_t size, const char *format,
		     ...)
{
	char target[PATH_MAX];
	const char *name;
	int r;
	FORMAT_PATH(path, format);

	r = kernel->ops->link(kernel->self, path, target, sizeof(target));
	if (r < 0)
		return r;
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	if (strlen(name) >= size)
		return -EMSGSIZE;
	strcpy(buffer, name);
	return 0;
}

int kernel_device(struct kernel *kernel, struct device_number *ret_number,
		  const char *format, ...)
{
	FORMAT_PATH(path, format);
	return kernel->ops->device(kernel->self, path, ret_number);
}

int kernel_identity(struct kernel *kernel, uint64_t *ret_identity, const char *format,
		    ...)
{
	FORMAT_PATH(path, format);
	return kernel->ops->identity(kernel->self, path, ret_identity);
}

int kernel_list(struct kernel *kernel, int (*visit)(void *data, const char *name),
		void *data, const char *format, ...)
{
	FORMAT_PATH(path, format);
	return kernel->ops->list(kernel->self, path, visit, data);
}

int kernel_open(struct kernel *kernel, const char *format, ...)
{
	FORMAT_PATH(path, format);
	return kernel->ops->open(kernel->self, path);
}

enum {
	CLAIM_TIMEOUT_MS = 200,
	CLAIM_PAUSE_MS = 10
};

int kernel_claim(struct kernel *kernel, const struct device_number *number,
		 const char *format, ...)
{
	int64_t deadline = kernel_now_ms(kernel) + CLAIM_TIMEOUT_MS;
	int r;
	FORMAT_PATH(path, format);

	while ((r = kernel->ops->claim(kernel->self, path, number)) == -EBUSY &&
	       kernel_now_ms(kernel) < deadline)
		kernel_wait(kernel, CLAIM_PAUSE_MS);
	return r;
}

int kernel_read_number(struct kernel *kernel, long *ret_number, const char *format, ...)
{
	char text[64], *end;
	long number;
	int r;
	FORMAT_PATH(path, format);

	r = kernel->ops->read(kernel->self, path, text, sizeof(text));
	if (r < 0)
		return r;
	errno = 0;
	number = strtol(text, &end, 0);
	if (errno || end == text || *end != '\0')
		return -EINVAL;
	*ret_number = number;
	return 0;
}

static int visit_nothing(void *data, const char *name)
{
	(void)data;
	(void)name;
	return 1;
}

bool kernel_has(struct kernel *kernel, const char *format, ...)
{
	char text[64];
	int r;
	FORMAT_PATH(path, format);

	r = kernel->ops->read(kernel->self, path, text, sizeof(text));
	if (r == -EISDIR)
		r = kernel->ops->list(kernel->self, path, visit_nothing, NULL);
	return r >= 0 || (r != -ENOENT && r != -ENOTDIR);
}

int kernel_transact(struct kernel *kernel, enum kernel_protocol protocol,
		    struct arena *arena, struct nl_msg *const *requests,
		    struct kernel_reply *replies, size_t n)
{
	return kernel->ops->transact(kernel->self, protocol, arena, requests, replies, n);
}

enum {
	DUMP_TRIES = 4
};

int kernel_ask(struct kernel *kernel, enum kernel_protocol protocol, struct arena *arena,
	       struct nl_msg *request, struct kernel_reply *ret_reply)
{
	int r = 0;

	*ret_reply = (struct kernel_reply){0};
	if (!request)
		return -ENOMEM;
	for (int i = 0; i < DUMP_TRIES; i++) {
		*ret_reply = (struct kernel_reply){0};
		r = kernel_transact(kernel, protocol, arena, &request, ret_reply, 1);
		if (r < 0 || ret_reply->error != -EAGAIN)
			break;
	}
	return r < 0 ? r : ret_reply->error;
}

int kernel_wait(struct kernel *kernel, int timeout_ms)
{
	return kernel->ops->wait(kernel->self, timeout_ms);
}

int64_t kernel_now_ms(struct kernel *kernel)
{
	return kernel->ops->now_ms(kernel->self);
}

bool kernel_is_settled(struct kernel *kernel, const char *subsystem, const char *name)
{
	return kernel->ops->is_settled(kernel->self, subsystem, name);
}

int kernel_host_id(struct kernel *kernel, char id[HOST_ID_TEXT])
{
	return kernel->ops->host_id(kernel->self, id);
}
