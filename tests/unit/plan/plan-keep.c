/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-keep.h"

#include "fake-kernel.h"
#include "observe/observe.h"
#include "plan/plan-make.h"
#include "unit.h"

/* A host with four VFs that somebody set up by hand. */
static void init_host(struct fake_kernel *fake, struct kernel *kernel)
{
	struct fake_vf *vfs = fake->pfs[0].vfs;

	fake_kernel_init(fake, 1, kernel);
	fake->pfs[0].link = true;
	fake_kernel_add_vfs(fake, 0, 4);
	vfs[0].vlan = (struct vlan){.id = 300, .proto = VLAN_8021Q};
	vfs[0].trust = true;
	vfs[1].max_tx_rate = 200;
	vfs[1].spoofchk = false;
	vfs[1].vlan = (struct vlan){.id = 4095, .proto = VLAN_8021Q}; /* in no YAML */
	strcpy(vfs[2].override, "vfio-pci");
	vfs[2].is_vfio = true;
	vfs[2].enable = 0;
	vfs[2].netdev[0] = '\0';
	vfs[3].vlan = (struct vlan){.id = 303, .proto = VLAN_8021Q};
}

/* "0.vlan=300 1.spoofchk=off 2.driver=vfio-pci | 3.vlan=303": what is kept, and what
 * lost, but for the MACs, and spoofchk where it is on. */
static const char *kept(struct unit *unit, const char *pf)
{
	struct fake_kernel fake;
	struct kernel kernel;
	const struct plan *plan;
	const char *text = "";
	char value[VALUE_FORMAT_MAX];

	init_host(&fake, &kernel);
	plan = plan_make(
		&unit->arena, &unit->diags,
		unit_desired(unit, arena_printf(&unit->arena,
						"version: 1\npfs: {enp1s0: {%s}}\n", pf)),
		observe(&kernel, &unit->arena, &unit->diags, NULL, NULL),
		DISRUPTION_REFUSED);
	for (size_t i = 0; i < plan->pfs[0].n_changes; i++) {
		const struct change *change = &plan->pfs[0].changes[i];

		value_format(change_value_kind(change), change->to, value);
		if (!change->is_kept ||
		    (change->stage == STAGE_VF_ATTR &&
		     (change->attr == VF_ATTR_MAC ||
		      (change->attr == VF_ATTR_SPOOFCHK && change->to.on))))
			continue;
		assert_int_equal(change->block, BLOCK_NONE);
		text = arena_printf(&unit->arena, "%s%s%d.%s=%s", text,
				    text[0] ? " " : "", change->vf, change_name(change),
				    value);
	}
	for (size_t i = 0; i < plan->pfs[0].n_lost; i++) {
		const struct lost_value *lost = &plan->pfs[0].lost[i];

		value_format(vf_attr_info[lost->attr].kind, lost->value, value);
		if (lost->attr != VF_ATTR_MAC && lost->attr != VF_ATTR_SPOOFCHK)
			text = arena_printf(&unit->arena, "%s | %u.%s=%s", text, lost->vf,
					    vf_attr_info[lost->attr].name, value);
	}
	assert_string_equal(unit_codes(unit), "");
	return text;
}

static void test_what_is_carried_over(void **state)
{
	struct unit *unit = *state;

	assert_string_equal(
		kept(unit, "numvfs: 5"),
		"0.vlan=300 0.trust=on 1.max_tx_rate=200 Mbit/s 1.spoofchk=off "
		"3.vlan=303 2.driver=vfio-pci | 1.vlan=4095");
	/* VF 3 goes, and what it has. */
	assert_string_equal(
		kept(unit, "numvfs: 3"),
		"0.vlan=300 0.trust=on 1.max_tx_rate=200 Mbit/s 1.spoofchk=off "
		"2.driver=vfio-pci | 1.vlan=4095 | 3.vlan=303");
	/* What is configured is configured. */
	assert_string_equal(kept(unit, "numvfs: 5, vf_defaults: {vlan: 0, trust: off, "
				       "driver: default}"),
			    "1.max_tx_rate=200 Mbit/s 1.spoofchk=off");
	/* VFs that stay have what they have. */
	assert_string_equal(kept(unit, "numvfs: 4"), "");
	assert_string_equal(kept(unit, "numvfs: 0"), "");
}

/* Where another eswitch mode is refused since the host uses the PF, VFs are recreated in
 * the mode that there is, and keep what they can have in it. */
static void test_refused_mode(void **state)
{
	struct unit *unit = *state;

	for (int used = 0; used < 2; used++) {
		struct fake_kernel fake;
		struct kernel kernel;
		const struct plan *plan;
		bool keeps_vlan = false;

		fake_kernel_init(&fake, 1, &kernel);
		fake_kernel_set_personality(&fake, 0, personality_find("mlx5"));
		fake.pfs[0].link = true;
		fake.pfs[0].has_address = used;
		fake_kernel_add_vfs(&fake, 0, 1);
		fake.pfs[0].vfs[0].vlan = (struct vlan){.id = 300, .proto = VLAN_8021Q};
		plan = plan_make(&unit->arena, &unit->diags,
				 unit_desired(unit, "version: 1\npfs: {enp1s0: {numvfs: "
						    "2, eswitch: {mode: switchdev}}}\n"),
				 observe(&kernel, &unit->arena, &unit->diags, NULL, NULL),
				 DISRUPTION_REFUSED);
		for (size_t i = 0; i < plan->pfs[0].n_changes; i++) {
			const struct change *change = &plan->pfs[0].changes[i];

			keeps_vlan |= change->is_kept && change->attr == VF_ATTR_VLAN &&
				      change->block == BLOCK_NONE;
		}
		assert_int_equal(keeps_vlan, used);
		assert_int_equal(plan->n_in_use, used);
	}
}

static struct field vlan(uint16_t id)
{
	return (struct field){.set = true, .value.vlan = {.id = id, .proto = VLAN_8021Q}};
}

/* "0.vlan=300 (in-use)": what is kept on a host whose three VFs an interrupted run has
 * made for those that it had removed. */
static const char *restored(struct unit *unit, struct fake_kernel *fake,
			    const struct saved_vfs *saved, const char *pf)
{
	struct kernel kernel = fake_kernel_of(fake);
	struct observed *observed =
		observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	const struct plan_pf *plan;
	const char *text = "";
	char value[VALUE_FORMAT_MAX];

	observed->pfs[0].saved = saved;
	plan = &plan_make(&unit->arena, &unit->diags,
			  unit_desired(unit, arena_printf(&unit->arena,
							  "version: 1\n"
							  "pfs: {enp1s0: {%s}}\n",
							  pf)),
			  observed, DISRUPTION_REFUSED)
			->pfs[0];
	for (size_t i = 0; i < plan->n_changes; i++) {
		const struct change *change = &plan->changes[i];

		value_format(change_value_kind(change), change->to, value);
		if (!change->is_kept)
			continue;
		assert_non_null(change->why);
		text = arena_printf(&unit->arena, "%s%s%d.%s=%s%s", text,
				    text[0] ? " " : "", change->vf, change_name(change),
				    value,
				    change->block == BLOCK_IN_USE ? " (in use)" : "");
	}
	return text;
}

static void test_what_was_interrupted(void **state)
{
	struct unit *unit = *state;
	struct saved_vf vfs[] = {{.index = 0}, {.index = 2}, {.index = 7}};
	const struct saved_vfs saved = {8, vfs, ARRAY_SIZE(vfs)};
	struct fake_kernel fake;
	struct kernel kernel;

	vfs[0].attrs[VF_ATTR_VLAN] = vlan(300);
	vfs[0].attrs[VF_ATTR_SPOOFCHK].set = true;
	vfs[1].attrs[VF_ATTR_VLAN] = vlan(302);
	vfs[1].attrs[VF_ATTR_MTU] = (struct field){.set = true, .value.number = 9000};
	vfs[2].attrs[VF_ATTR_VLAN] = vlan(307);
	fake_kernel_init(&fake, 1, &kernel);
	fake.pfs[0].link = true;
	fake_kernel_add_vfs(&fake, 0, 3);
	assert_string_equal(restored(unit, &fake, &saved, "numvfs: 3"),
			    "0.vlan=300 0.spoofchk=off 2.vlan=302 2.mtu=9000");
	/* What is configured, and what somebody has set since. */
	fake.pfs[0].vfs[2].vlan = (struct vlan){.id = 5, .proto = VLAN_8021Q};
	assert_string_equal(restored(unit, &fake, &saved, "vf_defaults: {mtu: 1500}"),
			    "0.vlan=300 0.spoofchk=off");
	fake.pfs[0].vfs[0].netdev_up = true;
	assert_string_equal(restored(unit, &fake, &saved, "numvfs: 3"),
			    "0.vlan=300 (in use) 0.spoofchk=off 2.mtu=9000");
	assert_string_equal(unit_codes(unit), "");
}

UNIT_GROUP(plan_keep, UNIT_TEST(test_what_is_carried_over), UNIT_TEST(test_refused_mode),
	   UNIT_TEST(test_what_was_interrupted))
