/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Maps read through tables: a row per key says its name, its type, its range and where
 * the value goes. An unknown key is an error with the nearest known one. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "support/tree.h"

struct keys {
	struct arena *arena;
	struct diags *diags;
	void *context; /* for the readers of a table */
};

struct key;

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
	const char *help; /* one sentence, for the manual and the schema */
};

/* Reads a map into `object` row by row, in the order of the file. False where `node` is
 * not a map; every fault is in keys->diags. */
bool keys_read(struct keys *keys, const struct tree_node *node, const struct key *table,
	       size_t n, void *object);

/* "expected X": the error for a value of the wrong type. Returns it for a hint. */
struct diag *keys_wrong_type(struct keys *keys, const struct key *key,
			     const struct tree_node *value, const char *expected);

/* Readers for plain targets. */
key_reader keys_read_bool;  /* bool */
key_reader keys_read_int;   /* int, min..max */
key_reader keys_read_text;  /* const char *, owned by the arena */
key_reader keys_read_words; /* int, index of `words` */

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

/* "did you mean": the hint, where one of the candidates is near. */
void keys_hint_nearest(struct keys *keys, struct diag *diag, const char *word,
		       const char *const *candidates, size_t n);
