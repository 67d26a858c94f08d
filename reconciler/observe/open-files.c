/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/open-files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "observe/process-name.h"
#include "support/guard.h"

enum {
	MAPS_MIN = 256 << 10,
	MAPS_MAX = 64 << 20,
	FDINFO_MAX = 4096
};

struct open_file {
	struct pci_address pci;
	long pid;
};

struct open_socket {
	unsigned long inode;
	long pid;
};

struct search {
	struct kernel *kernel;
	struct arena *arena, scratch;
	struct open_files *files;
	char *maps; /* of one process */
	size_t maps_size;
	const char *pid;
};

/* A process that has ended has no files, and one that only root may look at is
 * skipped. */
static void tell_problem(struct search *search, int r, const char *what)
{
	if (r < 0 && r != -ENOENT && r != -ESRCH && r != -EACCES && r != -EPERM &&
	    !search->files->problem)
		search->files->problem =
			arena_printf(search->arena, "%s of process %s cannot be read: %s",
				     what, search->pid, strerror(-r));
}

/* Parses "/sys/devices/pci0000:00/0000:01:10.2/resource0" into the PCI address and the
 * file's name; NULL if it is not a file of a PCI device. */
static const char *parse_path(const char *path, struct pci_address *ret_pci)
{
	char folder[PCI_ADDRESS_TEXT];
	const char *name = strrchr(path, '/'), *start = name;
	size_t length;

	if (!name || name == path)
		return NULL;
	while (start > path && start[-1] != '/')
		start--;
	length = (size_t)(name - start);
	if (length >= sizeof(folder))
		return NULL;
	memcpy(folder, start, length);
	folder[length] = '\0';
	return pci_address_parse(folder, ret_pci) ? name + 1 : NULL;
}

/* resource0, resource0_wc (pci_create_attr, drivers/pci/pci-sysfs.c) */
static bool is_resource(const char *name)
{
	return strncmp(name, "resource", strlen("resource")) == 0 &&
	       name[strlen("resource")] >= '0' && name[strlen("resource")] <= '9';
}

static void add_file(struct search *search, struct pci_address pci)
{
	struct open_files *files = search->files;
	long pid = strtol(search->pid, NULL, 10);

	for (size_t i = 0; i < files->n_files; i++) {
		if (files->files[i].pid == pid &&
		    pci_address_compare(files->files[i].pci, pci) == 0)
			return;
	}
	files->files = arena_grow(search->arena, files->files, files->n_files,
				  sizeof(*files->files));
	files->files[files->n_files++] = (struct open_file){.pci = pci, .pid = pid};
}

static void add_socket(struct search *search, unsigned long inode)
{
	struct open_files *files = search->files;

	files->sockets = arena_grow(search->arena, files->sockets, files->n_sockets,
				    sizeof(*files->sockets));
	files->sockets[files->n_sockets++] = (struct open_socket){
		.inode = inode, .pid = strtol(search->pid, NULL, 10)};
}

/* "flags:	02100002" (seq_show, fs/proc/fd.c) */
int open_files_flags(struct kernel *kernel, const char *pid, const char *fd)
{
	char info[FDINFO_MAX];
	const char *flags;
	int r = kernel_read(kernel, info, sizeof(info), "/proc/%s/fdinfo/%s", pid, fd);

	if (r < 0)
		return r;
	flags = strstr(info, "flags:");
	return flags ? (int)strtoul(flags + strlen("flags:"), NULL, 8) : -EBADMSG;
}

static bool is_writable(struct search *search, const char *fd)
{
	int flags = open_files_flags(search->kernel, search->pid, fd);

	if (flags < 0)
		return flags != -ENOENT && flags != -ESRCH;
	return (flags & O_ACCMODE) != O_RDONLY;
}

static int visit_fd(void *data, const char *fd)
{
	struct search *search = data;
	struct pci_address pci;
	char path[PATH_MAX];
	const char *name;
	unsigned long inode;
	int r = kernel_link(search->kernel, path, sizeof(path), "/proc/%s/fd/%s",
			    search->pid, fd);

	if (r < 0) {
		tell_problem(search, r, "an open file");
		return 0;
	}
	if (sscanf(path, "socket:[%lu]", &inode) == 1) {
		add_socket(search, inode);
		return 0;
	}
	name = parse_path(path, &pci);
	if (name && (is_resource(name) ||
		     (strcmp(name, "config") == 0 && is_writable(search, fd))))
		add_file(search, pci);
	return 0;
}

/* A driver in user space may close the file after it has mapped it
 * (pci_uio_map_resource_by_index of DPDK). */
static void read_maps(struct search *search)
{
	int r;

	for (;;) {
		r = kernel_read(search->kernel, search->maps, search->maps_size,
				"/proc/%s/maps", search->pid);
		if (r != -EMSGSIZE || search->maps_size >= MAPS_MAX)
			break;
		search->maps_size *= 4;
		search->maps = arena_alloc(&search->scratch, search->maps_size);
	}
	if (r < 0) {
		tell_problem(search, r, "the memory");
		return;
	}
	for (char *at = strstr(search->maps, "/resource"); at;) {
		struct pci_address pci;
		char *line = at, *end = strchrnul(at, '\n');
		bool is_last = *end == '\0';
		const char *name;

		*end = '\0';
		while (line > search->maps && line[-1] != ' ' && line[-1] != '\n')
			line--;
		name = parse_path(line, &pci);
		if (name && is_resource(name))
			add_file(search, pci);
		at = is_last ? NULL : strstr(end + 1, "/resource");
	}
}

static int visit_process(void *data, const char *name)
{
	struct search *search = data;

	if (strspn(name, "0123456789") != strlen(name))
		return 0;
	search->pid = name;
	tell_problem(search,
		     kernel_list(search->kernel, visit_fd, search, "/proc/%s/fd", name),
		     "the open files");
	read_maps(search);
	return 0;
}

static void read_all(struct kernel *kernel, struct arena *arena, struct open_files *files)
{
	struct search search = {.kernel = kernel, .arena = arena, .files = files};
	int r;

	if (files->is_read)
		return;
	files->is_read = true;
	arena_init(&search.scratch);
	search.maps_size = MAPS_MIN;
	search.maps = arena_alloc(&search.scratch, search.maps_size);
	r = kernel_list(kernel, visit_process, &search, "/proc");
	if (r < 0 && !files->problem)
		files->problem =
			arena_printf(arena, "/proc cannot be read: %s", strerror(-r));
	arena_done(&search.scratch);
}

void open_files_add_to_vf(struct kernel *kernel, struct arena *arena,
			  struct open_files *files, struct observed_vf *vf)
{
	read_all(kernel, arena, files);
	for (size_t i = 0; i < files->n_files; i++) {
		const char *vm, *who;

		if (pci_address_compare(files->files[i].pci, vf->pci) != 0)
			continue;
		who = process_name(kernel, arena, files->files[i].pid, &vm);
		observed_vf_add_holder(arena, vf, HOLDER_PROCESS, who)->vm = vm;
	}
	if (files->problem)
		observed_vf_add_holder(arena, vf, HOLDER_UNKNOWN, files->problem);
}

const char *open_files_socket(struct kernel *kernel, struct arena *arena,
			      struct open_files *files, unsigned long inode)
{
	read_all(kernel, arena, files);
	for (size_t i = 0; i < files->n_sockets; i++) {
		const char *vm;

		if (files->sockets[i].inode == inode)
			return process_name(kernel, arena, files->sockets[i].pid, &vm);
	}
	return NULL;
}
