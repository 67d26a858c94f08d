/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/netdevs.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "observe/sysfs.h"

enum {
	NAME_BUFFER = 256
};

struct netdev_search {
	struct kernel *kernel;
	struct arena *arena;
	const char *dir;
	const char **names;
	size_t n;
};

bool observe_is_representor(const char *phys_port_name)
{
	const char *vf = strstr(phys_port_name, "vf");
	const char *pf = strstr(phys_port_name, "pf");

	return pf && vf && vf > pf && isdigit((unsigned char)vf[2]);
}

static int visit_netdev(void *data, const char *name)
{
	struct netdev_search *search = data;
	char port[NAME_BUFFER];

	if (kernel_read(search->kernel, port, sizeof(port), "%s/net/%s/phys_port_name",
			search->dir, name) > 0 &&
	    observe_is_representor(port))
		return 0;
	search->names = arena_grow(search->arena, search->names, search->n,
				   sizeof(*search->names));
	search->names[search->n++] = arena_strdup(search->arena, name);
	/* A function may have several ports. The first by name goes first, so that every
	 * run agrees. */
	if (strcmp(name, search->names[0]) < 0) {
		search->names[search->n - 1] = search->names[0];
		search->names[0] = arena_strdup(search->arena, name);
	}
	return 0;
}

/* The directory of a virtio device below its PCI device: "virtio3". */
static int visit_virtio(void *data, const char *name)
{
	struct netdev_search *search = data;

	if (strncmp(name, "virtio", strlen("virtio")) != 0 ||
	    !isdigit((unsigned char)name[strlen("virtio")]))
		return 0;
	search->dir = arena_printf(search->arena, "%s/%s", search->dir, name);
	return 1;
}

/* Sets search->dir to the virtio device of a device that is bound to virtio-pci; false if
 * there is none. */
static bool find_virtio(struct netdev_search *search, struct diags *diags)
{
	const char *dir = search->dir;
	char driver[NAME_BUFFER];
	int r = kernel_link_name(search->kernel, driver, sizeof(driver), "%s/driver",
				 dir);

	sysfs_tell_unreadable(diags, dir, "driver", r);
	if (r < 0 || strcmp(driver, "virtio-pci") != 0)
		return false;
	r = kernel_list(search->kernel, visit_virtio, search, "%s", dir);
	sysfs_tell_unreadable(diags, dir, "virtio", r);
	return r == 1;
}

size_t observe_netdevs(struct kernel *kernel, struct arena *arena, struct diags *diags,
		       const char *dir, const char ***ret_names)
{
	struct netdev_search search = {.kernel = kernel, .arena = arena, .dir = dir};
	int r = kernel_list(kernel, visit_netdev, &search, "%s/net", dir);

	sysfs_tell_unreadable(diags, dir, "net", r);
	/* virtio_pci has no netdev of its own: its virtio device has
	 * (virtio_device_register, drivers/virtio/virtio.c). */
	if (r == -ENOENT && find_virtio(&search, diags)) {
		r = kernel_list(kernel, visit_netdev, &search, "%s/net", search.dir);
		sysfs_tell_unreadable(diags, search.dir, "net", r);
	}
	*ret_names = search.names;
	return search.n;
}

const char *observe_netdev(struct kernel *kernel, struct arena *arena,
			   struct diags *diags, const char *dir)
{
	const char **names;

	return observe_netdevs(kernel, arena, diags, dir, &names) > 0 ? names[0] : NULL;
}

struct observed_netdev *netdevs_with_ifindexes(struct kernel *kernel, struct arena *arena,
					       const char *const *names, size_t n)
{
	struct observed_netdev *netdevs = arena_calloc(arena, n, sizeof(*netdevs));

	for (size_t i = 0; i < n; i++) {
		long ifindex;
		int r = kernel_read_number(kernel, &ifindex, "class/net/%s/ifindex",
					   names[i]);

		netdevs[i] = (struct observed_netdev){
			.name = names[i], .ifindex = r < 0 ? r : (int)ifindex};
	}
	return netdevs;
}
