/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/read-vms.h"

#include <string.h>

#include "config/key-hints.h"
#include "config/read-pools.h"
#include "config/read-vf.h"
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
	const char *vf, *pool;
	const struct span *vf_at, *pool_at;
	int type;
	const struct span *type_at;
	bool managed;
	struct field alias, boot_order, teaming;
	struct field attrs[VF_ATTRS_OF_INTERFACE];
	struct passthrough passthrough;
};

static void read_vf_reference(struct yaml_fields *keys, const struct yaml_field *key,
			      const struct yaml_node *value, void *target)
{
	struct entry *entry = target;

	yaml_fields_read_text(keys, key, value, &entry->vf);
	entry->vf_at = value->at;
}

static void read_pool_name(struct yaml_fields *keys, const struct yaml_field *key,
			   const struct yaml_node *value, void *target)
{
	struct entry *entry = target;

	yaml_fields_read_text(keys, key, value, &entry->pool);
	entry->pool_at = value->at;
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

static void read_interface_mac(struct yaml_fields *keys, const struct yaml_field *key,
			       const struct yaml_node *value, void *target)
{
	struct field field = {.set = false};
	struct diag *diag;

	if (value->type == YAML_SCALAR && strcmp(value->text, "derive") == 0) {
		diag = diag_error(keys->diags, value->at, "bad-mac",
				  "'derive' is for VFs, not for interfaces of VMs");
		diag_hint(keys->diags, diag,
			  "leave mac out: the interface then gets a stable address of "
			  "its own");
		return;
	}
	value_read_mac(keys, key, value, &field);
	if (field.set)
		*(struct field *)target = field;
}

/* libvirt and QEMU take the driver's name, which becomes part of sysfs paths. */
static void read_driver_model(struct yaml_fields *keys, const struct yaml_field *key,
			      const struct yaml_node *value, void *target)
{
	struct field field = {.set = false};

	value_read_text(keys, key, value, &field);
	if (field.set && !names_is_word(field.value.text))
		diag_hint(keys->diags,
			  diag_error(keys->diags, value->at, "bad-driver",
				     "'%s' cannot be the name of a driver",
				     field.value.text),
			  "a VFIO driver, as it is called in /sys/bus/pci/drivers: "
			  "mlx5_vfio_pci");
	else if (field.set)
		*(struct field *)target = field;
}

static const struct yaml_form form_driver_model = {.shape = SHAPE_TEXT,
						   .pattern = "^[A-Za-z0-9_-]{1,64}$"};
static const struct yaml_form form_alias = {.shape = SHAPE_TEXT,
					    .pattern = "^ua-[A-Za-z0-9_-]{1,61}$"};
static const struct yaml_form form_pool_name = {.shape = SHAPE_TEXT,
						.pattern = NAMES_PATTERN_SAFE};
static const struct yaml_form form_vf = {.shape = SHAPE_TEXT,
					 .pattern = "^[^ ]+/(0|[1-9][0-9]{0,4})$"};

/* Indexed like enum binding_type. */
static const char *const type_words[] = {"auto", "interface", "hostdev", NULL};

static const struct yaml_field entry_keys[] = {
	{.name = "vf",
	 .read = read_vf_reference,
	 .form = &form_vf,
	 .help = "the VF, as PF/INDEX"},
	{.name = "pool",
	 .read = read_pool_name,
	 .form = &form_pool_name,
	 .help = "the pool of which it gets a VF, always the same one; instead of vf"},
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
	{.name = "rom_bar",
	 .read = value_read_bool,
	 .form = &yaml_form_bool,
	 .offset = offsetof(struct entry, passthrough.rom_bar),
	 .help = "whether the VM sees the VF's option ROM"},
	{.name = "acpi_index",
	 .read = value_read_number,
	 .form = &yaml_form_number,
	 .offset = offsetof(struct entry, passthrough.acpi_index),
	 .min = 1,
	 .max = ACPI_INDEX_MAX,
	 .help = "number after which the VM names the interface: eno1 for 1"},
	{.name = "driver_model",
	 .read = read_driver_model,
	 .form = &form_driver_model,
	 .offset = offsetof(struct entry, passthrough.driver_model),
	 .help = "VFIO driver that libvirt binds to the VF"},
	{.name = "iommufd",
	 .read = value_read_bool,
	 .form = &yaml_form_bool,
	 .offset = offsetof(struct entry, passthrough.iommufd),
	 .help = "whether the VM uses /dev/iommu instead of a VFIO container"},
};

enum {
	INTERFACE_KEYS = ARRAY_SIZE(entry_keys) + VF_ATTRS_OF_INTERFACE
};

static void interface_keys(struct yaml_field *rows)
{
	memcpy(rows, entry_keys, sizeof(entry_keys));
	config_vf_keys(offsetof(struct entry, attrs), rows + ARRAY_SIZE(entry_keys),
		       VF_ATTRS_OF_INTERFACE);
	rows[ARRAY_SIZE(entry_keys) + VF_ATTR_MAC].read = read_interface_mac;
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
	binding->pf = config_find_pf(keys, desired, name, entry->vf_at);
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

static bool resolve_pool(struct yaml_fields *keys, const struct desired *desired,
			 const struct entry *entry, struct desired_binding *binding)
{
	binding->pool = config_find_pool(keys, desired, entry->pool, entry->pool_at);
	binding->vf_at = entry->pool_at;
	return binding->pool != NULL;
}

/* Resolves what says which VF the interface gets. */
static bool resolve(struct yaml_fields *keys, const struct desired *desired,
		    const struct yaml_item *item, const struct entry *entry,
		    struct desired_binding *binding)
{
	struct diag *diag;

	if (entry->vf && entry->pool) {
		diag = diag_error(keys->diags, entry->pool_at, "vf-and-pool",
				  "an interface gets a VF by 'vf' or from a 'pool', not "
				  "both");
		diag_note(keys->diags, diag, entry->vf_at, "vf is given here");
		return false;
	}
	if (!entry->vf && !entry->pool) {
		/* An error in one of them is reported already. */
		if (item->value->type == YAML_MAP && !entry->vf_at && !entry->pool_at)
			diag_hint(keys->diags,
				  diag_error(keys->diags, item->key->at, "missing-key",
					     "'%s' needs 'vf' or 'pool'",
					     item->key->text),
				  "vf: PF/INDEX for a certain VF, as uplink0/0; pool: "
				  "NAME for one of a pool");
		return false;
	}
	return entry->vf ? resolve_vf(keys, desired, entry, binding)
			 : resolve_pool(keys, desired, entry, binding);
}

static void read_interface(struct yaml_fields *keys, struct desired *desired,
			   const struct yaml_node *vm, const struct yaml_item *item)
{
	struct yaml_field rows[INTERFACE_KEYS];
	struct entry entry = {.managed = true};
	struct desired_binding binding = {
		.vm = vm->text,
		.interface = item->key->text,
		.at = item->key->at,
	};

	names_check(keys, item->key, names_is_safe(item->key->text), "a VM's interface");
	interface_keys(rows);
	yaml_fields_read_hinted(keys, item->value, rows, ARRAY_SIZE(rows),
				key_hints_interface, &entry);
	if (!resolve(keys, desired, item, &entry, &binding))
		return;
	memcpy(binding.attrs, entry.attrs, sizeof(entry.attrs));
	binding.type = (enum binding_type)entry.type;
	binding.type_at = entry.type_at;
	binding.managed = entry.managed;
	binding.alias = entry.alias;
	binding.boot_order = entry.boot_order;
	binding.teaming = entry.teaming;
	binding.passthrough = entry.passthrough;
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

static const char *const vf_or_pool[] = {"vf", "pool", NULL};
static const struct yaml_form form_interface = {.shape = SHAPE_MAP,
						.make_keys = interface_keys,
						.n_keys = INTERFACE_KEYS,
						.one_of = vf_or_pool};
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
