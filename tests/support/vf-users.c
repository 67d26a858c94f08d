/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "vf-users.h"

#include "model/in-use.h"
#include "observe/observe.h"

const struct observed_pf *vf_users_look(struct unit *unit, struct fake_kernel *fake,
					const char *keys)
{
	const struct desired *desired =
		keys ? unit_desired(unit, arena_printf(&unit->arena,
						       "version: 1\npfs:\n  p0: {match: "
						       "{pci: '0000:01:00.0'}, %s}\n",
						       keys))
		     : NULL;
	struct kernel kernel = fake_kernel_of(fake);

	return &observe(&kernel, &unit->arena, &unit->diags, NULL, desired)->pfs[0];
}

const char *vf_users_of_vf_1(struct unit *unit, struct fake_kernel *fake,
			     const char *keys)
{
	const struct observed_pf *pf = vf_users_look(unit, fake, keys);

	assert_string_equal(unit_codes(unit), "");
	return in_use_by(&unit->arena, pf, &pf->vfs[1]);
}

const char *vf_users_only_of_vf_1(struct unit *unit, struct fake_kernel *fake)
{
	const struct observed_pf *pf = vf_users_look(unit, fake, NULL);

	assert_string_equal(unit_codes(unit), "");
	assert_null(in_use_by(&unit->arena, pf, &pf->vfs[0]));
	return in_use_by(&unit->arena, pf, &pf->vfs[1]);
}

const char *vf_users_only_holder(const struct observed_vf *vf)
{
	assert_true(vf->n_holders <= 1);
	return vf->n_holders > 0 ? vf->holders[0].who : NULL;
}
