/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/pci-address.h"

#include "unit.h"

static void test_parse_and_format(void **state)
{
	static const struct {
		const char *in;
		const char *out;
	} good[] = {
		{"0000:03:00.0", "0000:03:00.0"},
		{"03:1f.7", "0000:03:1f.7"},
		{"10000:e1:00.0", "10000:e1:00.0"},
		{"ABCD:EF:10.2", "abcd:ef:10.2"},
	};
	static const char *const bad[] = {"",
					  "0000:03:00",
					  "0000:03:20.0",
					  "0000:03:00.8",
					  "0000:3:00.0",
					  "000:03:00.0",
					  "0000:03:00.0 ",
					  "enp3s0",
					  "0000:03:00.00",
					  "0000-03-00.0",
					  "000000000:03:00.0"};
	struct pci_address address;
	char text[PCI_ADDRESS_TEXT];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		assert_true(pci_address_parse(good[i].in, &address));
		pci_address_format(address, text);
		assert_string_equal(text, good[i].out);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(pci_address_parse(bad[i], &address));
}

static void test_compare(void **state)
{
	static const char *const rising[] = {"0000:01:00.0", "0000:01:00.1",
					     "0000:01:01.0", "0000:02:00.0",
					     "0001:00:00.0"};
	struct pci_address a, b;

	(void)state;
	for (size_t i = 1; i < ARRAY_SIZE(rising); i++) {
		pci_address_parse(rising[i - 1], &a);
		pci_address_parse(rising[i], &b);
		assert_true(pci_address_compare(a, b) < 0);
		assert_true(pci_address_compare(b, a) > 0);
		assert_int_equal(pci_address_compare(a, a), 0);
	}
}

UNIT_GROUP(pci_address, UNIT_TEST(test_parse_and_format), UNIT_TEST(test_compare))
