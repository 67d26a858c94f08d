/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/trusted.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "support/guard.h"

enum {
	LINKS_MAX = 40, /* MAXSYMLINKS, include/linux/namei.h */
	DIR_FLAGS = O_PATH | O_DIRECTORY | O_CLOEXEC
};

/* The state of a walk to a file. */
struct walk {
	struct arena *arena;
	int dir;	  /* the directory reached so far */
	const char *path; /* path of dir, for messages */
	const char *rest; /* remaining path */
	int flags;
	int n_links;
	const char *culprit;
};

/* The sticky bit keeps what belongs to root, so a directory with it may be passed
 * through. It may not be the last one (`is_last`): a listing shows files that others put
 * there. */
static int check(struct walk *walk, const char *path, const struct stat *st, bool is_last)
{
	bool is_kept = S_ISLNK(st->st_mode) ||
		       (S_ISDIR(st->st_mode) && st->st_mode & S_ISVTX && !is_last);

	if (st->st_uid != 0)
		walk->culprit =
			arena_printf(walk->arena, "%s belongs to uid %u, not to root",
				     path, st->st_uid);
	else if (!is_kept && st->st_mode & (S_IWGRP | S_IWOTH))
		walk->culprit = arena_printf(
			walk->arena,
			"%s is writable by users other than root (mode %04o)", path,
			st->st_mode & 07777);
	return walk->culprit ? -EPERM : 0;
}

static int check_fd(struct walk *walk, const char *path, int fd, bool is_last,
		    struct stat *ret_st)
{
	if (fstat(fd, ret_st) < 0)
		return -errno;
	return check(walk, path, ret_st, is_last);
}

static int enter(struct walk *walk, int fd, const char *path)
{
	if (walk->dir >= 0)
		close(walk->dir);
	walk->dir = fd;
	walk->path = path;
	return 0;
}

static int enter_root(struct walk *walk)
{
	int fd = open("/", DIR_FLAGS);
	struct stat st;
	int r;

	if (fd < 0)
		return -errno;
	r = check_fd(walk, "/", fd, false, &st);
	if (r < 0) {
		close(fd);
		return r;
	}
	return enter(walk, fd, "");
}

static int follow(struct walk *walk, int link)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(link, "", target, sizeof(target) - 1);

	if (length < 0)
		return -errno;
	if (++walk->n_links > LINKS_MAX)
		return -ELOOP;
	target[length] = '\0';
	walk->rest = arena_printf(walk->arena, walk->rest[0] ? "%s/%s" : "%s%s", target,
				  walk->rest);
	return target[0] == '/' ? enter_root(walk) : 0;
}

/* Links in /proc lead to open files of a process, not to a path: /dev/stdin. */
static bool is_in_proc(int dir)
{
	struct statfs fs;

	return fstatfs(dir, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC;
}

static int open_last(struct walk *walk, const char *name, int flags)
{
	const char *path = arena_printf(walk->arena, "%s/%s", walk->path, name);
	_cleanup_fd_ int fd = openat(walk->dir, name, walk->flags | flags | O_CLOEXEC);
	struct stat st;
	int r;

	if (fd < 0)
		return -errno;
	r = check_fd(walk, path, fd, true, &st);
	if (r < 0)
		return r;
	r = fd;
	fd = -1;
	return r;
}

static bool is_last(const struct walk *walk)
{
	return walk->rest[strspn(walk->rest, "/")] == '\0';
}

/* Goes one path component further. Returns the fd if it was the last one, else
 * -EAGAIN. */
static int step(struct walk *walk, const char *name)
{
	const char *path = arena_printf(walk->arena, "%s/%s", walk->path, name);
	bool is_proc = is_in_proc(walk->dir);
	_cleanup_fd_ int fd =
		openat(walk->dir, name, O_PATH | O_CLOEXEC | (is_proc ? 0 : O_NOFOLLOW));
	struct stat st;
	int r;

	if (fd < 0)
		return -errno;
	r = check_fd(walk, path, fd, is_last(walk), &st);
	if (r < 0)
		return r;
	if (S_ISLNK(st.st_mode)) {
		r = follow(walk, fd);
		return r < 0 ? r : -EAGAIN;
	}
	if (is_last(walk))
		return open_last(walk, name, is_proc ? 0 : O_NOFOLLOW);
	if (!S_ISDIR(st.st_mode))
		return -ENOTDIR;
	enter(walk, fd, path);
	fd = -1;
	return -EAGAIN;
}

static int walk_all(struct walk *walk)
{
	int r = enter_root(walk);

	while (r == 0 || r == -EAGAIN) {
		size_t length;
		const char *name;

		walk->rest += strspn(walk->rest, "/");
		if (walk->rest[0] == '\0')
			return open_last(walk, ".", 0);
		length = strcspn(walk->rest, "/");
		name = arena_strndup(walk->arena, walk->rest, length);
		walk->rest += length;
		r = step(walk, name);
	}
	return r;
}

int trusted_open(struct arena *arena, const char *path, int flags,
		 const char **ret_culprit)
{
	struct walk walk = {.arena = arena, .dir = -1, .rest = path, .flags = flags};
	_cleanup_free_ char *here = NULL;
	int r;

	*ret_culprit = NULL;
	if (path[0] != '/') {
		here = getcwd(NULL, 0);
		if (!here)
			return -errno;
		walk.rest = arena_printf(arena, "%s/%s", here, path);
	}
	r = walk_all(&walk);
	if (walk.dir >= 0)
		close(walk.dir);
	*ret_culprit = walk.culprit;
	return r;
}
