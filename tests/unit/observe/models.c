/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/models.h"

#include "support/pci-model.h"
#include "unit.h"

static char asked[256];

static int read_modalias(void *self, const char *path, char *buffer, size_t size)
{
	(void)self;
	strcat(strcat(asked, path), " ");
	if (strcmp(path, "bus/pci/devices/0000:01:00.0/modalias") != 0)
		return -ENOENT;
	snprintf(buffer, size, "pci:v00008086d000010C9sv00008086sd0000A03Cbc02sc00i00");
	return (int)strlen(buffer);
}

/* Whatever database this machine has, the PF is asked for there by its modalias. */
static void test_names(void **state)
{
	static const struct kernel_ops ops = {.read = read_modalias};
	struct unit *unit = *state;
	struct kernel kernel = {.ops = &ops};
	struct observed_pf pfs[] = {{.has_pci = true, .pci.bus = 1},
				    {.has_pci = true, .pci.bus = 2},
				    {.netdev = "eni10np1"}};
	struct observed observed = {.pfs = pfs, .n_pfs = ARRAY_SIZE(pfs)};
	const char *model = pci_model(
		&unit->arena, "pci:v00008086d000010C9sv00008086sd0000A03Cbc02sc00i00");

	observe_models(&kernel, &unit->arena, &observed);
	if (model)
		assert_string_equal(pfs[0].model, model);
	else
		assert_null(pfs[0].model);
	assert_string_equal(asked, "bus/pci/devices/0000:01:00.0/modalias "
				   "bus/pci/devices/0000:02:00.0/modalias ");
	assert_null(pfs[1].model);
	assert_null(pfs[2].model);
}

UNIT_GROUP(models, UNIT_TEST(test_names))
