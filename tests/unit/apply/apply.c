/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply-host.h"

#include <sys/mman.h>
#include <sys/wait.h>

static void test_order_of_writes(void **state)
{
	static const char *const order[] = {
		"setlink enp1s0 up",
		"sriov_drivers_autoprobe 0",
		"sriov_numvfs 2",
		"vf 0 mac",
		"vf 0 vlan",
		"vf 0 trust",
		"vf 0 rate",
		"sriov_drivers_autoprobe 1",
		"drivers_probe 0000:01:10.0",
	};
	struct apply_host host;
	int last = -1;

	apply_host_init(&host, *state, 1);
	apply_host_reconcile(&host, FULL);
	assert_int_equal(host.after->n_changes, 0);
	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		int at = apply_host_find(&host, order[i]);

		if (at <= last)
			fail_msg("'%s' is out of order", order[i]);
		last = at;
	}
	/* The VF netdev came up with its MAC, and nothing was rebound for it. */
	assert_int_equal(host.fake.pfs[0].vfs[0].netdev_mac.bytes[5], 1);
	assert_int_equal(apply_host_find(&host, "unbind"), -1);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	apply_host_done(&host);
}

static void test_second_run_writes_nothing(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 2);
	apply_host_reconcile(&host, FULL ", enp2s0: {numvfs: 3}");
	fake_kernel_clear_log(&host.fake);
	apply_host_reconcile(&host, FULL ", enp2s0: {numvfs: 3}");
	assert_int_equal(host.fake.n_log, 0);
	apply_host_done(&host);
}

static void test_vf_in_use_is_left_alone(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 2);
	fake_kernel_add_vfs(&host.fake, 0, 3);
	host.fake.pfs[0].vfs[2].netdev_up = true;
	apply_host_reconcile(&host, "enp1s0: {numvfs: 5, link: up}, enp2s0: {numvfs: 1}");
	assert_int_equal(host.fake.pfs[0].numvfs, 3);
	assert_int_equal(apply_host_find(&host, "0000:01:00.0"), -1);
	/* What interrupts nobody goes on. */
	assert_true(host.fake.pfs[0].link);
	assert_int_equal(host.fake.pfs[1].numvfs, 1);
	assert_int_equal(host.result->n_in_use, 1);
	assert_int_equal(host.result->n_failed, 0);
	apply_host_done(&host);
}

/* With permission, and only then. */
static void test_vf_in_use_is_taken_with_permission(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.disruption = DISRUPTION_ALLOWED;
	host.fake.may_disturb = true;
	fake_kernel_add_vfs(&host.fake, 0, 3);
	host.fake.pfs[0].vfs[2].netdev_up = true;
	apply_host_reconcile(&host,
			     "enp1s0: {link: up, vfs: {2: {mac: '52:54:00:00:00:09'}}}");
	assert_int_equal(host.fake.pfs[0].vfs[2].netdev_mac.bytes[5], 9);
	assert_int_equal(host.after->n_changes, 0);
	host.fake.pfs[0].vfs[2].netdev_up = true;
	apply_host_reconcile(&host, "enp1s0: {numvfs: 5, link: up}");
	assert_int_equal(host.fake.pfs[0].numvfs, 5);
	assert_int_equal(host.result->n_in_use, 0);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

/* Idle when it was planned, in use when it is to be written: whoever it is. */
static void test_vf_gets_used_in_between(void **state)
{
	static const struct fake_vf users[] = {
		{.netdev_up = true},  {.has_foreign_upper = true},
		{.has_tunnel = true}, {.has_xdp_socket = true},
		{.is_mapped = true},
	};
	static const struct apply_options options = {0};

	for (size_t i = 0; i < ARRAY_SIZE(users); i++) {
		struct apply_host host;
		struct fake_vf *vf = &host.fake.pfs[0].vfs[1];

		apply_host_init(&host, *state, 1);
		host.fake.has_proc = true;
		fake_kernel_add_vfs(&host.fake, 0, 3);
		if (users[i].is_mapped) {
			vf->is_bound = false;
			vf->netdev[0] = '\0';
		}
		host.desired = unit_desired(host.unit,
					    "version: 1\npfs: {enp1s0: {numvfs: 0}}\n");
		host.plan = apply_host_plan(&host);
		assert_int_equal(host.plan->n_in_use, 0);
		vf->netdev_up = users[i].netdev_up;
		vf->has_foreign_upper = users[i].has_foreign_upper;
		vf->has_tunnel = users[i].has_tunnel;
		vf->has_xdp_socket = users[i].has_xdp_socket;
		vf->is_mapped = users[i].is_mapped;
		host.result = apply_plan(&host.kernel, &host.unit->arena, &host.run,
					 host.plan, &options);
		if (host.fake.pfs[0].numvfs != 3 || host.result->n_in_use != 1)
			fail_msg("row %zu", i);
		apply_host_done(&host);
	}
}

/* A file system takes a disk of the VF for itself, and nothing else tells of it. */
static void test_disk_gets_claimed_in_between(void **state)
{
	static const struct apply_options options = {0};
	static const char *const keys[] = {"numvfs: 0", "vfs: {1: {driver: vfio-pci}}"};
	static const enum disruption permits[] = {DISRUPTION_REFUSED, DISRUPTION_VFS};
	struct apply_host host;

	for (size_t i = 0; i < ARRAY_SIZE(keys) * ARRAY_SIZE(permits); i++) {
		struct fake_vf *vf;

		apply_host_init(&host, *state, 1);
		fake_kernel_add_vfs(&host.fake, 0, 3);
		host.fake.has_proc = true;
		host.disruption = permits[i / 2];
		host.fake.may_disturb = host.disruption & DISRUPTION_VFS;
		vf = &host.fake.pfs[0].vfs[1];
		vf->disk = FAKE_DISK_IDLE;
		host.desired = unit_desired(
			host.unit,
			arena_printf(&host.unit->arena,
				     "version: 1\npfs: {enp1s0: {%s}}\n", keys[i % 2]));
		host.plan = apply_host_plan(&host);
		assert_int_equal(host.plan->n_in_use, 0);
		vf->disk = FAKE_DISK_CLAIMED;
		host.result = apply_plan(&host.kernel, &host.unit->arena, &host.run,
					 host.plan, &options);
		assert_string_equal(host.fake.violation, "");
		assert_int_equal(host.result->n_in_use, !host.disruption);
		assert_int_equal(vf->disk == FAKE_DISK_CLAIMED &&
					 host.fake.pfs[0].numvfs == 3,
				 !host.disruption);
		apply_host_done(&host);
	}
}

/* The same for link down, and for a driver that is to start again. */
static void test_links_and_drivers_are_checked_again(void **state)
{
	static const struct apply_options options = {0};
	struct apply_host host;

	apply_host_init(&host, *state, 2);
	for (size_t i = 0; i < 2; i++) {
		fake_kernel_add_vfs(&host.fake, i, 2);
		host.fake.pfs[i].link = true;
	}
	fake_kernel_open_vf(&host.fake, 1, 1);
	host.fake.pfs[1].vfs[1].enable = 0;
	host.desired =
		unit_desired(host.unit, "version: 1\npfs: {enp1s0: {link: down}, "
					"enp2s0: {vfs: {1: {driver: default}}}}\n");
	host.plan = apply_host_plan(&host);
	assert_int_equal(host.plan->n_in_use, 0);
	assert_int_equal(host.plan->n_changes, 2);
	host.fake.pfs[0].vfs[1].in_netns = true;
	host.fake.pfs[1].vfs[1].enable = 1;
	host.result = apply_plan(&host.kernel, &host.unit->arena, &host.run, host.plan,
				 &options);
	assert_true(host.fake.pfs[0].link);
	assert_true(host.fake.pfs[1].vfs[1].is_vfio);
	assert_string_equal(host.fake.violation, "");
	assert_int_equal(host.result->n_in_use, 2);
	apply_host_done(&host);
}

/* Stopped after any write: autoprobe is back, and the next run converges. */
static void test_stopped_anywhere(void **state)
{
	for (int at = 1; at < 30; at++) {
		struct apply_host host;

		apply_host_init(&host, *state, 1);
		host.fake.stop = (volatile int *)&host.stop;
		host.fake.write_stop_at = at;
		apply_host_reconcile(&host, FULL);
		assert_int_equal(host.fake.pfs[0].autoprobe, 1);
		host.stop = 0;
		host.fake.write_stop_at = 0;
		apply_host_reconcile(&host, FULL);
		assert_int_equal(host.after->n_changes, 0);
		assert_int_equal(run_state_read(&host.run, RUN_STATE_AUTOPROBE,
						host.fake.pfs[0].pci),
				 -1);
		assert_true(host.fake.pfs[0].vfs[1].is_bound);
		apply_host_done(&host);
	}
}

/* A run that was killed left autoprobe off, VFs without drivers, and a note. */
static void test_after_a_killed_run(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].autoprobe = 0;
	fake_kernel_add_vfs(&host.fake, 0, 2);
	assert_int_equal(
		run_state_write(&host.run, RUN_STATE_AUTOPROBE, host.fake.pfs[0].pci, 1),
		0);
	apply_host_reconcile(&host, FULL);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	assert_true(host.fake.pfs[0].vfs[1].is_bound);
	assert_int_equal(apply_host_find(&host, "sriov_numvfs"), -1);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

/* The first run in a process of its own, killed before its nth write; false where it
 * ended before it came to that. */
static bool reconcile_and_die(struct apply_host *host, size_t nth)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		host->fake.dies_at = nth;
		apply_host_reconcile(host, FULL);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	host->fake.dies_at = 0;
	return WIFEXITED(status) && WEXITSTATUS(status) == 9;
}

/* Killed before any write: the next run converges, and autoprobe ends as it was. */
static void test_killed_anywhere(void **state)
{
	struct apply_host *host = mmap(NULL, sizeof(*host), PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	size_t nth;

	assert_ptr_not_equal(host, MAP_FAILED);
	for (nth = 1; nth < 100; nth++) {
		bool was_killed;

		apply_host_init(host, *state, 1);
		was_killed = reconcile_and_die(host, nth);
		apply_host_reconcile(host, FULL);
		assert_int_equal(host->after->n_changes, 0);
		assert_int_equal(host->fake.pfs[0].autoprobe, 1);
		assert_int_equal(run_state_read(&host->run, RUN_STATE_AUTOPROBE,
						host->fake.pfs[0].pci),
				 -1);
		assert_int_equal(host->fake.pfs[0].vfs[0].netdev_mac.bytes[5], 1);
		assert_true(host->fake.pfs[0].vfs[1].is_bound);
		apply_host_done(host);
		if (!was_killed)
			break;
	}
	/* As many points as the run has writes. */
	assert_int_equal(nth, 13);
	munmap(host, sizeof(*host));
}

/* But for what a killed run owes. */
static void test_all_or_nothing_pays(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.all_or_nothing = true;
	host.fake.pfs[0].autoprobe = 0;
	fake_kernel_add_vfs(&host.fake, 0, 1);
	run_state_write(&host.run, RUN_STATE_AUTOPROBE, host.fake.pfs[0].pci, 1);
	apply_host_reconcile(&host, "enp1s0: {vf_defaults: {link_state: enable, vlan: "
				    "5}}");
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	assert_true(host.fake.pfs[0].vfs[0].is_bound);
	assert_int_equal(host.fake.pfs[0].vfs[0].vlan.id, 0);
	assert_int_equal(
		run_state_read(&host.run, RUN_STATE_AUTOPROBE, host.fake.pfs[0].pci), -1);
	apply_host_done(&host);
}

static void test_mtu(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	apply_host_reconcile(&host, "enp1s0: {mtu: 9000, numvfs: 1}");
	assert_int_equal(host.fake.pfs[0].mtu, 9000);
	assert_int_equal(host.after->n_changes, 0);
	assert_true(apply_host_find(&host, "setlink enp1s0 mtu 9000") <
		    apply_host_find(&host, "sriov_numvfs"));
	apply_host_reconcile(&host, "enp1s0: {mtu: 9300, numvfs: 1}");
	assert_int_equal(apply_host_outcome(&host, STAGE_PF_ATTR, NO_VF, 0)->error,
			 -EINVAL);
	assert_non_null(apply_host_outcome(&host, STAGE_PF_ATTR, NO_VF, 0)->hint);
	apply_host_done(&host);
}

/* Where something is known to be impossible, nothing on that PF is begun. */
static void test_all_or_nothing(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 2);
	host.all_or_nothing = true;
	apply_host_reconcile(&host, "enp1s0: {numvfs: 1, vf_defaults: {link_state: "
				    "enable}}, enp2s0: {" FULL_VFS "}");
	assert_int_equal(apply_host_find(&host, "0000:01:00.0"), -1);
	assert_int_equal(apply_host_outcome(&host, STAGE_NUMVFS, NO_VF, 0)->status,
			 OUTCOME_SKIPPED);
	assert_int_equal(host.fake.pfs[1].vfs[0].vlan.id, 5);
	apply_host_done(&host);
}

UNIT_GROUP(apply, UNIT_TEST(test_all_or_nothing), UNIT_TEST(test_all_or_nothing_pays),
	   UNIT_TEST(test_mtu), UNIT_TEST(test_order_of_writes),
	   UNIT_TEST(test_second_run_writes_nothing),
	   UNIT_TEST(test_vf_in_use_is_left_alone),
	   UNIT_TEST(test_vf_in_use_is_taken_with_permission),
	   UNIT_TEST(test_vf_gets_used_in_between),
	   UNIT_TEST(test_disk_gets_claimed_in_between),
	   UNIT_TEST(test_links_and_drivers_are_checked_again),
	   UNIT_TEST(test_stopped_anywhere), UNIT_TEST(test_after_a_killed_run),
	   UNIT_TEST(test_killed_anywhere))
