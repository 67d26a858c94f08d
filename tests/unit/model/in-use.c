/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use.h"

#include "unit.h"

static void test_who_uses_it(void **state)
{
	static const struct {
		struct observed_vf vf;
		const char *part; /* of the words; NULL: idle */
	} cases[] = {
		{{.driver = NULL}, NULL},
		{{.driver = "igbvf", .netdev = "eth0"}, NULL},
		{{.driver = "igbvf", .netdev = "eth0", .netdev_up = true}, "eth0 is up"},
		{{.driver = "igbvf"}, "network namespace"},
		{{.driver = "vfio-pci", .enable = 0}, NULL},
		{{.driver = "vfio-pci", .enable = 1}, "vfio-pci"},
		{{.driver = "vfio-pci", .enable = -1}, "vfio-pci"},
		{{.driver = "mlx5_vfio_pci", .enable = 1}, "mlx5_vfio_pci"},
		{{.driver = "uio_pci_generic"}, "uio_pci_generic"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *by = in_use_by(&unit->arena, &cases[i].vf);

		if (cases[i].part)
			assert_non_null(strstr(by, cases[i].part));
		else
			assert_null(by);
	}
	assert_true(in_use_by_vfio(&cases[5].vf));
	assert_false(in_use_by_vfio(&cases[4].vf));
	assert_false(in_use_by_vfio(&cases[2].vf));
}

UNIT_GROUP(in_use, UNIT_TEST(test_who_uses_it))
