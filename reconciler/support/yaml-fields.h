/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Maps read through tables: a row per key says its name, its type, its range and where
 * the value goes. An unknown key is an error with the nearest known one, or a warning. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "support/yaml-node.h"

struct yaml_fields {
	struct arena *arena;
	struct diags *diags;
	void *context;		 /* for the readers of a table */
	unsigned int n_unquoted; /* warned of */
	bool ignores_unknown;	 /* an unknown key is a warning, the first of its name */
	const char **ignored;
	size_t n_ignored;
};

struct yaml_field;

/* What the values of a key look like, for a schema. */
enum yaml_shape {
	SHAPE_BOOL,
	SHAPE_NUMBER, /* the row's min to max */
	SHAPE_TEXT,
	SHAPE_WORDS, /* one of `words`, or of the row's */
	SHAPE_MAP,   /* with these keys */
	SHAPE_NAMED, /* a map of things under names */
};

struct yaml_form {
	enum yaml_shape shape;
	const char *pattern; /* what a text, or a name, matches (ECMA-262); NULL: any */
	const char *const *words;
	const struct yaml_field *keys;		/* SHAPE_MAP: n_keys of them, */
	void (*make_keys)(struct yaml_field *); /* or what writes them */
	size_t n_keys;
	bool not_empty;			 /* SHAPE_MAP: it has one key at least */
	const struct yaml_form *item;	 /* SHAPE_NAMED: what stands under a name */
	const struct yaml_form *or_else; /* or it looks like this; NULL */
};

/* Reads `value` into `target`, object + offset. Faults go to keys->diags. */
typedef void yaml_field_reader(struct yaml_fields *keys, const struct yaml_field *key,
			       const struct yaml_node *value, void *target);

struct yaml_field {
	const char *name;
	yaml_field_reader *read;
	size_t offset;
	int64_t min, max;	  /* numbers: the range, both included */
	const char *const *words; /* one of: NULL-terminated; the index is stored */
	bool required;
	const char *help;	      /* one sentence, for the schema */
	const struct yaml_form *form; /* NULL: not of a language that has a schema */
};

/* What to write instead of keys that are not in a table, but in somebody's mind. */
struct yaml_hint {
	const char *words; /* "txrate rate": in small letters, without '-' and '_' */
	const char *hint;
	/* Or what makes the hint from the map and its item with such a key. */
	const char *(*make)(struct yaml_fields *keys, const struct yaml_node *map,
			    const struct yaml_item *item);
};

/* Reads a map into `object` row by row, in the order of the file. False where `node` is
 * not a map; every fault is in keys->diags. */
bool yaml_fields_read(struct yaml_fields *keys, const struct yaml_node *node,
		      const struct yaml_field *table, size_t n, void *object);

/* The same; `hints`, up to a row without words, are for the keys that are unknown. */
bool yaml_fields_read_hinted(struct yaml_fields *keys, const struct yaml_node *node,
			     const struct yaml_field *table, size_t n,
			     const struct yaml_hint *hints, void *object);

/* "expected X": the error for a value of the wrong type. Returns it for a hint. */
struct diag *yaml_fields_wrong_type(struct yaml_fields *keys,
				    const struct yaml_field *key,
				    const struct yaml_node *value, const char *expected);

/* Readers for plain targets. */
yaml_field_reader yaml_fields_read_bool;  /* bool */
yaml_field_reader yaml_fields_read_int;	  /* int, min..max */
yaml_field_reader yaml_fields_read_text;  /* const char *, owned by the arena */
yaml_field_reader yaml_fields_read_words; /* int, index of `words` */

/* What they read. */
extern const struct yaml_form yaml_form_bool, yaml_form_number, yaml_form_text,
	yaml_form_words;

/* Helpers for readers of other types. True and *ret_*, or false with the error in diags.
 */
bool yaml_fields_parse_bool(struct yaml_fields *keys, const struct yaml_field *key,
			    const struct yaml_node *value, bool *ret_on);
bool yaml_fields_parse_number(struct yaml_fields *keys, const struct yaml_field *key,
			      const struct yaml_node *value, int64_t min, int64_t max,
			      int64_t *ret_number);

/* Decimal digits only, up to 18 of them; "007" is no number (YAML 1.1 reads it as octal).
 */
bool yaml_fields_is_number(const char *text, int64_t *ret_number);

/* null, ~ or nothing at all: as if the key were not there. */
bool yaml_fields_is_null(const struct yaml_node *value);

/* Warns of a text without quotes that other YAML readers take for something else. The
 * first few only: one who writes them so does it throughout. */
void yaml_fields_warn_unquoted(struct yaml_fields *keys, const struct yaml_node *text);

/* "did you mean": the hint, where one of the candidates is near. */
void yaml_fields_hint_nearest(struct yaml_fields *keys, struct diag *diag,
			      const char *word, const char *const *candidates, size_t n);
