/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of other tools, and of other places in the file, with the one that is meant: of
 * ip link, sysfs, netplan, NetworkManager, systemd, nmstate, libvirt and the SR-IOV
 * operator of Kubernetes. Each table ends with an empty row. */
#pragma once

#include "support/yaml-fields.h"

/* do_setvfinfo (net/core/rtnetlink.c) takes one VLAN. */
#define KEY_HINT_TRUNK                                                                   \
	"the kernel has no list of VLANs for a VF; vlan: 0 lets the VF tag frames "      \
	"itself "                                                                        \
	"(a trunk)"

extern const struct yaml_hint key_hints_root[], key_hints_pf[], key_hints_match[],
	key_hints_group[], key_hints_vf[], key_hints_vm[], key_hints_interface[];
