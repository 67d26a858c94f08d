/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "model/derive.h"
#include "publish/publish-parts.h"
#include "publish/publisher.h"
#include "support/atomic-file.h"
#include "support/guard.h"
#include "support/own-file.h"

static const struct publisher *const publishers[] = {&libvirt_publisher, &qemu_publisher};

const char *snippet_status_name(enum snippet_status status)
{
	static const char *const names[] = {
		[SNIPPET_WRITTEN] = "written",	       [SNIPPET_UNCHANGED] = "unchanged",
		[SNIPPET_NOT_WRITTEN] = "not written", [SNIPPET_REMOVED] = "removed",
		[SNIPPET_FAILED] = "failed",
	};

	return names[status];
}

static const char *name_of(const struct publishing *publishing, const char *interface)
{
	return arena_printf(publishing->arena, "%s%s", interface,
			    publishing->publisher->suffix);
}

void publish_add(struct publishing *publishing, const struct snippet *snippet)
{
	struct snippets *snippets = publishing->snippets;

	snippets->items = arena_grow(publishing->arena, snippets->items, snippets->n,
				     sizeof(*snippets->items));
	snippets->items[snippets->n++] = *snippet;
	snippets->n_failed += snippet->status == SNIPPET_FAILED;
}

static void add_snippet(struct publishing *publishing, const char *vm,
			const char *interface, enum snippet_status status,
			const char *text)
{
	publish_add(publishing,
		    &(struct snippet){.publisher = publishing->publisher,
				      .vm = vm,
				      .interface = interface,
				      .path = arena_printf(
					      publishing->arena, "%s/%s/%s%s",
					      publishing->publisher->directory, vm,
					      interface, publishing->publisher->suffix),
				      .status = status,
				      .text = text});
}

/* Why an open file or directory below the run directory cannot be used; NULL if it
 * can. */
static const char *fault_of(int fd, mode_t type)
{
	struct stat st;

	return fstat(fd, &st) < 0 ? "cannot be read"
				  : own_file_fault(&st, type, S_IWGRP | S_IWOTH);
}

bool publish_is_ours(const char *marker, int dir, const char *name)
{
	_cleanup_fd_ int fd =
		openat(dir, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
	size_t length = strlen(marker);
	char start[128];

	if (fd < 0)
		return errno == ENOENT;
	return !fault_of(fd, S_IFREG) && read(fd, start, length) == (ssize_t)length &&
	       memcmp(start, marker, length) == 0;
}

int publish_open_dir(const struct publishing *publishing, const char *path,
		     const char **ret_text)
{
	_cleanup_fd_ int fd = openat(publishing->run->fd, path,
				     O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	const char *fault;

	if (fd < 0)
		return -errno;
	fault = fault_of(fd, S_IFDIR);
	if (fault) {
		*ret_text = arena_printf(publishing->arena, "its directory %s", fault);
		return -EPERM;
	}
	return take_fd(fd);
}

int publish_make_dir(const struct publishing *publishing, const char *path,
		     const char **ret_text)
{
	int r = atomic_file_mkdirs(publishing->run->fd, path);

	return r < 0 ? r : publish_open_dir(publishing, path, ret_text);
}

static const char *vm_path(const struct publishing *publishing, const char *vm)
{
	return arena_printf(publishing->arena, "%s/%s", publishing->publisher->directory,
			    vm);
}

static int make_vm_dir(const struct publishing *publishing, const char *vm,
		       const char **ret_text)
{
	return publish_make_dir(publishing, vm_path(publishing, vm), ret_text);
}

/* The content of a file, including the marker. On failure, adds a failed snippet and
 * returns NULL. */
static const char *build(struct publishing *publishing, const struct published *published)
{
	const struct publisher *publisher = publishing->publisher;
	const struct desired_binding *binding = published->binding;
	const char *bytes = NULL, *text = NULL;
	int r = publisher->build(publishing->arena, published, &bytes, &text);

	if (r == 0)
		return arena_printf(publishing->arena, "%s%s", publisher->marker, bytes);
	if (r == -ENOPKG) {
		/* Report the reason once, not for every file. */
		publishing->snippets->missing_library = text;
		text = arena_printf(publishing->arena, "%s is missing",
				    publisher->library);
	}
	add_snippet(publishing, binding->vm, binding->interface, SNIPPET_FAILED, text);
	return NULL;
}

enum snippet_status publish_write(const struct publishing *publishing, const char *marker,
				  int dir, const char *name, const char *bytes,
				  const char **text)
{
	int r = dir;

	if (dir >= 0 && !publish_is_ours(marker, dir, name)) {
		*text = "there is a file that vfstate did not write; it is left alone";
		return SNIPPET_FAILED;
	}
	if (dir >= 0)
		r = atomic_file_write(dir, name, bytes, strlen(bytes));
	if (r < 0 && !*text)
		*text = arena_strdup(publishing->arena, strerror(-r));
	return r < 0 ? SNIPPET_FAILED : r > 0 ? SNIPPET_WRITTEN : SNIPPET_UNCHANGED;
}

static void write_snippet(struct publishing *publishing,
			  const struct desired_binding *binding, const char *bytes)
{
	const char *fault = NULL;
	_cleanup_fd_ int dir = make_vm_dir(publishing, binding->vm, &fault);
	const char *text = fault;
	enum snippet_status status =
		publish_write(publishing, publishing->publisher->marker, dir,
			      name_of(publishing, binding->interface), bytes, &text);

	add_snippet(publishing, binding->vm, binding->interface, status, text);
}

/* Whether the VF differs from its configuration. */
static bool has_remaining_difference(const struct plan_pf *pf, unsigned int vf)
{
	for (size_t i = 0; i < pf->n_changes; i++) {
		if (pf->changes[i].vf == (int)vf || pf->changes[i].stage == STAGE_NUMVFS)
			return true;
	}
	return false;
}

static bool is_unread(const struct plan *plan, const struct desired_pf *pf)
{
	for (size_t i = 0; i < plan->n_unread; i++) {
		if (plan->unread[i] == pf)
			return true;
	}
	return false;
}

/* Leaves a file unchanged, because its content is unknown. If the format is not for every
 * VF, reports only a file that exists. */
static void hold(struct publishing *publishing, const struct desired_binding *binding,
		 const char *text)
{
	const char *path =
		arena_printf(publishing->arena, "%s/%s", vm_path(publishing, binding->vm),
			     name_of(publishing, binding->interface));

	if (!publishing->publisher->wants ||
	    faccessat(publishing->run->fd, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		add_snippet(publishing, binding->vm, binding->interface,
			    SNIPPET_NOT_WRITTEN, text);
}

/* Whether an interface of a pool that has no VF has one by the record, as far as is
 * known. */
static bool may_have_vf(const struct plan *after, const struct desired_binding *binding)
{
	const struct observed *host = after->host;
	struct assignment key = {.vm = binding->vm, .interface = binding->interface};
	const struct assignment *record =
		after->n_assignments > 0
			? bsearch(&key, after->assignments, after->n_assignments,
				  sizeof(key), assignment_compare)
			: NULL;
	const struct observed_pf *pf =
		record ? assignment_find_pf(record, host->pfs, host->n_pfs) : NULL;

	if (host->assignments_unread || host->domains_unread)
		return true;
	return record && (!pf || record->vf < pf->n_vfs);
}

static void publish_binding(struct publishing *publishing,
			    const struct desired_binding *binding,
			    const struct plan *after)
{
	const struct plan_pf *pf = plan_find_pf(after, binding->pf);
	const struct observed_vf *vf = pf && binding->vf < pf->observed->n_vfs
					       ? &pf->observed->vfs[binding->vf]
					       : NULL;
	const struct publisher *publisher = publishing->publisher;
	struct published published;
	const char *bytes;

	/* Its file, if there is one, is stale, unless the VF is only not known now. */
	if (!binding->pf && may_have_vf(after, binding))
		hold(publishing, binding, "it is not known which VF it has");
	if (!binding->pf)
		return;
	if (is_unread(after, binding->pf)) {
		hold(publishing, binding, "its PF cannot be read");
		return;
	}
	if (!vf || !vf->has_pci)
		return; /* its file, if there is one, is stale */
	published = (struct published){.binding = binding,
				       .host = after->host,
				       .pf = pf,
				       .vf = vf,
				       .desired = &pf->vfs[binding->vf]};
	if (publisher->wants && !publisher->wants(&published))
		return;
	if (has_remaining_difference(pf, binding->vf)) {
		hold(publishing, binding, "its VF is not as configured");
		return;
	}
	bytes = build(publishing, &published);
	if (bytes)
		write_snippet(publishing, binding, bytes);
}

static bool is_current(const struct publishing *publishing, const char *vm,
		       const char *interface)
{
	for (size_t i = 0; i < publishing->snippets->n; i++) {
		const struct snippet *snippet = &publishing->snippets->items[i];

		if (snippet->publisher == publishing->publisher &&
		    snippet->status != SNIPPET_REMOVED && strcmp(snippet->vm, vm) == 0 &&
		    strcmp(snippet->interface, interface) == 0)
			return true;
	}
	return false;
}

/* Whether the file is not one of the selected PF's, as far as the configuration says.
 * Only a run for all PFs can tell that nothing configures it any more. */
static bool is_left_out(const struct publishing *publishing, const char *vm,
			const char *interface)
{
	const struct desired *desired = publishing->desired;

	for (size_t i = 0; i < desired->n_bindings; i++) {
		if (strcmp(desired->bindings[i].vm, vm) == 0 &&
		    strcmp(desired->bindings[i].interface, interface) == 0)
			return desired->whole && !desired->bindings[i].pf;
	}
	return desired->whole != NULL;
}

struct vm_dir {
	struct publishing *publishing;
	const char *vm;
	int fd;
};

static int visit_file(void *data, const char *name)
{
	struct vm_dir *dir = data;
	struct publishing *publishing = dir->publishing;
	const char *suffix = publishing->publisher->suffix;
	size_t length = strlen(name);
	char *interface;

	if (length <= strlen(suffix) || name[0] == '.' ||
	    strcmp(name + length - strlen(suffix), suffix) != 0)
		return 0;
	interface = arena_strndup(publishing->arena, name, length - strlen(suffix));
	if (is_current(publishing, dir->vm, interface) ||
	    is_left_out(publishing, dir->vm, interface) ||
	    !publish_is_ours(publishing->publisher->marker, dir->fd, name))
		return 0;
	if (unlinkat(dir->fd, name, 0) < 0)
		add_snippet(publishing, dir->vm, interface, SNIPPET_FAILED,
			    arena_strdup(publishing->arena, strerror(errno)));
	else
		add_snippet(publishing, dir->vm, interface, SNIPPET_REMOVED,
			    publishing->publisher->removed);
	return 0;
}

static int visit_vm(void *data, const char *name)
{
	struct publishing *publishing = data;
	struct vm_dir dir = {.publishing = publishing,
			     .vm = arena_strdup(publishing->arena, name)};
	const char *path = vm_path(publishing, name);
	const char *fault;
	_cleanup_fd_ int fd = publish_open_dir(publishing, path, &fault);
	struct root root = {.fd = fd};

	if (fd < 0)
		return 0;
	dir.fd = fd;
	(void)root_list(&root, ".", visit_file, &dir);
	/* This fails unless the directory is empty. */
	unlinkat(publishing->run->fd, path, AT_REMOVEDIR);
	return 0;
}

const struct snippets *publish(struct arena *arena, const struct root *run,
			       const struct plan *after)
{
	const struct desired *desired = after->desired;
	struct publishing publishing = {
		.arena = arena,
		.run = run,
		.desired = desired,
		.snippets = arena_alloc(arena, sizeof(*publishing.snippets)),
	};

	for (size_t i = 0; i < ARRAY_SIZE(publishers); i++) {
		publishing.publisher = publishers[i];
		for (size_t j = 0; j < desired->n_bindings; j++)
			publish_binding(&publishing, &desired->bindings[j], after);
		(void)root_list(run, publishers[i]->directory, visit_vm, &publishing);
	}
	publish_networks(&publishing, after);
	return publishing.snippets;
}
