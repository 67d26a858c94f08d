/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values from YAML and JSON: the one reader for the configuration and the snapshot. */
#pragma once

#include "model/pci-address.h"
#include "model/pf-attr.h"
#include "model/value.h"
#include "model/vf-attr.h"
#include "support/yaml-fields.h"

/* Readers for key tables whose target is a struct field. */
yaml_field_reader value_read_bool;
yaml_field_reader value_read_link;
yaml_field_reader value_read_number; /* key->min to key->max */
yaml_field_reader value_read_text;
yaml_field_reader value_read_mac;
yaml_field_reader value_read_guid;
yaml_field_reader value_read_vlan; /* a number, or {id, qos, proto} */
yaml_field_reader value_read_vf_link_state;

/* PCI ids are four hex digits, as lspci -n prints them; in quotes, or YAML takes some for
 * numbers. Target: int. */
yaml_field_reader value_read_pci_id;

extern const struct yaml_form value_form_link, value_form_mac, value_form_guid,
	value_form_pci, value_form_pci_id;

/* The reader of a VF attribute's kind. */
yaml_field_reader *value_reader(enum value_kind kind);
const struct yaml_form *value_form(enum value_kind kind);

/* The keys of `eswitch`, for the first fields of a `struct field attrs[PF_ATTR_COUNT]`.
 */
extern const struct yaml_field value_eswitch_keys[PF_ATTR_ESWITCH_COUNT];

/* For targets that are not a field. True and *ret_..., or false with the error in diags.
 */
bool value_parse_pci(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *value, struct pci_address *ret_address);
bool value_parse_any_mac(struct yaml_fields *keys, const struct yaml_field *key,
			 const struct yaml_node *value, struct mac_address *ret_mac);
/* The address of one interface: no multicast address. */
bool value_parse_mac(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *value, struct mac_address *ret_mac);

/* A row for each of the first `n` VF attributes, for a struct with `struct field
 * attrs[n]` at `offset`: configuration and snapshot read attributes alike. */
void value_vf_attr_keys(size_t offset, struct yaml_field *rows, size_t n);
