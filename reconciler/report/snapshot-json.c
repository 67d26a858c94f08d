/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/snapshot-rows.h"
#include "report/json.h"
#include "report/printing.h"

static json_t *object_json(const struct snapshot_shape *shape, const void *object);

static json_t *texts_json(const char *const *texts, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_text(texts[i]));
	return list;
}

static json_t *list_json(const struct snapshot_shape *shape, const void *items, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(
			list, object_json(shape, (const char *)items + i * shape->size));
	return list;
}

static void put_pf_attrs(json_t *json, const struct field *fields)
{
	for (int attr = 0; attr < PF_ATTR_COUNT; attr++) {
		const struct attr_info *info = &pf_attr_info[attr];
		json_t *object = json;

		if (info->group && !json_object_get(json, info->group))
			json_put(json, info->group, json_object());
		if (info->group)
			object = json_object_get(json, info->group);
		json_put_value(object, pf_attr_key((enum pf_attr)attr), info->kind,
			       &fields[attr]);
	}
}

static void put_row(json_t *json, const struct snapshot_row *row, const void *object)
{
	const void *value = (const char *)object + row->offset;
	const void *partner = (const char *)object + row->partner;
	const struct field *fields = value;

	switch (row->type) {
	case SNAPSHOT_NUMBER:
		json_put_number(json, row->name, *(const int *)value);
		break;
	case SNAPSHOT_BOOL:
		json_put(json, row->name, json_boolean(*(const bool *)value));
		break;
	case SNAPSHOT_WORD:
		json_put_text(json, row->name, row->words[*(const int *)value]);
		break;
	case SNAPSHOT_EITHER:
		json_put_text(json, row->name,
			      row->has_partner && !*(const char *const *)partner
				      ? NULL
				      : row->words[*(const bool *)value]);
		break;
	case SNAPSHOT_TEXT:
	case SNAPSHOT_SELECTION:
		json_put_text(json, row->name, *(const char *const *)value);
		break;
	case SNAPSHOT_PCI:
		json_put_pci(json, row->name, !row->has_partner || *(const bool *)partner,
			     *(const struct pci_address *)value);
		break;
	case SNAPSHOT_FIELD:
		json_put_value(json, row->name, row->kind, value);
		break;
	case SNAPSHOT_VF_ATTRS:
		for (int attr = 0; attr < VF_ATTR_COUNT; attr++)
			json_put_value(json, vf_attr_info[attr].name,
				       vf_attr_info[attr].kind, &fields[attr]);
		break;
	case SNAPSHOT_PF_FACTS:
		for (int fact = 0; fact < PF_FACT_COUNT; fact++)
			json_put_value(json, pf_fact_info[fact].name,
				       pf_fact_info[fact].kind, &fields[fact]);
		break;
	case SNAPSHOT_PF_ATTRS:
		put_pf_attrs(json, fields);
		break;
	case SNAPSHOT_TEXTS:
		json_put(json, row->name,
			 texts_json(*(const char *const *const *)value,
				    *(const size_t *)partner));
		break;
	case SNAPSHOT_POINTER:
		json_put(json, row->name,
			 object_json(row->shape, *(const void *const *)value));
		break;
	case SNAPSHOT_LIST:
		json_put(json, row->name,
			 list_json(row->shape, *(const void *const *)value,
				   *(const size_t *)partner));
		break;
	case SNAPSHOT_VERSION_NUMBER:
		json_put(json, row->name, json_integer(SNAPSHOT_VERSION));
		break;
	}
}

/* Whether an optional value is absent. */
static bool is_absent(const struct snapshot_row *row, const void *object)
{
	const void *value = (const char *)object + row->offset;

	if (!row->is_left_out)
		return false;
	switch (row->type) {
	case SNAPSHOT_NUMBER:
		return *(const int *)value == 0;
	case SNAPSHOT_BOOL:
		return !*(const bool *)value;
	default:
		return !*(const char *const *)value;
	}
}

static json_t *object_json(const struct snapshot_shape *shape, const void *object)
{
	json_t *json;

	if (!object)
		return json_null();
	json = json_object();
	for (size_t i = 0; i < shape->n; i++) {
		if (!is_absent(&shape->rows[i], object))
			put_row(json, &shape->rows[i], object);
	}
	return json;
}

json_t *json_holders(const struct holder *holders, size_t n)
{
	return list_json(&snapshot_holder, holders, n);
}

void report_snapshot(const struct report *report, const struct observed *observed)
{
	json_print(report->out, object_json(&snapshot_host, observed));
}
