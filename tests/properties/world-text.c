/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "world.h"

#include <string.h>

#include "dice.h"

/* The n settings from `indices`, those of one PF and one place together: text without the
 * braces around. */
static const char *settings_text(const struct world *world, struct arena *arena,
				 const size_t *indices, size_t n, int pf, int first,
				 int last)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++) {
		const struct setting *setting = &world->settings[indices[i]];

		if (setting->pf == pf && setting->first == first && setting->last == last)
			text = arena_printf(arena, "%s%s%s: %s", text,
					    text[0] ? ", " : "", setting->key,
					    setting->value);
	}
	return text;
}

/* The entries of `vfs`. */
static const char *vfs_text(const struct world *world, struct arena *arena,
			    const size_t *indices, size_t n, int pf)
{
	const char *text = "";
	bool done[WORLD_VFS_MAX][WORLD_VFS_MAX] = {0};

	for (size_t i = 0; i < n; i++) {
		const struct setting *setting = &world->settings[indices[i]];
		int first = setting->first, last = setting->last;

		if (setting->pf != pf || first < 0 || last < 0 || done[first][last])
			continue;
		done[first][last] = true;
		text = arena_printf(arena, "%s%s%d", text, text[0] ? ", " : "", first);
		if (last != first)
			text = arena_printf(arena, "%s-%d", text, last);
		text = arena_printf(
			arena, "%s: {%s}", text,
			settings_text(world, arena, indices, n, pf, first, last));
	}
	return text;
}

static const char *pf_text(const struct world *world, struct arena *arena,
			   const size_t *indices, size_t n, int pf)
{
	const char *own = settings_text(world, arena, indices, n, pf, WORLD_PF, 0);
	const char *defaults =
		settings_text(world, arena, indices, n, pf, WORLD_DEFAULTS, 0);
	const char *vfs = vfs_text(world, arena, indices, n, pf);
	char pci[PCI_ADDRESS_TEXT];
	const char *text;

	pci_address_format(world->fake.pfs[pf].pci, pci);
	text = world->match_netdev[pf]
		       ? arena_printf(arena, "{netdev: %s}", world->fake.pfs[pf].netdev)
		       : arena_printf(arena, "{pci: '%s'}", pci);
	text = arena_printf(arena, "  p%d: {match: %s", pf, text);
	if (own[0])
		text = arena_printf(arena, "%s, %s", text, own);
	if (defaults[0])
		text = arena_printf(arena, "%s, vf_defaults: {%s}", text, defaults);
	if (vfs[0])
		text = arena_printf(arena, "%s, vfs: {%s}", text, vfs);
	return arena_printf(arena, "%s}\n", text);
}

/* VMs that get VFs of the PF, one each. */
static const char *vms_text(const struct world *world, struct arena *arena,
			    const size_t *indices, size_t n, int pf, const char *text)
{
	for (size_t i = 0; i < n; i++) {
		const struct setting *setting = &world->settings[indices[i]];

		if (setting->pf == pf && setting->last == WORLD_VM)
			text = arena_printf(
				arena, "%s  vm%d-%d: {interfaces: {n: {vf: p%d/%d}}}\n",
				text[0] ? text : "vms:\n", pf, setting->first, pf,
				setting->first);
	}
	return text;
}

const char *world_yaml(const struct world *world, struct arena *arena, uint64_t order,
		       unsigned int pfs)
{
	const char *text = "version: 1\npfs:\n", *vms = "";
	size_t indices[SETTINGS_MAX], n = 0;
	int first_pf = order ? (int)(order % world->fake.n_pfs) : 0;

	for (size_t i = 0; i < world->n_settings; i++) {
		if (!world->settings[i].is_dropped)
			indices[n++] = i;
	}
	for (size_t i = n; order && i > 1; i--) {
		size_t j = dice_number(&order) % i, swap = indices[i - 1];

		indices[i - 1] = indices[j];
		indices[j] = swap;
	}
	for (size_t i = 0; i < world->fake.n_pfs; i++) {
		int pf = (int)((i + (size_t)first_pf) % world->fake.n_pfs);

		if (pfs & 1u << pf)
			vms = vms_text(world, arena, indices, n, pf, vms);
		for (size_t j = 0; pfs & 1u << pf && j < n; j++) {
			if (world->settings[indices[j]].pf != pf)
				continue;
			text = arena_printf(arena, "%s%s", text,
					    pf_text(world, arena, indices, n, pf));
			break;
		}
	}
	return arena_printf(arena, "%s%s", text, vms);
}

static void print_vf(const struct fake_pf *pf, const struct fake_vf *vf, FILE *out)
{
	static const char *const disks[] = {
		[FAKE_NO_DISK] = "",
		[FAKE_DISK_IDLE] = " (has a disk)",
		[FAKE_DISK_EXPORTED] = " (disk dice_below a loop device)",
		[FAKE_DISK_CLAIMED] = " (disk claimed)",
	};
	char mac[MAC_ADDRESS_TEXT], netdev_mac[MAC_ADDRESS_TEXT];

	mac_address_format(vf->mac, mac);
	mac_address_format(vf->netdev_mac, netdev_mac);
	fprintf(out,
		"#   VF %d: %s%s%s%s%s%s, mac %s, vlan %u/%u/%x, rates %u-%u, spoofchk "
		"%d, "
		"trust %d, link %u, rss %d%s%s%s%s\n",
		(int)(vf - pf->vfs),
		!vf->is_bound ? "no driver"
		: vf->is_vfio ? "vfio-pci"
			      : pf->personality->vf_driver,
		vf->is_vfio && vf->enable ? " (open)" : "",
		vf->is_opened	? " (device file open)"
		: vf->is_mapped ? " (registers mapped)"
				: "",
		disks[vf->disk], vf->in_netns ? " (in another namespace)" : "",
		vf->netdev_up ? " (up)" : "", mac, vf->vlan.id, vf->vlan.qos,
		vf->vlan.proto, vf->min_tx_rate, vf->max_tx_rate, vf->spoofchk, vf->trust,
		vf->link_state, vf->query_rss, vf->netdev[0] ? ", netdev " : "",
		vf->netdev[0] ? netdev_mac : "", vf->override[0] ? ", override " : "",
		vf->override);
}

void world_print(const struct world *world, FILE *out)
{
	static const char *const faults[] = {
		"none",		"fails once", "fails always", "has no effect",
		"a VF is used", "a VF moves", "stop",	      "dies"};
	struct arena arena;

	for (size_t i = 0; i < world->fake.n_pfs; i++) {
		const struct fake_pf *pf = &world->fake.pfs[i];

		fprintf(out,
			"# p%zu: %s%s, link %s, %d VFs, autoprobe %d, noted %d, refuses "
			"more than %d (%d), gives %d, carrier %d ms, netdev %d ms, "
			"numvfs %d ms, busy %d%s\n",
			i, pf->personality->name, pf->driver ? "" : " (no driver)",
			pf->link ? "up" : "down", pf->numvfs, pf->autoprobe,
			world->saved[i], pf->refuses_above, pf->refuses_error,
			pf->gives_vfs, pf->carrier_delay_ms, pf->netdev_delay_ms,
			pf->numvfs_takes_ms, pf->busy_times,
			pf->no_vf_driver ? ", no VF driver" : "");
		for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
			if (pf->refuses[attr] || pf->ignores[attr])
				fprintf(out, "#   %s %s (%d)\n",
					pf->refuses[attr] ? "refuses" : "ignores",
					vf_attr_info[attr].name, pf->refuses[attr]);
		}
		for (int v = 0; v < pf->numvfs; v++)
			print_vf(pf, &pf->vfs[v], out);
	}
	fprintf(out, "# fault: %s at operation %zu, error %d\n", faults[world->fault],
		world->fault_at, world->fault_error);
	arena_init(&arena);
	fputs(world_yaml(world, &arena, 0, ~0u), out);
	arena_done(&arena);
}
