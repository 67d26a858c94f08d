/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The main function of a fuzzer without libFuzzer: each file named is one input, whole,
 * cut short at every place (of the small ones), and with single bytes changed. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum {
	SIZE_LIMIT = 1 << 20,
	MUTATED_MAX = 4096,
	MUTATIONS = 400
};

static void try_part(const uint8_t *data, size_t size)
{
	/* A block of its own, so that the sanitizers see where it ends. */
	uint8_t *copy = malloc(size + (size == 0));

	if (!copy)
		abort();
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void mutate(uint8_t *data, size_t size)
{
	uint32_t state = (uint32_t)size + 1;

	for (int i = 0; i < MUTATIONS && size > 0; i++) {
		size_t at;
		uint8_t was;

		state = state * 1664525 + 1013904223;
		at = (state >> 8) % size;
		was = data[at];
		data[at] = (uint8_t)(state >> 24);
		try_part(data, size);
		data[at] = was;
	}
}

static int replay(const char *path)
{
	FILE *file = fopen(path, "re");
	uint8_t *data = malloc(SIZE_LIMIT);
	size_t size;

	if (!file || !data) {
		fprintf(stderr, "cannot read %s\n", path);
		return 1;
	}
	size = fread(data, 1, SIZE_LIMIT, file);
	fclose(file);
	try_part(data, size);
	if (size <= MUTATED_MAX) {
		for (size_t part = 0; part < size; part += 1 + size / 200)
			try_part(data, part);
		mutate(data, size);
	}
	free(data);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= replay(argv[i]);
	printf("%d inputs\n", argc - 1);
	return failed || argc < 2;
}
