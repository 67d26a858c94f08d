/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Maps read through tables: a row per key says its name, its type, its range and where
 * the value goes. An unknown key is an error with the nearest known one, or a warning. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "support/tree.h"

struct keys {
	struct arena *arena;
	struct diags *diags;
	void *context;		 /* for the readers of a table */
	unsigned int n_unquoted; /* warned of */
	bool ignores_unknown;	 /* an unknown key is a warning, the first of its name */
	const char **ignored;
	size_t n_ignored;
};

struct key;

/* What the values of a key look like, for a schema. */
enum key_shape {
	SHAPE_BOOL,
	SHAPE_NUMBER, /* the row's min to max */
	SHAPE_TEXT,
	SHAPE_WORDS, /* one of `words`, or of the row's */
	SHAPE_MAP,   /* with these keys */
	SHAPE_NAMED, /* a map of things under names */
};

struct key_form {
	enum key_shape shape;
	const char *pattern; /* what a text, or a name, matches (ECMA-262); NULL: any */
	const char *const *words;
	const struct key *keys;		 /* SHAPE_MAP: n_keys of them, */
	void (*make_keys)(struct key *); /* or what writes them */
	size_t n_keys;
	bool not_empty;			/* SHAPE_MAP: it has one key at least */
	const struct key_form *item;	/* SHAPE_NAMED: what stands under a name */
	const struct key_form *or_else; /* or it looks like this; NULL */
};

/* Reads `value` into `target`, object + offset. Faults go to keys->diags. */
typedef void key_reader(struct keys *keys, const struct key *key,
			const struct tree_node *value, void *target);

struct key {
	const char *name;
	key_reader *read;
	size_t offset;
	int64_t min, max;	  /* numbers: the range, both included */
	const char *const *words; /* one of: NULL-terminated; the index is stored */
	bool required;
	const char *help;	     /* one sentence, for the schema */
	const struct key_form *form; /* NULL: not of a language that has a schema */
};

/* What to write instead of keys that are not in a table, but in somebody's mind. */
struct key_hint {
	const char *words; /* "txrate rate": in small letters, without '-' and '_' */
	const char *hint;
	/* Or what makes the hint from the map and its item with such a key. */
	const char *(*make)(struct keys *keys, const struct tree_node *map,
			    const struct tree_item *item);
};

/* Reads a map into `object` row by row, in the order of the file. False where `node` is
 * not a map; every fault is in keys->diags. */
bool keys_read(struct keys *keys, const struct tree_node *node, const struct key *table,
	       size_t n, void *object);

/* The same; `hints`, up to a row without words, are for the keys that are unknown. */
bool keys_read_hinted(struct keys *keys, const struct tree_node *node,
		      const struct key *table, size_t n, const struct key_hint *hints,
		      void *object);

/* "expected X": the error for a value of the wrong type. Returns it for a hint. */
struct diag *keys_wrong_type(struct keys *keys, const struct key *key,
			     const struct tree_node *value, const char *expected);

/* Readers for plain targets. */
key_reader keys_read_bool;  /* bool */
key_reader keys_read_int;   /* int, min..max */
key_reader keys_read_text;  /* const char *, owned by the arena */
key_reader keys_read_words; /* int, index of `words` */

/* What they read. */
extern const struct key_form keys_form_bool, keys_form_number, keys_form_text,
	keys_form_words;

/* Helpers for readers of other types. True and *ret_*, or false with the error in diags.
 */
bool keys_parse_bool(struct keys *keys, const struct key *key,
		     const struct tree_node *value, bool *ret_on);
bool keys_parse_number(struct keys *keys, const struct key *key,
		       const struct tree_node *value, int64_t min, int64_t max,
		       int64_t *ret_number);

/* Decimal digits only, up to 18 of them; "007" is no number (YAML 1.1 reads it as octal).
 */
bool keys_is_number(const char *text, int64_t *ret_number);

/* null, ~ or nothing at all: as if the key were not there. */
bool keys_is_null(const struct tree_node *value);

/* Warns of a text without quotes that other YAML readers take for something else. The
 * first few only: one who writes them so does it throughout. */
void keys_warn_unquoted(struct keys *keys, const struct tree_node *text);

/* "did you mean": the hint, where one of the candidates is near. */
void keys_hint_nearest(struct keys *keys, struct diag *diag, const char *word,
		       const char *const *candidates, size_t n);
