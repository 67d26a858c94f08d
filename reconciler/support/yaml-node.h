/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* YAML as a tree whose every node knows its place. JSON is read the same way: what
 * vfstate writes as JSON is YAML too, so the snapshot and the configuration share this
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
	struct span place; /* as it was read */
	const struct span *at;
	uint32_t weight;  /* nodes in this tree, an alias counted as what it names */
	uint32_t n_items; /* maps and lists */
	union {
		const char *text; /* scalars: NUL-terminated, no NUL inside */
		struct yaml_item *items;
	};
};

/* What keeps hostile input cheap. */
enum {
	YAML_BYTES_MAX = 16 << 20,
	YAML_NODES_MAX = 1 << 20,
	YAML_DEPTH_MAX = 32,
	YAML_SCALAR_MAX = 4096,
	YAML_ANCHORS_MAX = 256,
	YAML_TAG_LINES_MAX = 16,
};

/* Reads a file whole, at most YAML_BYTES_MAX. NULL with *ret_errno set to a negative
 * errno; -EFBIG where it is larger, -EISDIR for a directory, -EINTR where *stop became
 * not 0. The fd stays the caller's. `stop` is NULL, or set by signals that the caller has
 * blocked and has handlers for: they come only while a pipe is waited for, so that none
 * is missed, and the fd is O_NONBLOCK. */
const struct source *yaml_read_source(struct arena *arena, int fd, const char *path,
				      const volatile sig_atomic_t *stop, int *ret_errno);

/* Parses one document. Every fault goes to `diags`: one syntax error at most (the parser
 * cannot go on), and each duplicate key. NULL where there is no tree to go on with; an
 * empty document is an empty map. */
const struct yaml_node *yaml_parse(struct arena *arena, struct diags *diags,
				   const struct source *source);

/* `over` on `base`: maps are merged key by key, anything else of `over` replaces what
 * `base` has, and remembers where that was. Inputs are not changed. */
const struct yaml_node *yaml_merge(struct arena *arena, const struct yaml_node *base,
				   const struct yaml_node *over);

/* The value of a key, or NULL. */
const struct yaml_node *yaml_find(const struct yaml_node *map, const char *key);

/* The items of a map by rising key, then as they come; free() it, not the items. */
const struct yaml_item **yaml_sort_items(const struct yaml_node *map);

/* "a mapping", "a list", "a scalar": for diagnostics. */
const char *yaml_type_name(enum yaml_type type);
