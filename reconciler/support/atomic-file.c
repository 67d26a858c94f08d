/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/atomic-file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/guard.h"
#include "support/own-file.h"
#include "support/root.h"

static const char prefix[] = ".#", suffix[] = ".new";

int atomic_file_mkdirs(int dirfd, const char *path)
{
	char part[PATH_MAX];
	size_t length = strlen(path);

	if (length == 0 || length >= sizeof(part))
		return -ENAMETOOLONG;
	strcpy(part, path);
	for (size_t i = 1; i <= length; i++) {
		if (part[i] != '/' && part[i] != '\0')
			continue;
		part[i] = '\0';
		if (mkdirat(dirfd, part, 0755) < 0 && errno != EEXIST)
			return -errno;
		if (i < length)
			part[i] = '/';
	}
	return 0;
}

static bool holds_bytes(int dirfd, const char *name, const char *bytes, size_t size)
{
	_cleanup_fd_ int fd =
		openat(dirfd, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
	char buffer[4096];
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    (size_t)st.st_size != size)
		return false;
	while (size > 0) {
		ssize_t n = read(fd, buffer, sizeof(buffer));

		if (n <= 0 || (size_t)n > size || memcmp(buffer, bytes, (size_t)n) != 0)
			return false;
		bytes += n;
		size -= (size_t)n;
	}
	return true;
}

static int write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		bytes += n;
		size -= (size_t)n;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

static int write_file(int dirfd, const char *name, const void *bytes, size_t size,
		      mode_t mode)
{
	_cleanup_fd_ int fd = -1;
	char temporary[NAME_MAX + 1];
	int r;

	if (strlen(prefix) + strlen(name) + strlen(suffix) >= sizeof(temporary))
		return -ENAMETOOLONG;
	if (holds_bytes(dirfd, name, bytes, size))
		return 0;
	/* A fixed name, not a random one: a killed run leaves at most one file, and the
	 * lock keeps two runs apart. */
	strcpy(temporary, prefix);
	strcat(temporary, name);
	strcat(temporary, suffix);
	if (unlinkat(dirfd, temporary, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(dirfd, temporary,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd < 0)
		return -errno;
	r = write_all(fd, bytes, size);
	if (r == 0 && renameat(dirfd, temporary, dirfd, name) < 0)
		r = -errno;
	if (r < 0) {
		unlinkat(dirfd, temporary, 0);
		return r;
	}
	return 1;
}

int atomic_file_write(int dirfd, const char *name, const void *bytes, size_t size)
{
	return write_file(dirfd, name, bytes, size, 0644);
}

int atomic_file_write_private(int dirfd, const char *name, const void *bytes, size_t size)
{
	return write_file(dirfd, name, bytes, size, 0600);
}

int atomic_file_replace(const char *path, const void *bytes, size_t size)
{
	_cleanup_free_ char *target = realpath(path, NULL);
	_cleanup_free_ char *directory = NULL;
	_cleanup_fd_ int dirfd = -1;
	const char *name;
	struct stat st;
	int r;

	if (!target && errno != ENOENT)
		return -errno;
	if (target && (stat(target, &st) < 0 || !S_ISREG(st.st_mode)))
		return -EINVAL;
	path = target ? target : path;
	name = strrchr(path, '/');
	name = name ? name + 1 : path;
	directory = name == path ? strdup(".") : strndup(path, (size_t)(name - path));
	if (!directory)
		return -ENOMEM;
	dirfd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd < 0)
		return -errno;
	r = name[0] ? atomic_file_write(dirfd, name, bytes, size) : -EINVAL;
	/* Lets the new name survive a crash. An error is ignored, since the file is in
	 * place. */
	if (r > 0)
		(void)fsync(dirfd);
	return r;
}

static bool is_temporary(const char *name)
{
	size_t length = strlen(name);

	return length > strlen(prefix) + strlen(suffix) &&
	       strncmp(name, prefix, strlen(prefix)) == 0 &&
	       strcmp(name + length - strlen(suffix), suffix) == 0;
}

static int visit_leftover(void *data, const char *name)
{
	const struct root *dir = data;
	struct stat st;

	if (is_temporary(name) && fstatat(dir->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    !own_file_fault(&st, S_IFREG, 0))
		unlinkat(dir->fd, name, 0);
	return 0;
}

void atomic_file_sweep(int dirfd)
{
	struct root dir = {.fd = dirfd};

	(void)root_list(&dir, ".", visit_leftover, &dir);
}
