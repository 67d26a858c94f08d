/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A random configuration, sense or none. */
#include "world-parts.h"

#include <stdio.h>
#include <string.h>

#include "dice.h"
#include "support/guard.h"

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
	struct mac_address mac = dice_mac(state, pf, first);
	char text[MAC_ADDRESS_TEXT], guid_text[VALUE_FORMAT_MAX];
	struct value guid = {0};

	mac_address_format(mac, text);
	switch (attr) {
	case VF_ATTR_MAC:
		snprintf(setting->value, sizeof(setting->value), "'%s'",
			 first != last || dice_chance(state, 15) ? "00:00:00:00:00:00"
								 : text);
		if (dice_chance(state, 25))
			strcpy(setting->value, "derive");
		break;
	case VF_ATTR_VLAN:
		if (dice_chance(state, 20))
			snprintf(setting->value, sizeof(setting->value),
				 "{id: %d, qos: %d, proto: %s}", 1 + dice_below(state, 3),
				 dice_below(state, 8),
				 dice_chance(state, 20) ? "802.1ad" : "802.1Q");
		else
			snprintf(setting->value, sizeof(setting->value), "%d",
				 dice_below(state, 4));
		break;
	case VF_ATTR_MIN_TX_RATE:
		snprintf(setting->value, sizeof(setting->value), "%d",
			 dice_below(state, 3) * 50);
		break;
	case VF_ATTR_MAX_TX_RATE:
		snprintf(setting->value, sizeof(setting->value), "%d",
			 dice_chance(state, 5) ? 200000 : dice_below(state, 3) * 200);
		break;
	case VF_ATTR_LINK_STATE:
		snprintf(setting->value, sizeof(setting->value), "%s",
			 link_states[dice_below(state, 3)]);
		break;
	case VF_ATTR_NODE_GUID:
	case VF_ATTR_PORT_GUID:
		guid.guid = dice_guid(state, first == last ? first : 99);
		value_format(VALUE_GUID, guid, guid_text);
		snprintf(setting->value, sizeof(setting->value), "'%.30s'", guid_text);
		if (dice_chance(state, 25))
			strcpy(setting->value, "derive");
		break;
	default:
		snprintf(setting->value, sizeof(setting->value), "%s",
			 dice_chance(state, 50) ? "on" : "off");
	}
}

/* What a VF has by itself. */
static void want_device(struct world *world, uint64_t *state, int pf, int first, int last)
{
	if (dice_chance(state, 8))
		snprintf(add_setting(world, pf, first, last, "msix_vectors")->value,
			 SETTING_VALUE_MAX, "%d",
			 dice_chance(state, 10) ? 2048 : 2 << dice_below(state, 3));
	if (dice_chance(state, 8))
		snprintf(add_setting(world, pf, first, last, "mtu")->value,
			 SETTING_VALUE_MAX, "%d",
			 dice_chance(state, 10)	  ? 9600
			 : dice_chance(state, 60) ? 9000
						  : 1500);
	if (dice_chance(state, 8))
		strcpy(add_setting(world, pf, first, last, "link")->value,
		       dice_chance(state, 80) ? "up" : "down");
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
	       values[dice_below(state, (int)ARRAY_SIZE(values))]);
}

static void want_vfs(struct world *world, uint64_t *state, int pf, int first, int last)
{
	const char *own = world->fake.pfs[pf].personality->vf_driver;
	const char *const drivers[] = {"default",  "default", "vfio-pci",
				       "vfio-pci", "none",    own ? own : "default"};

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		bool is_guid = VF_ATTRS_GUID & VF_ATTR_BIT(attr);
		bool is_infiniband = world->fake.pfs[pf].personality->is_infiniband;

		if (dice_chance(state, is_guid && !is_infiniband ? 2 : 25))
			want_attr(world, state, pf, first, last, (enum vf_attr)attr);
	}
	want_device(world, state, pf, first, last);
	if (dice_chance(state, 12))
		strcpy(add_setting(world, pf, first, last, "driver")->value,
		       drivers[dice_below(state, (int)ARRAY_SIZE(drivers))]);
}

void world_config_want_pf(struct world *world, uint64_t *state, int index)
{
	const struct fake_pf *pf = &world->fake.pfs[index];
	int numvfs = pf->numvfs;

	if (dice_chance(state, 60)) {
		if (dice_chance(state, 60))
			numvfs =
				dice_chance(state, 15)
					? 0
					: 1 + dice_below(state, pf->totalvfs < 6
									? pf->totalvfs + 1
									: 6);
		if (pf->totalvfs < WORLD_VFS_MAX && dice_chance(state, 8))
			strcpy(add_setting(world, index, WORLD_PF, 0, "numvfs")->value,
			       "max");
		else
			snprintf(add_setting(world, index, WORLD_PF, 0, "numvfs")->value,
				 SETTING_VALUE_MAX, "%d", numvfs);
	}
	if (dice_chance(state, 15))
		strcpy(add_setting(world, index, WORLD_PF, 0, "drivers_autoprobe")->value,
		       dice_chance(state, 50) ? "on" : "off");
	if (dice_chance(state, 50))
		strcpy(add_setting(world, index, WORLD_PF, 0, "link")->value,
		       dice_chance(state, 20)	? "keep"
		       : dice_chance(state, 91) ? "up"
						: "down");
	if (dice_chance(state, 15))
		snprintf(add_setting(world, index, WORLD_PF, 0, "mtu")->value,
			 SETTING_VALUE_MAX, "%d",
			 dice_chance(state, 10)	  ? 9600
			 : dice_chance(state, 50) ? 9000
						  : 1500);
	if (dice_chance(state, pf->personality->eswitch.has_mode ? 30 : 3))
		want_eswitch(world, state, index);
	if (dice_chance(state, 10))
		strcpy(add_setting(world, index, WORLD_PF, 0, "ethtool")->value,
		       dice_chance(state, 50)
			       ? "{private_flags: {legacy-rx: on}}"
			       : "{private_flags: {vf-true-promisc-support: on}, "
				 "features: {rxvlan: off, rx-checksum: on}}");
	if (dice_chance(state, 50))
		want_vfs(world, state, index, WORLD_DEFAULTS, 0);
	/* A drop-in may turn off what other files go on configuring. */
	if (numvfs == 0 && dice_chance(state, 50))
		numvfs = pf->numvfs;
	if (numvfs > 2 && dice_chance(state, 20))
		want_vfs(world, state, index, 1, numvfs - 1);
	for (int i = 0; i < numvfs; i++) {
		if (dice_chance(state, 40))
			want_vfs(world, state, index, i, i);
		if (dice_chance(state, 10))
			add_setting(world, index, i, WORLD_VM, "vm");
	}
}
