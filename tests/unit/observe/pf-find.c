/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/pf-find.h"

#include "fake-kernel.h"
#include "observe/observe.h"
#include "unit.h"

/* The buses of the PFs that are found for a configuration, as "1 3". */
static const char *find(struct unit *unit, const char *pfs)
{
	struct fake_kernel fake;
	struct kernel kernel;
	const struct desired *desired = NULL;
	const struct observed_pf *keys;
	const char *words = "";
	size_t n;

	fake_kernel_init(&fake, 3, &kernel);
	strcpy(fake.pfs[1].altname, "a-name-longer-than-ifnamsiz");
	if (pfs)
		desired = unit_desired(
			unit, arena_printf(&unit->arena, "version: 1\npfs: {%s}\n", pfs));
	keys = pf_find_keys(&kernel, &unit->arena, &unit->diags, desired, &n);
	for (size_t i = 0; i < n; i++)
		words = arena_printf(&unit->arena, "%s%s%u", words, i ? " " : "",
				     keys[i].pci.bus);
	assert_string_equal(unit_codes(unit), "");
	return words;
}

static void test_all(void **state)
{
	assert_string_equal(find(*state, NULL), "1 2 3");
}

static void test_only_the_named_ones(void **state)
{
	struct unit *unit = *state;

	assert_string_equal(find(unit, "a: {match: {pci: '0000:03:00.0'}}, "
				       "b: {match: {netdev: enp1s0}}"),
			    "1 3");
	/* One PF under two names is one. */
	assert_string_equal(find(unit, "a: {match: {pci: '0000:01:00.0'}}, enp1s0: {}"),
			    "1");
	assert_string_equal(
		find(unit, "a: {match: {netdev: a-name-longer-than-ifnamsiz}}"), "2");
}

/* To choose from, or to list where something is missing. */
static void test_all_where_names_do_not_tell(void **state)
{
	struct unit *unit = *state;

	assert_string_equal(find(unit, "a: {match: {driver: igb}}"), "1 2 3");
	assert_string_equal(find(unit, "a: {match: {mac: '90:e2:ba:21:02:00'}}"),
			    "1 2 3");
	assert_string_equal(find(unit, "enp1s0: {}, b: {match: {pci: '0000:09:00.0'}}"),
			    "1 2 3");
	assert_string_equal(find(unit, "enp1s0: {}, enp9s0: {}"), "1 2 3");
}

/* Their netdevs are one level down, below virtioN; the PF is the PCI device all the same.
 */
static void test_virtio(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	const struct desired *desired =
		unit_desired(unit, "version: 1\npfs: {enp1s0: {numvfs: 2}}\n");
	const struct observed *observed;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_set_personality(&fake, 0, personality_find("virtio"));
	fake_kernel_add_vfs(&fake, 0, 2);
	fake.pfs[0].vfs[1].netdev_up = true;
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, desired);
	assert_string_equal(unit_codes(unit), "");
	assert_int_equal(observed->n_pfs, 1);
	assert_true(observed->pfs[0].has_pci);
	assert_string_equal(observed->pfs[0].netdev, "enp1s0");
	assert_string_equal(observed->pfs[0].vfs[1].netdev, "enp1s0v1");
	assert_true(observed_vf_is_up(&observed->pfs[0].vfs[1]));
}

UNIT_GROUP(pf_find, UNIT_TEST(test_virtio), UNIT_TEST(test_all),
	   UNIT_TEST(test_only_the_named_ones),
	   UNIT_TEST(test_all_where_names_do_not_tell))
