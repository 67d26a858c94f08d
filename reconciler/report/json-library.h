/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libjansson, which the first document loads: most runs print text. Its functions keep
 * their names; jansson.h is included nowhere else. */
#pragma once

#include <jansson.h>

struct json_library {
	typeof(json_array) *array;
	typeof(json_array_append_new) *array_append_new;
	typeof(json_array_size) *array_size;
	typeof(json_delete) *delete;
	typeof(json_dumpf) *dumpf;
	typeof(json_false) *false_;
	typeof(json_integer) *integer;
	typeof(json_null) *null;
	typeof(json_object) *object;
	typeof(json_object_get) *object_get;
	typeof(json_object_set_new) *object_set_new;
	typeof(json_object_update) *object_update;
	typeof(json_string) *string;
	typeof(json_true) *true_;
};

/* NULL, or why it cannot be loaded. Every command that prints JSON calls it first, before
 * it does anything. */
const char *json_library_load(void);

const struct json_library *json_library(void);

#define json_array (json_library()->array)
#define json_array_append_new (json_library()->array_append_new)
#define json_array_size (json_library()->array_size)
#define json_delete (json_library()->delete)
#define json_dumpf (json_library()->dumpf)
#define json_false (json_library()->false_)
#define json_integer (json_library()->integer)
#define json_null (json_library()->null)
#define json_object (json_library()->object)
#define json_object_get (json_library()->object_get)
#define json_object_set_new (json_library()->object_set_new)
#define json_object_update (json_library()->object_update)
#define json_string (json_library()->string)
#define json_true (json_library()->true_)
