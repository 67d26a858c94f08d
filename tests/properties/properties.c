/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What holds in every world. A world that breaks a property is made as small as it can be
 * and printed with its seed:
 *
 *     VFSTATE_SEED=... VFSTATE_WORLDS=1 ./properties        the same world again
 *     VFSTATE_WORLDS=1000000 ./properties                   more of them
 */
#include <inttypes.h>
#include <limits.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "run-state/run-state.h"
#include "run-state/saved-vfs.h"
#include "check-world.h"
#include "seen.h"

#if defined(__SANITIZE_ADDRESS__)
#define WORLDS_DEFAULT 4000
#else
#define WORLDS_DEFAULT 20000
#endif

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

int main(void)
{
	uint64_t seed = number_of("VFSTATE_SEED", 1);
	uint64_t n = number_of("VFSTATE_WORLDS", WORLDS_DEFAULT);
	/* In memory, as /run is: every note of a run is written through to the disk. */
	char dir[64], failure[FAILURE_MAX];
	struct world *world = malloc(sizeof(*world));
	struct fake_kernel *fake = mmap(NULL, sizeof(*fake), PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int n_failed = 0;

	/* Each run frees all it has allocated. Getting that memory from the kernel again
	 * for the next one takes four fifths of the time. */
	mallopt(M_TRIM_THRESHOLD, INT_MAX);
	mallopt(M_MMAP_MAX, 0);
	snprintf(dir, sizeof(dir), "%s/vfstate-properties.XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!world || fake == MAP_FAILED || !mkdtemp(dir) || root_open(dir, &run_dir) < 0)
		abort();
	printf("# %" PRIu64 " worlds from seed %" PRIu64 "\n", n, seed);
	for (uint64_t i = 0; i < n && n_failed < 5; i++) {
		world_init(world, seed + i);
		seen.worlds++;
		if (check_world(world, fake, failure))
			continue;
		report_failure(world, fake, failure);
		n_failed++;
	}
	seen_print();
	if (n >= 1000 && n_failed == 0 && !seen_enough()) {
		printf("not ok - the worlds are too much alike to prove anything\n");
		n_failed++;
	}
	run_reset_records(world);
	for (size_t i = 0; i < FAKE_PFS_MAX; i++) {
		struct pci_address pci = {.bus = (uint8_t)(i + 1)};

		run_state_remove(&run_dir, RUN_STATE_AUTOPROBE, pci);
		saved_vfs_remove(&run_dir, pci);
	}
	root_done(&run_dir);
	rmdir(dir);
	munmap(fake, sizeof(*fake));
	free(world);
	return n_failed > 0;
}
