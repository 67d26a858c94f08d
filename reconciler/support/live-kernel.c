/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/live-kernel.h"

#include <errno.h>
#include <linux/devlink.h>
#include <linux/ethtool_netlink.h>
#include <linux/netlink.h>
#include <netlink/msg.h>
#include <netlink/socket.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "support/guard.h"
#include "support/netlink.h"
#include "support/service.h"

enum {
	POLL_WITHOUT_UDEVD_MS = 10,
	PATIENCE_MS = 120 * 1000, /* what systemd gives whatever may block */
};

static int live_read(void *self, const char *path, char *buffer, size_t size)
{
	struct live_kernel *live = self;

	service_extend(PATIENCE_MS);
	/* Reading sriov_numvfs blocks on the device lock while a write runs
	 * (sriov_numvfs_show, drivers/pci/iov.c). */
	for (size_t i = 0; i < live->n_writes; i++) {
		struct async_write *write = &live->writes[i];
		bool is_waited_for = live->is_writing && i == live->n_writes - 1;
		int unheard;

		if (write->fd >= 0 && strcmp(path, write->path) == 0 &&
		    (is_waited_for || !async_write_ended(write, &unheard)))
			return -EWOULDBLOCK;
	}
	return root_read(&live->sys, path, buffer, size);
}

/* Listens to udevd before the first write, so that no uevent between the write and the
 * wait for its effect is lost. If it cannot listen, waits are short and only the udev
 * database is read. */
static int live_write(void *self, const char *path, const char *text)
{
	struct live_kernel *live = self;
	int r = udev_watch_listen(&live->udev);

	/* A write to drivers_probe takes as long as the driver's probe. */
	service_extend(PATIENCE_MS);
	return r < 0 ? r : root_write(&live->sys, path, text);
}

static int live_begin(void *self, const char *path, const char *text)
{
	struct live_kernel *live = self;
	int r = udev_watch_listen(&live->udev);

	if (r < 0)
		return r;
	live->writes = arena_grow(&live->arena, live->writes, live->n_writes,
				  sizeof(*live->writes));
	live->writes[live->n_writes] = ASYNC_WRITE_NONE;
	live->is_writing = true;
	return async_write_begin(&live->sys, path, text, &live->writes[live->n_writes++]);
}

static bool live_ended(void *self, int *ret_result)
{
	struct live_kernel *live = self;

	live->is_writing =
		!async_write_ended(&live->writes[live->n_writes - 1], ret_result);
	return !live->is_writing;
}

static void live_leave(void *self)
{
	((struct live_kernel *)self)->is_writing = false;
}

static int live_link(void *self, const char *path, char *buffer, size_t size)
{
	struct live_kernel *live = self;

	return root_link(&live->sys, path, buffer, size);
}

static int live_device(void *self, const char *path, struct device_number *ret_number)
{
	struct live_kernel *live = self;
	bool is_block;
	unsigned int major, minor;
	int r = root_device(&live->sys, path, &is_block, &major, &minor);

	if (r == 0)
		*ret_number = (struct device_number){is_block, major, minor};
	return r;
}

static int live_identity(void *self, const char *path, uint64_t *ret_identity)
{
	struct live_kernel *live = self;

	return root_identity(&live->sys, path, ret_identity);
}

static int live_list(void *self, const char *path,
		     int (*visit)(void *data, const char *name), void *data)
{
	struct live_kernel *live = self;

	return root_list(&live->sys, path, visit, data);
}

static int live_open(void *self, const char *path)
{
	struct live_kernel *live = self;

	return root_open_file(&live->sys, path);
}

static int live_claim(void *self, const char *path, const struct device_number *number)
{
	struct live_kernel *live = self;

	return root_claim(&live->sys, path, number->major, number->minor);
}

static const int protocols[KERNEL_PROTOCOL_COUNT] = {
	[KERNEL_ROUTE] = NETLINK_ROUTE,
	[KERNEL_DEVLINK] = NETLINK_GENERIC,
	[KERNEL_ETHTOOL] = NETLINK_GENERIC,
	[KERNEL_SOCK_DIAG] = NETLINK_SOCK_DIAG,
};

/* For generic netlink. */
static const char *const families[KERNEL_PROTOCOL_COUNT] = {
	[KERNEL_DEVLINK] = DEVLINK_GENL_NAME,
	[KERNEL_ETHTOOL] = ETHTOOL_GENL_NAME,
};

/* Opens the socket at its first use. */
static int open_socket(struct live_kernel *live, enum kernel_protocol protocol)
{
	int r;

	if (live->sockets[protocol])
		return 0;
	r = netlink_open(protocols[protocol], &live->sockets[protocol]);
	if (r < 0 || !families[protocol])
		return r;
	r = netlink_family(live->sockets[protocol], families[protocol]);
	live->families[protocol] = r;
	if (r >= 0 || r == -ENOENT)
		return 0;
	nl_socket_free(live->sockets[protocol]);
	live->sockets[protocol] = NULL;
	return r;
}

static int live_transact(void *self, enum kernel_protocol protocol, struct arena *arena,
			 struct nl_msg *const *requests, struct kernel_reply *replies,
			 size_t n)
{
	struct live_kernel *live = self;
	int r = open_socket(live, protocol);

	service_extend(PATIENCE_MS);
	/* A kernel without devlink or ethtool (CONFIG_NET_DEVLINK, _ETHTOOL_NETLINK). */
	if (r == 0 && families[protocol] && live->families[protocol] < 0)
		r = -EOPNOTSUPP;
	for (size_t i = 0; i < n; i++) {
		if (r < 0)
			replies[i].error = r;
		else if (families[protocol])
			nlmsg_hdr(requests[i])->nlmsg_type =
				(uint16_t)live->families[protocol];
	}
	return r < 0 ? r
		     : netlink_transact(live->sockets[protocol], arena, requests, replies,
					n);
}

static int live_wait(void *self, int timeout_ms)
{
	struct live_kernel *live = self;
	struct pollfd fds[] = {{.fd = -1, .events = POLLIN},
			       {.fd = -1, .events = POLLIN}};

	service_extend(timeout_ms + PATIENCE_MS);
	(void)udev_watch_listen(&live->udev);
	if (live->is_writing)
		fds[1].fd = live->writes[live->n_writes - 1].fd;
	fds[0].fd = udev_watch_fd(&live->udev);
	if (fds[0].fd < 0 && timeout_ms > POLL_WITHOUT_UDEVD_MS)
		timeout_ms = POLL_WITHOUT_UDEVD_MS;
	if (poll(fds, ARRAY_SIZE(fds), timeout_ms) <= 0)
		return 0;
	if (fds[0].revents)
		udev_watch_drain(&live->udev);
	return 1;
}

static int64_t live_now_ms(void *self)
{
	struct timespec now;

	(void)self;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool live_is_settled(void *self, const char *subsystem, const char *name)
{
	struct live_kernel *live = self;

	return udev_watch_is_settled(&live->udev, subsystem, name);
}

static int live_host_id(void *self, char id[HOST_ID_TEXT])
{
	(void)self;
	return host_id_read(id);
}

static const struct kernel_ops live_ops = {
	.read = live_read,
	.write = live_write,
	.begin = live_begin,
	.ended = live_ended,
	.leave = live_leave,
	.link = live_link,
	.device = live_device,
	.identity = live_identity,
	.list = live_list,
	.open = live_open,
	.claim = live_claim,
	.transact = live_transact,
	.wait = live_wait,
	.now_ms = live_now_ms,
	.is_settled = live_is_settled,
	.host_id = live_host_id,
};

int live_kernel_init(struct live_kernel *live, struct kernel *ret_kernel)
{
	int r;

	*live = (struct live_kernel){.sys = {.fd = -1}};
	arena_init(&live->arena);
	r = root_open("/sys", &live->sys);
	if (r < 0)
		return r;
	*ret_kernel = (struct kernel){.ops = &live_ops, .self = live};
	return 0;
}

void live_kernel_done(struct live_kernel *live)
{
	root_done(&live->sys);
	for (size_t i = 0; i < live->n_writes; i++)
		async_write_leave(&live->writes[i]);
	for (int i = 0; i < KERNEL_PROTOCOL_COUNT; i++) {
		if (live->sockets[i])
			nl_socket_free(live->sockets[i]);
	}
	udev_watch_done(&live->udev);
	arena_done(&live->arena);
	*live = (struct live_kernel){.sys = {.fd = -1}};
}

void live_kernel_watch(struct live_kernel *live)
{
	if (!live->udev.has_udevd)
		udev_watch_init(&live->udev);
}
