/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use-phrase.h"

#include "model/in-use.h"
#include "unit.h"

static void test_who_uses_it(void **state)
{
	static const struct {
		struct observed_vf vf;
		const char *part; /* of the words; NULL: idle */
	} cases[] = {
		{{.attrs[VF_ATTR_DRIVER] = {0}}, NULL},
		{{.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"},
		  .netdev = "eth0"},
		 NULL},
		{{.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"},
		  .netdev = "eth0",
		  .attrs[VF_ATTR_LINK] = {.set = true, .value.on = true}},
		 "eth0 is up"},
		{{.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"}},
		 "network namespace"},
		{{.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "vfio-pci"},
		  .enable = UNIT_NUMBER(0)},
		 NULL},
		{{.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "vfio-pci"},
		  .enable = UNIT_NUMBER(1)},
		 "vfio-pci"},
		{{.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "vfio-pci"}},
		 "vfio-pci"},
		{{.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "mlx5_vfio_pci"},
		  .enable = UNIT_NUMBER(1)},
		 "mlx5_vfio_pci"},
		{{.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "uio_pci_generic"},
		  .device_files = UNIT_NUMBER(0)},
		 "uio_pci_generic"},
		{{.attrs[VF_ATTR_DRIVER] = {.set = true,
					    .value.text = "uio_pci_generic"}},
		 "cannot tell"},
		{{.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igb_uio"},
		  .device_files = UNIT_NUMBER(1)},
		 NULL},
		{{.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "pci-stub"}},
		 NULL},
		{{.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "pciback"}},
		 "pciback"},
	};
	struct observed_pf pf = {.netdev = "enp3s0"};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *by = in_use_by(&unit->arena, &pf, &cases[i].vf);

		if (cases[i].part)
			assert_non_null(strstr(by, cases[i].part));
		else
			assert_null(by);
	}
	pf.netdev = NULL;
	assert_null(in_use_by(&unit->arena, &pf, &(struct observed_vf){.index = 1}));
	assert_true(in_use_by_vfio(&cases[5].vf));
	assert_false(in_use_by_vfio(&cases[4].vf));
	assert_false(in_use_by_vfio(&cases[2].vf));
}

/* A VF without a netdev, of a PF without or with one: its device files show who uses it.
 */
static void test_device_files(void **state)
{
	static const struct {
		const char *pf_netdev, *driver;
		int device_files;
		const char *part; /* of the words; NULL: idle */
	} cases[] = {
		{NULL, "i915", 2, NULL},
		{NULL, "nvme", 1, NULL},
		{NULL, "anydriver", 1, NULL},
		{NULL, "i915", 0, "cannot tell"},
		{NULL, "c6xxvf", 0, "cannot tell"},
		/* Of a snapshot that does not say. */
		{NULL, "i915", -1, NULL},
		{NULL, "c6xxvf", -1, "cannot tell"},
		/* Its netdev may be anywhere. */
		{"enp1s0", "mlx5_core", 1, "network namespace"},
		{"enp1s0", "igbvf", 0, "network namespace"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct observed_pf pf = {.netdev = cases[i].pf_netdev};
		struct holder holder = {.kind = HOLDER_PROCESS, .who = "Xorg (pid 5)"};
		struct observed_vf vf = {
			.attrs[VF_ATTR_DRIVER] = {.set = true,
						  .value.text = cases[i].driver},
			.device_files = {.set = cases[i].device_files >= 0,
					 .value.number =
						 (uint32_t)cases[i].device_files}};
		const char *by = in_use_by(&unit->arena, &pf, &vf);

		if (cases[i].part) {
			assert_non_null(strstr(by, cases[i].part));
			assert_non_null(in_use_advice(&unit->arena, &pf, &vf));
		} else {
			assert_null(by);
		}
		vf.holders = &holder;
		vf.n_holders = 1;
		assert_string_equal(in_use_by(&unit->arena, &pf, &vf),
				    "opened by Xorg (pid 5)");
	}
}

/* However many there are, a text is short, and costs no more than that. */
static void test_many_holders(void **state)
{
	static struct holder holders[20000];
	struct observed_pf pf = {0};
	struct observed_vf vf = {
		.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"},
		.holders = holders,
		.n_holders = 8};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(holders); i++)
		holders[i] = (struct holder){.kind = HOLDER_PROCESS, .who = "a"};
	assert_string_equal(in_use_by(&unit->arena, &pf, &vf),
			    "opened by a, a, a, a, a, a, a, a");
	vf.n_holders = ARRAY_SIZE(holders);
	assert_string_equal(in_use_by(&unit->arena, &pf, &vf),
			    "opened by a, a, a, a, a, a, a, a and 19992 more");
}

/* A kind that no phrase names is not idle. */
static void test_any_holder_counts(void **state)
{
	struct observed_pf pf = {.netdev = "enp3s0"};
	struct unit *unit = *state;

	for (int kind = 0; kind < HOLDER_KIND_COUNT; kind++) {
		struct holder holder = {.kind = (enum holder_kind)kind,
					.who = "somebody"};
		struct observed_vf vf = {
			.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"},
			.netdev = "v0",
			.holders = &holder,
			.n_holders = 1};

		assert_non_null(in_use_by(&unit->arena, &pf, &vf));
	}
}

/* What is on the netdev beside netdevs and addresses. */
static void test_programs(void **state)
{
	static const struct {
		enum holder_kind kind;
		const char *who;
		bool is_up, is_raised;
		const char *by;
	} cases[] = {
		{HOLDER_XDP, "an XDP socket of x (pid 5)", false, false,
		 "its netdev eth0 has an XDP socket of x (pid 5)"},
		{HOLDER_XDP, "an XDP program", true, false,
		 "its netdev eth0 is up, with an XDP program"},
		{HOLDER_PACKET, "a packet socket", true, false,
		 "its netdev eth0 is up, with a packet socket"},
		{HOLDER_UPPER, "gre gre1", false, false,
		 "its netdev eth0 has on top gre gre1"},
		{HOLDER_UPPER, "gre gre1", true, true,
		 "its netdev eth0 has on top gre gre1"},
	};
	struct unit *unit = *state;
	struct observed_pf pf = {.netdev = "enp1s0"};
	struct holder both[] = {{.kind = HOLDER_XDP, .who = "an XDP program"},
				{.kind = HOLDER_PACKET, .who = "a packet socket"},
				{.kind = HOLDER_UPPER, .who = "br0"}};
	struct observed_vf vf = {
		.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"},
		.netdev = "eth0",
		.attrs[VF_ATTR_LINK] = {.set = true, .value.on = true},
		.holders = both,
		.n_holders = 3};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct holder holder = {.kind = cases[i].kind, .who = cases[i].who};
		struct observed_vf one = {
			.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"},
			.netdev = "eth0",
			.attrs[VF_ATTR_LINK] = {.set = true, .value.on = cases[i].is_up},
			.holders = &holder,
			.n_holders = 1};

		one.netdev_raised_by = cases[i].is_raised ? "NetworkManager" : NULL;
		assert_string_equal(in_use_by(&unit->arena, &pf, &one), cases[i].by);
	}
	assert_string_equal(in_use_by(&unit->arena, &pf, &vf),
			    "its netdev eth0 is up, and has on top br0, with a packet "
			    "socket, an XDP program");
}

static void test_netdev_elsewhere(void **state)
{
	struct unit *unit = *state;
	struct observed_pf pf = {.netdev = "enp1s0"};
	struct holder holder = {.kind = HOLDER_NETNS,
				.who = "eth7 is in another network namespace (guest)"};
	struct observed_vf vf = {
		.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"},
		.holders = &holder,
		.n_holders = 1};

	assert_string_equal(in_use_by(&unit->arena, &pf, &vf),
			    "its netdev eth7 is in another network namespace (guest)");
	assert_non_null(in_use_advice(&unit->arena, &pf, &vf));
}

UNIT_GROUP(in_use_phrase, UNIT_TEST(test_who_uses_it), UNIT_TEST(test_device_files),
	   UNIT_TEST(test_many_holders), UNIT_TEST(test_any_holder_counts),
	   UNIT_TEST(test_programs), UNIT_TEST(test_netdev_elsewhere))
