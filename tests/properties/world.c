/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "world.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "support/guard.h"

uint64_t world_random(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static int below(uint64_t *state, int n)
{
	return n > 0 ? (int)(world_random(state) % (uint64_t)n) : 0;
}

static bool chance(uint64_t *state, int percent)
{
	return below(state, 100) < percent;
}

static struct mac_address random_mac(uint64_t *state, int pf, int vf)
{
	return (struct mac_address){
		{0x52, 0x54, (uint8_t)below(state, 4), 0, (uint8_t)pf, (uint8_t)vf}};
}

static struct guid random_guid(uint64_t *state, int vf)
{
	return (struct guid){
		{0x24, 0x8a, (uint8_t)below(state, 2), 0, 0, 0, 0, (uint8_t)vf}};
}

/* A value that the attribute could have on this PF, and so may have been set to before.
 */
static struct value random_value(uint64_t *state, const struct fake_pf *pf,
				 enum vf_attr attr, int pf_index, int vf)
{
	const struct personality *personality = pf->personality;
	struct value value = {0};

	switch (attr) {
	case VF_ATTR_MAC:
		value.mac = random_mac(state, pf_index, vf);
		break;
	case VF_ATTR_VLAN:
		value.vlan = (struct vlan){.id = (uint16_t)below(state, 4),
					   .proto = VLAN_8021Q};
		if (value.vlan.id && chance(state, 30) && !personality->refuses_qos &&
		    !personality->ignores_qos)
			value.vlan.qos = (uint8_t)below(state, 8);
		break;
	case VF_ATTR_MIN_TX_RATE:
		if (!personality->attrs[attr].refuses &&
		    !personality->attrs[attr].refuses_set)
			value.number = (uint32_t)below(state, 3) * 50;
		break;
	case VF_ATTR_MAX_TX_RATE:
		if (!personality->attrs[attr].refuses)
			value.number = (uint32_t)below(state, 3) * 200;
		break;
	case VF_ATTR_LINK_STATE:
		if (!personality->attrs[attr].refuses &&
		    !personality->attrs[attr].ignores_set)
			value.link_state = (enum vf_link_state)below(state, 3);
		if (personality->ignores_link_enable &&
		    value.link_state == VF_LINK_ENABLE)
			value.link_state = VF_LINK_AUTO;
		break;
	default:
		value.on = !personality->attrs[attr].refuses &&
			   !personality->attrs[attr].refuses_set && chance(state, 50);
	}
	return value;
}

/* What an administrator, a VM or a container did with a VF before. */
static void use_vf(struct world *world, uint64_t *state, size_t pf_index, int index)
{
	struct fake_kernel *fake = &world->fake;
	struct fake_vf *vf = &fake->pfs[pf_index].vfs[index];
	int dice = below(state, 100);

	if (dice < 7) {
		fake_kernel_open_vf(fake, pf_index, index);
	} else if (dice < 13) {
		fake_kernel_open_vf(fake, pf_index, index);
		vf->enable = 0;
	} else if (dice < 23) {
		vf->is_bound = vf->is_vfio = false;
		vf->enable = 0;
		vf->netdev[0] = '\0';
		if (chance(state, 20))
			snprintf(vf->override, sizeof(vf->override), "vfio-pci");
		vf->is_mapped = chance(state, 15);
	} else if (dice < 31 && vf->netdev[0]) {
		vf->netdev_up = true;
		vf->is_raised = chance(state, 40);
		vf->is_ours = !vf->is_raised && chance(state, 40);
		vf->has_foreign_upper = chance(state, 5);
		vf->has_packet_socket = chance(state, 10);
		vf->has_route = chance(state, 10);
		vf->has_xdp = chance(state, 10);
		vf->is_promiscuous = chance(state, 10);
	} else if (dice < 37 && vf->netdev[0]) {
		vf->in_netns = true;
	} else if (dice < 40 && vf->netdev[0]) {
		vf->has_upper = true;
	} else if (dice < 43 && vf->netdev[0]) {
		vf->has_link_address = chance(state, 20);
		vf->has_address = !vf->has_link_address;
	} else if (dice < 49 && vf->is_bound) {
		vf->is_opened = true;
	} else if (dice < 53 && vf->netdev[0]) {
		vf->has_foreign_upper = true;
		vf->is_raised = vf->netdev_up = chance(state, 30);
	} else if (dice < 55 && vf->netdev[0]) {
		snprintf(vf->second_netdev, sizeof(vf->second_netdev), "port%u-%u",
			 (uint8_t)pf_index, (uint16_t)index);
	} else if (dice < 58 && vf->netdev[0]) {
		vf->has_tunnel = dice == 55;
		vf->has_xdp = dice == 56;
		vf->has_xdp_socket = dice == 57;
		vf->is_raised = vf->netdev_up = chance(state, 30);
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

	if (chance(state, 50)) {
		vf->mac = random_value(state, pf, VF_ATTR_MAC, (int)pf_index, index).mac;
		if (chance(state, 80))
			vf->netdev_mac = vf->mac;
	}
	if (chance(state, 50))
		vf->vlan = random_value(state, pf, VF_ATTR_VLAN, 0, 0).vlan;
	if (chance(state, 50)) {
		vf->min_tx_rate =
			random_value(state, pf, VF_ATTR_MIN_TX_RATE, 0, 0).number;
		vf->max_tx_rate =
			random_value(state, pf, VF_ATTR_MAX_TX_RATE, 0, 0).number;
		if (vf->max_tx_rate < vf->min_tx_rate)
			vf->max_tx_rate = 0;
	}
	vf->spoofchk = chance(state, 70);
	if (chance(state, 30))
		vf->trust = random_value(state, pf, VF_ATTR_TRUST, 0, 0).on;
	if (chance(state, 20))
		vf->link_state =
			random_value(state, pf, VF_ATTR_LINK_STATE, 0, 0).link_state;
	if (pf->personality->is_infiniband && chance(state, 50))
		vf->node_guid = random_guid(state, index);
	if (pf->personality->is_infiniband && chance(state, 50))
		vf->port_guid = random_guid(state, index);
	vf->rdma_guid = vf->node_guid;
	vf->netdev_guid = vf->port_guid;
	if (vf->netdev[0] && chance(state, 10))
		vf->netdev_mtu = 9000;
	if (pf->personality->msix_vectors && chance(state, 20))
		vf->msix_vectors = 4;
	if (chance(state, 20))
		vf->query_rss = random_value(state, pf, VF_ATTR_QUERY_RSS, 0, 0).on;
}

static void make_knobs(uint64_t *state, struct fake_pf *pf)
{
	static const int errors[] = {EPERM, EIO, EINVAL, EOPNOTSUPP};

	pf->autoprobe = chance(state, 85);
	pf->link = chance(state, 60) && pf->netdev[0];
	if (chance(state, 10))
		pf->mtu = 9000;
	if (pf->personality->eswitch.has_mode && chance(state, 35))
		pf->eswitch[PF_ATTR_ESWITCH_MODE] = 1;
	if (pf->personality->eswitch.has_rest && chance(state, 20))
		pf->eswitch[PF_ATTR_ESWITCH_INLINE_MODE] = (unsigned int)below(state, 4);
	if (chance(state, 10))
		pf->carrier_delay_ms = -1;
	if (chance(state, 5))
		pf->gives_vfs = below(state, 3);
	if (chance(state, 6)) {
		pf->refuses_above = below(state, 5);
		pf->refuses_error = chance(state, 50) ? ENOSPC : ENOMEM;
	}
	if (chance(state, 10))
		pf->busy_times = 1 + below(state, 3);
	if (chance(state, 5))
		pf->no_vf_driver = true;
	if (chance(state, 10))
		pf->numvfs_takes_ms = 1 + below(state, 20 * 1000);
	if (chance(state, 3))
		pf->numvfs_takes_ms = 1000 * 1000;
	if (chance(state, 10))
		pf->deaf_probes = 1 + below(state, 3);
	if (chance(state, 2))
		pf->netdev_delay_ms = -1;
	if (chance(state, 5))
		pf->refuses[below(state, VF_ATTR_COUNT)] = errors[below(state, 4)];
	if (chance(state, 3))
		pf->ignores[below(state, VF_ATTR_COUNT)] = true;
}

/* The host itself uses the PF. */
static void use_pf(uint64_t *state, struct fake_pf *pf)
{
	int dice = below(state, pf->personality->no_pci ? 7 : 8);

	if (dice == 7) {
		strcpy(pf->second_netdev, "zport");
		pf->second_netdev[5] = pf->netdev[3];
		pf->second_netdev[6] = '\0';
		pf->second_has_address = chance(state, 50);
		pf->second_has_default_route = chance(state, 50);
		pf->has_autoconf = chance(state, 50);
	}
	pf->has_autoconf |= dice == 6;
	pf->has_address = dice == 0;
	pf->has_default_route = dice == 1;
	pf->has_upper = dice == 2;
	pf->has_foreign_upper = dice == 3;
	pf->has_tunnel = dice == 4;
	pf->has_xdp = dice == 5;
}

static void make_pf(struct world *world, uint64_t *state, size_t index)
{
	struct fake_pf *pf = &world->fake.pfs[index];
	size_t n;
	const struct personality *rows = personalities(&n);

	fake_kernel_set_personality(&world->fake, index, &rows[below(state, (int)n)]);
	make_knobs(state, pf);
	world->saved[index] = -1;
	world->match_netdev[index] = !pf->netdev[0]	       ? false
				     : pf->personality->no_pci ? true
							       : chance(state, 30);
	if (chance(state, 2) && !pf->personality->no_pci) {
		pf->driver = NULL;
		pf->netdev[0] = '\0';
		pf->link = false;
		world->match_netdev[index] = false;
		return;
	}
	if (chance(state, 60)) {
		int gives = pf->gives_vfs, refuses = pf->refuses_error;

		pf->gives_vfs = -1;
		pf->refuses_error = 0;
		fake_kernel_add_vfs(
			&world->fake, index,
			1 + below(state, pf->totalvfs < 5 ? pf->totalvfs : 5));
		pf->gives_vfs = gives;
		pf->refuses_error = refuses;
		/* What is there was possible. */
		if (pf->refuses_above < pf->numvfs)
			pf->refuses_above = pf->numvfs;
	}
	if (pf->netdev[0] && chance(state, 20))
		use_pf(state, pf);
	for (int i = 0; i < pf->numvfs; i++) {
		if (!pf->personality->no_pci && chance(state, 60))
			use_vf(world, state, index, i);
		if (pf->netdev[0])
			configure_vf(world, state, index, i);
	}
	if (!pf->autoprobe && !pf->personality->no_pci && chance(state, 30))
		world->saved[index] = 1;
}

static struct setting *add_setting(struct world *world, int pf, int first, int last,
				   const char *key)
{
	struct setting *setting;

	if (world->n_settings == SETTINGS_MAX)
		return &world->settings[SETTINGS_MAX - 1];
	setting = &world->settings[world->n_settings++];
	*setting = (struct setting){.pf = pf, .first = first, .last = last, .key = key};
	return setting;
}

/* What an administrator may write for an attribute, sense or none. */
static void want_attr(struct world *world, uint64_t *state, int pf, int first, int last,
		      enum vf_attr attr)
{
	static const char *const link_states[] = {"auto", "enable", "disable"};
	struct setting *setting =
		add_setting(world, pf, first, last, vf_attr_info[attr].name);
	struct mac_address mac = random_mac(state, pf, first);
	char text[MAC_ADDRESS_TEXT], guid_text[VALUE_FORMAT_MAX];
	struct value guid = {0};

	mac_address_format(mac, text);
	switch (attr) {
	case VF_ATTR_MAC:
		snprintf(setting->value, sizeof(setting->value), "'%s'",
			 first != last || chance(state, 15) ? "00:00:00:00:00:00" : text);
		if (chance(state, 25))
			strcpy(setting->value, "derive");
		break;
	case VF_ATTR_VLAN:
		if (chance(state, 20))
			snprintf(setting->value, sizeof(setting->value),
				 "{id: %d, qos: %d, proto: %s}", 1 + below(state, 3),
				 below(state, 8),
				 chance(state, 20) ? "802.1ad" : "802.1Q");
		else
			snprintf(setting->value, sizeof(setting->value), "%d",
				 below(state, 4));
		break;
	case VF_ATTR_MIN_TX_RATE:
		snprintf(setting->value, sizeof(setting->value), "%d",
			 below(state, 3) * 50);
		break;
	case VF_ATTR_MAX_TX_RATE:
		snprintf(setting->value, sizeof(setting->value), "%d",
			 chance(state, 5) ? 200000 : below(state, 3) * 200);
		break;
	case VF_ATTR_LINK_STATE:
		snprintf(setting->value, sizeof(setting->value), "%s",
			 link_states[below(state, 3)]);
		break;
	case VF_ATTR_NODE_GUID:
	case VF_ATTR_PORT_GUID:
		guid.guid = random_guid(state, first == last ? first : 99);
		value_format(VALUE_GUID, guid, guid_text);
		snprintf(setting->value, sizeof(setting->value), "'%.30s'", guid_text);
		if (chance(state, 25))
			strcpy(setting->value, "derive");
		break;
	default:
		snprintf(setting->value, sizeof(setting->value), "%s",
			 chance(state, 50) ? "on" : "off");
	}
}

/* What a VF has by itself. */
static void want_device(struct world *world, uint64_t *state, int pf, int first, int last)
{
	if (chance(state, 8))
		snprintf(add_setting(world, pf, first, last, "msix_vectors")->value,
			 SETTING_VALUE_MAX, "%d",
			 chance(state, 10) ? 2048 : 2 << below(state, 3));
	if (chance(state, 8))
		snprintf(add_setting(world, pf, first, last, "mtu")->value,
			 SETTING_VALUE_MAX, "%d",
			 chance(state, 10)   ? 9600
			 : chance(state, 60) ? 9000
					     : 1500);
	if (chance(state, 8))
		strcpy(add_setting(world, pf, first, last, "link")->value,
		       chance(state, 80) ? "up" : "down");
}

static void want_eswitch(struct world *world, uint64_t *state, int pf)
{
	static const char *const values[] = {"{mode: switchdev}",
					     "{mode: switchdev}",
					     "{mode: legacy}",
					     "{mode: switchdev, inline_mode: link}",
					     "{mode: legacy, encap_mode: basic}",
					     "{encap_mode: none}"};

	strcpy(add_setting(world, pf, WORLD_PF, 0, "eswitch")->value,
	       values[below(state, (int)ARRAY_SIZE(values))]);
}

static void want_vfs(struct world *world, uint64_t *state, int pf, int first, int last)
{
	const char *own = world->fake.pfs[pf].personality->vf_driver;
	const char *const drivers[] = {"default",  "default", "vfio-pci",
				       "vfio-pci", "none",    own ? own : "default"};

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		bool is_guid = VF_ATTRS_GUID & VF_ATTR_BIT(attr);
		bool is_infiniband = world->fake.pfs[pf].personality->is_infiniband;

		if (chance(state, is_guid && !is_infiniband ? 2 : 25))
			want_attr(world, state, pf, first, last, (enum vf_attr)attr);
	}
	want_device(world, state, pf, first, last);
	if (chance(state, 12))
		strcpy(add_setting(world, pf, first, last, "driver")->value,
		       drivers[below(state, (int)ARRAY_SIZE(drivers))]);
}

static void want_pf(struct world *world, uint64_t *state, int index)
{
	const struct fake_pf *pf = &world->fake.pfs[index];
	int numvfs = pf->numvfs;

	if (chance(state, 60)) {
		if (chance(state, 60))
			numvfs = chance(state, 15)
					 ? 0
					 : 1 + below(state, pf->totalvfs < 6
								    ? pf->totalvfs + 1
								    : 6);
		if (pf->totalvfs < WORLD_VFS_MAX && chance(state, 8))
			strcpy(add_setting(world, index, WORLD_PF, 0, "numvfs")->value,
			       "max");
		else
			snprintf(add_setting(world, index, WORLD_PF, 0, "numvfs")->value,
				 SETTING_VALUE_MAX, "%d", numvfs);
	}
	if (chance(state, 15))
		strcpy(add_setting(world, index, WORLD_PF, 0, "drivers_autoprobe")->value,
		       chance(state, 50) ? "on" : "off");
	if (chance(state, 50))
		strcpy(add_setting(world, index, WORLD_PF, 0, "link")->value,
		       chance(state, 20)   ? "keep"
		       : chance(state, 91) ? "up"
					   : "down");
	if (chance(state, 15))
		snprintf(add_setting(world, index, WORLD_PF, 0, "mtu")->value,
			 SETTING_VALUE_MAX, "%d",
			 chance(state, 10)   ? 9600
			 : chance(state, 50) ? 9000
					     : 1500);
	if (chance(state, pf->personality->eswitch.has_mode ? 30 : 3))
		want_eswitch(world, state, index);
	if (chance(state, 50))
		want_vfs(world, state, index, WORLD_DEFAULTS, 0);
	/* A drop-in may turn off what other files go on configuring. */
	if (numvfs == 0 && chance(state, 50))
		numvfs = pf->numvfs;
	if (numvfs > 2 && chance(state, 20))
		want_vfs(world, state, index, 1, numvfs - 1);
	for (int i = 0; i < numvfs; i++) {
		if (chance(state, 40))
			want_vfs(world, state, index, i, i);
		if (chance(state, 10))
			add_setting(world, index, i, WORLD_VM, "vm");
	}
}

void world_init(struct world *world, uint64_t seed)
{
	static const int errors[] = {EIO, EBUSY, EAGAIN, EPERM, ENOMEM, EINVAL};
	uint64_t state = seed;
	struct kernel unused;

	memset(world, 0, sizeof(*world));
	world->seed = seed;
	fake_kernel_init(&world->fake, 1 + (size_t)below(&state, 3), &unused);
	world->fake.iommu = world->fake.has_proc = true;
	for (size_t i = 0; i < world->fake.n_pfs; i++)
		make_pf(world, &state, i);
	world->fake.other_route =
		chance(&state, 50) ? FAKE_ROUTE_NONE
				   : (enum fake_route)below(&state, FAKE_ROUTE_TABLE + 1);
	for (size_t i = 0; i < world->fake.n_pfs; i++) {
		if (chance(&state, 90))
			want_pf(world, &state, (int)i);
	}
	world->disruption = chance(&state, 20)	 ? DISRUPTION_ALLOWED
			    : chance(&state, 20) ? (enum disruption)below(&state, 8)
						 : DISRUPTION_REFUSED;
	world->fake.may_disturb = world->disruption & DISRUPTION_VFS;
	world->fake.permits = world->disruption;
	if (chance(&state, 50)) {
		world->fault = (enum fake_fault)(1 + below(&state, FAULT_DIES));
		world->fault_at = (size_t)below(&state, 1 << 20);
		world->fault_error = errors[below(&state, (int)ARRAY_SIZE(errors))];
		if (world->fault == FAULT_USED)
			world->fault_error = below(&state, 6 * FAKE_USES);
	}
	fake_kernel_clear_log(&world->fake);
}

bool world_simplify(struct world *world, size_t step, bool *ret_changed)
{
	size_t n_vfs = world->fake.n_pfs * WORLD_VFS_MAX;
	struct fake_pf *pf;
	struct fake_vf *vf;

	*ret_changed = true;
	if (step == 0) {
		*ret_changed = world->fault != FAULT_NONE;
		world->fault = FAULT_NONE;
		return true;
	}
	step--;
	if (step < world->n_settings) {
		*ret_changed = !world->settings[step].is_dropped;
		world->settings[step].is_dropped = true;
		return true;
	}
	step -= world->n_settings;
	if (step < n_vfs) {
		pf = &world->fake.pfs[step / WORLD_VFS_MAX];
		vf = &pf->vfs[step % WORLD_VFS_MAX];
		*ret_changed = (int)(step % WORLD_VFS_MAX) < pf->numvfs &&
			       fake_vf_is_in_use(&world->fake, vf);
		vf->netdev_up = vf->in_netns = vf->has_upper = vf->has_address = false;
		vf->is_opened = vf->is_mapped = false;
		vf->disk = FAKE_NO_DISK;
		vf->has_foreign_upper = vf->has_tunnel = false;
		vf->has_xdp = vf->has_xdp_socket = false;
		vf->second_netdev[0] = '\0';
		if (vf->is_vfio)
			vf->enable = 0;
		return true;
	}
	step -= n_vfs;
	if (step >= 2 * world->fake.n_pfs)
		return false;
	pf = &world->fake.pfs[step / 2];
	if (step % 2 == 0) {
		*ret_changed = pf->numvfs > 1;
		pf->numvfs -= *ret_changed;
	} else {
		*ret_changed =
			pf->busy_times || pf->carrier_delay_ms < 0 || pf->gives_vfs >= 0;
		pf->busy_times = 0;
		pf->carrier_delay_ms = 1200;
		pf->gives_vfs = -1;
	}
	return true;
}
