/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/read-vf.h"

#include <string.h>

#include "config/key-hints.h"
#include "model/names.h"
#include "model/attr-keys.h"
#include "model/value-read.h"
#include "support/guard.h"

/* "default", "none", or the name of a driver, which becomes part of sysfs paths. */
static void read_driver(struct yaml_fields *keys, const struct yaml_field *key,
			const struct yaml_node *value, void *target)
{
	struct diag *diag;

	const char *hint = value->type == YAML_SCALAR
				   ? yaml_fields_value_hint(keys, key->name, value->text)
				   : NULL;

	/* The module's name is a word, too, and a hint may match the driver's own one. */
	if (value->type == YAML_SCALAR &&
	    (!names_is_word(value->text) ||
	     (hint && strcmp(value->text, "vfio-pci") != 0))) {
		diag = diag_error(keys->diags, value->at, "bad-driver",
				  "'%s' cannot be the name of a driver", value->text);
		diag_hint(keys->diags, diag, "%s",
			  hint ? hint
			       : "default, none, vfio-pci, or another name from "
				 "/sys/bus/pci/drivers");
		return;
	}
	value_read_text(keys, key, value, target);
}

/* Not in value-read: a snapshot has no such value. */
static bool read_derive(const struct yaml_node *value, void *target)
{
	if (value->type != YAML_SCALAR || strcmp(value->text, "derive") != 0)
		return false;
	*(struct field *)target =
		(struct field){.set = true, .value.source = VALUE_OF_PF, .at = value->at};
	return true;
}

static void read_mac(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *value, void *target)
{
	if (!read_derive(value, target))
		value_read_mac(keys, key, value, target);
}

static void read_guid(struct yaml_fields *keys, const struct yaml_field *key,
		      const struct yaml_node *value, void *target)
{
	if (!read_derive(value, target))
		value_read_guid(keys, key, value, target);
}

/* Rules for configured values only; drivers report other combinations. */
static void read_vlan(struct yaml_fields *keys, const struct yaml_field *key,
		      const struct yaml_node *value, void *target)
{
	struct field field = {0};

	if (value->type == YAML_LIST) {
		diag_hint(keys->diags,
			  yaml_fields_wrong_type(
				  keys, key, value,
				  "one id, or a mapping of id, qos and proto"),
			  "%s", KEY_HINT_TRUNK);
		return;
	}
	value_read_vlan(keys, key, value, &field);
	if (!field.set)
		return;
	*(struct field *)target = field;
	if (field.value.vlan.id == 0 && field.value.vlan.proto != VLAN_8021Q)
		diag_error(keys->diags, value->at, "proto-without-vlan",
			   "a protocol needs a VLAN: proto is %s and id is 0",
			   vlan_proto_name(field.value.vlan.proto));
}

static const struct yaml_form form_mac = {
	.shape = SHAPE_TEXT, .pattern = "^derive$", .or_else = &value_form_mac};
static const struct yaml_form form_guid = {
	.shape = SHAPE_TEXT, .pattern = "^derive$", .or_else = &value_form_guid};
static const struct yaml_form form_driver = {.shape = SHAPE_TEXT,
					     .pattern = NAMES_PATTERN_DRIVER};

void config_vf_keys(size_t offset, struct yaml_field *rows, size_t n)
{
	attr_keys_vf(offset, rows, n);
	rows[VF_ATTR_VLAN].read = read_vlan;
	/* An interface without a MAC address gets a derived one anyway. */
	if (n == VF_ATTRS_OF_INTERFACE)
		return;
	rows[VF_ATTR_MAC].read = read_mac;
	rows[VF_ATTR_MAC].form = &form_mac;
	rows[VF_ATTR_NODE_GUID].read = rows[VF_ATTR_PORT_GUID].read = read_guid;
	rows[VF_ATTR_NODE_GUID].form = rows[VF_ATTR_PORT_GUID].form = &form_guid;
	rows[VF_ATTR_DRIVER].read = read_driver;
	rows[VF_ATTR_DRIVER].form = &form_driver;
}

static void vf_keys(struct yaml_field *rows)
{
	config_vf_keys(offsetof(struct desired_vf, attrs), rows, VF_KEY_COUNT);
}

const struct yaml_form config_form_vf = {
	.shape = SHAPE_MAP, .make_keys = vf_keys, .n_keys = VF_KEY_COUNT};

void config_read_vf(struct yaml_fields *keys, const struct yaml_node *node,
		    struct desired_vf *vf)
{
	struct yaml_field rows[VF_KEY_COUNT];

	vf_keys(rows);
	yaml_fields_read_hinted(keys, node, rows, ARRAY_SIZE(rows), key_hints_vf, vf);
}
