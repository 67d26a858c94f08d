/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/root.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "support/guard.h"

int root_open(const char *path, struct root *ret_root)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	ret_root->fd = fd;
	return 0;
}

void root_done(struct root *root)
{
	if (root->fd >= 0)
		close(root->fd);
	root->fd = -1;
}

int root_open_file(const struct root *root, const char *path)
{
	/* A FIFO or a terminal instead of a file must not block us. */
	int fd = openat(root->fd, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int root_read(const struct root *root, const char *path, char *buffer, size_t size)
{
	_cleanup_fd_ int fd = root_open_file(root, path);
	size_t length = 0;

	if (fd < 0)
		return fd;
	while (length < size) {
		ssize_t n = read(fd, buffer + length, size - length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		length += (size_t)n;
	}
	if (length == size)
		return -EMSGSIZE;
	if (length > 0 && buffer[length - 1] == '\n')
		length--;
	buffer[length] = '\0';
	return (int)length;
}

int root_write(const struct root *root, const char *path, const char *text)
{
	_cleanup_fd_ int fd = openat(root->fd, path, O_WRONLY | O_CLOEXEC);
	size_t length = strlen(text);
	ssize_t n;

	if (fd < 0)
		return -errno;
	/* Not repeated on EINTR: only the next read shows whether the kernel acted. */
	n = write(fd, text, length);
	if (n < 0)
		return -errno;
	return (size_t)n == length ? 0 : -EIO;
}

int root_link(const struct root *root, const char *path, char *buffer, size_t size)
{
	ssize_t n = readlinkat(root->fd, path, buffer, size);

	if (n < 0)
		return -errno;
	if ((size_t)n == size)
		return -EMSGSIZE;
	buffer[n] = '\0';
	return 0;
}

int root_device(const struct root *root, const char *path, bool *ret_is_block,
		unsigned int *ret_major, unsigned int *ret_minor)
{
	struct statx stat;

	/* With an empty mask, FUSE refuses not even root (fuse_getattr, fs/fuse/dir.c);
	 * type and number are filled in all the same (generic_fillattr, fs/stat.c). */
	if (statx(root->fd, path, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, 0, &stat) < 0)
		return -errno;
	if (!S_ISCHR(stat.stx_mode) && !S_ISBLK(stat.stx_mode))
		return -ENODEV;
	*ret_is_block = S_ISBLK(stat.stx_mode);
	*ret_major = stat.stx_rdev_major;
	*ret_minor = stat.stx_rdev_minor;
	return 0;
}

static int check_block_device(int fd, const char *path, int flags, unsigned int major,
			      unsigned int minor)
{
	struct statx stat;

	if (statx(fd, path, flags | AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, 0, &stat) < 0)
		return -errno;
	return S_ISBLK(stat.stx_mode) && stat.stx_rdev_major == major &&
			       stat.stx_rdev_minor == minor
		       ? 0
		       : -ENODEV;
}

int root_claim(const struct root *root, const char *path, unsigned int major,
	       unsigned int minor)
{
	_cleanup_fd_ int fd = -1;
	/* Checked before the open, since opening another device may have effects, and
	 * after it, in case the path has changed meanwhile. */
	int r = check_block_device(root->fd, path, 0, major, minor);

	if (r < 0)
		return r;
	fd = openat(root->fd, path,
		    O_RDONLY | O_EXCL | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? -errno : check_block_device(fd, "", AT_EMPTY_PATH, major, minor);
}

int root_identity(const struct root *root, const char *path, uint64_t *ret_identity)
{
	struct statx stat;

	if (statx(root->fd, path, AT_NO_AUTOMOUNT, STATX_INO, &stat) < 0)
		return -errno;
	*ret_identity = stat.stx_ino;
	return 0;
}

int root_list(const struct root *root, const char *path,
	      int (*visit)(void *data, const char *name), void *data)
{
	_cleanup_dir_ DIR *dir = NULL;
	struct dirent *entry;
	int fd, result;

	fd = openat(root->fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	dir = fdopendir(fd);
	if (!dir) {
		result = -errno;
		close(fd);
		return result;
	}
	for (;;) {
		errno = 0;
		entry = readdir(dir);
		if (!entry)
			return -errno;
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		result = visit(data, entry->d_name);
		if (result != 0)
			return result;
	}
}
