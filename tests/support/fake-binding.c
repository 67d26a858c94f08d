/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's binding of VFs to drivers: the PCI core, and the start of drivers. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fake-parts.h"

bool fake_binding_is_loaded(const struct fake_kernel *fake)
{
	return fake->fault != FAULT_LOADS || fake->n_operations >= fake->fault_at;
}

void fake_binding_load(struct fake_kernel *fake)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		struct fake_pf *pf = &fake->pfs[i];

		/* What a program has mapped stays its own here. */
		for (int v = 0; v < pf->numvfs && !pf->is_written; v++) {
			if (!fake_vf_is_in_use(fake, &pf->vfs[v]))
				fake_binding_probe(fake, pf, &pf->vfs[v]);
		}
	}
}

void fake_binding_probe(struct fake_kernel *fake, struct fake_pf *pf, struct fake_vf *vf)
{
	const struct personality *personality = pf->personality;
	int index = (int)(vf - pf->vfs);

	/* pci_device_can_probe, drivers/pci/pci-driver.c */
	if (vf->is_bound || (!pf->autoprobe && !vf->override[0]))
		return;
	vf->is_vfio = strcmp(vf->override, "vfio-pci") == 0;
	if (!vf->is_vfio && (pf->no_vf_driver || !personality->vf_driver ||
			     !fake_binding_is_loaded(fake)))
		return;
	/* An override matches that driver alone (pci_match_device). */
	if (!vf->is_vfio && vf->override[0] &&
	    strcmp(vf->override, personality->vf_driver) != 0)
		return;
	fake_disturb(fake, pf, vf, "probe");
	vf->is_bound = true;
	vf->probe = ++pf->n_probes;
	if (vf->is_vfio)
		return;
	vf->enable = 1;
	vf->netdev_mtu = 1500;
	vf->rdma_guid = vf->node_guid;
	vf->netdev_guid = vf->port_guid;
	vf->netdev_mac = vf->mac;
	if (mac_address_is_zero(vf->mac))
		vf->netdev_mac = (struct mac_address){{2, 0, 0, 0, 9, (uint8_t)index}};
	/* igbvf_probe, drivers/net/ethernet/intel/igbvf/netdev.c: without an answer of
	 * the PF it makes up a MAC, which the PF takes of a trusted one only
	 * (igb_set_vf_mac_addr). */
	if (pf->deaf_probes > 0) {
		pf->deaf_probes--;
		vf->netdev_mac = (struct mac_address){{2, 0, 0, 0, 8, (uint8_t)index}};
		if (vf->trust)
			vf->mac = vf->netdev_mac;
	} else if (personality->assigns_mac) {
		vf->mac = vf->netdev_mac;
	}
	if (pf->netdev_delay_ms < 0)
		return;
	snprintf(vf->netdev, sizeof(vf->netdev), "%.20sv%d", pf->netdev, index);
	vf->netdev_at = fake->now_ms + pf->netdev_delay_ms;
}

static void unbind(struct fake_kernel *fake, struct fake_pf *pf, struct fake_vf *vf)
{
	fake_disturb(fake, pf, vf, "unbind");
	vf->is_bound = vf->is_vfio = false;
	vf->enable = 0;
	vf->netdev[0] = '\0';
	vf->netdev_up = vf->in_netns = vf->is_opened = false;
	vf->disk = FAKE_NO_DISK;
	vf->has_foreign_upper = vf->has_tunnel = false;
	vf->has_xdp = vf->has_xdp_socket = false;
	vf->is_raised = vf->is_ours = false;
	vf->second_netdev[0] = '\0';
}

int fake_binding_write_probe(struct fake_kernel *fake, const char *text)
{
	struct pci_address pci;
	struct place place;

	if (!pci_address_parse(text, &pci) || !fake_place_find_pci(fake, pci, &place) ||
	    !place.vf)
		return -ENODEV;
	fake_binding_probe(fake, place.pf, place.vf);
	return 0;
}

int fake_binding_write_vf(struct fake_kernel *fake, const struct place *place,
			  const char *text)
{
	if (strcmp(place->file, "driver_override") == 0) {
		snprintf(place->vf->override, sizeof(place->vf->override), "%s",
			 strcmp(text, "\n") == 0 ? "" : text);
		return 0;
	}
	/* sriov_vf_msix_count_store, drivers/pci/iov.c */
	if (strcmp(place->file, "sriov_vf_msix_count") == 0) {
		if (!place->pf->personality->msix_vectors)
			return -EOPNOTSUPP;
		if (place->vf->is_bound)
			return -EBUSY;
		if (atoi(text) < 1 || atoi(text) > place->pf->personality->msix_vectors)
			return -EINVAL;
		place->vf->msix_vectors = (unsigned int)atoi(text);
		return 0;
	}
	if (strcmp(place->file, "driver/unbind") != 0 || !place->vf->is_bound)
		return -ENOENT;
	unbind(fake, place->pf, place->vf);
	return 0;
}
