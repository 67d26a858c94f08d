/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/device-users.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/in-use.h"
#include "observe/block-exports.h"
#include "observe/block-users.h"
#include "observe/open-files.h"
#include "observe/process-name.h"
#include "observe/sysfs.h"

struct device_user {
	struct device_number number;
	long pid;
};

/* While the host is read. */
struct search {
	struct kernel *kernel;
	struct arena *arena;
	struct device_users *users;
	bool is_block; /* the folder of /sys/dev that is read: block or char */
	const char *pid;
};

static int compare_numbers(const struct device_number *a, const struct device_number *b)
{
	if (a->is_block != b->is_block)
		return a->is_block ? 1 : -1;
	if (a->major != b->major)
		return a->major < b->major ? -1 : 1;
	return a->minor < b->minor ? -1 : a->minor > b->minor;
}

static int compare_files(const void *a, const void *b)
{
	return compare_numbers(&((const struct device_file *)a)->number,
			       &((const struct device_file *)b)->number);
}

/* Whether the device may belong to a VF, unlike consoles and the like: it is below a PCI
 * device. VFIO groups and the disks of NVMe subsystems are not, but may belong to one. */
static bool may_be_of_vf(const char *path)
{
	return strstr(path, "/pci") || strstr(path, "/virtual/vfio/") ||
	       strstr(path, "/nvme-subsystem/");
}

static int visit_file(void *data, const char *name)
{
	struct search *search = data;
	struct device_users *users = search->users;
	struct device_number number = {.is_block = search->is_block};
	char path[PATH_MAX];
	int r;

	if (sscanf(name, "%u:%u", &number.major, &number.minor) != 2)
		return 0;
	r = kernel_link(search->kernel, path, sizeof(path), "dev/%s/%s",
			search->is_block ? "block" : "char", name);
	/* It may have gone away meanwhile. */
	if (r < 0 && r != -ENOENT)
		users->files_error = r;
	if (r < 0 || !may_be_of_vf(path))
		return 0;
	users->files = arena_grow(search->arena, users->files, users->n_files,
				  sizeof(*users->files));
	users->files[users->n_files++] = (struct device_file){
		.number = number, .path = arena_strdup(search->arena, path)};
	return 0;
}

static void read_files(struct search *search)
{
	struct device_users *users = search->users;
	int r;

	if (users->are_files_read)
		return;
	users->are_files_read = true;
	r = kernel_list(search->kernel, visit_file, search, "dev/char");
	if (r < 0)
		users->files_error = r;
	search->is_block = true;
	r = kernel_list(search->kernel, visit_file, search, "dev/block");
	/* ENOENT: a kernel without block devices. */
	if (r < 0 && r != -ENOENT)
		users->files_error = r;
	if (users->n_files > 0)
		qsort(users->files, users->n_files, sizeof(*users->files), compare_files);
}

/* Whether the descriptor only names the file without opening it (O_PATH). udevd has one
 * for a moment, to set the owner of a new device file (udev_node_apply_permissions). */
static bool is_path_only(const struct search *search, const char *fd)
{
	int flags = open_files_flags(search->kernel, search->pid, fd);

	return flags >= 0 && flags & O_PATH;
}

static int visit_fd(void *data, const char *name)
{
	struct search *search = data;
	struct device_users *users = search->users;
	struct device_file file;
	int r = kernel_device(search->kernel, &file.number, "/proc/%s/fd/%s", search->pid,
			      name);

	/* It may have been closed meanwhile (ENOENT), and most are not devices
	 * (ENODEV). */
	if (r < 0 && r != -ENOENT && r != -ENODEV)
		users->is_incomplete = true;
	if (r < 0 || users->n_files == 0 ||
	    !bsearch(&file, users->files, users->n_files, sizeof(file), compare_files) ||
	    is_path_only(search, name))
		return 0;
	users->items =
		arena_grow(search->arena, users->items, users->n, sizeof(*users->items));
	users->items[users->n++] = (struct device_user){
		.number = file.number, .pid = strtol(search->pid, NULL, 10)};
	return 0;
}

static int visit_process(void *data, const char *name)
{
	struct search *search = data;
	int r;

	if (strspn(name, "0123456789") != strlen(name))
		return 0;
	search->pid = name;
	r = kernel_list(search->kernel, visit_fd, search, "/proc/%s/fd", name);
	/* It may have ended meanwhile. Any other error leaves its files unknown: only
	 * root sees the open files of others. */
	if (r < 0 && r != -ENOENT && r != -ESRCH)
		search->users->is_incomplete = true;
	return 0;
}

/* This takes 0.1 s for 300 processes with 60 files each, so it is only done for a VF with
 * device files. */
static void read_processes(struct search *search)
{
	if (search->users->are_processes_read)
		return;
	search->users->are_processes_read = true;
	if (kernel_list(search->kernel, visit_process, search, "/proc") < 0)
		search->users->is_incomplete = true;
}

/* Whether the path has a part of that name. */
static bool has_folder(const char *path, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = strstr(path, name); at; at = strstr(at + 1, name)) {
		if (at > path && at[-1] == '/' && (at[length] == '/' || !at[length]))
			return true;
	}
	return false;
}

/* The files of one VF. */
struct own_files {
	struct search *search;
	const char *dir, *controller;
	const struct device_file **files;
	size_t n;
};

static void add_files_in(struct own_files *own, const char *folder)
{
	const struct device_users *users = own->search->users;

	for (size_t i = 0; i < users->n_files; i++) {
		if (!has_folder(users->files[i].path, folder))
			continue;
		own->files = arena_grow(own->search->arena, own->files, own->n,
					sizeof(struct device_file *));
		own->files[own->n++] = &users->files[i];
	}
}

/* With multipath, a controller has a hidden disk, nvme0c1n2. Programs open the disk of
 * the subsystem, nvme0n2 (nvme_alloc_ns, drivers/nvme/host/core.c). */
static int visit_namespace(void *data, const char *name)
{
	unsigned int subsystem, controller, namespace;
	char rest, disk[32];

	if (sscanf(name, "nvme%uc%un%u%c", &subsystem, &controller, &namespace, &rest) !=
	    3)
		return 0;
	snprintf(disk, sizeof(disk), "nvme%un%u", subsystem, namespace);
	add_files_in(data, disk);
	snprintf(disk, sizeof(disk), "ng%un%u", subsystem, namespace);
	add_files_in(data, disk);
	return 0;
}

static int visit_controller(void *data, const char *name)
{
	struct own_files *own = data;

	return kernel_list(own->search->kernel, visit_namespace, own, "%s/nvme/%s",
			   own->dir, name);
}

static void find_files(struct own_files *own, struct observed_vf *vf)
{
	const char *slash = strrchr(own->dir, '/');
	int r;

	add_files_in(own, slash ? slash + 1 : own->dir);
	if (!observed_vf_has_driver(vf, "nvme"))
		return;
	r = kernel_list(own->search->kernel, visit_controller, own, "%s/nvme", own->dir);
	if (r < 0 && r != -ENOENT)
		observed_vf_add_holder(own->search->arena, vf, HOLDER_UNKNOWN,
				       arena_printf(own->search->arena,
						    "its NVMe controller cannot be "
						    "read: %s",
						    strerror(-r)));
}

/* vfio_create_group, drivers/vfio/group.c: "12", or "noiommu-12". */
static void add_group(struct own_files *own, int group)
{
	const struct device_users *users = own->search->users;
	char name[48], unsafe[48];

	snprintf(name, sizeof(name), "/virtual/vfio/%d", group);
	snprintf(unsafe, sizeof(unsafe), "/virtual/vfio/noiommu-%d", group);
	for (size_t i = 0; i < users->n_files; i++) {
		const char *at = strstr(users->files[i].path, "/virtual/vfio/");

		if (!at || (strcmp(at, name) != 0 && strcmp(at, unsafe) != 0))
			continue;
		own->files = arena_grow(own->search->arena, own->files, own->n,
					sizeof(struct device_file *));
		own->files[own->n++] = &users->files[i];
	}
}

static bool is_one_of(const struct own_files *own, const struct device_number *number)
{
	for (size_t i = 0; i < own->n; i++) {
		if (device_number_is_equal(&own->files[i]->number, number))
			return true;
	}
	return false;
}

/* Whether the process is vfstate, which uses no VF. Another run opens a disk for a moment
 * to find out whether it is claimed (observe/disk-claims.c). */
static bool is_vfstate(struct kernel *kernel, long pid)
{
	char exe[PATH_MAX], own[PATH_MAX];

	return kernel_link(kernel, exe, sizeof(exe), "/proc/%ld/exe", pid) == 0 &&
	       kernel_link(kernel, own, sizeof(own), "/proc/self/exe") == 0 &&
	       strcmp(exe, own) == 0;
}

/* Adds each process that has one of the files open, once. */
static void add_processes(struct own_files *own, struct observed_vf *vf)
{
	struct search *search = own->search;
	const struct device_users *users = search->users;
	long last = 0;

	for (size_t i = 0; i < users->n; i++) {
		const struct device_user *user = &users->items[i];
		const char *vm, *who;

		if (user->pid == last || !is_one_of(own, &user->number))
			continue;
		last = user->pid;
		if (is_vfstate(search->kernel, user->pid))
			continue;
		who = process_name(search->kernel, search->arena, user->pid, &vm);
		observed_vf_add_holder(search->arena, vf, HOLDER_PROCESS, who)->vm = vm;
	}
}

/* Adds whole disks only: a claim on a partition also prevents claims on its disk
 * (bd_may_claim, block/bdev.c). */
static void add_disk(struct search *search, const struct device_file *file,
		     struct observed_vf *vf)
{
	const struct device_number *number = &file->number;
	const char *slash = strrchr(file->path, '/');
	long partition;

	/* A device that cannot be read may be a disk. */
	if (kernel_read_number(search->kernel, &partition, "dev/block/%u:%u/partition",
			       number->major, number->minor) == 0)
		return;
	vf->disks = arena_grow(search->arena, vf->disks, vf->n_disks, sizeof(*vf->disks));
	vf->disks[vf->n_disks++] = (struct observed_disk){
		.name = slash ? slash + 1 : file->path, .number = *number};
}

static void look_at_file(struct search *search, const struct device_file *file,
			 struct observed_vf *vf)
{
	if (file->number.is_block) {
		add_disk(search, file, vf);
		block_users_find(search->kernel, search->arena, search->users, file, vf);
	}
	block_exports_add_to_vf(search->kernel, search->arena, &search->users->exports,
				file, vf);
}

void device_users_find(struct kernel *kernel, struct arena *arena,
		       struct device_users *users, const char *dir,
		       struct observed_vf *vf)
{
	struct search search = {.kernel = kernel, .arena = arena, .users = users};
	struct own_files own = {.search = &search, .dir = dir};
	bool is_vfio = in_use_is_vfio(observed_vf_driver(vf));
	size_t n = vf->n_holders;

	vf->device_files = sysfs_number_field(0);
	read_files(&search);
	if (users->files_error < 0) {
		/* Without /sys/dev there are no device files to find. */
		if (users->files_error != -ENOENT)
			observed_vf_add_holder(
				arena, vf, HOLDER_UNKNOWN,
				arena_printf(arena, "/sys/dev cannot be read: %s",
					     strerror(-users->files_error)));
		return;
	}
	find_files(&own, vf);
	vf->device_files = sysfs_number_field((int)own.n);
	if (is_vfio && vf->iommu_group.set)
		add_group(&own, (int)vf->iommu_group.value.number);
	if (own.n == 0)
		return;
	read_processes(&search);
	add_processes(&own, vf);
	/* VFIO's own counter (vf->enable) says whether the device is open, no matter by
	 * whom. */
	for (size_t i = 0; i < own.n && !is_vfio; i++)
		look_at_file(&search, own.files[i], vf);
	if (!is_vfio && users->is_incomplete && vf->n_holders == n)
		observed_vf_add_holder(
			arena, vf, HOLDER_UNKNOWN,
			"only root can see which processes have its device file open");
}
