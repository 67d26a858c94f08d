/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/await.h"

#include "fake-kernel.h"
#include "unit.h"

static int64_t waited_ms(struct unit *unit, struct fake_kernel *fake,
			 struct kernel *kernel, const char *match)
{
	static const volatile sig_atomic_t stop;
	int64_t before = fake->now_ms;

	await_pfs(kernel, &unit->arena,
		  unit_desired(unit, arena_printf(&unit->arena,
						  "version: 1\npfs: {a: {match: {%s}}}",
						  match)),
		  &(struct await_options){.timeout_ms = 1000, .stop = &stop});
	return fake->now_ms - before;
}

static void tell(void *data, const char *text)
{
	strcat(strcat(data, text), "|");
}

static const char *told(struct unit *unit, struct kernel *kernel, const char *pfs)
{
	static const volatile sig_atomic_t stop;
	static char text[512];

	text[0] = '\0';
	await_pfs(kernel, &unit->arena,
		  unit_desired(unit,
			       arena_printf(&unit->arena, "version: 1\npfs: {%s}", pfs)),
		  &(struct await_options){.timeout_ms = 90000,
					  .stop = &stop,
					  .on_wait = tell,
					  .data = text});
	return text;
}

/* Once, after 5 s, and what is missing. */
static void test_tells(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	assert_string_equal(told(unit, &kernel, "a: {match: {pci: '0000:01:00.0'}}"), "");
	assert_string_equal(told(unit, &kernel,
				 "a: {match: {pci: '0000:09:00.0'}}, "
				 "b: {match: {pci: '0000:0a:00.0'}}"),
			    "a: waiting up to 85 s for its PCI device|");
	assert_string_equal(told(unit, &kernel, "enp9s0: {}"),
			    "enp9s0: waiting up to 85 s for a PF that matches|");
	fake.pfs[0].netdev[0] = '\0';
	assert_string_equal(told(unit, &kernel, "a: {match: {pci: '0000:01:00.0'}}"),
			    "a: waiting up to 85 s for its network interface|");
	fake.pfs[0].driver = NULL;
	assert_string_equal(told(unit, &kernel, "a: {match: {pci: '0000:01:00.0'}}"),
			    "a: waiting up to 85 s for its driver|");
}

static void test_waits_for_what_is_missing(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	assert_int_equal(waited_ms(unit, &fake, &kernel, "pci: '0000:01:00.0'"), 0);
	assert_int_equal(waited_ms(unit, &fake, &kernel, "netdev: enp1s0"), 0);
	assert_true(waited_ms(unit, &fake, &kernel, "pci: '0000:09:00.0'") >= 1000);
	assert_true(waited_ms(unit, &fake, &kernel, "netdev: enp9s0") >= 1000);
	/* A NIC whose driver is still in its probe. */
	fake.pfs[0].netdev[0] = '\0';
	assert_true(waited_ms(unit, &fake, &kernel, "pci: '0000:01:00.0'") >= 1000);
	fake.pfs[0].driver = NULL;
	assert_true(waited_ms(unit, &fake, &kernel, "pci: '0000:01:00.0'") >= 1000);
}

/* A PF that a driver keeps for user space gets no netdev, and one that is gone nothing.
 */
static void test_one_pf_that_never_gets_ready(void **state)
{
	static const volatile sig_atomic_t stop;
	const struct await_options options = {.timeout_ms = 1000, .stop = &stop};
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	int64_t before;

	fake_kernel_init(&fake, 1, &kernel);
	fake.pfs[0].netdev[0] = '\0';
	before = fake.now_ms;
	await_pf(&kernel, &unit->arena, fake.pfs[0].pci, &options);
	assert_true(fake.now_ms - before >= 1000);
	fake.pfs[0].driver = "vfio-pci";
	before = fake.now_ms;
	await_pf(&kernel, &unit->arena, fake.pfs[0].pci, &options);
	await_pf(&kernel, &unit->arena, (struct pci_address){.bus = 9}, &options);
	assert_int_equal(fake.now_ms, before);
}

/* What it would find, nobody would wait for. */
static void test_asks_nothing_where_there_is_no_time(void **state)
{
	static const volatile sig_atomic_t stop;
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	size_t before;

	fake_kernel_init(&fake, 1, &kernel);
	before = fake.n_operations;
	await_pfs(&kernel, &unit->arena,
		  unit_desired(unit, "version: 1\npfs: {enp1s0: {}}"),
		  &(struct await_options){.stop = &stop});
	assert_int_equal(fake.n_operations, before);
}

UNIT_GROUP(await, UNIT_TEST(test_waits_for_what_is_missing), UNIT_TEST(test_tells),
	   UNIT_TEST(test_one_pf_that_never_gets_ready),
	   UNIT_TEST(test_asks_nothing_where_there_is_no_time))
