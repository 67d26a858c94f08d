/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/pf-find.h"

#include <errno.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "observe/observe.h"
#include "netlink/vf-netlink.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

enum {
	NAME_BUFFER = 256
};

struct pf_list {
	struct kernel *kernel;
	struct arena *arena;
	struct diags *diags;
	struct observed_pf *pfs;
	size_t n_pfs;
};

static bool is_same_key(const struct observed_pf *a, const struct observed_pf *b)
{
	if (a->has_pci != b->has_pci)
		return false;
	return a->has_pci ? pci_address_compare(a->pci, b->pci) == 0
			  : strcmp(a->netdev, b->netdev) == 0;
}

static void add_key(struct pf_list *list, const struct observed_pf *key)
{
	for (size_t i = 0; i < list->n_pfs; i++) {
		if (is_same_key(&list->pfs[i], key))
			return;
	}
	list->pfs = arena_grow(list->arena, list->pfs, list->n_pfs, sizeof(*list->pfs));
	list->pfs[list->n_pfs++] = *key;
}

/* A device below bus/pci/devices, if it can have VFs. */
static int visit_pci(void *data, const char *name)
{
	struct pf_list *list = data;
	struct observed_pf key = {.has_pci = true};

	if (pci_address_parse(name, &key.pci) &&
	    kernel_has(list->kernel, "bus/pci/devices/%s/sriov_totalvfs", name))
		add_key(list, &key);
	return 0;
}

/* The PCI device that a virtio device belongs to: bus/virtio/devices/virtio3 leads to
 * .../0000:04:00.0/virtio3. */
static bool find_virtio_parent(struct pf_list *list, const char *device,
			       struct pci_address *ret_pci)
{
	char path[KERNEL_PATH_MAX], *slash;
	int r = kernel_link(list->kernel, path, sizeof(path), "bus/virtio/devices/%.32s",
			    device);

	sysfs_tell_unreadable(list->diags, "bus/virtio/devices", device, r);
	if (r < 0)
		return false;
	slash = strrchr(path, '/');
	if (!slash)
		return false;
	*slash = '\0';
	slash = strrchr(path, '/');
	return slash && pci_address_parse(slash + 1, ret_pci);
}

/* The key of the device behind a network interface; false where there is none. */
static bool netdev_key(struct pf_list *list, const char *name,
		       struct observed_pf *ret_key)
{
	struct observed_pf key = {.netdev = arena_strdup(list->arena, name)};
	char dir[NAME_BUFFER], device[NAME_BUFFER], subsystem[NAME_BUFFER];
	int r;

	snprintf(dir, sizeof(dir), "class/net/%.32s", name);
	r = kernel_link_name(list->kernel, device, sizeof(device), "%s/device", dir);
	sysfs_tell_unreadable(list->diags, dir, "device", r);
	if (r < 0)
		return false;
	r = kernel_link_name(list->kernel, subsystem, sizeof(subsystem),
			     "%s/device/subsystem", dir);
	sysfs_tell_unreadable(list->diags, dir, "device/subsystem", r);
	if (r < 0 && r != -ENOENT)
		return false;
	if (r == 0 && strcmp(subsystem, "pci") == 0)
		key.has_pci = pci_address_parse(device, &key.pci);
	if (r == 0 && strcmp(subsystem, "virtio") == 0) {
		key.has_pci = find_virtio_parent(list, device, &key.pci);
		if (!key.has_pci)
			return false;
	}
	*ret_key = key;
	return true;
}

static int visit_numvfs(void *data, const char *name)
{
	(void)data;
	return strcmp(name, "sriov_numvfs") == 0;
}

/* Lists the directory, since to read the file would wait for a write in progress
 * (sriov_numvfs_show). */
static bool has_numvfs(struct pf_list *list, const char *name)
{
	return kernel_list(list->kernel, visit_numvfs, NULL, "class/net/%s/device",
			   name) == 1;
}

static int visit_class_net(void *data, const char *name)
{
	struct pf_list *list = data;
	struct observed_pf key;
	char port[NAME_BUFFER];

	if (!has_numvfs(list, name))
		return 0;
	if (kernel_read(list->kernel, port, sizeof(port), "class/net/%s/phys_port_name",
			name) > 0 &&
	    observe_is_representor(port))
		return 0;
	if (netdev_key(list, name, &key))
		add_key(list, &key);
	return 0;
}

/* The name of an interface in sysfs, found by its name or an alternative one; NULL if
 * there is none. */
static const char *listed_name(struct pf_list *list, const char *name)
{
	_cleanup_(guard_msg) struct nl_msg *msg = NULL;
	struct kernel_reply reply;

	if (kernel_has(list->kernel, "class/net/%s", name))
		return name;
	msg = vf_netlink_name_request(name);
	if (kernel_ask(list->kernel, KERNEL_ROUTE, list->arena, msg, &reply) == 0 &&
	    reply.message)
		return vf_netlink_parse_name(list->arena, reply.message);
	return NULL;
}

/* Adds the PF that an entry names by PCI address or netdev; false if it names none, or
 * the host does not have it. */
static bool find_named(struct pf_list *list, const struct pf_match *match)
{
	struct observed_pf key = {.has_pci = true, .pci = match->pci, .is_named = true};
	char pci[PCI_ADDRESS_TEXT];
	const char *name;

	if (match->has_pci) {
		pci_address_format(match->pci, pci);
		if (!kernel_has(list->kernel, "bus/pci/devices/%s/vendor", pci))
			return false;
		add_key(list, &key);
		return true;
	}
	name = match->netdev ? listed_name(list, match->netdev) : NULL;
	if (!name || !netdev_key(list, name, &key))
		return false;
	key.is_named = true;
	add_key(list, &key);
	return true;
}

static void find_all(struct pf_list *list)
{
	sysfs_tell_unreadable(
		list->diags, "bus/pci", "devices",
		kernel_list(list->kernel, visit_pci, list, "bus/pci/devices"));
	sysfs_tell_unreadable(
		list->diags, "class", "net",
		kernel_list(list->kernel, visit_class_net, list, "class/net"));
}

static int compare_pfs(const void *a, const void *b)
{
	const struct observed_pf *x = a, *y = b;

	if (x->has_pci != y->has_pci)
		return x->has_pci ? -1 : 1;
	return x->has_pci ? pci_address_compare(x->pci, y->pci)
			  : strcmp(x->netdev, y->netdev);
}

struct observed_pf *pf_find_keys(struct kernel *kernel, struct arena *arena,
				 struct diags *diags, const struct desired *desired,
				 size_t *ret_n)
{
	struct pf_list list = {.kernel = kernel, .arena = arena, .diags = diags};
	bool all = !desired;

	for (size_t i = 0; desired && i < desired->n_pfs; i++)
		all |= !find_named(&list, &desired->pfs[i].match);
	if (all)
		find_all(&list);
	if (list.n_pfs > 0)
		qsort(list.pfs, list.n_pfs, sizeof(*list.pfs), compare_pfs);
	*ret_n = list.n_pfs;
	return list.pfs;
}
