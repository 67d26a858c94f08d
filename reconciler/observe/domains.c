/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/domains.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "observe/domain-xml.h"
#include "support/guard.h"
#include "support/yaml-node.h"
#include "support/trusted.h"

enum {
	DOMAINS_MAX = 4096
};

/* In the XML that vfstate writes, the alias of an interface is own_alias and its name. */
static const char own_alias[] = "ua-vfstate-", user_alias[] = "ua-";

struct search {
	struct arena *arena;
	struct diags *diags;
	const char *dir;
	struct observed *observed;
};

static void warn_unread(struct search *search, const char *path, const char *why)
{
	search->observed->domains_unread =
		arena_printf(search->arena, "%s: %s", path, why);

	struct diag *diag = diag_warning(search->diags, SPAN_NONE, "libvirt-unread",
					 "%s cannot be read: %s", path, why);

	diag_hint(search->diags, diag,
		  "which VF belongs to which VM is missing where only libvirt knows it");
}

/* Returns an fd, or -1. Warns unless the path does not exist. */
static int open_trusted(struct search *search, const char *path, int flags)
{
	const char *culprit = NULL;
	int fd =
		trusted_open(search->arena, path, flags | O_RDONLY | O_CLOEXEC, &culprit);

	if (fd >= 0)
		return fd;
	if (culprit || fd != -ENOENT)
		warn_unread(search, path, culprit ? culprit : strerror(-fd));
	return -1;
}

static struct observed_vf *find_vf(struct observed *observed, struct pci_address pci)
{
	for (size_t i = 0; i < observed->n_pfs; i++) {
		for (size_t j = 0; j < observed->pfs[i].n_vfs; j++) {
			struct observed_vf *vf = &observed->pfs[i].vfs[j];

			if (vf->has_pci && pci_address_compare(vf->pci, pci) == 0)
				return vf;
		}
	}
	return NULL;
}

/* A VF that a domain gets. Arrays are in the order of the domain's XML. */
struct taken {
	struct observed_vf *vf;
	const struct domain_device *device;
	const char *interface;
};

static bool is_name_taken(const struct taken *taken, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (taken[i].interface && strcmp(taken[i].interface, name) == 0)
			return true;
	}
	return false;
}

/* The name of the interface according to its alias; NULL if it has none. */
static const char *name_in(const struct field *alias)
{
	const char *text = alias->set ? alias->value.text : "";

	if (strncmp(text, own_alias, strlen(own_alias)) == 0 && text[strlen(own_alias)])
		return text + strlen(own_alias);
	if (strncmp(text, user_alias, strlen(user_alias)) == 0 &&
	    text[strlen(user_alias)])
		return text + strlen(user_alias);
	return NULL;
}

/* Names interfaces by their aliases first, so that a generated name (net0, net1 and so
 * on) takes none of these. */
static void name_interfaces(struct arena *arena, struct taken *taken, size_t n)
{
	unsigned int number = 0;

	for (size_t i = 0; i < n; i++) {
		const char *name = name_in(&taken[i].device->binding.alias);

		if (!taken[i].interface && name && !is_name_taken(taken, n, name))
			taken[i].interface = name;
	}
	for (size_t i = 0; i < n; i++) {
		while (!taken[i].interface) {
			const char *name = arena_printf(arena, "net%u", number++);

			if (!is_name_taken(taken, n, name))
				taken[i].interface = name;
		}
	}
}

/* Whether the alias is the one that vfstate gives an interface of that name anyway. */
static bool is_own_alias(const struct taken *taken)
{
	const struct field *alias = &taken->device->binding.alias;

	return alias->set &&
	       strncmp(alias->value.text, own_alias, strlen(own_alias)) == 0 &&
	       strcmp(alias->value.text + strlen(own_alias), taken->interface) == 0;
}

static void bind_vf(struct arena *arena, const struct domain *domain,
		    const struct taken *taken)
{
	struct observed_binding *binding = arena_alloc(arena, sizeof(*binding));
	struct observed_vf *vf = taken->vf;

	if (!vf->vm) {
		*binding = taken->device->binding;
		binding->alias.set &= !is_own_alias(taken);
		vf->vm = domain->name;
		vf->interface = taken->interface;
		vf->binding = binding;
		return;
	}
	if (strcmp(vf->vm, domain->name) == 0)
		return;
	if (vf->binding)
		*binding = *vf->binding;
	else
		binding->managed = true;
	binding->others = binding->others ? arena_printf(arena, "%s, %s", binding->others,
							 domain->name)
					  : domain->name;
	vf->binding = binding;
}

/* Adds all devices, also VFs that do not exist yet. */
static void add_devices(struct search *search, const struct domain *domain)
{
	struct observed *observed = search->observed;

	for (size_t i = 0; i < domain->n_devices; i++) {
		const struct domain_device *device = &domain->devices[i];
		const struct field *alias = &device->binding.alias;

		observed->vm_devices =
			arena_grow(search->arena, observed->vm_devices,
				   observed->n_vm_devices, sizeof(*observed->vm_devices));
		observed->vm_devices[observed->n_vm_devices++] = (struct vm_device){
			.pci = device->pci,
			.vm = domain->name,
			.alias = alias->set ? alias->value.text : NULL};
	}
}

static void bind_domain(struct search *search, const struct domain *domain)
{
	struct taken *taken =
		arena_calloc(search->arena, domain->n_devices + 1, sizeof(*taken));
	size_t n = 0;

	for (size_t i = 0; i < domain->n_devices; i++) {
		struct observed_vf *vf =
			find_vf(search->observed, domain->devices[i].pci);

		if (!vf)
			continue;
		taken[n] = (struct taken){.vf = vf, .device = &domain->devices[i]};
		/* The configuration has named the interface. */
		if (vf->vm && strcmp(vf->vm, domain->name) == 0)
			taken[n].interface = vf->interface;
		n++;
	}
	name_interfaces(search->arena, taken, n);
	for (size_t i = 0; i < n; i++)
		bind_vf(search->arena, domain, &taken[i]);
}

/* False if no other domain can be read either. */
static bool read_domain(struct search *search, const char *name)
{
	const char *path = arena_printf(search->arena, "%s/%s", search->dir, name);
	_cleanup_fd_ int fd = open_trusted(search, path, O_NONBLOCK | O_NOCTTY);
	const struct source *source;
	const char *why = NULL;
	struct domain domain;
	struct stat st;
	int r = 0;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return true;
	source = yaml_read_source(search->arena, fd, path, NULL, &r);
	if (!source) {
		warn_unread(search, path, strerror(-r));
		return true;
	}
	/* Most domains get no device of the host, and need no libxml2. */
	if (!strstr(source->text, "hostdev"))
		return true;
	r = domain_xml_read(search->arena, source->text, source->length, &domain, &why);
	if (r == -ELIBACC) {
		search->observed->domains_unread = why;
		diag_error(search->diags, SPAN_NONE, "libvirt-unread",
			   "the VMs in %s cannot be read: %s", search->dir, why);
		return false;
	}
	if (r < 0)
		warn_unread(search, path, "it is not the XML of a domain");
	if (r == 0) {
		add_devices(search, &domain);
		bind_domain(search, &domain);
	}
	return true;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_xml(const char *name)
{
	size_t length = strlen(name);

	return name[0] != '.' && length > strlen(".xml") &&
	       strcmp(name + length - strlen(".xml"), ".xml") == 0;
}

void observe_domains(struct arena *arena, struct diags *diags, const char *dir,
		     struct observed *observed)
{
	struct search search = {arena, diags, dir, observed};
	_cleanup_dir_ DIR *listing = NULL;
	const char **names = NULL;
	struct dirent *entry;
	size_t n = 0;
	int fd = open_trusted(&search, dir, O_DIRECTORY);

	if (fd < 0)
		return;
	listing = fdopendir(fd);
	if (!listing) {
		close(fd);
		return;
	}
	while ((entry = readdir(listing)) && n < DOMAINS_MAX) {
		if (!is_xml(entry->d_name))
			continue;
		names = arena_grow(arena, names, n, sizeof(*names));
		names[n++] = arena_strdup(arena, entry->d_name);
	}
	if (entry)
		warn_unread(&search, dir, "it has more domains than vfstate reads");
	/* The result does not depend on the order of the directory. */
	if (n > 0)
		qsort(names, n, sizeof(*names), compare_names);
	for (size_t i = 0; i < n; i++) {
		if (!read_domain(&search, names[i]))
			break;
	}
	if (observed->n_vm_devices > 0)
		qsort(observed->vm_devices, observed->n_vm_devices,
		      sizeof(*observed->vm_devices), vm_device_compare);
}
