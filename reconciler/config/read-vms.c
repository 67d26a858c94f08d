/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/read-vms.h"

#include <string.h>

#include "config/key-hints.h"
#include "model/names.h"
#include "model/value-read.h"
#include "support/guard.h"

enum {
	BINDINGS_MAX = 16384,
	BINDINGS_OF_VM_MAX = 256,
	BOOT_ORDER_MAX = 255
};

/* One interface of a VM while it is read. */
struct entry {
	const char *vf;
	const struct span *vf_at;
	int type;
	const struct span *type_at;
	bool managed;
	struct field alias, boot_order, teaming;
};

static void read_vf_reference(struct yaml_fields *keys, const struct yaml_field *key,
			      const struct yaml_node *value, void *target)
{
	struct entry *entry = target;

	yaml_fields_read_text(keys, key, value, &entry->vf);
	entry->vf_at = value->at;
}

static void read_type(struct yaml_fields *keys, const struct yaml_field *key,
		      const struct yaml_node *value, void *target)
{
	struct entry *entry = target;

	yaml_fields_read_words(keys, key, value, &entry->type);
	entry->type_at = value->at;
}

/* libvirt reserves "ua-" for aliases that users set (virDomainDeviceAliasIsUserAlias,
 * src/conf/domain_conf.c). */
static void read_alias(struct yaml_fields *keys, const struct yaml_field *key,
		       const struct yaml_node *value, void *target)
{
	struct field field = {.set = false};
	const char *alias;
	struct diag *diag;

	value_read_text(keys, key, value, &field);
	if (!field.set)
		return;
	alias = field.value.text;
	if (names_is_word(alias) && strncmp(alias, "ua-", strlen("ua-")) == 0 &&
	    alias[strlen("ua-")]) {
		*(struct field *)target = field;
		return;
	}
	diag = diag_error(keys->diags, value->at, "bad-alias",
			  "'%s' cannot be an alias of a device", alias);
	diag_hint(keys->diags, diag,
		  "libvirt wants \"ua-\" in front, then letters, digits, '-' and '_': "
		  "ua-net0");
}

static const struct yaml_form form_alias = {.shape = SHAPE_TEXT,
					    .pattern = "^ua-[A-Za-z0-9_-]{1,61}$"};
static const struct yaml_form form_vf = {.shape = SHAPE_TEXT,
					 .pattern = "^[^ ]+/(0|[1-9][0-9]{0,4})$"};

/* Indexed like enum binding_type. */
static const char *const type_words[] = {"auto", "interface", "hostdev", NULL};

static const struct yaml_field interface_keys[] = {
	{.name = "vf",
	 .read = read_vf_reference,
	 .form = &form_vf,
	 .required = true,
	 .help = "the VF, as PF/INDEX"},
	{.name = "type",
	 .read = read_type,
	 .form = &yaml_form_words,
	 .words = type_words,
	 .help = "libvirt's element: interface, hostdev, or auto"},
	{.name = "managed",
	 .read = yaml_fields_read_bool,
	 .form = &yaml_form_bool,
	 .offset = offsetof(struct entry, managed),
	 .help = "whether libvirt binds and gives back the VF itself"},
	{.name = "alias",
	 .read = read_alias,
	 .form = &form_alias,
	 .offset = offsetof(struct entry, alias),
	 .help = "libvirt's alias of the device: ua- and a name"},
	{.name = "boot_order",
	 .read = value_read_number,
	 .form = &yaml_form_number,
	 .offset = offsetof(struct entry, boot_order),
	 .min = 1,
	 .max = BOOT_ORDER_MAX,
	 .help = "at which place the VM boots from it"},
	{.name = "teaming",
	 .read = read_alias,
	 .form = &form_alias,
	 .offset = offsetof(struct entry, teaming),
	 .help = "alias of the virtio interface that stands in during a migration"},
};

static const struct desired_pf *find_pf(struct yaml_fields *keys,
					const struct desired *desired, const char *name,
					const struct span *at)
{
	const char **names;
	struct diag *diag;

	for (size_t i = 0; i < desired->n_pfs; i++) {
		if (strcmp(desired->pfs[i].name, name) == 0)
			return &desired->pfs[i];
	}
	diag = diag_error(keys->diags, at, "unknown-pf", "no PF is called '%s' under pfs",
			  name);
	if (diags_is_full(keys->diags))
		return NULL;
	names = arena_calloc(keys->arena, desired->n_pfs + 1, sizeof(*names));
	for (size_t i = 0; i < desired->n_pfs; i++)
		names[i] = desired->pfs[i].name;
	yaml_fields_hint_nearest(keys, diag, name, names, desired->n_pfs);
	return NULL;
}

/* Resolves "uplink0/3": true if that PF is configured and may have that VF. */
static bool resolve_vf(struct yaml_fields *keys, const struct desired *desired,
		       const struct entry *entry, struct desired_binding *binding)
{
	char *name = arena_strdup(keys->arena, entry->vf);
	char *slash = strrchr(name, '/');
	int64_t index;
	struct diag *diag;

	if (!slash || slash == name || !yaml_fields_is_number(slash + 1, &index) ||
	    index > VF_INDEX_MAX) {
		diag = diag_error(keys->diags, entry->vf_at, "bad-vf-reference",
				  "'%s' does not name a VF", entry->vf);
		diag_hint(keys->diags, diag, "PF/INDEX, as in uplink0/0");
		return false;
	}
	*slash = '\0';
	binding->pf = find_pf(keys, desired, name, entry->vf_at);
	binding->vf = (unsigned int)index;
	binding->vf_at = entry->vf_at;
	if (!binding->pf)
		return false;
	if (field_is_given(&binding->pf->attrs[PF_ATTR_NUMVFS]) &&
	    !desired_pf_is_off(binding->pf) &&
	    index >= binding->pf->attrs[PF_ATTR_NUMVFS].value.number) {
		diag = diag_error(keys->diags, entry->vf_at, "vf-index",
				  "VF %u of a PF that gets %u VFs", binding->vf,
				  binding->pf->attrs[PF_ATTR_NUMVFS].value.number);
		diag_note(keys->diags, diag, binding->pf->attrs[PF_ATTR_NUMVFS].at,
			  "numvfs is given here");
		return false;
	}
	return true;
}

static void read_interface(struct yaml_fields *keys, struct desired *desired,
			   const struct yaml_node *vm, const struct yaml_item *item)
{
	struct entry entry = {.managed = true};
	struct desired_binding binding = {
		.vm = vm->text,
		.interface = item->key->text,
		.at = item->key->at,
	};

	names_check(keys, item->key, names_is_safe(item->key->text), "a VM's interface");
	yaml_fields_read_hinted(keys, item->value, interface_keys,
				ARRAY_SIZE(interface_keys), key_hints_interface, &entry);
	if (!entry.vf || !resolve_vf(keys, desired, &entry, &binding))
		return;
	binding.type = (enum binding_type)entry.type;
	binding.type_at = entry.type_at;
	binding.managed = entry.managed;
	binding.alias = entry.alias;
	binding.boot_order = entry.boot_order;
	binding.teaming = entry.teaming;
	desired->bindings = arena_grow(keys->arena, desired->bindings,
				       desired->n_bindings, sizeof(*desired->bindings));
	desired->bindings[desired->n_bindings++] = binding;
}

struct vm_entry {
	const struct yaml_node *interfaces;
};

static void read_interfaces(struct yaml_fields *keys, const struct yaml_field *key,
			    const struct yaml_node *value, void *target)
{
	if (value->type != YAML_MAP)
		key_hints_refuse_list(keys, key->name, value, "a mapping of interfaces",
				      "net0: {vf: enp3s0/0}");
	else
		*(const struct yaml_node **)target = value;
}

static const struct yaml_form form_interface = {
	.shape = SHAPE_MAP, .keys = interface_keys, .n_keys = ARRAY_SIZE(interface_keys)};
static const struct yaml_form form_interfaces = {
	.shape = SHAPE_NAMED, .pattern = NAMES_PATTERN_SAFE, .item = &form_interface};

static const struct yaml_field vm_keys[] = {
	{.name = "interfaces",
	 .read = read_interfaces,
	 .form = &form_interfaces,
	 .offset = offsetof(struct vm_entry, interfaces),
	 .required = true,
	 .help = "the VM's passed-through interfaces by a name of your own"},
};

static const struct yaml_form form_vm = {
	.shape = SHAPE_MAP, .keys = vm_keys, .n_keys = ARRAY_SIZE(vm_keys)};
const struct yaml_form config_form_vms = {
	.shape = SHAPE_NAMED, .pattern = NAMES_PATTERN_SAFE, .item = &form_vm};

static void read_vm(struct yaml_fields *keys, const struct yaml_item *item,
		    struct desired *desired)
{
	struct vm_entry entry = {0};

	names_check(keys, item->key, names_is_safe(item->key->text), "a VM");
	if (yaml_fields_is_null(item->value))
		return;
	yaml_fields_read_hinted(keys, item->value, vm_keys, ARRAY_SIZE(vm_keys),
				key_hints_vm, &entry);
	if (entry.interfaces && entry.interfaces->n_items > BINDINGS_OF_VM_MAX) {
		diag_error(keys->diags, entry.interfaces->at, "yaml-limit",
			   "%u interfaces of one VM; at most %d",
			   entry.interfaces->n_items, BINDINGS_OF_VM_MAX);
		return;
	}
	for (size_t i = 0; entry.interfaces && i < entry.interfaces->n_items; i++) {
		const struct yaml_item *interface = &entry.interfaces->items[i];

		if (!yaml_fields_is_null(interface->value))
			read_interface(keys, desired, item->key, interface);
	}
}

void config_read_vms(struct yaml_fields *keys, const struct yaml_node *vms,
		     struct desired *desired)
{
	if (vms->type != YAML_MAP) {
		key_hints_refuse_list(keys, "vms", vms, "a mapping of VMs",
				      "web01: {interfaces: {net0: {vf: enp3s0/0}}}");
		return;
	}
	for (size_t i = 0; i < vms->n_items; i++) {
		read_vm(keys, &vms->items[i], desired);
		if (desired->n_bindings <= BINDINGS_MAX)
			continue;
		diag_error(keys->diags, vms->items[i].key->at, "yaml-limit",
			   "up to here %zu interfaces of VMs; at most %d",
			   desired->n_bindings, BINDINGS_MAX);
		/* The later checks would be too slow for so many. */
		desired->n_bindings = 0;
		return;
	}
}
