/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a path of the fake kernel's sysfs leads to, by the names of PCI devices, netdevs
 * and virtio devices. */
#include <string.h>

#include "fake-parts.h"

bool fake_place_find_pci(struct fake_kernel *fake, struct pci_address pci,
			 struct place *place)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		struct fake_pf *pf = &fake->pfs[i];

		if (pf->personality->no_pci)
			continue;
		place->pf = pf;
		place->vf = NULL;
		if (pci_address_compare(pf->pci, pci) == 0)
			return true;
		for (int v = 0; v < pf->numvfs; v++) {
			place->vf = &pf->vfs[v];
			if (pci_address_compare(place->vf->pci, pci) == 0)
				return true;
		}
	}
	return false;
}

static bool find_net(struct fake_kernel *fake, const char *name, struct place *place)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		struct fake_pf *pf = &fake->pfs[i];

		place->pf = pf;
		place->vf = NULL;
		if (pf->netdev[0] && (strcmp(pf->netdev, name) == 0 ||
				      strcmp(pf->second_netdev, name) == 0))
			return true;
		for (int v = 0; v < pf->numvfs; v++) {
			place->vf = &pf->vfs[v];
			if (fake_vf_has_netdev(fake, place->vf) &&
			    (strcmp(place->vf->netdev, name) == 0 ||
			     strcmp(place->vf->second_netdev, name) == 0))
				return true;
		}
	}
	return false;
}

void fake_place_miss_netdev(struct fake_kernel *fake, const char *path)
{
	static const char prefix[] = "class/net/";
	size_t length;

	if (strncmp(path, prefix, strlen(prefix)) != 0)
		return;
	path += strlen(prefix);
	length = strcspn(path, "/");
	for (size_t i = 0; i < fake->n_pfs; i++) {
		for (int v = 0; v < fake->pfs[i].numvfs; v++) {
			struct fake_vf *vf = &fake->pfs[i].vfs[v];

			if (vf->in_netns && strlen(vf->netdev) == length &&
			    strncmp(vf->netdev, path, length) == 0)
				vf->was_missed = true;
		}
	}
}

void fake_place_virtio_name(const struct fake_pf *pf, const struct fake_vf *vf,
			    char name[16])
{
	snprintf(name, 16, "virtio%u",
		 (unsigned int)(16 * pf->ifindex + (vf ? 1 + (int)(vf - pf->vfs) : 0)) &
			 0xffffu);
}

/* A file in the virtioN of a virtio device: that of its PCI device does not have "net".
 */
static void enter_virtio(struct fake_kernel *fake, struct place *place)
{
	char name[16];

	(void)fake;
	if (!place->pf->personality->is_virtio)
		return;
	fake_place_virtio_name(place->pf, place->vf, name);
	if (strncmp(place->file, "net", 3) == 0)
		place->file = "none";
	else if (strncmp(place->file, name, strlen(name)) == 0 &&
		 place->file[strlen(name)] == '/')
		place->file += strlen(name) + 1;
}

/* bus/pci/devices/BDF[/net/NAME]/FILE and class/net/NAME[/device]/FILE. */
bool fake_place_find(struct fake_kernel *fake, const char *path, struct place *place)
{
	static const char pci_prefix[] = "bus/pci/devices/", net_prefix[] = "class/net/";
	char name[64];
	struct pci_address pci;
	size_t length;

	*place = (struct place){.is_net = strncmp(path, net_prefix, strlen(net_prefix)) ==
					  0};
	if (place->is_net)
		path += strlen(net_prefix);
	else if (strncmp(path, pci_prefix, strlen(pci_prefix)) == 0)
		path += strlen(pci_prefix);
	else
		return false;
	length = strcspn(path, "/");
	if (length >= sizeof(name))
		return false;
	memcpy(name, path, length);
	name[length] = '\0';
	place->file = path[length] == '/' ? path + length + 1 : "";
	if (!place->is_net &&
	    (!pci_address_parse(name, &pci) || !fake_place_find_pci(fake, pci, place)))
		return false;
	if (!place->is_net) {
		enter_virtio(fake, place);
		return true;
	}
	if (!find_net(fake, name, place))
		return false;
	if (strncmp(place->file, "device/", strlen("device/")) == 0) {
		place->is_net = false;
		place->file += strlen("device/");
	}
	return true;
}

void fake_place_netdevsim_name(const struct fake_pf *pf, char name[PCI_ADDRESS_TEXT])
{
	snprintf(name, PCI_ADDRESS_TEXT, "netdevsim%u",
		 8u + ((unsigned int)pf->ifindex & 15u));
}
