/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use-pf.h"
#include "support/guard.h"
#include "unit.h"

/* Every combination of users and of what cannot be read is a sentence. */
static void test_sentences(void **state)
{
	struct holder holders[] = {
		{.kind = HOLDER_UPPER, .who = "the bridge br0"},
		{.kind = HOLDER_ADDRESS, .who = "the address 192.0.2.9"},
		{.kind = HOLDER_ADDRESS,
		 .who = "the address 192.0.2.10",
		 .netdev = "enp1s0d1"},
		{.kind = HOLDER_UNKNOWN, .who = "the routes of enp1s0 cannot be read: x"},
		{.kind = HOLDER_UNKNOWN, .who = "/proc cannot be read: x"},
	};
	static const struct {
		size_t first, n;
		const char *by;
	} cases[] = {
		{0, 0, NULL},
		{0, 1, "in use: the bridge br0"},
		{0, 2, "in use: the bridge br0, the address 192.0.2.9"},
		{1, 2,
		 "in use: the address 192.0.2.9, the address 192.0.2.10 on enp1s0d1"},
		{2, 2,
		 "in use: the address 192.0.2.10 on enp1s0d1; the routes of enp1s0 "
		 "cannot be read: x"},
		{3, 1, "may be in use: the routes of enp1s0 cannot be read: x"},
		{3, 2,
		 "may be in use: the routes of enp1s0 cannot be read: x; /proc cannot "
		 "be read: x"},
	};
	struct change change = {.takes = DISRUPTION_BLINK};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct observed_pf pf = {
			.netdev = "enp1s0",
			.attrs[PF_ATTR_LINK] = {.set = true, .value.on = true},
			.holders = holders + cases[i].first,
			.n_holders = cases[i].n};
		const char *by = in_use_pf_by(&unit->arena, &pf, DISRUPTION_BLINK);
		const char *reason =
			in_use_pf_refuses(&unit->arena, &pf, &change, DISRUPTION_REFUSED);

		if (!cases[i].by) {
			assert_null(by);
			assert_null(reason);
			continue;
		}
		assert_string_equal(by, cases[i].by);
		assert_string_equal(reason,
				    arena_printf(&unit->arena,
						 "enp1s0 %s%s; its link would blink for "
						 "1 to 3 s, or 30 s where the switch "
						 "runs STP",
						 by[0] == 'i' ? "is " : "", by));
	}
}

/* Only the first netdev is ever put down, and one that is down has no users; the others
 * share every reset of the device. */
static void test_second_netdev(void **state)
{
	struct holder holder = {.kind = HOLDER_ADDRESS, .who = "the address 192.0.2.9"};
	struct observed_pf pf = {.netdev = "enp1s0",
				 .ifindex = 2,
				 .attrs[PF_ATTR_LINK] = {.set = true, .value.on = true},
				 .holders = &holder,
				 .n_holders = 1};
	struct arena *arena = &((struct unit *)*state)->arena;

	assert_non_null(in_use_pf_by(arena, &pf, DISRUPTION_BLINK));
	assert_non_null(in_use_pf_by(arena, &pf, DISRUPTION_LINK));
	pf.attrs[PF_ATTR_LINK] = (struct field){.set = true, .value.on = false};
	assert_null(in_use_pf_by(arena, &pf, DISRUPTION_BLINK));
	holder.netdev = "enp1s0d1";
	assert_non_null(in_use_pf_by(arena, &pf, DISRUPTION_BLINK));
	pf.attrs[PF_ATTR_LINK] = (struct field){.set = true, .value.on = true};
	assert_null(in_use_pf_by(arena, &pf, DISRUPTION_LINK));
}

static void test_many(void **state)
{
	struct holder holders[10];
	struct observed_pf pf = {.attrs[PF_ATTR_LINK] = {.set = true, .value.on = true},
				 .holders = holders,
				 .n_holders = 10};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(holders); i++)
		holders[i] = (struct holder){.kind = HOLDER_ROUTE, .who = "a"};
	assert_string_equal(in_use_pf_by(&unit->arena, &pf, DISRUPTION_BLINK),
			    "in use: a, a, a, a, a, a, a, a and 2 more");
}

UNIT_GROUP(in_use_pf, UNIT_TEST(test_sentences), UNIT_TEST(test_second_netdev),
	   UNIT_TEST(test_many))
