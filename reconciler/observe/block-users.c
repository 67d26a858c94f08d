/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/block-users.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/guard.h"
#include "support/text.h"

enum {
	MOUNTS_MAX = 1 << 20, /* bytes of a mountinfo */
	SWAPS_MAX = 16 * 1024,
	UDEV_MAX = 16 * 1024,
};

struct search {
	struct kernel *kernel;
	struct arena *arena;
	struct device_users *users;
	const char **namespaces; /* "mnt:[4026531841]", those that were read */
	size_t n_namespaces;
	const struct device_file *file;
	const char *name; /* nvme1n1p1 */
	struct observed_vf *vf;
};

static void add(struct search *search, const char *what, const char *where)
{
	observed_vf_add_holder(
		search->arena, search->vf, HOLDER_BLOCK,
		arena_printf(search->arena, "%s %s%s", search->name, what,
			     text_is_printable(where) ? where : "something"));
}

static void add_unknown(struct search *search, int r, const char *what)
{
	if (r < 0 && r != -ENOENT && r != -ENOTDIR && r != -ENODEV)
		observed_vf_add_holder(search->arena, search->vf, HOLDER_UNKNOWN,
				       arena_printf(search->arena,
						    "%s cannot be read: %s", what,
						    strerror(-r)));
}

/* Turns each line into a string; an empty string follows the last one. */
static const char *lines_of(struct arena *arena, const char *text, size_t length)
{
	char *lines = arena_alloc(arena, length + 2);

	for (size_t i = 0; i < length; i++)
		lines[i] = text[i] == '\n' ? '\0' : text[i];
	return lines;
}

/* Reads each mount namespace once, through one of its processes. */
static int visit_process(void *data, const char *name)
{
	struct search *search = data;
	struct device_users *users = search->users;
	_cleanup_free_ char *text = NULL;
	char namespace[64];
	int r;

	if (strspn(name, "0123456789") != strlen(name))
		return 0;
	r = kernel_link(search->kernel, namespace, sizeof(namespace), "/proc/%s/ns/mnt",
			name);
	if (r < 0)
		return 0;
	for (size_t i = 0; i < search->n_namespaces; i++) {
		if (strcmp(search->namespaces[i], namespace) == 0)
			return 0;
	}
	text = malloc(MOUNTS_MAX);
	if (!text)
		abort();
	r = kernel_read(search->kernel, text, MOUNTS_MAX, "/proc/%s/mountinfo", name);
	if (r < 0) {
		/* A process that has ended, or is about to (EINVAL), has none. */
		if (r != -ENOENT && r != -ESRCH && r != -EINVAL)
			users->mounts_error = r;
		return 0;
	}
	search->namespaces = arena_grow(search->arena, search->namespaces,
					search->n_namespaces, sizeof(char *));
	search->namespaces[search->n_namespaces++] =
		arena_strdup(search->arena, namespace);
	users->mounts =
		arena_grow(search->arena, users->mounts, users->n_mounts, sizeof(char *));
	users->mounts[users->n_mounts++] = lines_of(search->arena, text, (size_t)r);
	return 0;
}

static void read_mounts(struct search *search)
{
	struct device_users *users = search->users;
	int r;

	if (users->are_mounts_read)
		return;
	users->are_mounts_read = true;
	r = kernel_list(search->kernel, visit_process, search, "/proc");
	if (r < 0)
		users->mounts_error = r;
}

static bool is_named(const struct search *search, const char *source)
{
	const char *slash = strrchr(source, '/');

	return slash && strcmp(slash + 1, search->name) == 0;
}

/* "36 35 259:1 / /srv rw,noatime shared:1 - ext4 /dev/nvme1n1p1 rw" (proc(5)). btrfs has
 * a device number of its own there, so the name counts too. */
static bool is_mount(const struct search *search, const char *line, char where[PATH_MAX])
{
	const struct device_number *number = &search->file->number;
	const char *rest = strstr(line, " - ");
	char source[PATH_MAX] = "";
	unsigned int major, minor;

	_Static_assert(PATH_MAX == 4096, "the widths below");
	if (sscanf(line, "%*d %*d %u:%u %*s %4095s", &major, &minor, where) != 3)
		return false;
	if (rest)
		sscanf(rest, " - %*s %4095s", source);
	return (major == number->major && minor == number->minor) ||
	       is_named(search, source);
}

static void add_mount(struct search *search)
{
	const struct device_users *users = search->users;
	char where[PATH_MAX];

	read_mounts(search);
	add_unknown(search, users->mounts_error, "a mountinfo");
	for (size_t i = 0; i < users->n_mounts; i++) {
		for (const char *line = users->mounts[i]; *line;
		     line += strlen(line) + 1) {
			if (is_mount(search, line, where)) {
				add(search, "mounted on ", where);
				return;
			}
		}
	}
}

/* "/dev/nvme1n1p2 partition 8388604 0 -2" */
static void add_swap(struct search *search)
{
	char *text = arena_alloc(search->arena, SWAPS_MAX), *rest = text, *line;
	int r = kernel_read(search->kernel, text, SWAPS_MAX, "/proc/swaps");

	add_unknown(search, r, "/proc/swaps");
	if (r < 0)
		return;
	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, " \t")] = '\0';
		if (is_named(search, line)) {
			add(search, "used as ", "swap");
			return;
		}
	}
}

static int visit_holder(void *data, const char *name)
{
	add(data, "below ", name);
	return 0;
}

/* bd_link_disk_holder, block/holder.c: device mapper, md, bcache. */
static void add_holders(struct search *search)
{
	const struct device_number *number = &search->file->number;
	int r = kernel_list(search->kernel, visit_holder, search,
			    "dev/block/%u:%u/holders", number->major, number->minor);

	add_unknown(search, r, "its block device");
}

/* A btrfs of several devices is mounted through one of them; sysfs lists all. */
static int visit_btrfs(void *data, const char *name)
{
	struct search *search = data;
	char target[PATH_MAX];
	int r = kernel_link(search->kernel, target, sizeof(target),
			    "fs/btrfs/%s/devices/%s", name, search->name);

	add_unknown(search, r, "a btrfs");
	if (r < 0)
		return 0;
	add(search, "part of ", "a mounted btrfs");
	return 1;
}

static void add_btrfs(struct search *search)
{
	add_unknown(search, kernel_list(search->kernel, visit_btrfs, search, "fs/btrfs"),
		    "/sys/fs/btrfs");
}

/* ZFS leaves no trace below /sys; udev says what is on the disk. */
static void add_zfs(struct search *search)
{
	const struct device_number *number = &search->file->number;
	char *text = arena_alloc(search->arena, UDEV_MAX);

	if (kernel_read(search->kernel, text, UDEV_MAX, "/run/udev/data/b%u:%u",
			number->major, number->minor) > 0 &&
	    strstr(text, "E:ID_FS_TYPE=zfs_member") &&
	    kernel_has(search->kernel, "module/zfs/."))
		add(search, "may be part of ", "a ZFS pool");
}

void block_users_find(struct kernel *kernel, struct arena *arena,
		      struct device_users *users, const struct device_file *file,
		      struct observed_vf *vf)
{
	const char *slash = strrchr(file->path, '/');
	struct search search = {.kernel = kernel,
				.arena = arena,
				.users = users,
				.file = file,
				.name = slash ? slash + 1 : file->path,
				.vf = vf};

	add_mount(&search);
	add_swap(&search);
	add_holders(&search);
	add_btrfs(&search);
	add_zfs(&search);
}
