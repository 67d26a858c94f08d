/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/run-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "run-state/run-state.h"
#include "support/atomic-file.h"
#include "support/guard.h"
#include "support/own-file.h"

enum {
	DIR_MODE = 0755,
	OTHERS_WRITE = S_IWGRP | S_IWOTH
};

/* The files of vfstate in the run directory, besides its notes (run-state.h). Anything
 * else is left alone. */
static const struct entry {
	const char *name;
	mode_t type;
	mode_t forbidden;
} entries[] = {
	{"lock", S_IFREG, 0}, /* older versions made it 0644; it is replaced */
	{"libvirt", S_IFDIR, OTHERS_WRITE},
	{"qemu", S_IFDIR, OTHERS_WRITE},
	{"unmanaged", S_IFDIR, OTHERS_WRITE},
	{"metrics", S_IFDIR, OTHERS_WRITE},
	{"seqnum", S_IFREG, OTHERS_WRITE},
};

static const struct entry state_entry = {NULL, S_IFREG, OTHERS_WRITE};

static const struct entry *find_entry(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(entries); i++) {
		if (strcmp(name, entries[i].name) == 0)
			return &entries[i];
	}
	for (size_t i = 0; i < RUN_STATE_COUNT; i++) {
		if (strncmp(name, run_state_prefixes[i], strlen(run_state_prefixes[i])) ==
		    0)
			return &state_entry;
	}
	return NULL;
}

static int report_fault(struct run *run, const char *path, const char *fault)
{
	diag_hint(&run->diags,
		  diag_error(&run->diags, SPAN_NONE, "run-dir", "%s %s", path, fault),
		  "find out who made it, then remove it");
	return -EKEYREJECTED;
}

static int report_errno(struct run *run, int error)
{
	diag_error(&run->diags, SPAN_NONE, "run-dir", "cannot open %s: %s", run->dir_path,
		   strerror(-error));
	return error;
}

static int check_entry(void *data, const char *name)
{
	struct run *run = data;
	const struct entry *entry = find_entry(name);
	const char *fault;
	struct stat st;

	/* Not a file of vfstate, or gone since it was listed. */
	if (!entry || fstatat(run->dir.fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	fault = own_file_fault(&st, entry->type, entry->forbidden);
	return fault ? report_fault(
			       run,
			       arena_printf(&run->arena, "%s/%s", run->dir_path, name),
			       fault)
		     : 0;
}

static int open_dir(struct run *run)
{
	int fd = open(run->dir_path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const char *fault;
	struct stat st;
	int r;

	if (fd < 0) {
		r = -errno;
		/* This says more than the errno of O_DIRECTORY and O_NOFOLLOW. */
		fault = lstat(run->dir_path, &st) < 0
				? NULL
				: own_file_fault(&st, S_IFDIR, OTHERS_WRITE);
		return fault ? report_fault(run, run->dir_path, fault) : r;
	}
	root_done(&run->dir);
	run->dir.fd = fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	fault = own_file_fault(&st, S_IFDIR, OTHERS_WRITE);
	return fault ? report_fault(run, run->dir_path, fault)
		     : root_list(&run->dir, ".", check_entry, run);
}

static int done(struct run *run, int r)
{
	/* A fault has been reported already. */
	if (r < 0 && r != -EKEYREJECTED)
		report_errno(run, r);
	if (r < 0)
		root_done(&run->dir);
	return r;
}

int run_dir_open(struct run *run)
{
	int r = open_dir(run);

	/* A user who may not read the directory does without its notes. */
	return r == -ENOENT || r == -EACCES ? 0 : done(run, r);
}

int run_dir_make(struct run *run)
{
	struct stat st;
	int r;

	if (mkdir(run->dir_path, DIR_MODE) < 0 && errno != EEXIST)
		return report_errno(run, -errno);
	r = open_dir(run);
	/* The umask of the run that created it may have removed permissions. */
	if (r == 0 &&
	    (fstat(run->dir.fd, &st) < 0 ||
	     ((st.st_mode & 07777) != DIR_MODE && fchmod(run->dir.fd, DIR_MODE) < 0)))
		r = -errno;
	return done(run, r);
}

bool run_dir_is_there(const struct run *run)
{
	struct stat path, open;

	return lstat(run->dir_path, &path) == 0 && fstat(run->dir.fd, &open) == 0 &&
	       path.st_ino == open.st_ino && path.st_dev == open.st_dev;
}

static int sweep_vm(void *data, const char *name)
{
	const struct root *libvirt = data;
	_cleanup_fd_ int fd = openat(libvirt->fd, name,
				     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0)
		atomic_file_sweep(fd);
	return 0;
}

void run_dir_sweep(const struct run *run)
{
	struct root libvirt = {
		.fd = openat(run->dir.fd, "libvirt",
			     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};

	atomic_file_sweep(run->dir.fd);
	if (libvirt.fd >= 0)
		(void)root_list(&libvirt, ".", sweep_vm, &libvirt);
	root_done(&libvirt);
}
