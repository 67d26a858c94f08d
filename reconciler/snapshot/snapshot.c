/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "snapshot/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "model/snapshot-rows.h"
#include "model/attr-keys.h"
#include "model/value-read.h"
#include "snapshot/snapshot-text.h"
#include "snapshot/snapshot-values.h"
#include "support/guard.h"

static const struct snapshot_row *find_row(const struct snapshot_shape *shape,
					   const char *name)
{
	for (size_t i = 0; i < shape->n; i++) {
		if (shape->rows[i].name && strcmp(shape->rows[i].name, name) == 0)
			return &shape->rows[i];
	}
	return NULL;
}

static void read_texts(struct yaml_fields *keys, const struct yaml_field *key,
		       const struct yaml_node *value, const char ***texts, size_t *n)
{
	if (value->type != YAML_LIST) {
		yaml_fields_wrong_type(keys, key, value, "a list of names");
		return;
	}
	*texts = arena_calloc(keys->arena, value->n_items + 1, sizeof(**texts));
	for (size_t i = 0; i < value->n_items; i++) {
		const char *text = NULL;

		yaml_fields_read_text(keys, key, value->items[i].value, &text);
		if (text)
			(*texts)[(*n)++] = text;
	}
}

static void check_vf(struct yaml_fields *keys, const struct yaml_node *value,
		     const struct observed_vf *vf, size_t place)
{
	if (vf->index != place)
		diag_error(keys->diags, value->at, "snapshot",
			   "VF %u in the place of VF %zu; they are listed by index",
			   vf->index, place);
}

static void check_pf(struct yaml_fields *keys, const struct yaml_node *value,
		     struct observed_pf *pf, size_t place)
{
	/* A snapshot has no ifindex. A live PF with a netdev has one, for netlink
	 * messages. */
	pf->ifindex = pf->netdev ? (int)place + 1 : 0;
	if (observed_pf_numvfs(pf) != pf->n_vfs)
		diag_error(keys->diags, value->at, "snapshot",
			   "numvfs is %u and %zu VFs are listed", observed_pf_numvfs(pf),
			   pf->n_vfs);
	if (!pf->has_pci && !pf->netdev)
		diag_error(keys->diags, value->at, "snapshot",
			   "a PF with neither a PCI address nor a netdev");
}

static void check_saved_vf(struct yaml_fields *keys, const struct yaml_node *value,
			   const struct saved_vf *vf, size_t place)
{
	if (place > 0 && vf->index <= vf[-1].index)
		diag_error(keys->diags, value->at, "snapshot",
			   "VF %u behind VF %u; they are listed by index", vf->index,
			   vf[-1].index);
}

static void read_list(struct yaml_fields *keys, const struct yaml_field *key,
		      const struct yaml_node *value, const struct snapshot_shape *shape,
		      void **items, size_t *n)
{
	char *item;

	if (value->type != YAML_LIST) {
		yaml_fields_wrong_type(
			keys, key, value,
			arena_printf(keys->arena, "a list of %s", shape->of));
		return;
	}
	*n = value->n_items;
	*items = item = arena_calloc(keys->arena, *n, shape->size);
	for (size_t i = 0; i < *n; i++, item += shape->size) {
		const struct yaml_node *node = value->items[i].value;
		unsigned int n_errors = keys->diags->n_errors;

		snapshot_read_object(keys, node, shape, item);
		if (keys->diags->n_errors > n_errors)
			continue;
		if (shape == &snapshot_vf)
			check_vf(keys, node, (struct observed_vf *)item, i);
		else if (shape == &snapshot_pf)
			check_pf(keys, node, (struct observed_pf *)item, i);
		else if (shape == &snapshot_saved_vf)
			check_saved_vf(keys, node, (struct saved_vf *)item, i);
	}
}

static void read_version(struct yaml_fields *keys, const struct yaml_field *key,
			 const struct yaml_node *value)
{
	int64_t version;
	struct diag *diag;

	if (!yaml_fields_parse_number(keys, key, value, 0, INT_MAX, &version) ||
	    version == SNAPSHOT_VERSION)
		return;
	diag = diag_error(keys->diags, value->at, "snapshot",
			  "a snapshot of version %d; this vfstate reads version %d",
			  (int)version, SNAPSHOT_VERSION);
	diag_hint(keys->diags, diag, "take a new one with vfstate show --format json");
}

static void refuse_selection(struct yaml_fields *keys, const struct yaml_node *value)
{
	struct diag *diag =
		diag_error(keys->diags, value->at, "snapshot",
			   "this is a part of a host (vfstate show '%s'), not all of it",
			   value->type == YAML_SCALAR ? value->text : "");

	diag_hint(keys->diags, diag, "take it with vfstate show --format json alone");
}

/* Reads the value of any key into `object`, whose shape is keys->context. */
static void read_row(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *value, void *object)
{
	const struct snapshot_row *row = find_row(keys->context, key->name);
	void *target = (char *)object + row->offset;
	void *partner = (char *)object + row->partner;
	bool is_there;
	int word = 0;

	switch (row->type) {
	case SNAPSHOT_NUMBER:
		yaml_fields_read_int(keys, key, value, target);
		break;
	case SNAPSHOT_BOOL:
		yaml_fields_read_bool(keys, key, value, target);
		break;
	case SNAPSHOT_WORD:
		yaml_fields_read_words(keys, key, value, target);
		break;
	case SNAPSHOT_EITHER:
		yaml_fields_read_words(keys, key, value, &word);
		*(bool *)target = word == 1;
		break;
	case SNAPSHOT_TEXT:
		yaml_fields_read_text(keys, key, value, target);
		break;
	case SNAPSHOT_PCI:
		is_there = value_parse_pci(keys, key, value, target);
		if (row->has_partner)
			*(bool *)partner = is_there;
		break;
	case SNAPSHOT_FIELD:
		if (row->max > 0)
			value_read_number(keys, key, value, target);
		else
			snapshot_read_value(keys, key, value, row->kind, target);
		break;
	case SNAPSHOT_TEXTS:
		read_texts(keys, key, value, target, partner);
		break;
	case SNAPSHOT_POINTER:
		*(void **)target = arena_alloc(keys->arena, row->shape->size);
		snapshot_read_object(keys, value, row->shape, *(void **)target);
		break;
	case SNAPSHOT_LIST:
		read_list(keys, key, value, row->shape, target, partner);
		break;
	case SNAPSHOT_VERSION_NUMBER:
		read_version(keys, key, value);
		break;
	case SNAPSHOT_SELECTION:
		refuse_selection(keys, value);
		break;
	case SNAPSHOT_VF_ATTRS:
	case SNAPSHOT_PF_ATTRS:
	case SNAPSHOT_PF_FACTS:
		break; /* have keys of their own */
	}
}

/* Sets required texts to "", in case their keys are missing or null. */
static void init_object(const struct snapshot_shape *shape, void *object)
{
	for (size_t i = 0; i < shape->n; i++) {
		const struct snapshot_row *row = &shape->rows[i];
		void *target = (char *)object + row->offset;

		if (row->required && row->type == SNAPSHOT_TEXT)
			*(const char **)target = "";
	}
}

static size_t make_keys(const struct snapshot_shape *shape, struct yaml_field *keys)
{
	size_t n = 0;

	for (size_t i = 0; i < shape->n; i++) {
		const struct snapshot_row *row = &shape->rows[i];

		if (row->type == SNAPSHOT_VF_ATTRS) {
			snapshot_vf_attr_keys(row->offset, keys + n);
			n += VF_ATTR_COUNT;
			continue;
		}
		if (row->type == SNAPSHOT_PF_FACTS) {
			attr_keys_pf_facts(row->offset, keys + n);
			n += PF_FACT_COUNT;
			continue;
		}
		if (row->type == SNAPSHOT_PF_ATTRS) {
			n += snapshot_pf_attr_keys(row->offset, keys + n);
			continue;
		}
		keys[n++] = (struct yaml_field){.name = row->name,
						.read = read_row,
						.max = row->max ? row->max : INT_MAX,
						.words = row->words,
						.required = row->required};
	}
	return n;
}

void snapshot_read_object(struct yaml_fields *keys, const struct yaml_node *value,
			  const struct snapshot_shape *shape, void *object)
{
	struct yaml_field table[shape->n + VF_ATTR_COUNT + PF_ATTR_COUNT + PF_FACT_COUNT];
	size_t n = make_keys(shape, table);
	void *outer = keys->context;

	init_object(shape, object);
	keys->context = (void *)shape;
	yaml_fields_read(keys, value, table, n, object);
	keys->context = outer;
}

/* There, PFs are a mapping. */
static bool is_configuration(const struct yaml_node *root)
{
	const struct yaml_node *pfs =
		root->type == YAML_MAP ? yaml_find(root, "pfs") : NULL;

	return pfs && pfs->type == YAML_MAP && pfs->n_items > 0;
}

struct observed *snapshot_read(struct arena *arena, struct diags *diags, const char *path)
{
	_cleanup_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct yaml_fields keys = {
		.arena = arena, .diags = diags, .ignores_unknown = true};
	struct observed *observed = arena_alloc(arena, sizeof(*observed));
	unsigned int n_errors = diags->n_errors;
	const struct source *source = NULL;
	const struct yaml_node *root;
	int error = fd < 0 ? -errno : 0;

	if (fd >= 0)
		source = yaml_read_source(arena, fd, path, NULL, &error);
	if (!source) {
		diag_error(diags, SPAN_NONE, "unreadable", "cannot read %s: %s", path,
			   strerror(-error));
		return NULL;
	}
	root = yaml_parse(arena, diags, snapshot_source(arena, source));
	if (root && is_configuration(root))
		diag_hint(diags,
			  diag_error(diags, root->at, "snapshot",
				     "a configuration, not a snapshot"),
			  "--state takes what vfstate show --format json prints; name a "
			  "configuration without an option");
	else if (root)
		snapshot_read_object(&keys, root, &snapshot_host, observed);
	if (observed->n_assignments > 0)
		qsort(observed->assignments, observed->n_assignments,
		      sizeof(*observed->assignments), assignment_compare);
	if (observed->n_vm_devices > 0)
		qsort(observed->vm_devices, observed->n_vm_devices,
		      sizeof(*observed->vm_devices), vm_device_compare);
	/* Older snapshots do not list VFIO drivers. */
	observed->knows_vfio_drivers = observed->vfio_drivers != NULL;
	return diags->n_errors == n_errors ? observed : NULL;
}
