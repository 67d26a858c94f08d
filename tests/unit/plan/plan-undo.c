/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-undo.h"

#include "apply-host.h"

static const bool all[] = {true, true};

static void undo(struct apply_host *host, const bool *is_wanted)
{
	apply_host_reconcile_desired(host,
				     plan_undo(&host->unit->arena, &host->unit->diags,
					       host->result, is_wanted));
}

static void test_attributes(void **state)
{
	struct apply_host host;
	struct fake_vf before[2];

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 2);
	host.fake.pfs[0].vfs[0].vlan.id = 9;
	memcpy(before, host.fake.pfs[0].vfs, sizeof(before));
	apply_host_reconcile(&host, FULL);
	undo(&host, all);
	assert_int_equal(host.after->n_changes, 0);
	assert_false(host.fake.pfs[0].link);
	assert_int_equal(host.fake.pfs[0].numvfs, 2);
	assert_int_equal(host.fake.pfs[0].vfs[0].vlan.id, 9);
	assert_false(host.fake.pfs[0].vfs[1].trust);
	assert_int_equal(host.fake.pfs[0].vfs[1].max_tx_rate, 0);
	assert_memory_equal(&host.fake.pfs[0].vfs[0].mac, &before[0].mac,
			    sizeof(before[0].mac));
	/* Its netdev too. */
	assert_memory_equal(&host.fake.pfs[0].vfs[0].netdev_mac, &before[0].netdev_mac,
			    sizeof(before[0].mac));
	assert_string_equal(unit_codes(*state), "");
	apply_host_done(&host);
}

/* VFs that the run has made go again, but not from who uses them by then. */
static void test_new_vfs(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	apply_host_reconcile(&host, FULL);
	undo(&host, all);
	assert_int_equal(host.fake.pfs[0].numvfs, 0);
	assert_false(host.fake.pfs[0].link);
	apply_host_reconcile(&host, FULL);
	fake_kernel_open_vf(&host.fake, 0, 1);
	undo(&host, all);
	assert_int_equal(host.fake.pfs[0].numvfs, 2);
	assert_true(host.after->n_in_use > 0);
	assert_string_equal(host.fake.violation, "");
	apply_host_done(&host);
}

/* A PF with two VFs, which have something of everything. */
static void add_varied_vfs(struct apply_host *host)
{
	struct fake_vf *vfs = host->fake.pfs[0].vfs;

	fake_kernel_add_vfs(&host->fake, 0, 2);
	vfs[0].vlan.id = 9;
	vfs[0].trust = true;
	vfs[0].max_tx_rate = 100;
	vfs[0].netdev_mtu = 9000;
	fake_kernel_open_vf(&host->fake, 0, 1);
	vfs[1].enable = 0;
	vfs[1].spoofchk = false;
	vfs[1].mac = (struct mac_address){{0x52, 0x54, 0, 0, 0, 7}};
	host->fake.pfs[0].link = true;
}

static void assert_varied_vfs(struct apply_host *host)
{
	const struct fake_vf *vfs = host->fake.pfs[0].vfs;

	assert_int_equal(host->after->n_changes, 0);
	assert_int_equal(host->fake.pfs[0].numvfs, 2);
	assert_int_equal(host->fake.pfs[0].autoprobe, 1);
	assert_int_equal(vfs[0].vlan.id, 9);
	assert_true(vfs[0].trust && vfs[0].is_bound && !vfs[0].is_vfio);
	assert_int_equal(vfs[0].max_tx_rate, 100);
	assert_int_equal(vfs[0].netdev_mtu, 9000);
	assert_true(vfs[1].is_bound && vfs[1].is_vfio);
	assert_false(vfs[1].spoofchk);
	assert_int_equal(vfs[1].mac.bytes[5], 7);
	assert_string_equal(host->fake.violation, "");
}

/* The number of VFs that were removed, or made anew, and all that they had. */
static void test_removed_vfs(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	add_varied_vfs(&host);
	apply_host_reconcile(&host, "enp1s0: {numvfs: 0}");
	assert_int_equal(host.fake.pfs[0].numvfs, 0);
	undo(&host, all);
	assert_varied_vfs(&host);
	apply_host_reconcile(&host, "enp1s0: {numvfs: 3, vf_defaults: {vlan: 5}}");
	assert_int_equal(host.fake.pfs[0].vfs[2].vlan.id, 5);
	undo(&host, all);
	assert_varied_vfs(&host);
	apply_host_done(&host);
}

/* The kernel has removed the VFs and refuses the new number. */
static void test_refused_growth(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	add_varied_vfs(&host);
	host.fails = "sriov_numvfs 3";
	apply_host_reconcile(&host, "enp1s0: {numvfs: 3}");
	host.fails = NULL;
	undo(&host, all);
	assert_varied_vfs(&host);
	apply_host_done(&host);
}

/* Another tool came first: its number is not this run's to put back. */
static void test_number_of_another_tool(void **state)
{
	static const struct apply_options options = {0};
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.desired =
		unit_desired(host.unit, "version: 1\npfs: {enp1s0: {numvfs: 3}}\n");
	host.plan = apply_host_plan(&host);
	fake_kernel_add_vfs(&host.fake, 0, 2);
	host.result = apply_plan(&host.kernel, &host.unit->arena, &host.run, host.plan,
				 &options);
	assert_int_equal(host.result->n_failed, 1);
	undo(&host, all);
	assert_int_equal(host.fake.pfs[0].numvfs, 2);
	apply_host_done(&host);
}

/* A PF whose VFs have no driver is one whose host has none. */
static void test_vfs_without_a_driver(void **state)
{
	struct apply_host host;
	struct fake_vf *vf = &host.fake.pfs[0].vfs[0];

	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].no_vf_driver = true;
	fake_kernel_add_vfs(&host.fake, 0, 1);
	apply_host_reconcile(&host, "enp1s0: {numvfs: 0}");
	undo(&host, all);
	assert_int_equal(host.fake.pfs[0].numvfs, 1);
	assert_false(vf->is_bound);
	assert_string_equal(vf->override, "");
	apply_host_done(&host);
}

static const char *warnings(struct apply_host *host)
{
	const struct diag *diag;

	diags_init(&host->unit->diags, &host->unit->arena);
	plan_undo_warn(&host->unit->diags, host->plan);
	diag = host->unit->diags.first;
	return diag ? diag->text : "";
}

/* What is said before the first write of what does not come back. */
static void test_warnings(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	add_varied_vfs(&host);
	host.desired =
		unit_desired(host.unit, "version: 1\npfs: {enp1s0: {numvfs: 3}}\n");
	host.plan = apply_host_plan(&host);
	assert_string_equal(warnings(&host), "");
	host.fake.pfs[0].vfs[1].is_hidden = true;
	host.plan = apply_host_plan(&host);
	assert_string_equal(warnings(&host),
			    "enp1s0: the VFs are removed, and not everything can be "
			    "reverted: the kernel does not report what VF 1 has");
	assert_string_equal(unit_codes(*state), "undo-partial");
	host.fake.pfs[0].vfs[1].is_hidden = false;
	host.fake.pfs[0].vfs[0].netdev_up = true;
	host.plan = apply_host_plan(&host);
	assert_string_equal(warnings(&host), ""); /* refused */
	host.disruption = DISRUPTION_ALLOWED;
	host.plan = apply_host_plan(&host);
	assert_non_null(strstr(warnings(&host), "their users stay interrupted (VF 0"));
	apply_host_done(&host);
}

static void test_eswitch_stays(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_set_personality(&host.fake, 0, personality_find("mlx5"));
	host.desired = unit_desired(
		host.unit, "version: 1\npfs: {enp1s0: {eswitch: {mode: switchdev}}}\n");
	host.plan = apply_host_plan(&host);
	assert_string_equal(warnings(&host),
			    "enp1s0: eswitch mode changes, and will not be reverted");
	apply_host_done(&host);
}

static void test_autoprobe(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	apply_host_reconcile(&host, "enp1s0: {drivers_autoprobe: off}");
	undo(&host, all);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	apply_host_done(&host);
}

static void test_drivers(void **state)
{
	struct apply_host host;
	struct fake_vf *vfs = host.fake.pfs[0].vfs;

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 2);
	apply_host_reconcile(&host, "enp1s0: {vfs: {1: {driver: vfio-pci}}}");
	assert_true(vfs[1].is_vfio);
	undo(&host, all);
	assert_true(vfs[1].is_bound && !vfs[1].is_vfio);
	assert_string_equal(vfs[1].override, "");
	/* And an override that was there before. */
	fake_kernel_open_vf(&host.fake, 0, 0);
	vfs[0].enable = 0;
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {driver: default}}}");
	assert_false(vfs[0].is_vfio);
	undo(&host, all);
	assert_true(vfs[0].is_bound && vfs[0].is_vfio);
	apply_host_done(&host);
}

/* Without a driver, and with one that the kernel would not pick again. */
static void test_drivers_before(void **state)
{
	struct apply_host host;
	struct fake_vf *vf = &host.fake.pfs[0].vfs[0];

	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].autoprobe = 0;
	fake_kernel_add_vfs(&host.fake, 0, 1);
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {driver: vfio-pci}}}");
	undo(&host, all);
	assert_false(vf->is_bound);
	fake_kernel_open_vf(&host.fake, 0, 0);
	vf->enable = 0;
	vf->override[0] = '\0';
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {driver: igbvf}}}");
	assert_false(vf->is_vfio);
	undo(&host, all);
	assert_true(vf->is_vfio);
	apply_host_done(&host);
}

/* Somebody has taken the VF meanwhile: the same guard as ever. */
static void test_vf_in_use_by_then(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 1);
	apply_host_reconcile(&host, "enp1s0: {link: keep, vf_defaults: {vlan: 5}}");
	fake_kernel_open_vf(&host.fake, 0, 0);
	undo(&host, all);
	assert_int_equal(host.plan->n_in_use, 1);
	assert_int_equal(host.fake.pfs[0].vfs[0].vlan.id, 5);
	assert_string_equal(host.fake.violation, "");
	apply_host_done(&host);
}

static void test_only_what_is_wanted(void **state)
{
	static const bool second[] = {false, true};
	struct apply_host host;

	apply_host_init(&host, *state, 2);
	fake_kernel_add_vfs(&host.fake, 0, 1);
	fake_kernel_add_vfs(&host.fake, 1, 1);
	apply_host_reconcile(&host, "enp1s0: {vf_defaults: {vlan: 5}}, "
				    "enp2s0: {vf_defaults: {vlan: 5}}");
	undo(&host, second);
	assert_int_equal(host.fake.pfs[0].vfs[0].vlan.id, 5);
	assert_int_equal(host.fake.pfs[1].vfs[0].vlan.id, 0);
	apply_host_done(&host);
}

/* What the kernel did not tell cannot be put back, which is told. */
static void test_what_is_not_known(void **state)
{
	struct unit *unit = *state;
	struct outcome done = {.status = OUTCOME_DONE}, *outcomes = &done;
	struct change change = {.stage = STAGE_VF_ATTR, .attr = VF_ATTR_QUERY_RSS};
	struct observed_pf observed = {.netdev = "enp1s0"};
	struct desired_pf desired = {.name = "enp1s0"};
	struct plan_pf pf = {.desired = &desired,
			     .observed = &observed,
			     .changes = &change,
			     .n_changes = 1};
	struct plan plan = {.pfs = &pf, .n_pfs = 1};
	struct result result = {.plan = &plan, .outcomes = &outcomes};
	const struct desired *undone =
		plan_undo(&unit->arena, &unit->diags, &result, all);

	assert_int_equal(undone->pfs[0].n_vfs, 0);
	assert_string_equal(unit_codes(unit), "undo-unknown");
}

UNIT_GROUP(plan_undo, UNIT_TEST(test_attributes), UNIT_TEST(test_new_vfs),
	   UNIT_TEST(test_removed_vfs), UNIT_TEST(test_refused_growth),
	   UNIT_TEST(test_number_of_another_tool), UNIT_TEST(test_vfs_without_a_driver),
	   UNIT_TEST(test_warnings), UNIT_TEST(test_eswitch_stays),
	   UNIT_TEST(test_autoprobe), UNIT_TEST(test_drivers),
	   UNIT_TEST(test_drivers_before), UNIT_TEST(test_vf_in_use_by_then),
	   UNIT_TEST(test_only_what_is_wanted), UNIT_TEST(test_what_is_not_known))
