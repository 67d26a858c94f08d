/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* gcc defines a macro, clang has a feature test. */
#if defined(__SANITIZE_ADDRESS__)
#define ONE_MALLOC_EACH 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ONE_MALLOC_EACH 1
#endif
#endif

/* Makes ASan report any use of the memory that a list has outgrown. */
#ifdef ONE_MALLOC_EACH
#include <sanitizer/asan_interface.h>
#define POISON(memory, size) ASAN_POISON_MEMORY_REGION(memory, size)
#else
#define POISON(memory, size) ((void)(memory), (void)(size))
#endif

/* An allocation larger than OWN_BLOCK gets its own block. Only the pages of a block that
 * are written to use memory. */
enum {
#ifdef ONE_MALLOC_EACH
	OWN_BLOCK = 0,
#else
	OWN_BLOCK = 256 * 1024,
#endif
	BLOCK_SIZE = 1024 * 1024,
	ALIGNMENT = _Alignof(max_align_t)
};

struct arena_block {
	struct arena_block *next;
	size_t size;
	_Alignas(max_align_t) char data[];
};

void arena_init(struct arena *arena)
{
	*arena = (struct arena){0};
}

void arena_done(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	while (block) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	arena_init(arena);
}

/* The first block is the one that is filled. */
static struct arena_block *add_block(struct arena *arena, size_t size)
{
	struct arena_block *block = calloc(1, sizeof(*block) + size);

	if (!block)
		abort();
	block->size = size;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

static void *add_own_block(struct arena *arena, size_t size)
{
	struct arena_block *filled = arena->blocks, *block = add_block(arena, size);

	if (filled) {
		block->next = filled->next;
		filled->next = block;
		arena->blocks = filled;
	}
	return block->data;
}

static size_t round_up(size_t size)
{
	if (size > SIZE_MAX / 2)
		abort();
#ifdef ONE_MALLOC_EACH
	return size ? size : 1;
#else
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
#endif
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	size_t rounded = round_up(size);

	if (rounded > OWN_BLOCK)
		return add_own_block(arena, rounded);
	if (!block || arena->left < rounded) {
		block = add_block(arena, BLOCK_SIZE - sizeof(*block));
		arena->left = block->size;
	}
	arena->left -= rounded;
	return block->data + (block->size - arena->left - rounded);
}

void *arena_calloc(struct arena *arena, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		abort();
	return arena_alloc(arena, bytes);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);

	memcpy(copy, text, length);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	char *text;
	int length;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		abort();
	text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, args);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

void *arena_grow(struct arena *arena, void *items, size_t n, size_t size)
{
	void *larger;

	if (n > 0 && (n & (n - 1)) != 0)
		return items;
	larger = arena_calloc(arena, n ? n * 2 : 1, size);
	if (n > 0) {
		memcpy(larger, items, n * size);
		POISON(items, n * size);
	}
	return larger;
}
