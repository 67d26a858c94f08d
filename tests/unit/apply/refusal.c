/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/refusal.h"

#include "support/library.h"
#include "unit.h"

static void test_the_special_row_wins(void **state)
{
	struct change rate = {.stage = STAGE_VF_ATTR, .attr = VF_ATTR_MAX_TX_RATE};
	struct change numvfs = {.stage = STAGE_NUMVFS, .pf_attr = PF_ATTR_NUMVFS};
	struct observed_pf igb = {.driver = "igb"}, other = {.driver = "mlx5_core"};

	(void)state;
	assert_non_null(
		strstr(refusal_find(&rate, &igb, -EINVAL)->reason, "administratively"));
	igb.attrs[PF_ATTR_LINK] = other.attrs[PF_ATTR_LINK] =
		(struct field){.set = true, .value.on = true};
	assert_non_null(strstr(refusal_find(&rate, &igb, -EINVAL)->reason, "carrier"));
	igb.carrier = true;
	assert_non_null(strstr(refusal_find(&rate, &igb, -EINVAL)->reason, "link speed"));
	other.carrier = true;
	assert_non_null(strstr(refusal_find(&rate, &other, -EINVAL)->reason, "range"));
	assert_non_null(strstr(refusal_find(&rate, &other, -EPERM)->reason, "eswitch"));
	assert_non_null(
		strstr(refusal_find(&rate, &igb, -EPERM)->reason, "CAP_NET_ADMIN"));
	assert_non_null(strstr(refusal_find(&numvfs, &igb, -ERANGE)->reason, "more VFs"));
	assert_null(refusal_find(&numvfs, &igb, -EXDEV));
}

UNIT_GROUP(refusal, UNIT_TEST(test_the_special_row_wins))
