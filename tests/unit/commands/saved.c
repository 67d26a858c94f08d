/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/saved.h"

#include "apply-host.h"
#include "run-state/saved-vfs.h"

static const struct vlan vlan_300 = {.id = 300, .proto = VLAN_8021Q};

/* A run was killed when it had removed four VFs, of which VF 1 had a VLAN, VF 2 a rate
 * and VF 3 a driver. */
static void init_host(struct apply_host *host, void **state)
{
	struct saved_vf vfs[] = {{.index = 1}, {.index = 2}, {.index = 3}};
	struct saved_vfs saved = {4, vfs, ARRAY_SIZE(vfs)};

	apply_host_init(host, *state, 1);
	host->fake.pfs[0].link = true;
	vfs[0].attrs[VF_ATTR_VLAN] = (struct field){.set = true, .value.vlan = vlan_300};
	vfs[1].attrs[VF_ATTR_MAX_TX_RATE] =
		(struct field){.set = true, .value.number = 200};
	vfs[2].attrs[VF_ATTR_DRIVER] =
		(struct field){.set = true, .value.text = "vfio-pci"};
	assert_int_equal(saved_vfs_write(&host->kernel, &host->unit->arena, &host->run,
					 host->fake.pfs[0].pci, &saved,
					 SAVED_VFS_REMOVING, 0),
			 0);
}

static void reconcile(struct apply_host *host, const char *pf)
{
	apply_host_reconcile(host, arena_printf(&host->unit->arena, "enp1s0: {%s}", pf));
	saved_settle(&host->kernel, &host->unit->arena, &host->run, host->after);
}

static bool is_noted(const struct apply_host *host)
{
	return faccessat(host->run.fd, "vfs.0000-01-00.0", F_OK, 0) == 0;
}

static void assert_as_before(const struct apply_host *host)
{
	const struct fake_pf *pf = &host->fake.pfs[0];

	assert_int_equal(pf->vfs[1].vlan.id, 300);
	assert_int_equal(pf->vfs[2].max_tx_rate, 200);
	assert_true(pf->vfs[3].is_vfio);
	assert_int_equal(pf->vfs[0].vlan.id, 0);
	assert_int_equal(pf->autoprobe, 1);
	assert_false(is_noted(host));
}

static void test_values_and_number_come_back(void **state)
{
	static const struct {
		const char *pf;
		int numvfs, refuses_above;
	} cases[] = {
		{"numvfs: 6", 6, 7},
		{"numvfs: 6", 4, 4},
		/* Nobody has said how many. */
		{"link: up", 4, 7},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct apply_host host;

		init_host(&host, state);
		host.fake.pfs[0].refuses_above = cases[i].refuses_above;
		host.fake.pfs[0].refuses_error = ENOSPC;
		reconcile(&host, cases[i].pf);
		assert_int_equal(host.fake.pfs[0].numvfs, cases[i].numvfs);
		assert_as_before(&host);
		apply_host_done(&host);
	}
}

/* The run was killed later: the VFs are there, and without what they had. */
static void test_existing_vfs(void **state)
{
	struct apply_host host;
	struct saved_vfs saved;

	init_host(&host, state);
	saved = *saved_vfs_read(&host.kernel, &host.unit->arena, &host.unit->diags,
				&host.run, host.fake.pfs[0].pci, 0);
	host.fake.pfs[0].autoprobe = 0;
	fake_kernel_add_vfs(&host.fake, 0, 4);
	assert_int_equal(
		run_state_write(&host.run, RUN_STATE_AUTOPROBE, host.fake.pfs[0].pci, 1),
		0);
	assert_int_equal(saved_vfs_write(&host.kernel, &host.unit->arena, &host.run,
					 host.fake.pfs[0].pci, &saved, SAVED_VFS_CREATING,
					 4),
			 0);
	reconcile(&host, "numvfs: 4");
	assert_as_before(&host);
	assert_true(host.fake.pfs[0].vfs[0].is_bound);
	assert_int_equal(apply_host_find(&host, "sriov_numvfs"), -1);
	apply_host_done(&host);
}

/* What could not be set is tried again, and nothing else. */
static void test_what_is_left(void **state)
{
	struct apply_host host;
	struct fake_pf *pf;

	init_host(&host, state);
	pf = &host.fake.pfs[0];
	pf->refuses[VF_ATTR_MAX_TX_RATE] = EINVAL;
	reconcile(&host, "numvfs: 4");
	assert_int_equal(pf->vfs[1].vlan.id, 300);
	assert_int_equal(plan_count_differences(host.after), 1);
	assert_true(is_noted(&host));
	pf->vfs[1].vlan.id = 0;
	pf->refuses[VF_ATTR_MAX_TX_RATE] = 0;
	reconcile(&host, "numvfs: 4");
	assert_int_equal(pf->vfs[1].vlan.id, 0);
	assert_int_equal(pf->vfs[2].max_tx_rate, 200);
	assert_false(is_noted(&host));
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

/* The configuration has the last word. */
static void test_configured(void **state)
{
	struct apply_host host;

	init_host(&host, state);
	reconcile(&host, "numvfs: 0");
	assert_int_equal(host.fake.pfs[0].numvfs, 0);
	assert_int_equal(host.plan->n_changes, 0);
	assert_false(is_noted(&host));
	apply_host_done(&host);

	init_host(&host, state);
	reconcile(&host, "numvfs: 3, vf_defaults: {vlan: 7, max_tx_rate: 0}");
	assert_int_equal(host.fake.pfs[0].vfs[1].vlan.id, 7);
	assert_int_equal(host.fake.pfs[0].vfs[2].max_tx_rate, 0);
	assert_false(is_noted(&host));
	apply_host_done(&host);
}

/* Nothing is removed of which nobody would know afterwards. */
static void test_no_removal_without_a_note(void **state)
{
	const struct outcome *numvfs;
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 4);
	host.fails = "read /proc/sys/kernel/random/boot_id";
	apply_host_reconcile(&host, "enp1s0: {numvfs: 6}");
	numvfs = apply_host_outcome(&host, STAGE_NUMVFS, NO_VF, 0);
	assert_int_equal(numvfs->error, -EIO);
	assert_true(numvfs->is_unwritten);
	assert_int_equal(apply_host_find(&host, "sriov_numvfs"), -1);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	apply_host_done(&host);
}

UNIT_GROUP(saved, UNIT_TEST(test_values_and_number_come_back),
	   UNIT_TEST(test_existing_vfs), UNIT_TEST(test_what_is_left),
	   UNIT_TEST(test_configured), UNIT_TEST(test_no_removal_without_a_note))
