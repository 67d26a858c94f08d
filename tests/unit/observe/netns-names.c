/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/netns-names.h"

#include <errno.h>

#include "fake-kernel.h"
#include "unit.h"

/* A host with one other namespace, which process 4711 has. */
static void init_fake(struct fake_kernel *fake, struct kernel *kernel)
{
	fake_kernel_init(fake, 1, kernel);
	fake_kernel_add_vfs(fake, 0, 1);
	fake->pfs[0].vfs[0].has_foreign_upper = true;
}

static struct netns_names read_names(struct unit *unit, struct kernel *kernel)
{
	struct netns_names names;

	netns_names_read(kernel, &unit->arena, &unit->arena, &names);
	return names;
}

/* Namespaces that a mount keeps need no process. */
static void test_named(void **state)
{
	static const struct {
		const char *mounts, *text;
	} cases[] = {
		{"1 1 0:4 net:[4026532326] /run/odd\\040place/x rw - nsfs nsfs rw\n"
		 "2 1 0:4 / /proc rw - proc proc rw\n",
		 " (/run/odd place/x)"},
		{"1 1 0:4 mnt:[4026532326] /run/odd\\040place/x rw - nsfs nsfs rw\n"
		 "1 1 0:4 net:[4026532326] /gone rw - nsfs nsfs rw\n"
		 "1 1\n",
		 ", of a process (pid 4711)"},
	};
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	init_fake(&fake, &kernel);
	fake_kernel_add_file(&fake, "/proc/self/mountinfo", "");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct netns_names names;

		strcpy(fake.files[0].text, cases[i].mounts);
		names = read_names(unit, &kernel);
		assert_null(names.problem);
		assert_int_equal(names.n_ids, 1);
		assert_int_not_equal(names.ids[0], names.own);
		assert_string_equal(netns_names_text(&names, names.ids[0]),
				    cases[i].text);
		assert_string_equal(netns_names_text(&names, names.ids[0] + 1), "");
	}
}

static void test_no_other_namespace(void **state)
{
	struct fake_kernel fake;
	struct kernel kernel;
	struct netns_names names;

	init_fake(&fake, &kernel);
	fake.pfs[0].vfs[0].has_foreign_upper = false;
	names = read_names(*state, &kernel);
	assert_null(names.problem);
	assert_int_equal(names.n_ids, 0);
}

/* Without rights there are none, which is no problem; with other errors it is one. */
static void test_no_ids(void **state)
{
	struct fake_kernel fake;
	struct kernel kernel;
	struct netns_names names;

	init_fake(&fake, &kernel);
	fake.netns_error = EACCES;
	names = read_names(*state, &kernel);
	assert_null(names.problem);
	assert_int_equal(names.n_ids, 0);
	fake.netns_error = ENOSPC;
	names = read_names(*state, &kernel);
	assert_string_equal(names.problem, "the id of this network namespace cannot be "
					   "read: No space left on device");
	assert_int_equal(names.n_ids, 0);
}

UNIT_GROUP(netns_names, UNIT_TEST(test_named), UNIT_TEST(test_no_other_namespace),
	   UNIT_TEST(test_no_ids))
