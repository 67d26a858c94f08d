/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "model/derive.h"
#include "publish/libvirt-xml.h"
#include "support/atomic-file.h"
#include "support/guard.h"
#include "support/own-file.h"

static const char suffix[] = ".xml";

const char *snippet_status_name(enum snippet_status status)
{
	static const char *const names[] = {
		[SNIPPET_WRITTEN] = "written", [SNIPPET_UNCHANGED] = "unchanged",
		[SNIPPET_HELD] = "held",       [SNIPPET_REMOVED] = "removed",
		[SNIPPET_FAILED] = "failed",
	};

	return names[status];
}

/* libvirt sets MAC and VLAN of an <interface> through the PF's netdev
 * (virHostdevNetConfigReplace, src/hypervisor/virhostdev.c): where that cannot be, the VM
 * cannot start. */
static bool may_be_interface(const struct plan_pf *pf)
{
	return pf->sets_vf_mac && !pf->observed->is_infiniband;
}

bool publish_device(const struct desired_binding *binding, const struct observed *host,
		    const struct plan_pf *pf, const struct observed_vf *vf,
		    struct libvirt_device *ret_device, const char **ret_text)
{
	const struct desired_vf desired =
		derive_vf(host, pf->observed, binding->pf, binding->vf);
	const struct field *mac = &desired.attrs[VF_ATTR_MAC];
	const struct field *vlan = &desired.attrs[VF_ATTR_VLAN];
	struct libvirt_device device = {.type = binding->type,
					.managed = binding->managed,
					.pci = vf->pci,
					.alias = binding->alias.value.text,
					.boot_order = binding->boot_order.value.number,
					.teaming = binding->teaming.value.text};

	if (!field_is_given(mac) || mac_address_is_zero(mac->value.mac))
		mac = &vf->attrs[VF_ATTR_MAC];
	if (!vlan->set)
		vlan = &vf->attrs[VF_ATTR_VLAN];
	if (vlan->set)
		device.vlan = vlan->value.vlan;
	/* What <interface> cannot carry, libvirt would overwrite with 0. */
	if (device.type == BINDING_AUTO)
		device.type =
			!may_be_interface(pf) || (device.vlan.id &&
						  (device.vlan.qos ||
						   device.vlan.proto == VLAN_8021AD))
				? BINDING_HOSTDEV
				: BINDING_INTERFACE;
	if (device.type == BINDING_INTERFACE && !may_be_interface(pf)) {
		*ret_text =
			"its PF has no Ethernet interface that sets the MAC of a VF, as "
			"libvirt does for an <interface>: type: hostdev, or leave type "
			"out";
		return false;
	}
	if (device.type == BINDING_INTERFACE) {
		if (!mac->set || mac_address_is_zero(mac->value.mac)) {
			*ret_text =
				"its VF has no MAC address yet, and libvirt would make "
				"one up at each start; give it a mac";
			return false;
		}
		device.mac = mac->value.mac;
	}
	*ret_device = device;
	return true;
}

struct publishing {
	struct arena *arena;
	const struct root *run;
	struct snippets *snippets;
};

static struct snippet *add_snippet(struct publishing *publishing, const char *vm,
				   const char *interface, enum snippet_status status,
				   const char *text)
{
	struct snippets *snippets = publishing->snippets;
	struct snippet *snippet;

	snippets->items = arena_grow(publishing->arena, snippets->items, snippets->n,
				     sizeof(*snippets->items));
	snippet = &snippets->items[snippets->n++];
	*snippet = (struct snippet){.vm = vm,
				    .interface = interface,
				    .path = arena_printf(publishing->arena,
							 "libvirt/%s/%s%s", vm, interface,
							 suffix),
				    .status = status,
				    .text = text};
	snippets->n_failed += status == SNIPPET_FAILED;
	return snippet;
}

/* What keeps an open file or directory below the run directory from being used; NULL. */
static const char *fault_of(int fd, mode_t type)
{
	struct stat st;

	return fstat(fd, &st) < 0 ? "cannot be read"
				  : own_file_fault(&st, type, S_IWGRP | S_IWOTH);
}

/* True for a file that starts with the marker, or that is not there. */
static bool is_ours(int dir, const char *name)
{
	_cleanup_fd_ int fd =
		openat(dir, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
	size_t length = strlen(libvirt_xml_marker);
	char start[128];

	if (fd < 0)
		return errno == ENOENT;
	return !fault_of(fd, S_IFREG) && read(fd, start, length) == (ssize_t)length &&
	       memcmp(start, libvirt_xml_marker, length) == 0;
}

/* The fd, or a negative errno; -EPERM with *ret_text where it is not one of root's. */
static int open_vm_dir(const struct publishing *publishing, const char *path,
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

static int make_vm_dir(const struct publishing *publishing, const char *vm,
		       const char **ret_text)
{
	char *path = arena_printf(publishing->arena, "libvirt/%s", vm);
	int r = atomic_file_mkdirs(publishing->run->fd, path);

	return r < 0 ? r : open_vm_dir(publishing, path, ret_text);
}

static void write_snippet(struct publishing *publishing,
			  const struct desired_binding *binding,
			  const struct libvirt_device *device)
{
	const char *fault = NULL;
	_cleanup_fd_ int dir = make_vm_dir(publishing, binding->vm, &fault);
	char *name = arena_printf(publishing->arena, "%s%s", binding->interface, suffix);
	const char *text = NULL;
	const char *xml = libvirt_xml_build(publishing->arena, device, &text);
	enum snippet_status status = SNIPPET_FAILED;
	int r = dir;

	if (!xml) {
		r = 0;
		/* Which is said once, not for every file. */
		publishing->snippets->missing_library = text;
		text = "libxml2 is missing";
	} else if (dir >= 0 && !is_ours(dir, name)) {
		text = "there is a file that vfstate did not write; it is left alone";
	} else if (dir >= 0) {
		r = atomic_file_write(dir, name, xml, strlen(xml));
		if (r >= 0)
			status = r > 0 ? SNIPPET_WRITTEN : SNIPPET_UNCHANGED;
	}
	if (r < 0)
		text = fault ? fault : arena_strdup(publishing->arena, strerror(-r));
	add_snippet(publishing, binding->vm, binding->interface, status, text);
}

static const struct plan_pf *find_pf(const struct plan *plan, const struct desired_pf *pf)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		if (plan->pfs[i].desired == pf)
			return &plan->pfs[i];
	}
	return NULL;
}

/* Whether anything that was asked for this VF is not so. */
static bool has_residue(const struct plan_pf *pf, unsigned int vf)
{
	for (size_t i = 0; i < pf->n_changes; i++) {
		if (pf->changes[i].vf == (int)vf || pf->changes[i].kind == CHANGE_NUMVFS)
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

static void publish_binding(struct publishing *publishing,
			    const struct desired_binding *binding,
			    const struct plan *after)
{
	const struct plan_pf *pf = find_pf(after, binding->pf);
	const struct observed_vf *vf = pf && binding->vf < pf->observed->n_vfs
					       ? &pf->observed->vfs[binding->vf]
					       : NULL;
	struct libvirt_device device;
	const char *text;

	if (is_unread(after, binding->pf)) {
		add_snippet(publishing, binding->vm, binding->interface, SNIPPET_HELD,
			    "its PF cannot be read");
		return;
	}
	if (!vf || !vf->has_pci)
		return; /* its file, if there is one, is stale */
	if (has_residue(pf, binding->vf))
		add_snippet(publishing, binding->vm, binding->interface, SNIPPET_HELD,
			    "its VF is not as asked for");
	else if (!publish_device(binding, after->host, pf, vf, &device, &text))
		add_snippet(publishing, binding->vm, binding->interface, SNIPPET_FAILED,
			    text);
	else
		write_snippet(publishing, binding, &device);
}

static bool is_current(const struct publishing *publishing, const char *vm,
		       const char *interface)
{
	for (size_t i = 0; i < publishing->snippets->n; i++) {
		const struct snippet *snippet = &publishing->snippets->items[i];

		if (snippet->status != SNIPPET_REMOVED && strcmp(snippet->vm, vm) == 0 &&
		    strcmp(snippet->interface, interface) == 0)
			return true;
	}
	return false;
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
	size_t length = strlen(name);
	char *interface;

	if (length <= strlen(suffix) || name[0] == '.' ||
	    strcmp(name + length - strlen(suffix), suffix) != 0)
		return 0;
	interface = arena_strndup(publishing->arena, name, length - strlen(suffix));
	if (is_current(publishing, dir->vm, interface) || !is_ours(dir->fd, name))
		return 0;
	if (unlinkat(dir->fd, name, 0) < 0)
		add_snippet(publishing, dir->vm, interface, SNIPPET_FAILED,
			    arena_strdup(publishing->arena, strerror(errno)));
	else
		add_snippet(publishing, dir->vm, interface, SNIPPET_REMOVED,
			    "no VF is bound to it any more");
	return 0;
}

static int visit_vm(void *data, const char *name)
{
	struct publishing *publishing = data;
	struct vm_dir dir = {.publishing = publishing,
			     .vm = arena_strdup(publishing->arena, name)};
	char *path = arena_printf(publishing->arena, "libvirt/%s", name);
	const char *fault;
	_cleanup_fd_ int fd = open_vm_dir(publishing, path, &fault);
	struct root root = {.fd = fd};

	if (fd < 0)
		return 0;
	dir.fd = fd;
	root_list(&root, ".", visit_file, &dir);
	/* Goes only where it is empty. */
	unlinkat(publishing->run->fd, path, AT_REMOVEDIR);
	return 0;
}

const struct snippets *publish(struct arena *arena, const struct root *run,
			       const struct desired *desired, const struct plan *after)
{
	struct publishing publishing = {
		.arena = arena,
		.run = run,
		.snippets = arena_alloc(arena, sizeof(*publishing.snippets)),
	};

	for (size_t i = 0; i < desired->n_bindings; i++)
		publish_binding(&publishing, &desired->bindings[i], after);
	root_list(run, "libvirt", visit_vm, &publishing);
	return publishing.snippets;
}
