/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What holds in every world. A world that breaks a property is made as small as it can be
 * and printed with its seed:
 *
 *     VFSTATE_SEED=... VFSTATE_WORLDS=1 ./properties        the same world again
 *     VFSTATE_WORLDS=1000000 ./properties                   more of them
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check-world.h"
#include "seen.h"

#if defined(__SANITIZE_ADDRESS__)
#define WORLDS_DEFAULT 4000
#else
#define WORLDS_DEFAULT 20000
#endif

enum {
	PARTS_FROM = 50 /* fewer worlds are checked in one process, for a debugger */
};

/* Simplifies while the world still fails, whatever way. */
static void shrink(struct world *world, struct fake_kernel *fake, char *failure)
{
	struct world *simpler = malloc(sizeof(*simpler));
	bool progress = true;

	if (!simpler)
		abort();
	while (progress) {
		progress = false;
		for (size_t step = 0;; step++) {
			char other[FAILURE_MAX];
			bool changed;

			*simpler = *world;
			simpler->is_simplified = true;
			if (!world_simplify(simpler, step, &changed))
				break;
			if (!changed || check_world(simpler, fake, other))
				continue;
			*world = *simpler;
			strcpy(failure, other);
			progress = true;
		}
	}
	free(simpler);
}

static void report_failure(struct world *world, struct fake_kernel *fake, char *failure)
{
	printf("# seed %" PRIu64 ": %s\n", world->seed, failure);
	shrink(world, fake, failure);
	check_world(world, fake, failure); /* for the log */
	world_print(world, stdout);
	printf("# what was written last:\n");
	for (size_t i = 0; i < fake->n_log; i++)
		printf("#   %s\n", fake->log[i]);
	printf("not ok - seed %" PRIu64 ": %s\n", world->seed, failure);
}

static uint64_t number_of(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text && text[0] ? strtoull(text, NULL, 0) : otherwise;
}

static int remove_name(void *data, const char *name)
{
	(void)data;
	return unlinkat(run_dir.fd, name, 0) < 0 &&
			       unlinkat(run_dir.fd, name, AT_REMOVEDIR) < 0
		       ? -errno
		       : 0;
}

/* A part of the worlds: every `step`th one from `first`. Returns how many broke a
 * property, at most 5. */
static int check_worlds(uint64_t seed, uint64_t n, uint64_t first, uint64_t step)
{
	/* In memory, as /run is: every note of a run is written through to the disk. */
	char dir[64], failure[FAILURE_MAX];
	struct world *world = malloc(sizeof(*world));
	struct fake_kernel *fake = mmap(NULL, sizeof(*fake), PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int n_failed = 0;

	snprintf(dir, sizeof(dir), "%s/vfstate-properties.XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!world || fake == MAP_FAILED || !mkdtemp(dir) || root_open(dir, &run_dir) < 0)
		abort();
	for (uint64_t i = first; i < n && n_failed < 5; i += step) {
		world_init(world, seed + i);
		seen.worlds++;
		if (check_world(world, fake, failure))
			continue;
		report_failure(world, fake, failure);
		n_failed++;
	}
	run_reset_records(world);
	root_list(&run_dir, ".", remove_name, NULL);
	root_done(&run_dir);
	if (rmdir(dir) < 0)
		abort();
	munmap(fake, sizeof(*fake));
	free(world);
	return n_failed;
}

/* Checks the parts in processes of their own and adds up what they have seen. Returns
 * whether all went well. */
static bool check_in_parts(uint64_t seed, uint64_t n, uint64_t n_parts)
{
	struct seen *parts = mmap(NULL, n_parts * sizeof(*parts), PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bool good = true;
	int status;

	if (parts == MAP_FAILED)
		abort();
	for (uint64_t part = 0; part < n_parts; part++) {
		pid_t child = fork();

		if (child < 0)
			abort();
		if (child == 0) {
			int n_failed = check_worlds(seed, n, part, n_parts);

			parts[part] = seen;
			fflush(stdout);
			_exit(n_failed > 0);
		}
	}
	while (wait(&status) > 0)
		good &= WIFEXITED(status) && WEXITSTATUS(status) == 0;
	for (uint64_t part = 0; part < n_parts; part++)
		seen_add(&parts[part]);
	munmap(parts, n_parts * sizeof(*parts));
	return good;
}

#if defined(__SANITIZE_ADDRESS__)
/* What is freed is watched until 8 MiB are (not 256): that memory is used again, and not
 * taken from the kernel. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=8";
}
#endif

int main(void)
{
	uint64_t seed = number_of("VFSTATE_SEED", 1);
	uint64_t n = number_of("VFSTATE_WORLDS", WORLDS_DEFAULT);
	long n_cpus = sysconf(_SC_NPROCESSORS_ONLN);
	bool good;

	/* Each run frees all it has allocated. Getting that memory from the kernel again
	 * for the next one takes four fifths of the time. */
	mallopt(M_TRIM_THRESHOLD, INT_MAX);
	mallopt(M_MMAP_MAX, 0);
	printf("# %" PRIu64 " worlds from seed %" PRIu64 "\n", n, seed);
	fflush(stdout);
	good = n < PARTS_FROM || n_cpus < 2 ? check_worlds(seed, n, 0, 1) == 0
					    : check_in_parts(seed, n, (uint64_t)n_cpus);
	seen_print();
	if (n >= 1000 && good && !seen_enough()) {
		printf("not ok - the worlds are too much alike to prove anything\n");
		good = false;
	}
	return !good;
}
