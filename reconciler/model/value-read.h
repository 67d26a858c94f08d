/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads values from YAML and JSON, for both the configuration and the snapshot. */
#pragma once

#include "model/pci-address.h"
#include "model/value.h"
#include "support/yaml-fields.h"

/* Readers for key tables whose target is a struct field. */
yaml_field_reader value_read_bool;
yaml_field_reader value_read_link;
yaml_field_reader value_read_number; /* key->min to key->max */
yaml_field_reader value_read_text;
yaml_field_reader value_read_word; /* a text, one of key->words */
yaml_field_reader value_read_mac;
yaml_field_reader value_read_guid;
yaml_field_reader value_read_vlan; /* a number, or {id, qos, proto} */
yaml_field_reader value_read_vf_link_state;
yaml_field_reader value_read_flags; /* {NAME: on, ...} */

/* A PCI id: four hex digits, as lspci -n prints them; in quotes, since YAML reads some as
 * numbers. */
yaml_field_reader value_read_pci_id;

extern const struct yaml_form value_form_link, value_form_mac, value_form_guid,
	value_form_pci, value_form_pci_id;

/* The reader and the schema form for a kind of value. */
yaml_field_reader *value_reader(enum value_kind kind);
const struct yaml_form *value_form(enum value_kind kind);

/* For targets that are not a field. True with *ret_..., or false with the error in
 * diags. */
bool value_parse_pci(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *value, struct pci_address *ret_address);
bool value_parse_any_mac(struct yaml_fields *keys, const struct yaml_field *key,
			 const struct yaml_node *value, struct mac_address *ret_mac);
/* The address of one interface, so not a multicast address. */
bool value_parse_mac(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *value, struct mac_address *ret_mac);
