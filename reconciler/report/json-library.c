/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/json-library.h"

#include <stdlib.h>

#include "support/guard.h"
#include "support/library.h"

#define SYMBOL(name, member) {name, offsetof(struct json_library, member)}

static const struct library_symbol symbols[] = {
	SYMBOL("json_array", array),
	SYMBOL("json_array_append_new", array_append_new),
	SYMBOL("json_array_size", array_size),
	SYMBOL("json_delete", delete),
	SYMBOL("json_dumpf", dumpf),
	SYMBOL("json_false", false_),
	SYMBOL("json_integer", integer),
	SYMBOL("json_null", null),
	SYMBOL("json_object", object),
	SYMBOL("json_object_get", object_get),
	SYMBOL("json_object_set_new", object_set_new),
	SYMBOL("json_object_update", object_update),
	SYMBOL("json_string", string),
	SYMBOL("json_true", true_),
};

static struct json_library library;

const char *json_library_load(void)
{
	return library.object ? NULL
			      : library_load(JSON_SONAME, symbols, ARRAY_SIZE(symbols),
					     &library);
}

const struct json_library *json_library(void)
{
	/* Programs that print without a command line: tests. */
	if (json_library_load())
		abort();
	return &library;
}
