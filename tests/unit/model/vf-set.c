/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/vf-set.h"

#include "unit.h"

static struct vf_set set_of(struct unit *unit, const unsigned int *indexes, size_t n)
{
	struct vf_set set = {0};

	for (size_t i = 0; i < n; i++)
		vf_set_add(&unit->arena, &set, indexes[i]);
	return set;
}

static void test_format(void **state)
{
	static const struct {
		unsigned int indexes[6];
		size_t n;
		const char *text;
	} rows[] = {
		{{0}, 0, ""},
		{{7}, 1, "7"},
		{{0, 1}, 2, "0-1"},
		{{3, 2, 1, 0}, 4, "0-3"},
		{{0, 2, 4}, 3, "0,2,4"},
		{{5, 0, 1, 7, 8, 5}, 6, "0-1,5,7-8"},
		{{4294967295u}, 1, "4294967295"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct vf_set set = set_of(unit, rows[i].indexes, rows[i].n);

		assert_string_equal(vf_set_format(&unit->arena, &set), rows[i].text);
	}
}

static const char *of_both(struct unit *unit, const char *text, unsigned int index)
{
	static const unsigned int both[] = {1, 12};
	struct vf_set set = set_of(unit, both, 2);

	return vf_set_fill(&unit->arena, vf_set_generalize(&unit->arena, text, index),
			   &set);
}

static void test_generalize(void **state)
{
	struct unit *unit = *state;

	assert_string_equal(of_both(unit, "VF 1 is in use: VM web01", 1),
			    "VF 1,12 is in use: VM web01");
	assert_string_equal(of_both(unit, "what VF 12 has, and VF 12", 12),
			    "what VF 1,12 has, and VF 1,12");
	/* Another VF, another number, another word. */
	assert_string_equal(of_both(unit, "VF 12: vlan 1, VF 1x1", 1),
			    "VF 12: vlan 1, VF 1x1");
	assert_string_equal(of_both(unit, "UVF 1", 1), "UVF 1");
	assert_string_equal(of_both(unit, "vlan 1", 1), "vlan 1");
	assert_string_equal(of_both(unit, "", 1), "");
}

UNIT_GROUP(vf_set, UNIT_TEST(test_format), UNIT_TEST(test_generalize))
