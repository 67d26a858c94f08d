/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* gcc says it so, clang so. */
#if defined(__SANITIZE_ADDRESS__)
#define ONE_MALLOC_EACH 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ONE_MALLOC_EACH 1
#endif
#endif

/* What is larger than OWN_BLOCK has a block of its own; so has a list from GROWING on,
 * where the kernel makes it larger without a copy. Of a block only the pages that are
 * written to cost something. */
enum {
#ifdef ONE_MALLOC_EACH
	OWN_BLOCK = 0,
	GROWING = 0,
#else
	OWN_BLOCK = 256 * 1024,
	GROWING = 16 * 1024,
#endif
	BLOCK_SIZE = 1024 * 1024,
	ALIGNMENT = _Alignof(max_align_t)
};

struct arena_block {
	struct arena_block *next;
	size_t size;
	_Alignas(max_align_t) char data[];
};

#ifdef ONE_MALLOC_EACH
static void *obtain(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		abort();
	return memory;
}

static void release(void *memory, size_t size)
{
	(void)size;
	free(memory);
}

/* Always elsewhere, so that a pointer to where it was is seen. */
static void *enlarge(void *memory, size_t size, size_t larger)
{
	void *moved = obtain(larger);

	memcpy(moved, memory, size);
	free(memory);
	return moved;
}
#else
/* Zeroes. */
static void *obtain(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		abort();
	return memory;
}

static void release(void *memory, size_t size)
{
	munmap(memory, size);
}

static void *enlarge(void *memory, size_t size, size_t larger)
{
	void *moved = mremap(memory, size, larger, MREMAP_MAYMOVE);

	if (moved == MAP_FAILED)
		abort();
	return moved;
}
#endif

void arena_init(struct arena *arena)
{
	*arena = (struct arena){0};
}

void arena_done(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	while (block) {
		struct arena_block *next = block->next;

		release(block, sizeof(*block) + block->size);
		block = next;
	}
	arena_init(arena);
}

/* The first block is the one that is filled. */
static struct arena_block *add_block(struct arena *arena, size_t size)
{
	struct arena_block *block = obtain(sizeof(*block) + size);

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

/* A list that has a block of its own, with the pages that are there. One that has become
 * shorter meanwhile has the room, of which `used` bytes are good. */
static void *enlarge_own(struct arena *arena, void *items, size_t used, size_t bytes)
{
	struct arena_block *block =
		(struct arena_block *)((char *)items - sizeof(struct arena_block));
	struct arena_block **link = &arena->blocks;
	size_t before = block->size;

	if (before >= bytes) {
		memset((char *)items + used, 0, before - used);
		return items;
	}
	while (*link != block)
		link = &(*link)->next;
	*link = enlarge(block, sizeof(*block) + before, sizeof(*block) + round_up(bytes));
	(*link)->size = round_up(bytes);
	return (*link)->data;
}

void *arena_grow(struct arena *arena, void *items, size_t n, size_t size)
{
	size_t wanted = n ? n * 2 : 1, bytes;
	void *larger;

	if (n > 0 && (n & (n - 1)) != 0)
		return items;
	if (__builtin_mul_overflow(wanted, size, &bytes))
		abort();
	if (n > 0 && round_up(n * size) > GROWING)
		return enlarge_own(arena, items, n * size, bytes);
	larger = round_up(bytes) > GROWING ? add_own_block(arena, round_up(bytes))
					   : arena_alloc(arena, bytes);
	if (n > 0)
		memcpy(larger, items, n * size);
	return larger;
}
