/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* YAML as a tree of nodes with their places. JSON is read the same way, since the JSON
 * that vfstate writes is also YAML; so the snapshot and the configuration share this
 * reader. */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "support/arena.h"
#include "support/diag.h"

enum yaml_type {
	YAML_SCALAR,
	YAML_MAP,
	YAML_LIST,
};

struct yaml_node;

/* One entry of a map, or of a list (then key is NULL). Keys are always scalars. */
struct yaml_item {
	const struct yaml_node *key;
	const struct yaml_node *value;
};

struct yaml_node {
	enum yaml_type type;
	bool quoted;	   /* scalars: was in quotes or a block, so always a string */
	struct span place; /* in the file that it was read from */
	const struct span *at;
	uint32_t weight;  /* nodes in this tree; an alias counts as its target */
	uint32_t n_items; /* maps and lists */
	union {
		const char *text; /* scalars: NUL-terminated, no NUL inside */
		struct yaml_item *items;
	};
};

/* Limits that keep hostile input cheap. */
enum {
	YAML_BYTES_MAX = 16 << 20,
	YAML_NODES_MAX = 1 << 20,
	YAML_DEPTH_MAX = 32,
	YAML_SCALAR_MAX = 4096,
	YAML_ANCHORS_MAX = 256,
	YAML_TAG_LINES_MAX = 16,
};

/* Reads a whole file, at most YAML_BYTES_MAX. On an error returns NULL and a negative
 * errno in *ret_errno; -EFBIG if it is larger, -EISDIR for a directory, -EINTR if *stop
 * became nonzero. The caller keeps the fd. `stop` is NULL, or set by handlers of signals
 * that the caller has blocked: they are delivered only while a pipe is waited for, so
 * none is missed. The fd must then be O_NONBLOCK. */
const struct source *yaml_read_source(struct arena *arena, int fd, const char *path,
				      const volatile sig_atomic_t *stop, int *ret_errno);

/* Parses one document. Every error goes to `diags`: at most one syntax error, since the
 * parser cannot continue, and each duplicate key. NULL if there is no usable tree; an
 * empty document is an empty map. */
const struct yaml_node *yaml_parse(struct arena *arena, struct diags *diags,
				   const struct source *source);

/* Merges `over` into `base`: maps key by key; any other value of `over` replaces the
 * value of `base` and remembers its place. The inputs are not changed. */
const struct yaml_node *yaml_merge(struct arena *arena, const struct yaml_node *base,
				   const struct yaml_node *over);

/* The value of a key, or NULL. */
const struct yaml_node *yaml_find(const struct yaml_node *map, const char *key);

/* The items of a map in ascending order of keys, duplicates in file order. The caller
 * frees the array, not the items. */
const struct yaml_item **yaml_sort_items(const struct yaml_node *map);

/* "a mapping", "a list", "a single value": for diagnostics. */
const char *yaml_type_name(enum yaml_type type);
