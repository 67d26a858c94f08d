/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/yaml-node.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/guard.h"

/* Waits until there is something to read. Without this, a FIFO without a writer would
 * read as end of file. */
static int await_bytes(int fd, const volatile sig_atomic_t *stop)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	sigset_t none;

	sigemptyset(&none);
	for (;;) {
		if (*stop)
			return -EINTR;
		if (ppoll(&poll_fd, 1, NULL, &none) > 0)
			return 0;
		if (errno != EINTR)
			return -errno;
	}
}

/* read(2), repeated after a signal that does not stop the run. */
static ssize_t read_some(int fd, char *text, size_t size,
			 const volatile sig_atomic_t *stop)
{
	for (;;) {
		int r = stop ? await_bytes(fd, stop) : 0;
		ssize_t n;

		if (r < 0)
			return r;
		n = read(fd, text, size);
		if (n >= 0)
			return n;
		if (errno != EINTR && !(stop && errno == EAGAIN))
			return -errno;
	}
}

const struct source *yaml_read_source(struct arena *arena, int fd, const char *path,
				      const volatile sig_atomic_t *stop, int *ret_errno)
{
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
	/* Pipes and files in /proc do not report their size. */
	size = st.st_size > 0 && st.st_size < YAML_BYTES_MAX ? (size_t)st.st_size + 1
							     : YAML_BYTES_MAX + 1;
	text = arena_alloc(arena, size + 1);
	while (length < size) {
		ssize_t n = read_some(fd, text + length, size - length, stop);

		if (n < 0) {
			*ret_errno = (int)n;
			return NULL;
		}
		if (n == 0)
			break;
		length += (size_t)n;
	}
	if (length > YAML_BYTES_MAX) {
		*ret_errno = -EFBIG;
		return NULL;
	}
	text[length] = '\0';
	/* Skips a byte order mark, which editors of other systems write. */
	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		length -= 3;
	}
	return source_new(arena, arena_strdup(arena, path), text, length);
}

const struct yaml_node *yaml_find(const struct yaml_node *map, const char *key)
{
	for (size_t i = 0; map->type == YAML_MAP && i < map->n_items; i++) {
		if (strcmp(map->items[i].key->text, key) == 0)
			return map->items[i].value;
	}
	return NULL;
}

static int compare_items(const void *a, const void *b)
{
	const struct yaml_item *const *x = a, *const *y = b;

	return strcmp((*x)->key->text, (*y)->key->text);
}

/* Duplicate keys stay in file order. */
static int compare_places(const void *a, const void *b)
{
	const struct yaml_item *const *x = a, *const *y = b;
	int order = compare_items(a, b);

	return order ? order : (*x > *y) - (*x < *y);
}

const struct yaml_item **yaml_sort_items(const struct yaml_node *map)
{
	const struct yaml_item **sorted = calloc(map->n_items + 1, sizeof(*sorted));

	if (!sorted)
		abort();
	for (size_t i = 0; i < map->n_items; i++)
		sorted[i] = &map->items[i];
	qsort(sorted, map->n_items, sizeof(*sorted), compare_places);
	return sorted;
}

static const struct yaml_item *find_sorted(const struct yaml_item **sorted, size_t n,
					   const struct yaml_item *wanted)
{
	const struct yaml_item **found =
		bsearch(&wanted, sorted, n, sizeof(*sorted), compare_items);

	return found ? *found : NULL;
}

const struct yaml_node *yaml_merge(struct arena *arena, const struct yaml_node *base,
				   const struct yaml_node *over)
{
	_cleanup_free_ const struct yaml_item **in_base = NULL, **in_over = NULL;
	struct yaml_node *merged;

	if (base->type != YAML_MAP || over->type != YAML_MAP) {
		merged = arena_alloc(arena, sizeof(*merged));
		*merged = *over;
		merged->at = span_win(arena, over->at, base->at);
		return merged;
	}
	in_base = yaml_sort_items(base);
	in_over = yaml_sort_items(over);
	merged = arena_alloc(arena, sizeof(*merged));
	*merged = *over;
	merged->n_items = 0;
	merged->items = arena_calloc(arena, base->n_items + over->n_items,
				     sizeof(*merged->items));
	for (size_t i = 0; i < base->n_items; i++) {
		struct yaml_item item = base->items[i];
		const struct yaml_item *other =
			find_sorted(in_over, over->n_items, &item);

		if (other) {
			item.key = other->key;
			item.value = yaml_merge(arena, item.value, other->value);
		}
		merged->items[merged->n_items++] = item;
	}
	for (size_t i = 0; i < over->n_items; i++) {
		if (!find_sorted(in_base, base->n_items, &over->items[i]))
			merged->items[merged->n_items++] = over->items[i];
	}
	return merged;
}

const char *yaml_type_name(enum yaml_type type)
{
	static const char *const names[] = {
		[YAML_SCALAR] = "a single value",
		[YAML_MAP] = "a mapping",
		[YAML_LIST] = "a list",
	};

	return names[type];
}
