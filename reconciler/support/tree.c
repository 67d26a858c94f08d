/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/tree.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct source *tree_read_source(struct arena *arena, int fd, const char *path,
				      int *ret_errno)
{
	struct source *source = arena_alloc(arena, sizeof(*source));
	struct stat st;
	size_t size, length = 0;
	char *text;

	if (fstat(fd, &st) < 0) {
		*ret_errno = -errno;
		return NULL;
	}
	if (S_ISDIR(st.st_mode)) {
		*ret_errno = -EISDIR;
		return NULL;
	}
	/* Pipes have no size: grow for them, up to the limit. */
	size = S_ISREG(st.st_mode) && st.st_size < TREE_BYTES_MAX ? (size_t)st.st_size + 1
								  : TREE_BYTES_MAX + 1;
	text = arena_alloc(arena, size + 1);
	while (length < size) {
		ssize_t n = read(fd, text + length, size - length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			*ret_errno = -errno;
			return NULL;
		}
		if (n == 0)
			break;
		length += (size_t)n;
	}
	if (length > TREE_BYTES_MAX) {
		*ret_errno = -EFBIG;
		return NULL;
	}
	text[length] = '\0';
	source->path = arena_strdup(arena, path);
	source->text = text;
	source->length = length;
	return source;
}

const struct tree_node *tree_find(const struct tree_node *map, const char *key)
{
	for (size_t i = 0; map->type == TREE_MAP && i < map->n_items; i++) {
		if (strcmp(map->items[i].key->text, key) == 0)
			return map->items[i].value;
	}
	return NULL;
}

const struct tree_node *tree_merge(struct arena *arena, const struct tree_node *base,
				   const struct tree_node *over)
{
	struct tree_node *merged;

	if (base->type != TREE_MAP || over->type != TREE_MAP)
		return over;
	merged = arena_alloc(arena, sizeof(*merged));
	*merged = *over;
	merged->n_items = 0;
	merged->items = arena_calloc(arena, base->n_items + over->n_items,
				     sizeof(*merged->items));
	for (size_t i = 0; i < base->n_items; i++) {
		struct tree_item item = base->items[i];

		for (size_t j = 0; j < over->n_items; j++) {
			if (strcmp(item.key->text, over->items[j].key->text) != 0)
				continue;
			item.key = over->items[j].key;
			item.value = tree_merge(arena, item.value, over->items[j].value);
		}
		merged->items[merged->n_items++] = item;
	}
	for (size_t i = 0; i < over->n_items; i++) {
		if (!tree_find(base, over->items[i].key->text))
			merged->items[merged->n_items++] = over->items[i];
	}
	return merged;
}

const char *tree_type_name(enum tree_type type)
{
	static const char *const names[] = {
		[TREE_SCALAR] = "a single value",
		[TREE_MAP] = "a mapping",
		[TREE_LIST] = "a list",
	};

	return names[type];
}
