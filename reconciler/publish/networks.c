/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "publish/network-xml.h"
#include "publish/publish-parts.h"
#include "publish/publisher.h"
#include "support/guard.h"

static const char directory[] = "libvirt-networks", suffix[] = ".xml";

/* The VFs of a network. */
struct members {
	struct pci_address *addresses;
	size_t n;
};

static void add(struct publishing *publishing, const char *network,
		enum snippet_status status, const char *text)
{
	publish_add(publishing,
		    &(struct snippet){.interface = network,
				      .path = arena_printf(publishing->arena, "%s/%s%s",
							   directory, network, suffix),
				      .status = status,
				      .text = text});
}

static bool is_as_configured(const struct plan_pf *pf, unsigned int vf)
{
	for (size_t i = 0; i < pf->n_changes; i++) {
		if (pf->changes[i].vf == (int)vf || pf->changes[i].stage == STAGE_NUMVFS)
			return false;
	}
	return true;
}

/* Adds the VFs of a range. Returns why the file cannot be written; NULL: it can. */
static const char *add_range(struct publishing *publishing, const struct plan *after,
			     const struct desired_range *range, struct members *members)
{
	const struct plan_pf *pf = range->pf ? plan_find_pf(after, range->pf) : NULL;

	if (!pf)
		return "a PF of its pool is not there";
	for (unsigned int i = range->first; i <= range->last && i < pf->numvfs; i++) {
		if (i >= pf->observed->n_vfs || !pf->observed->vfs[i].has_pci)
			return "a VF of its pool is not there";
		if (!is_as_configured(pf, i))
			return "a VF of its pool is not as configured";
		members->addresses = arena_grow(publishing->arena, members->addresses,
						members->n, sizeof(*members->addresses));
		members->addresses[members->n++] = pf->observed->vfs[i].pci;
	}
	return NULL;
}

static void publish_network(struct publishing *publishing, const struct plan *after,
			    const struct desired_network *network)
{
	const char *fault = NULL, *text = NULL, *bytes;
	struct members members = {0};
	enum snippet_status status;
	_cleanup_fd_ int dir = -1;

	for (size_t i = 0; !fault && i < network->pool->n_ranges; i++)
		fault = add_range(publishing, after, &network->pool->ranges[i], &members);
	/* Its file, if there is one, is stale. */
	if (!fault && members.n == 0)
		return;
	if (fault) {
		add(publishing, network->name, SNIPPET_NOT_WRITTEN, fault);
		return;
	}
	bytes = network_xml_build(publishing->arena, network, members.addresses,
				  members.n, &text);
	if (!bytes) {
		publishing->snippets->missing_library =
			arena_strdup(publishing->arena, text);
		add(publishing, network->name, SNIPPET_FAILED, "a library is missing");
		return;
	}
	bytes = arena_printf(publishing->arena, "%s%s", libvirt_publisher.marker, bytes);
	dir = publish_make_dir(publishing, directory, &text);
	status = publish_write(
		publishing, libvirt_publisher.marker, dir,
		arena_printf(publishing->arena, "%s%s", network->name, suffix), bytes,
		&text);
	add(publishing, network->name, status, text);
}

/* Whether this run has written or kept the file. */
static bool is_current(const struct publishing *publishing, const char *network)
{
	for (size_t i = 0; i < publishing->snippets->n; i++) {
		const struct snippet *snippet = &publishing->snippets->items[i];

		if (!snippet->vm && strcmp(snippet->interface, network) == 0)
			return true;
	}
	return false;
}

struct visit {
	struct publishing *publishing;
	int dir;
};

static int visit_file(void *data, const char *name)
{
	struct visit *visit = data;
	struct publishing *publishing = visit->publishing;
	size_t length = strlen(name);
	const char *network;

	if (length <= strlen(suffix) || name[0] == '.' ||
	    strcmp(name + length - strlen(suffix), suffix) != 0)
		return 0;
	network = arena_strndup(publishing->arena, name, length - strlen(suffix));
	if (is_current(publishing, network) ||
	    !publish_is_ours(libvirt_publisher.marker, visit->dir, name))
		return 0;
	if (unlinkat(visit->dir, name, 0) < 0)
		add(publishing, network, SNIPPET_FAILED,
		    arena_strdup(publishing->arena, strerror(errno)));
	else
		add(publishing, network, SNIPPET_REMOVED,
		    "no VF is configured for it any more");
	return 0;
}

void publish_networks(struct publishing *publishing, const struct plan *after)
{
	const struct desired *desired = publishing->desired;
	const char *fault = NULL;
	_cleanup_fd_ int fd = -1;
	struct visit visit = {.publishing = publishing};
	struct root root;

	/* A run for one PF does not know the other PFs of a pool. */
	if (desired->whole)
		return;
	for (size_t i = 0; i < desired->n_networks; i++)
		publish_network(publishing, after, &desired->networks[i]);
	fd = publish_open_dir(publishing, directory, &fault);
	if (fd < 0)
		return;
	visit.dir = root.fd = fd;
	(void)root_list(&root, ".", visit_file, &visit);
	unlinkat(publishing->run->fd, directory, AT_REMOVEDIR);
}
