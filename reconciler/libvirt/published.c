/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt/published.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "libvirt/device.h"
#include "libvirt/xml.h"
#include "support/guard.h"
#include "support/own-file.h"
#include "support/root.h"
#include "support/yaml-node.h"

/* How each file of publish/ begins. */
static const char marker[] = "<!-- Written by vfstate.", suffix[] = ".xml";

struct reader {
	struct arena *arena;
	struct diags *diags;
	struct published *published;
};

/* A directory below the run directory. */
struct folder {
	struct reader *reader;
	struct root root;
	const char *path;
	const char *vm; /* NULL: of networks */
	int (*add)(struct folder *folder, const char *name, const char *path,
		   const char *text);
};

static int report_errno(struct reader *reader, const char *path, int error)
{
	diag_error(reader->diags, SPAN_NONE, "run-dir", "cannot read %s: %s", path,
		   strerror(-error));
	return error;
}

/* Opens a file or directory that only root can have written. Returns the fd, or -errno;
 * all but -ENOENT with a diagnostic. */
static int open_own(struct reader *reader, int dir, const char *name, const char *path,
		    mode_t type)
{
	_cleanup_fd_ int fd = openat(
		dir, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOFOLLOW);
	const char *fault;
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return -ENOENT;
	if ((fd < 0 ? fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) : fstat(fd, &st)) < 0)
		return report_errno(reader, path, -errno);
	fault = own_file_fault(&st, type, S_IWGRP | S_IWOTH);
	if (fault) {
		diag_hint(reader->diags,
			  diag_error(reader->diags, SPAN_NONE, "run-dir", "%s %s", path,
				     fault),
			  "find out who made it, then remove it");
		return -EPERM;
	}
	return fd < 0 ? report_errno(reader, path, -EACCES) : take_fd(fd);
}

static int refuse(struct reader *reader, const char *path, const char *why)
{
	diag_hint(
		reader->diags,
		diag_error(reader->diags, SPAN_NONE, "not-published", "%s %s", path, why),
		"remove it and run vfstate apply");
	return -EINVAL;
}

static int add_device(struct folder *folder, const char *name, const char *path,
		      const char *text)
{
	struct reader *reader = folder->reader;
	struct published *published = reader->published;
	_cleanup_xml_ xmlDocPtr doc = xml_parse(text);
	const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
	const char *alias = root && device_is_one(root) ? device_alias(root) : NULL;

	if (!alias)
		return refuse(reader, path, "is not an interface with an alias");
	published->devices =
		arena_grow(reader->arena, published->devices, published->n_devices,
			   sizeof(*published->devices));
	published->devices[published->n_devices++] = (struct published_device){
		.vm = folder->vm,
		.interface = name,
		.path = path,
		.alias = arena_strdup(reader->arena, alias),
		.text = text,
	};
	return 0;
}

static int add_network(struct folder *folder, const char *name, const char *path,
		       const char *text)
{
	struct reader *reader = folder->reader;
	struct published *published = reader->published;
	_cleanup_xml_ xmlDocPtr doc = xml_parse(text);
	const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
	const char *own = NULL, *uuid = NULL;

	if (root && xml_is_element(root, "network")) {
		own = xml_text(xml_find(root, "name"));
		uuid = xml_text(xml_find(root, "uuid"));
	}
	if (!own || strcmp(own, name) != 0 || !uuid)
		return refuse(reader, path, "is not a network of that name with a uuid");
	published->networks =
		arena_grow(reader->arena, published->networks, published->n_networks,
			   sizeof(*published->networks));
	published->networks[published->n_networks++] = (struct published_network){
		.name = name,
		.path = path,
		.uuid = arena_strdup(reader->arena, uuid),
		.text = text,
	};
	return 0;
}

static int read_file(void *data, const char *name)
{
	struct folder *folder = data;
	struct reader *reader = folder->reader;
	const char *path = arena_printf(reader->arena, "%s/%s", folder->path, name);
	size_t length = strlen(name);
	_cleanup_fd_ int fd = -1;
	const struct source *source;
	int r = 0;

	/* Temporary files begin with a dot. */
	if (name[0] == '.' || length <= strlen(suffix) ||
	    strcmp(name + length - strlen(suffix), suffix) != 0)
		return 0;
	fd = open_own(reader, folder->root.fd, name, path, S_IFREG);
	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	source = yaml_read_source(reader->arena, fd, path, NULL, &r);
	if (!source)
		return report_errno(reader, path, r);
	if (strncmp(source->text, marker, strlen(marker)) != 0) {
		diag_warning(reader->diags, SPAN_NONE, "not-published",
			     "%s was not written by vfstate, and is left out", path);
		return 0;
	}
	return folder->add(folder,
			   arena_strndup(reader->arena, name, length - strlen(suffix)),
			   path, source->text);
}

/* Reads a directory that may be absent. */
static int read_folder(struct folder *folder, int dir, const char *name,
		       int (*visit)(void *data, const char *name))
{
	int r = open_own(folder->reader, dir, name, folder->path, S_IFDIR);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	folder->root.fd = r;
	r = root_list(&folder->root, ".", visit, folder);
	root_done(&folder->root);
	return r;
}

static int read_vm(void *data, const char *name)
{
	struct folder *parent = data;
	struct arena *arena = parent->reader->arena;
	struct folder folder = {
		.reader = parent->reader,
		.path = arena_printf(arena, "%s/%s", parent->path, name),
		.vm = arena_strdup(arena, name),
		.add = add_device,
	};

	return read_folder(&folder, parent->root.fd, name, read_file);
}

static int compare_devices(const void *a, const void *b)
{
	const struct published_device *x = a, *y = b;
	int r = strcmp(x->vm, y->vm);

	return r ? r : strcmp(x->interface, y->interface);
}

static int compare_networks(const void *a, const void *b)
{
	const struct published_network *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* The order of directories makes no difference. */
static void sort(struct published *published)
{
	if (published->n_devices > 0)
		qsort(published->devices, published->n_devices,
		      sizeof(*published->devices), compare_devices);
	if (published->n_networks > 0)
		qsort(published->networks, published->n_networks,
		      sizeof(*published->networks), compare_networks);
}

int published_read(struct arena *arena, struct diags *diags, const char *run_dir,
		   struct published *ret_published)
{
	struct published published = {0};
	struct reader reader = {arena, diags, &published};
	struct folder vms = {.reader = &reader,
			     .path = arena_printf(arena, "%s/libvirt", run_dir)};
	struct folder networks = {
		.reader = &reader,
		.path = arena_printf(arena, "%s/libvirt-networks", run_dir),
		.add = add_network};
	_cleanup_fd_ int fd = open_own(&reader, AT_FDCWD, run_dir, run_dir, S_IFDIR);
	int r;

	if (fd == -ENOENT)
		diag_hint(diags,
			  diag_error(diags, SPAN_NONE, "run-dir",
				     "%s does not exist: vfstate apply has not run since "
				     "the host booted",
				     run_dir),
			  "vfstate apply");
	if (fd < 0)
		return fd;
	r = read_folder(&vms, fd, "libvirt", read_vm);
	if (r == 0)
		r = read_folder(&networks, fd, "libvirt-networks", read_file);
	if (r < 0)
		return r;
	sort(&published);
	*ret_published = published;
	return 0;
}
