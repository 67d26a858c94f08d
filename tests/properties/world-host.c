/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A random host: its PFs and VFs, their state, and who uses them. */
#include "world-parts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dice.h"

/* What an administrator, a VM or a container did with a VF before. */
static void use_vf(struct world *world, uint64_t *state, size_t pf_index, int index)
{
	struct fake_kernel *fake = &world->fake;
	struct fake_vf *vf = &fake->pfs[pf_index].vfs[index];
	int dice = dice_below(state, 100);

	if (dice < 7) {
		fake_kernel_open_vf(fake, pf_index, index);
	} else if (dice < 13) {
		fake_kernel_open_vf(fake, pf_index, index);
		vf->enable = 0;
	} else if (dice < 23) {
		vf->is_bound = vf->is_vfio = false;
		vf->enable = 0;
		vf->netdev[0] = '\0';
		if (dice_chance(state, 20))
			snprintf(vf->override, sizeof(vf->override), "vfio-pci");
		vf->is_mapped = dice_chance(state, 15);
	} else if (dice < 31 && vf->netdev[0]) {
		vf->netdev_up = true;
		vf->is_raised = dice_chance(state, 40);
		vf->is_ours = !vf->is_raised && dice_chance(state, 40);
		vf->has_foreign_upper = dice_chance(state, 5);
		vf->has_packet_socket = dice_chance(state, 10);
		vf->has_route = dice_chance(state, 10);
		vf->has_xdp = dice_chance(state, 10);
		vf->is_promiscuous = dice_chance(state, 10);
	} else if (dice < 37 && vf->netdev[0]) {
		vf->in_netns = true;
	} else if (dice < 40 && vf->netdev[0]) {
		vf->has_upper = true;
	} else if (dice < 43 && vf->netdev[0]) {
		vf->has_link_address = dice_chance(state, 20);
		vf->has_address = !vf->has_link_address;
	} else if (dice < 49 && vf->is_bound) {
		vf->is_opened = true;
	} else if (dice < 53 && vf->netdev[0]) {
		vf->has_foreign_upper = true;
		vf->is_raised = vf->netdev_up = dice_chance(state, 30);
	} else if (dice < 55 && vf->netdev[0]) {
		snprintf(vf->second_netdev, sizeof(vf->second_netdev), "port%u-%u",
			 (uint8_t)pf_index, (uint16_t)index);
	} else if (dice < 58 && vf->netdev[0]) {
		vf->has_tunnel = dice == 55;
		vf->has_xdp = dice == 56;
		vf->has_xdp_socket = dice == 57;
		vf->is_raised = vf->netdev_up = dice_chance(state, 30);
	} else if (dice < 67 && vf->is_bound) {
		vf->disk = dice < 61   ? FAKE_DISK_IDLE
			   : dice < 64 ? FAKE_DISK_EXPORTED
				       : FAKE_DISK_CLAIMED;
	}
}

static void configure_vf(struct world *world, uint64_t *state, size_t pf_index, int index)
{
	struct fake_pf *pf = &world->fake.pfs[pf_index];
	struct fake_vf *vf = &pf->vfs[index];

	if (dice_chance(state, 50)) {
		vf->mac = dice_value(state, pf, VF_ATTR_MAC, (int)pf_index, index).mac;
		if (dice_chance(state, 80))
			vf->netdev_mac = vf->mac;
	}
	if (dice_chance(state, 50))
		vf->vlan = dice_value(state, pf, VF_ATTR_VLAN, 0, 0).vlan;
	if (dice_chance(state, 50)) {
		vf->min_tx_rate = dice_value(state, pf, VF_ATTR_MIN_TX_RATE, 0, 0).number;
		vf->max_tx_rate = dice_value(state, pf, VF_ATTR_MAX_TX_RATE, 0, 0).number;
		if (vf->max_tx_rate < vf->min_tx_rate)
			vf->max_tx_rate = 0;
	}
	vf->spoofchk = dice_chance(state, 70);
	if (dice_chance(state, 30))
		vf->trust = dice_value(state, pf, VF_ATTR_TRUST, 0, 0).on;
	if (dice_chance(state, 20))
		vf->link_state =
			dice_value(state, pf, VF_ATTR_LINK_STATE, 0, 0).link_state;
	if (pf->personality->is_infiniband && dice_chance(state, 50))
		vf->node_guid = dice_guid(state, index);
	if (pf->personality->is_infiniband && dice_chance(state, 50))
		vf->port_guid = dice_guid(state, index);
	vf->rdma_guid = vf->node_guid;
	vf->netdev_guid = vf->port_guid;
	if (vf->netdev[0] && dice_chance(state, 10))
		vf->netdev_mtu = 9000;
	if (pf->personality->msix_vectors && dice_chance(state, 20))
		vf->msix_vectors = 4;
	if (dice_chance(state, 20))
		vf->query_rss = dice_value(state, pf, VF_ATTR_QUERY_RSS, 0, 0).on;
}

static void make_knobs(uint64_t *state, struct fake_pf *pf)
{
	static const int errors[] = {EPERM, EIO, EINVAL, EOPNOTSUPP};

	pf->autoprobe = dice_chance(state, 85);
	pf->link = dice_chance(state, 60) && pf->netdev[0];
	if (dice_chance(state, 10))
		pf->mtu = 9000;
	if (pf->personality->private_flags && dice_chance(state, 30))
		pf->private_flags = 1;
	if (pf->personality->eswitch.has_mode && dice_chance(state, 35))
		pf->eswitch[PF_ATTR_ESWITCH_MODE] = 1;
	if (pf->personality->eswitch.has_rest && dice_chance(state, 20))
		pf->eswitch[PF_ATTR_ESWITCH_INLINE_MODE] =
			(unsigned int)dice_below(state, 4);
	if (dice_chance(state, 10))
		pf->carrier_delay_ms = -1;
	if (dice_chance(state, 5))
		pf->gives_vfs = dice_below(state, 3);
	if (dice_chance(state, 6)) {
		pf->refuses_above = dice_below(state, 5);
		pf->refuses_error = dice_chance(state, 50) ? ENOSPC : ENOMEM;
	}
	if (dice_chance(state, 10))
		pf->busy_times = 1 + dice_below(state, 3);
	if (dice_chance(state, 5))
		pf->no_vf_driver = true;
	if (dice_chance(state, 10))
		pf->numvfs_takes_ms = 1 + dice_below(state, 20 * 1000);
	if (dice_chance(state, 3))
		pf->numvfs_takes_ms = 1000 * 1000;
	if (dice_chance(state, 10))
		pf->deaf_probes = 1 + dice_below(state, 3);
	if (dice_chance(state, 2))
		pf->netdev_delay_ms = -1;
	if (dice_chance(state, 5))
		pf->refuses[dice_below(state, VF_ATTR_COUNT)] =
			errors[dice_below(state, 4)];
	if (dice_chance(state, 3))
		pf->ignores[dice_below(state, VF_ATTR_COUNT)] = true;
}

/* The host itself uses the PF. */
static void use_pf(uint64_t *state, struct fake_pf *pf)
{
	int dice = dice_below(state, pf->personality->no_pci ? 7 : 8);

	if (dice == 7) {
		strcpy(pf->second_netdev, "zport");
		pf->second_netdev[5] = pf->netdev[3];
		pf->second_netdev[6] = '\0';
		pf->second_has_address = dice_chance(state, 50);
		pf->second_has_default_route = dice_chance(state, 50);
		pf->has_autoconf = dice_chance(state, 50);
	}
	pf->has_autoconf |= dice == 6;
	pf->has_address = dice == 0;
	pf->has_default_route = dice == 1;
	pf->has_upper = dice == 2;
	pf->has_foreign_upper = dice == 3;
	pf->has_tunnel = dice == 4;
	pf->has_xdp = dice == 5;
}

void world_host_make_pf(struct world *world, uint64_t *state, size_t index)
{
	struct fake_pf *pf = &world->fake.pfs[index];
	size_t n;
	const struct personality *rows = personalities(&n);

	fake_kernel_set_personality(&world->fake, index,
				    &rows[dice_below(state, (int)n)]);
	make_knobs(state, pf);
	world->saved[index] = -1;
	world->match_netdev[index] = !pf->netdev[0]	       ? false
				     : pf->personality->no_pci ? true
							       : dice_chance(state, 30);
	if (dice_chance(state, 2) && !pf->personality->no_pci) {
		pf->driver = NULL;
		pf->netdev[0] = '\0';
		pf->link = false;
		world->match_netdev[index] = false;
		return;
	}
	if (dice_chance(state, 60)) {
		int gives = pf->gives_vfs, refuses = pf->refuses_error;

		pf->gives_vfs = -1;
		pf->refuses_error = 0;
		fake_kernel_add_vfs(
			&world->fake, index,
			1 + dice_below(state, pf->totalvfs < 5 ? pf->totalvfs : 5));
		pf->gives_vfs = gives;
		pf->refuses_error = refuses;
		/* What is there was possible. */
		if (pf->refuses_above < pf->numvfs)
			pf->refuses_above = pf->numvfs;
	}
	if (pf->netdev[0] && dice_chance(state, 20))
		use_pf(state, pf);
	for (int i = 0; i < pf->numvfs; i++) {
		if (!pf->personality->no_pci && dice_chance(state, 60))
			use_vf(world, state, index, i);
		if (pf->netdev[0])
			configure_vf(world, state, index, i);
	}
	if (!pf->autoprobe && !pf->personality->no_pci && dice_chance(state, 30))
		world->saved[index] = 1;
}
