/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hints for keys and values of other tools, and for keys in the wrong place: ip link,
 * sysfs, netplan, NetworkManager, systemd, nmstate, libvirt and the SR-IOV operator of
 * Kubernetes. Each table ends with an empty row. */
#pragma once

#include "support/yaml-fields.h"

/* The kernel accepts one VLAN (do_setvfinfo, net/core/rtnetlink.c). */
#define KEY_HINT_TRUNK                                                                   \
	"the kernel has no list of VLANs for a VF; vlan: 0 lets the VF tag frames "      \
	"itself "                                                                        \
	"(a trunk)"

extern const struct yaml_hint key_hints_root[], key_hints_pf[], key_hints_match[],
	key_hints_group[], key_hints_vf[], key_hints_pool[], key_hints_vm[],
	key_hints_interface[];

extern const struct yaml_value_hint key_hints_values[];

/* For a list of things with names, as other tools have: `key` takes a mapping of `what`.
 */
void key_hints_refuse_list(struct yaml_fields *keys, const char *key,
			   const struct yaml_node *value, const char *what,
			   const char *example);
