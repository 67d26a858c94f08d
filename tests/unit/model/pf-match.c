/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/pf-match.h"

#include "unit.h"

static struct observed_pf pfs[4];

static const struct observed *make_host(void)
{
	static const char *altnames[] = {"uplink", "enp3s0f0np0"};
	static struct observed observed = {.pfs = pfs, .n_pfs = ARRAY_SIZE(pfs)};

	pfs[0] = (struct observed_pf){
		.has_pci = true,
		.pci = {.bus = 1},
		.netdev = "a",
		.driver = "igb",
		.facts[PF_FACT_VENDOR] = {.set = true, .value.number = 0x8086},
		.facts[PF_FACT_DEVICE] = {.set = true, .value.number = 0x10c9},
		.mac = UNIT_MAC(2, 0, 0, 0, 0, 9),
		.permanent_mac = UNIT_MAC(2, 0, 0, 0, 0, 1)};
	pfs[1] = (struct observed_pf){
		.has_pci = true,
		.pci = {.bus = 2},
		.netdev = "b",
		.altnames = altnames,
		.n_altnames = 2,
		.driver = "igb",
		.facts[PF_FACT_VENDOR] = {.set = true, .value.number = 0x8086},
		.facts[PF_FACT_DEVICE] = {.set = true, .value.number = 0x10c9},
		.mac = UNIT_MAC(2, 0, 0, 0, 0, 2)};
	pfs[2] = (struct observed_pf){
		.netdev = "c",
	};
	pfs[3] = (struct observed_pf){
		.has_pci = true,
		.pci = {.bus = 3},
		.facts[PF_FACT_VENDOR] = {.set = true, .value.number = 0x15b3},
		.facts[PF_FACT_DEVICE] = {.set = true, .value.number = 0x1017}};
	return &observed;
}

/* The index of the only PF, -1 for none, -2 for several. */
static int find(struct pf_match match)
{
	size_t n;
	const struct observed_pf *found = pf_match_find(&match, make_host(), &n);

	assert_int_equal(found != NULL, n > 0);
	return n == 0 ? -1 : n > 1 ? -2 : (int)(found - pfs);
}

static void test_each_selector(void **state)
{
	(void)state;
	assert_int_equal(find((struct pf_match){.has_pci = true, .pci = {.bus = 2}}), 1);
	assert_int_equal(find((struct pf_match){.netdev = "c"}), 2);
	assert_int_equal(find((struct pf_match){.netdev = "uplink"}), 1);
	assert_int_equal(find((struct pf_match){.netdev = "d"}), -1);
	assert_int_equal(find((struct pf_match){.driver = "igb"}), -2);
	assert_int_equal(
		find((struct pf_match){
			.facts[PF_FACT_VENDOR] = {.set = true, .value.number = 0x15b3}}),
		3);
	assert_int_equal(
		find((struct pf_match){
			.facts[PF_FACT_DEVICE] = {.set = true, .value.number = 0x10c9}}),
		-2);
	/* No PCI device: address 0000:00:00.0 in memory is not its address. */
	assert_int_equal(find((struct pf_match){.has_pci = true}), -1);
}

/* The permanent address, and the present one where the driver tells no other. */
static void test_mac(void **state)
{
	(void)state;
	assert_int_equal(
		find((struct pf_match){.has_mac = true, .mac = {{2, 0, 0, 0, 0, 1}}}), 0);
	assert_int_equal(
		find((struct pf_match){.has_mac = true, .mac = {{2, 0, 0, 0, 0, 9}}}),
		-1);
	assert_int_equal(
		find((struct pf_match){.has_mac = true, .mac = {{2, 0, 0, 0, 0, 2}}}), 1);
}

static void test_all_given_must_hold(void **state)
{
	(void)state;
	assert_int_equal(find((struct pf_match){.driver = "igb", .netdev = "b"}), 1);
	assert_int_equal(find((struct pf_match){.driver = "igb", .netdev = "c"}), -1);
	assert_int_equal(find((struct pf_match){
				 .has_pci = true, .pci = {.bus = 2}, .netdev = "a"}),
			 -1);
	assert_int_equal(
		find((struct pf_match){
			.driver = "igb",
			.facts[PF_FACT_VENDOR] = {.set = true, .value.number = 0x15b3}}),
		-1);
}

UNIT_GROUP(pf_match, UNIT_TEST(test_each_selector), UNIT_TEST(test_mac),
	   UNIT_TEST(test_all_given_must_hold))
