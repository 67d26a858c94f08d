/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The language as a JSON Schema (draft 2020-12), made from the tables that read it. A
 * schema cannot express rules across keys (an index below numvfs, a VF given twice). */
#include "support/yaml-fields.h"

#include <stdlib.h>

#include "report/json.h"
#include "report/report.h"
#include "support/guard.h"

static json_t *form_schema(const struct yaml_field *row, const struct yaml_form *form);

static void append(json_t *array, json_t *value)
{
	if (!value || json_array_append_new(array, value) < 0)
		abort();
}

static json_t *words_schema(const char *const *words)
{
	json_t *schema = json_object(), *array = json_array();

	for (; *words; words++)
		append(array, json_string(*words));
	json_put(schema, "enum", array);
	return schema;
}

/* Editors read YAML 1.2, where on and off are strings. Others read YAML 1.1, where they
 * are booleans. */
static json_t *bool_schema(void)
{
	static const char *const words[] = {"on", "off", "On", "Off", "ON", "OFF", "yes",
					    "no", "Yes", "No", "YES", "NO", NULL};
	json_t *schema = json_object(), *array = json_array();

	append(array, json_true());
	append(array, json_false());
	for (size_t i = 0; words[i]; i++)
		append(array, json_string(words[i]));
	json_put(schema, "enum", array);
	return schema;
}

static json_t *number_schema(const struct yaml_field *row)
{
	json_t *schema = json_object();

	json_put_text(schema, "type", "integer");
	json_put(schema, "minimum", json_integer(row->min));
	json_put(schema, "maximum", json_integer(row->max));
	return schema;
}

static json_t *text_schema(const struct yaml_form *form)
{
	json_t *schema = json_object();

	json_put_text(schema, "type", "string");
	if (form->pattern)
		json_put_text(schema, "pattern", form->pattern);
	return schema;
}

/* null unsets a key, whatever values the key takes. */
static json_t *or_null(json_t *schema)
{
	json_t *type = json_object_get(schema, "type"), *types, *null;

	if (json_object_get(schema, "enum")) {
		append(json_object_get(schema, "enum"), json_null());
	} else if (json_object_get(schema, "anyOf")) {
		null = json_object();
		json_put_text(null, "type", "null");
		append(json_object_get(schema, "anyOf"), null);
	} else {
		types = json_array();
		append(types, json_incref(type));
		append(types, json_string("null"));
		json_put(schema, "type", types);
	}
	return schema;
}

/* Any object must have one; null, which unsets the key, need not. */
static void put_one_of(json_t *map, const char *const *keys)
{
	json_t *array = json_array(), *object = json_object(), *then = json_object();

	for (; *keys; keys++) {
		json_t *schema = json_object(), *required = json_array(),
		       *properties = json_object(), *value = json_object();

		append(required, json_string(*keys));
		json_put(schema, "required", required);
		/* Not null. */
		json_put_text(value, "type", "string");
		json_put(properties, *keys, value);
		json_put(schema, "properties", properties);
		append(array, schema);
	}
	json_put_text(object, "type", "object");
	json_put(then, "oneOf", array);
	json_put(map, "if", object);
	json_put(map, "then", then);
}

static json_t *map_schema(const struct yaml_form *form)
{
	json_t *schema = json_object(), *properties = json_object(),
	       *required = json_array();
	_cleanup_free_ struct yaml_field *made = calloc(form->n_keys, sizeof(*made));
	const struct yaml_field *rows = form->keys ? form->keys : made;

	if (!made)
		abort();
	if (form->make_keys)
		form->make_keys(made);
	for (size_t i = 0; i < form->n_keys; i++) {
		json_t *value = form_schema(&rows[i], rows[i].form);

		if (rows[i].required)
			append(required, json_string(rows[i].name));
		else
			value = or_null(value);
		json_put_text(value, "description", rows[i].help);
		json_put(properties, rows[i].name, value);
	}
	json_put_text(schema, "type", "object");
	json_put(schema, "properties", properties);
	if (json_array_size(required) > 0)
		json_put(schema, "required", required);
	else
		json_release(required);
	json_put(schema, "additionalProperties", json_false());
	if (form->one_of)
		put_one_of(schema, form->one_of);
	if (form->not_empty)
		json_put(schema, "minProperties", json_integer(1));
	return schema;
}

static json_t *named_schema(const struct yaml_form *form)
{
	json_t *schema = json_object(), *patterns = json_object();

	json_put_text(schema, "type", "object");
	json_put(patterns, form->pattern, or_null(form_schema(NULL, form->item)));
	json_put(schema, "patternProperties", patterns);
	json_put(schema, "additionalProperties", json_false());
	return schema;
}

static json_t *list_schema(const struct yaml_form *form)
{
	json_t *schema = json_object();

	json_put_text(schema, "type", "array");
	json_put(schema, "items", form_schema(NULL, form->item));
	json_put(schema, "minItems", json_integer(1));
	return schema;
}

static json_t *one_schema(const struct yaml_field *row, const struct yaml_form *form)
{
	switch (form->shape) {
	case SHAPE_BOOL:
		return bool_schema();
	case SHAPE_NUMBER:
		return number_schema(row);
	case SHAPE_TEXT:
		return text_schema(form);
	case SHAPE_WORDS:
		return words_schema(form->words ? form->words : row->words);
	case SHAPE_MAP:
		return map_schema(form);
	case SHAPE_NAMED:
		return named_schema(form);
	case SHAPE_LIST:
		return list_schema(form);
	}
	abort();
}

/* The recursion ends: forms nest as deep as the language, without cycles. */
static json_t *form_schema(const struct yaml_field *row, const struct yaml_form *form)
{
	json_t *whole, *either;

	if (!form->or_else)
		return one_schema(row, form);
	whole = json_object();
	either = json_array();
	for (; form; form = form->or_else)
		append(either, one_schema(row, form));
	json_put(whole, "anyOf", either);
	return whole;
}

void report_schema(const struct report *report, const struct yaml_form *form)
{
	json_t *schema = json_object(), *members = form_schema(NULL, form);

	json_put_text(schema, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_put_text(schema, "$id", "urn:vfstate:vfstate.schema.json");
	json_put_text(schema, "title", "vfstate.yaml");
	json_put_text(schema, "description",
		      "SR-IOV configuration of a host; see vfstate.yaml(5)");
	json_object_update(schema, members);
	json_release(members);
	json_print(report->out, schema);
}
