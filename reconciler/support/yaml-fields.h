/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads maps through tables: a row per key has its name, type, range and target. An
 * unknown key is an error with a hint (often the nearest key), or a warning. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "support/yaml-node.h"

struct yaml_value_hint;

struct yaml_fields {
	struct arena *arena;
	struct diags *diags;
	const struct yaml_value_hint
		*value_hints;	 /* a row without a key ends them; NULL */
	void *context;		 /* for the readers of a table */
	unsigned int n_unquoted; /* warnings about missing quotes */
	bool ignores_unknown;	 /* an unknown key is a warning, once per name */
	const char **ignored;
	size_t n_ignored;
};

struct yaml_field;

/* The form of a key's values, for a schema. */
enum yaml_shape {
	SHAPE_BOOL,
	SHAPE_NUMBER, /* the row's min to max */
	SHAPE_TEXT,
	SHAPE_WORDS, /* one of the form's `words`, else of the row's */
	SHAPE_MAP,   /* with these keys */
	SHAPE_NAMED, /* a map from names to items */
	SHAPE_LIST,  /* of at least one item */
};

struct yaml_form {
	enum yaml_shape shape;
	const char *pattern; /* what a text, or a name, matches (ECMA-262); NULL: any */
	const char *const *words;
	const struct yaml_field *keys;		/* SHAPE_MAP: n_keys of them, */
	void (*make_keys)(struct yaml_field *); /* or a function that fills them in */
	size_t n_keys;
	bool not_empty;		   /* SHAPE_MAP: at least one key is required */
	const char *const *one_of; /* SHAPE_MAP: exactly one of these keys; NULL: any */
	const struct yaml_form *item; /* SHAPE_NAMED, SHAPE_LIST: the form of each item */
	const struct yaml_form *or_else; /* alternative form; NULL: none */
};

/* Reads `value` into `target`, which is object + offset. Errors go to keys->diags. */
typedef void yaml_field_reader(struct yaml_fields *keys, const struct yaml_field *key,
			       const struct yaml_node *value, void *target);

struct yaml_field {
	const char *name;
	yaml_field_reader *read;
	size_t offset;
	int64_t min, max;	  /* numbers: the range, both included */
	const char *const *words; /* allowed, NULL-terminated; the index is stored */
	bool required;
	const char *help;	      /* one sentence, for the schema */
	const struct yaml_form *form; /* NULL: the table is not part of a schema */
};

/* Hints for keys that a table does not have but users may expect. */
struct yaml_hint {
	const char *words; /* "txrate rate": lower case, without '-' and '_' */
	const char *hint;
	/* Alternatively, makes the hint from the map and the item with that key. */
	const char *(*make)(struct yaml_fields *keys, const struct yaml_node *map,
			    const struct yaml_item *item);
};

/* Hints for values that a key does not take but users may expect. */
struct yaml_value_hint {
	const char *keys;  /* "max_tx_rate min_tx_rate" */
	const char *words; /* as in struct yaml_hint; NULL: anything */
	const char *hint;
};

/* Reads a map into `object`, in the order of the file. False if `node` is not a map.
 * Errors go to keys->diags. */
bool yaml_fields_read(struct yaml_fields *keys, const struct yaml_node *node,
		      const struct yaml_field *table, size_t n, void *object);

/* The same, with hints for unknown keys; a row without words ends `hints`. */
bool yaml_fields_read_hinted(struct yaml_fields *keys, const struct yaml_node *node,
			     const struct yaml_field *table, size_t n,
			     const struct yaml_hint *hints, void *object);

/* Reports a value of the wrong type: "'KEY' takes EXPECTED, not ...", with the hint for
 * that value. Returns the error, so that the caller can add another one. */
struct diag *yaml_fields_wrong_type(struct yaml_fields *keys,
				    const struct yaml_field *key,
				    const struct yaml_node *value, const char *expected);

/* The hint for a value of a key; NULL if there is none. */
const char *yaml_fields_value_hint(const struct yaml_fields *keys, const char *key,
				   const char *value);

/* Readers for plain targets. */
yaml_field_reader yaml_fields_read_bool;  /* bool */
yaml_field_reader yaml_fields_read_int;	  /* int, min..max */
yaml_field_reader yaml_fields_read_text;  /* const char *, owned by the arena */
yaml_field_reader yaml_fields_read_words; /* int, index of `words` */

/* The forms that they read. */
extern const struct yaml_form yaml_form_bool, yaml_form_number, yaml_form_text,
	yaml_form_words;

/* Helpers for readers of other types. True with *ret_*, or false with the error in
 * diags. */
bool yaml_fields_parse_bool(struct yaml_fields *keys, const struct yaml_field *key,
			    const struct yaml_node *value, bool *ret_on);
bool yaml_fields_parse_number(struct yaml_fields *keys, const struct yaml_field *key,
			      const struct yaml_node *value, int64_t min, int64_t max,
			      int64_t *ret_number);

/* Decimal digits only, up to 18 of them; "007" is not a number (YAML 1.1 reads it as
 * octal). */
bool yaml_fields_is_number(const char *text, int64_t *ret_number);

/* null, ~ or no value at all: as if the key were absent. */
bool yaml_fields_is_null(const struct yaml_node *value);

/* Warns about a text without quotes that other YAML readers do not read as a string. Only
 * the first few are reported: a file that has one often has many. */
void yaml_fields_warn_unquoted(struct yaml_fields *keys, const struct yaml_node *text);

/* Adds the hint "did you mean" if one of the candidates is near. */
void yaml_fields_hint_nearest(struct yaml_fields *keys, struct diag *diag,
			      const char *word, const char *const *candidates, size_t n);
