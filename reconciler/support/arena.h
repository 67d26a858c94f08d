/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One lifetime for everything a run knows: configuration, observation and plan point
 * freely into each other, and are freed together. */
#pragma once

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;
	size_t left; /* bytes free at the end of the first block */
};

void arena_init(struct arena *arena);

/* Frees every block; pointers into the arena become invalid. */
void arena_done(struct arena *arena);

/* Zeroed memory, aligned for any type; owned by the arena. Never NULL: the process aborts
 * when it runs out of memory. It may do so at any point, since the next run repairs the
 * host. Under AddressSanitizer each call is a separate malloc, so that overruns are
 * seen. */
void *arena_alloc(struct arena *arena, size_t size);

/* Zeroed array of `n` elements; aborts if n * size overflows. */
void *arena_calloc(struct arena *arena, size_t n, size_t size);

char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Makes room for one more than `n` elements in a list. `items` is NULL at first, then
 * what this function returned before. Returns `items` or a larger copy, and pointers into
 * the old list become invalid. The list grows at powers of two, so the caller keeps only
 * the count. */
void *arena_grow(struct arena *arena, void *items, size_t n, size_t size);
