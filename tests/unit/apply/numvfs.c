/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "apply-host.h"

static void test_grow(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 3);
	apply_host_reconcile(&host, "enp1s0: {numvfs: 5}");
	assert_true(apply_host_find(&host, "sriov_numvfs 0") <
		    apply_host_find(&host, "sriov_numvfs 5"));
	assert_int_equal(host.fake.pfs[0].numvfs, 5);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

static void test_value_that_came_with_the_vf(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	apply_host_reconcile(
		&host,
		"enp1s0: {numvfs: 1, link: keep, vf_defaults: {spoofchk: on, vlan: 0}}");
	assert_int_equal(
		apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_SPOOFCHK)->status,
		OUTCOME_ALREADY);
	assert_int_equal(apply_host_find(&host, "setlink"), -1);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

/* All are written to; those that the kernel does not report are no difference. */
static void test_more_vfs_than_the_kernel_reports(void **state)
{
	struct apply_host host;
	const struct plan_pf *after;

	apply_host_init(&host, *state, 1);
	fake_kernel_set_personality(&host.fake, 0, personality_find("netdevsim"));
	host.fake.pfs[0].totalvfs = 300;
	host.fake.caps_vf_list = true;
	apply_host_reconcile(
		&host, "enp1s0: {numvfs: 300, vf_defaults: {vlan: 5, max_tx_rate: 7}}");
	assert_int_equal(host.fake.pfs[0].vfs[299].vlan.id, 5);
	assert_int_equal(host.fake.pfs[0].vfs[299].max_tx_rate, 7);
	/* One that is missing for another reason has that. */
	host.fake.pfs[0].vfs[7].is_hidden = true;
	after = &apply_host_plan(&host)->pfs[0];
	assert_int_equal(after->n_changes, 2);
	assert_int_equal(after->changes[0].vf, 7);
	assert_int_equal(after->changes[0].block, BLOCK_UNSUPPORTED);
	assert_non_null(strstr(after->changes[0].reason, "busy"));
	assert_string_equal(vf_set_format(&host.unit->arena, &after->unverified),
			    "256-299");
	/* Nothing is configured of them, so nothing is unverified. */
	apply_host_reconcile(&host, "enp1s0: {numvfs: 300}");
	assert_int_equal(host.after->n_changes, 0);
	assert_int_equal(host.after->pfs[0].unverified.n, 0);
	apply_host_done(&host);
}

static void test_fewer_vfs_than_asked(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].gives_vfs = 1;
	apply_host_reconcile(&host, FULL);
	assert_int_equal(apply_host_outcome(&host, STAGE_NUMVFS, NO_VF, 0)->status,
			 OUTCOME_FAILED);
	/* The one that is there is configured; the other one is not written to. */
	assert_int_equal(host.fake.pfs[0].vfs[0].vlan.id, 5);
	assert_int_equal(
		apply_host_outcome(&host, STAGE_VF_ATTR, 1, VF_ATTR_TRUST)->status,
		OUTCOME_SKIPPED);
	assert_int_equal(apply_host_find(&host, "vf 1"), -1);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	apply_host_done(&host);
}

static void test_no_vf_at_all(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 2);
	host.fake.pfs[0].gives_vfs = 0;
	apply_host_reconcile(&host, "enp1s0: {" FULL_VFS "}, enp2s0: {" FULL_VFS "}");
	assert_int_equal(apply_host_outcome(&host, STAGE_NUMVFS, NO_VF, 0)->status,
			 OUTCOME_FAILED);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	assert_int_equal(apply_host_find(&host, "setlink enp1s0 vf"), -1);
	assert_int_equal(host.fake.pfs[1].vfs[0].vlan.id, 5);
	apply_host_done(&host);
}

static void test_numvfs_write_fails(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.fake.fail_write_path = "sriov_numvfs";
	host.fake.fail_write_error = ENOMEM;
	apply_host_reconcile(&host, FULL);
	assert_int_equal(apply_host_outcome(&host, STAGE_NUMVFS, NO_VF, 0)->error,
			 -ENOMEM);
	assert_non_null(apply_host_outcome(&host, STAGE_NUMVFS, NO_VF, 0)->hint);
	assert_int_equal(apply_host_outcome(&host, STAGE_VF_DRIVER, 0, 0)->status,
			 OUTCOME_SKIPPED);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	assert_int_equal(
		run_state_read(&host.run, RUN_STATE_AUTOPROBE, host.fake.pfs[0].pci), -1);
	apply_host_done(&host);
}

static void test_autoprobe_cannot_be_turned_off(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.fake.fail_write_path = "sriov_drivers_autoprobe";
	host.fake.fail_write_error = EACCES;
	apply_host_reconcile(&host, FULL);
	/* VFs that drivers would meet unconfigured are not made. */
	assert_int_equal(host.fake.pfs[0].numvfs, 0);
	assert_int_equal(apply_host_outcome(&host, STAGE_NUMVFS, NO_VF, 0)->status,
			 OUTCOME_SKIPPED);
	apply_host_done(&host);
}

/* One PF's VFs take 20 s to be made; the other PF is done long before, and somebody who
 * waits is told. */
static void test_slow_write_holds_nobody_up(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 2);
	fake_kernel_add_vfs(&host.fake, 1, 2);
	host.fake.pfs[0].numvfs_takes_ms = 20 * 1000;
	apply_host_reconcile(&host, "enp1s0: {" FULL_VFS "}, enp2s0: {" FULL_VFS "}");
	assert_int_equal(host.after->n_changes, 0);
	assert_true(atoi(apply_host_told(&host, "enp2s0 VF 0 vlan done")) < 2);
	assert_true(atoi(apply_host_told(&host, "enp2s0 VF 0 driver done")) < 5);
	assert_true(atoi(apply_host_told(&host, "enp1s0 VF -1 numvfs done")) >= 20);
	assert_non_null(apply_host_told(&host, "enp1s0: still creating 2 VFs after 5 s"));
	assert_non_null(
		apply_host_told(&host, "enp1s0: still creating 2 VFs after 10 s"));
	apply_host_done(&host);
}

/* Writes to numvfs go one after the other. */
static void test_writes_do_not_overlap(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 2);
	host.fake.pfs[0].numvfs_takes_ms = 3000;
	host.fake.pfs[1].numvfs_takes_ms = 3000;
	apply_host_reconcile(&host, "enp1s0: {numvfs: 1}, enp2s0: {numvfs: 1}");
	assert_true(atoi(apply_host_told(&host, "enp1s0: creating")) < 1);
	assert_true(atoi(apply_host_told(&host, "enp2s0: creating")) >= 3);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

static void open_by_process(struct fake_kernel *fake, int vf)
{
	fake_kernel_open_vf(fake, 0, vf);
	fake_kernel_add_file(fake, "/proc/77/fd/5", "c 510:1");
	fake_kernel_add_file(fake, "dev/char/510:1", "../../devices/virtual/vfio/1");
	fake_kernel_add_file(fake, "/proc/77/comm", "holder");
}

/* The kernel does not come back: what can be done is, the report says who is waited for,
 * and the run after that ends it. */
static void test_write_that_does_not_end(void **state)
{
	struct apply_host host;
	const struct outcome *outcome;

	apply_host_init(&host, *state, 2);
	fake_kernel_add_vfs(&host.fake, 0, 2);
	open_by_process(&host.fake, 1);
	host.fake.may_disturb = true;
	host.fake.pfs[0].numvfs_takes_ms = 1000 * 1000;
	host.disruption = DISRUPTION_ALLOWED;
	apply_host_reconcile(&host,
			     "enp1s0: {numvfs: 3, link: up, vf_defaults: {vlan: 7}}, "
			     "enp2s0: {" FULL_VFS "}");
	outcome = apply_host_outcome(&host, STAGE_NUMVFS, NO_VF, 0);
	assert_int_equal(outcome->error, -ETIMEDOUT);
	assert_string_equal(outcome->text,
			    "the kernel is still removing 2 VFs after 60 s, waiting for "
			    "VF 1: opened through vfio-pci by holder (pid 77)");
	assert_non_null(outcome->hint);
	assert_true(host.result->is_unfinished[0]);
	assert_false(host.result->is_unfinished[1]);
	assert_int_equal(
		apply_host_outcome(&host, STAGE_VF_ATTR, 2, VF_ATTR_VLAN)->status,
		OUTCOME_SKIPPED);
	assert_int_equal(host.fake.pfs[1].vfs[0].vlan.id, 5);
	/* Autoprobe is back, and the note of it stays. */
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	assert_int_equal(
		run_state_read(&host.run, RUN_STATE_AUTOPROBE, host.fake.pfs[0].pci), 1);
	/* The PF is not read while that would hang, and is not missing either. */
	assert_int_equal(host.after->n_pfs, 1);
	assert_int_equal(host.after->n_unread, 1);
	assert_string_equal(unit_codes(*state), "observe");

	fake_kernel_end_writes(&host.fake);
	host.fake.pfs[0].numvfs_takes_ms = 0;
	diags_init(&host.unit->diags, &host.unit->arena);
	apply_host_reconcile(&host,
			     "enp1s0: {numvfs: 3, link: up, vf_defaults: {vlan: 7}}");
	assert_int_equal(host.after->n_changes, 0);
	assert_int_equal(host.fake.pfs[0].numvfs, 3);
	assert_int_equal(
		run_state_read(&host.run, RUN_STATE_AUTOPROBE, host.fake.pfs[0].pci), -1);
	apply_host_done(&host);
}

/* A PF that cannot be read is found by what it is called all the same. */
static void test_unread_by_any_name(void **state)
{
	static const char *const matches[] = {"mac: '90:e2:ba:21:02:00'",
					      "netdev: an-alternative-name"};

	for (size_t i = 0; i < ARRAY_SIZE(matches); i++) {
		struct apply_host host;

		apply_host_init(&host, *state, 2);
		strcpy(host.fake.pfs[0].altname, "an-alternative-name");
		host.fake.pfs[0].numvfs_takes_ms = 1000 * 1000;
		apply_host_reconcile(&host, arena_printf(&host.unit->arena,
							 "p: {match: {%s}, numvfs: 1}",
							 matches[i]));
		assert_true(host.result->is_unfinished[0]);
		assert_int_equal(host.after->n_unread, 1);
		assert_string_equal(unit_codes(*state), "observe");
		diags_init(&host.unit->diags, &host.unit->arena);
		apply_host_done(&host);
	}
}

/* A signal waits a little for the write that it finds under way, not to its deadline. */
static void test_stopped_while_written(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].numvfs_takes_ms = 30 * 1000;
	host.fake.stop = (volatile int *)&host.stop;
	host.fake.write_stop_at = 3; /* the link, autoprobe, and numvfs itself */
	apply_host_reconcile(&host, FULL);
	assert_int_equal(apply_host_outcome(&host, STAGE_NUMVFS, NO_VF, 0)->error,
			 -ETIMEDOUT);
	assert_true(host.result->is_stopped);
	assert_in_range(host.fake.now_ms, 5000, 6000);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	apply_host_done(&host);
}

/* Four VFs, one of them set up by hand, and a fifth is refused: the four are back, with
 * what they had and what is configured. */
static void test_refused_growth_goes_back(void **state)
{
	const struct outcome *numvfs;
	struct apply_host host;
	struct fake_pf *pf;

	apply_host_init(&host, *state, 1);
	pf = &host.fake.pfs[0];
	pf->link = true;
	fake_kernel_add_vfs(&host.fake, 0, 4);
	pf->vfs[1].vlan = (struct vlan){.id = 300, .proto = VLAN_8021Q};
	pf->vfs[1].trust = true;
	pf->refuses_above = 4;
	pf->refuses_error = ENOSPC;
	apply_host_reconcile(&host,
			     "enp1s0: {numvfs: 6, vfs: {0: {vlan: 7}, 5: {vlan: 8}}}");
	numvfs = apply_host_outcome(&host, STAGE_NUMVFS, NO_VF, 0);
	assert_int_equal(numvfs->error, -ENOSPC);
	assert_non_null(strstr(numvfs->text, "interrupt vectors"));
	assert_non_null(strstr(numvfs->text, "created the former 4 VFs again"));
	assert_int_equal(pf->numvfs, 4);
	assert_int_equal(pf->vfs[0].vlan.id, 7);
	assert_int_equal(pf->vfs[1].vlan.id, 300);
	assert_true(pf->vfs[1].trust);
	assert_true(pf->vfs[1].is_bound);
	assert_int_equal(pf->autoprobe, 1);
	assert_non_null(apply_host_told(&host, "recreating the former 4 VFs"));
	apply_host_done(&host);
}

/* Neither number: that is said too. */
static void test_no_way_back(void **state)
{
	const struct outcome *numvfs;
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 4);
	host.fake.pfs[0].refuses_error = ENOMEM;
	apply_host_reconcile(&host, "enp1s0: {numvfs: 6}");
	numvfs = apply_host_outcome(&host, STAGE_NUMVFS, NO_VF, 0);
	assert_int_equal(numvfs->error, -ENOMEM);
	assert_non_null(
		strstr(numvfs->text, "the former 4 VFs could not be created again"));
	assert_int_equal(host.fake.pfs[0].numvfs, 0);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	apply_host_done(&host);
}

UNIT_GROUP(numvfs, UNIT_TEST(test_grow), UNIT_TEST(test_refused_growth_goes_back),
	   UNIT_TEST(test_no_way_back), UNIT_TEST(test_value_that_came_with_the_vf),
	   UNIT_TEST(test_more_vfs_than_the_kernel_reports),
	   UNIT_TEST(test_fewer_vfs_than_asked), UNIT_TEST(test_no_vf_at_all),
	   UNIT_TEST(test_numvfs_write_fails),
	   UNIT_TEST(test_autoprobe_cannot_be_turned_off),
	   UNIT_TEST(test_slow_write_holds_nobody_up),
	   UNIT_TEST(test_writes_do_not_overlap), UNIT_TEST(test_write_that_does_not_end),
	   UNIT_TEST(test_stopped_while_written), UNIT_TEST(test_unread_by_any_name))
