/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/key-hints.h"

#include <string.h>

const struct yaml_hint key_hints_root[] = {
	{.words = "network ethernets interfaces nics devices sriov uplinks",
	 .hint = "use 'pfs': {NAME: {match: {pci: \"0000:03:00.0\"}, numvfs: 4}}"},
	{.words = "domains domain guests machines containers",
	 .hint = "use 'vms': {NAME: {interfaces: {net0: {vf: PF/INDEX}}}}"},
	{.words = NULL},
};

#define HINT_MATCH "use 'match', which says which PF it is: "
#define HINT_VFS                                                                         \
	"this belongs to VFs: put it under 'vf_defaults', or under 'vfs' for some of "   \
	"them"

const struct yaml_hint key_hints_pf[] = {
	{.words = "totalvfs sriovtotalvfs sriovnumvfs vfcount maxvfs numofvfs "
		  "virtualfunctioncount virtualfunctions sriovvirtualfunctions",
	 .hint = "use 'numvfs': how many VFs the PF gets"},
	{.words = "state adminstate linkstate up enabled",
	 .hint = "use 'link': up or down"},
	{.words = "mode switchdev eswitchmode embeddedswitchmode",
	 .hint = "use 'eswitch': {mode: switchdev}"},
	{.words = "inlinemode eswitchinlinemode",
	 .hint = "use 'eswitch': {inline_mode: ...}"},
	{.words = "encap encapmode eswitchencapmode",
	 .hint = "use 'eswitch': {encap_mode: ...}"},
	{.words = "privateflags privflags features offload offloads",
	 .hint = "use 'ethtool': {private_flags: ..., features: ...}"},
	{.words = "autoprobe autoprobedrivers sriovdriversautoprobe",
	 .hint = "use 'drivers_autoprobe'"},
	{.words = "pci pciaddress address busid bdf rootdevices",
	 .hint = HINT_MATCH "{pci: \"0000:03:00.0\"}"},
	{.words = "netdev interface ifname iface pfname pfnames",
	 .hint = HINT_MATCH "{netdev: enp3s0}"},
	{.words = "macaddress permanentmac",
	 .hint = HINT_MATCH "{mac: \"90:e2:ba:21:00:00\"}"},
	{.words = "vendor vendorid device deviceid nicselector",
	 .hint = HINT_MATCH "{vendor: \"8086\", device: \"10c9\"}"},
	{.words = "mac driver",
	 .hint = "a PF's own stands under 'match', a VF's under 'vf_defaults' or 'vfs'"},
	{.words = "vlan vlans vlanid qos vlanqos vlanproto rate maxtxrate mintxrate "
		  "spoof spoofchk spoofcheck trust queryrss nodeguid portguid "
		  "msixvectors",
	 .hint = HINT_VFS},
	{.words = NULL},
};

const struct yaml_hint key_hints_match[] = {
	{.words = "pciaddress address busid bdf slot pcislotname busname rootdevices",
	 .hint = "use 'pci'"},
	{.words = "name interface ifname iface dev pfname pfnames originalname",
	 .hint = "use 'netdev'"},
	{.words = "macaddress macaddr hwaddr permanentmac permanentmacaddress permmac "
		  "permaddr",
	 .hint = "use 'mac': the permanent MAC address"},
	{.words = "vendorid", .hint = "use 'vendor'"},
	{.words = "deviceid", .hint = "use 'device'"},
	{.words = NULL},
};

const struct yaml_hint key_hints_group[] = {
	{.words = "inline", .hint = "use 'inline_mode'"},
	{.words = "encap", .hint = "use 'encap_mode'"},
	{.words = "rxvlan txvlan rx tx gro gso lro tso ntuple rxhash rxvlanoffload "
		  "txvlanoffload hwtcoffload",
	 .hint = "use 'features': {rxvlan: off}"},
	{.words = "privflags vftruepromiscsupport legacyrx linkdownonclose",
	 .hint = "use 'private_flags': {vf-true-promisc-support: on}"},
	{.words = NULL},
};

static const char *text_of(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *value = yaml_find(map, key);

	return value && value->type == YAML_SCALAR ? value->text : NULL;
}

/* Hint for `qos: 3` next to `vlan: 100`. */
static const char *hint_vlan_part(struct yaml_fields *keys, const struct yaml_node *map,
				  const struct yaml_item *item, const char *part)
{
	const char *id = text_of(map, "vlan");

	return arena_printf(keys->arena, "use 'vlan': {id: %s, %s: %s}", id ? id : "ID",
			    part,
			    item->value->type == YAML_SCALAR ? item->value->text : "...");
}

static const char *hint_qos(struct yaml_fields *keys, const struct yaml_node *map,
			    const struct yaml_item *item)
{
	return hint_vlan_part(keys, map, item, "qos");
}

static const char *hint_proto(struct yaml_fields *keys, const struct yaml_node *map,
			      const struct yaml_item *item)
{
	return hint_vlan_part(keys, map, item, "proto");
}

const struct yaml_hint key_hints_vf[] = {
	{.words = "rate txrate maxrate txmax bandwidth ratelimit",
	 .hint = "use 'max_tx_rate', in Mbit/s"},
	{.words = "minrate txshare", .hint = "use 'min_tx_rate', in Mbit/s"},
	{.words = "state linkstatus",
	 .hint = "use 'link_state': auto, enable or disable"},
	{.words = "spoof spoofcheck macspoofcheck antispoof",
	 .hint = "use 'spoofchk': on or off"},
	{.words = "trusted", .hint = "use 'trust': on or off"},
	{.words = "address addr hwaddr hwaddress lladdr macaddr macaddress",
	 .hint = "use 'mac'"},
	{.words = "trunk trunks vlans vlantrunk trunkvlans vlanids",
	 .hint = KEY_HINT_TRUNK},
	{.words = "vid vlanid", .hint = "use 'vlan'"},
	{.words = "qos vlanqos qualityofservice pcp prio priority", .make = hint_qos},
	{.words = "proto protocol vlanproto vlanprotocol", .make = hint_proto},
	{.words = "rss rssquery queryreceivesidescaling",
	 .hint = "use 'query_rss': on or off"},
	{.words = "guid infinibandguid", .hint = "use 'node_guid' and 'port_guid'"},
	{.words = "bind devicetype driveroverride",
	 .hint = "use 'driver': default, none, or its name"},
	{.words = "msix vectors msixveccount sriovvfmsixcount",
	 .hint = "use 'msix_vectors'"},
	{.words = "index id vf virtualfunction",
	 .hint = "the VF's index is the key above: vfs: {0: {...}}"},
	{.words = "vm vms domain guest",
	 .hint = "VMs have a place of their own: vms: {NAME: {interfaces: "
		 "{net0: {vf: PF/INDEX}}}}"},
	{.words = NULL},
};

const struct yaml_hint key_hints_vm[] = {
	{.words = "vf vfs nic nics network networks devices hostdev hostdevs",
	 .hint = "use 'interfaces': {net0: {vf: PF/INDEX}}"},
	{.words = NULL},
};

const struct yaml_hint key_hints_pool[] = {
	{.words = "vf members devices pfs pf ranges uplinks",
	 .hint = "use 'vfs': [uplink0/4-13, uplink1]"},
	{.words = NULL},
};

/* Points to the entry of the VF that the interface gets. */
static const char *hint_of_vf(struct yaml_fields *keys, const struct yaml_node *map,
			      const struct yaml_item *item)
{
	const char *vf = text_of(map, "vf"), *slash = vf ? strrchr(vf, '/') : NULL;
	const char *pf =
		slash ? arena_strndup(keys->arena, vf, (size_t)(slash - vf)) : "PF";

	return arena_printf(keys->arena,
			    "this belongs to the VF: pfs: {%s: {vfs: {%s: {%s: ...}}}}",
			    pf, slash ? slash + 1 : "INDEX", item->key->text);
}

const struct yaml_hint key_hints_interface[] = {
	{.words = "pf pci address pciaddress index id device netdev source host",
	 .hint = "use 'vf': PF/INDEX, as uplink0/0"},
	{.words = "boot bootindex", .hint = "use 'boot_order'"},
	{.words = "nodeguid portguid driver msixvectors mtu link", .make = hint_of_vf},
	{.words = "rate txrate maxrate bandwidth ratelimit",
	 .hint = "use 'max_tx_rate', in Mbit/s"},
	{.words = "minrate", .hint = "use 'min_tx_rate', in Mbit/s"},
	{.words = "macaddress macaddr hwaddr", .hint = "use 'mac'"},
	{.words = "vid vlanid", .hint = "use 'vlan'"},
	{.words = "vlans trunk trunks", .hint = KEY_HINT_TRUNK},
	{.words = "qos pcp prio priority vlanqos", .make = hint_qos},
	{.words = "proto protocol vlanproto", .make = hint_proto},
	{.words = "spoof spoofcheck", .hint = "use 'spoofchk': on or off"},
	{.words = "trusted", .hint = "use 'trust': on or off"},
	{.words = "state", .hint = "use 'link_state': auto, enable or disable"},
	{.words = "rom bar", .hint = "use 'rom_bar': on or off"},
	{.words = "acpi onboard", .hint = "use 'acpi_index'"},
	{.words = "model variant",
	 .hint = "use 'driver_model' for the VFIO driver that libvirt binds"},
	{.words = NULL},
};

const struct yaml_value_hint key_hints_values[] = {
	{"vlan id", "none no off untagged default native", "0 is no VLAN"},
	{"max_tx_rate min_tx_rate", NULL,
	 "a number of Mbit/s: 1000 for 1 Gbit/s, 0 for no limit"},
	{"link_state", "up on yes true enabled",
	 "use enable: up, whatever the PF's link is"},
	{"link_state", "down off no false disabled", "use disable"},
	{"link_state", "follow pf automatic default", "use auto: as the PF's link"},
	{"link", "on yes true enable enabled auto", "use up"},
	{"link", "off no false disable disabled", "use down"},
	{"link", "none ignore unmanaged",
	 "for a PF use keep; for a VF leave the key out"},
	{"spoofchk trust query_rss drivers_autoprobe", "enable enabled 1", "use on"},
	{"spoofchk trust query_rss drivers_autoprobe", "disable disabled 0", "use off"},
	{"driver", "vfio vfiopci vfio_pci passthrough",
	 "use vfio-pci, which is the driver's name; its module is vfio_pci"},
	{"driver", "auto kernel host netdev netdevice",
	 "use default: the driver that the kernel finds"},
	{"driver", "no off unbound", "use none"},
	{"mtu", NULL, "a number of bytes: 9000 for jumbo frames"},
	{.keys = NULL},
};

void key_hints_refuse_list(struct yaml_fields *keys, const char *key,
			   const struct yaml_node *value, const char *what,
			   const char *example)
{
	struct yaml_field row = {.name = key};
	struct diag *diag = yaml_fields_wrong_type(keys, &row, value, what);

	if (value->type == YAML_LIST)
		diag_hint(keys->diags, diag,
			  "each has its name as a key, without '-': %s", example);
}
