/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/apply.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include "fake-kernel.h"
#include "observe/autoprobe-record.h"
#include "observe/driver-record.h"
#include "observe/observe.h"
#include "plan/plan-make.h"
#include "unit.h"

struct host {
	struct unit *unit;
	struct fake_kernel fake;
	struct kernel kernel;
	struct root run;
	volatile sig_atomic_t stop;
	enum disruption disruption;
	const struct desired *desired;
	const struct plan *plan;
	const struct result *result;
	const struct plan *after;
};

static void init_host(struct host *host, struct unit *unit, size_t n_pfs)
{
	*host = (struct host){.unit = unit};
	fake_kernel_init(&host->fake, n_pfs, &host->kernel);
	assert_int_equal(root_open(unit_dir(unit), &host->run), 0);
}

static void done_host(struct host *host)
{
	root_done(&host->run);
}

static const struct plan *make_plan(struct host *host)
{
	return plan_make(&host->unit->arena, &host->unit->diags, host->desired,
			 observe(&host->kernel, &host->unit->arena, &host->unit->diags,
				 &host->run, host->desired),
			 host->disruption);
}

static void reconcile(struct host *host, const char *pfs)
{
	struct apply_options options = {.carrier_timeout_ms = 5000,
					.netdev_timeout_ms = 5000,
					.stop = &host->stop};

	host->desired =
		unit_desired(host->unit, arena_printf(&host->unit->arena,
						      "version: 1\npfs: {%s}\n", pfs));
	assert_int_equal(host->unit->diags.n_errors, 0);
	host->plan = make_plan(host);
	host->result = apply_plan(&host->kernel, &host->unit->arena, &host->run,
				  host->plan, &options);
	host->after = make_plan(host);
}

static int find(const struct host *host, const char *part)
{
	return fake_kernel_find(&host->fake, part, 0);
}

#define FULL_VFS                                                                         \
	"link: up, numvfs: 2, vf_defaults: {max_tx_rate: 50, trust: on}, "               \
	"vfs: {0: {mac: '52:54:00:00:00:01', vlan: 5}}"
#define FULL "enp1s0: {" FULL_VFS "}"

static const struct outcome *outcome_of(const struct host *host, enum change_kind kind,
					int vf, enum vf_attr attr)
{
	for (size_t i = 0; i < host->plan->pfs[0].n_changes; i++) {
		const struct change *change = &host->plan->pfs[0].changes[i];

		if (change->kind == kind && change->vf == vf &&
		    (kind != CHANGE_VF_ATTR || change->attr == attr))
			return &host->result->outcomes[0][i];
	}
	fail_msg("no such change");
	return NULL;
}

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
	struct host host;
	int last = -1;

	init_host(&host, *state, 1);
	reconcile(&host, FULL);
	assert_int_equal(host.after->n_changes, 0);
	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		int at = find(&host, order[i]);

		if (at <= last)
			fail_msg("'%s' is out of order", order[i]);
		last = at;
	}
	/* The VF netdev came up with its MAC, and nothing was rebound for it. */
	assert_int_equal(host.fake.pfs[0].vfs[0].netdev_mac.bytes[5], 1);
	assert_int_equal(find(&host, "unbind"), -1);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	done_host(&host);
}

static void test_second_run_writes_nothing(void **state)
{
	struct host host;

	init_host(&host, *state, 2);
	reconcile(&host, FULL ", enp2s0: {numvfs: 3}");
	fake_kernel_clear_log(&host.fake);
	reconcile(&host, FULL ", enp2s0: {numvfs: 3}");
	assert_int_equal(host.fake.n_log, 0);
	done_host(&host);
}

static void test_one_vlan_is_one_write(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	reconcile(&host, FULL);
	fake_kernel_clear_log(&host.fake);
	reconcile(&host, "enp1s0: {vfs: {0: {vlan: 6}}}");
	assert_int_equal(host.fake.n_log, 1);
	assert_string_equal(host.fake.log[0], "setlink enp1s0 vf 0 vlan");
	done_host(&host);
}

static void test_grow(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 3);
	reconcile(&host, "enp1s0: {numvfs: 5}");
	assert_true(find(&host, "sriov_numvfs 0") < find(&host, "sriov_numvfs 5"));
	assert_int_equal(host.fake.pfs[0].numvfs, 5);
	assert_int_equal(host.after->n_changes, 0);
	done_host(&host);
}

static void test_vf_in_use_is_left_alone(void **state)
{
	struct host host;

	init_host(&host, *state, 2);
	fake_kernel_add_vfs(&host.fake, 0, 3);
	host.fake.pfs[0].vfs[2].netdev_up = true;
	reconcile(&host, "enp1s0: {numvfs: 5, link: up}, enp2s0: {numvfs: 1}");
	assert_int_equal(host.fake.pfs[0].numvfs, 3);
	assert_int_equal(find(&host, "0000:01:00.0"), -1);
	/* What interrupts nobody goes on. */
	assert_true(host.fake.pfs[0].link);
	assert_int_equal(host.fake.pfs[1].numvfs, 1);
	assert_int_equal(host.result->n_in_use, 1);
	assert_int_equal(host.result->n_failed, 0);
	done_host(&host);
}

/* With permission, and only then. */
static void test_vf_in_use_is_taken_with_permission(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	host.disruption = DISRUPTION_ALLOWED;
	host.fake.may_disturb = true;
	fake_kernel_add_vfs(&host.fake, 0, 3);
	host.fake.pfs[0].vfs[2].netdev_up = true;
	reconcile(&host, "enp1s0: {link: up, vfs: {2: {mac: '52:54:00:00:00:09'}}}");
	assert_int_equal(host.fake.pfs[0].vfs[2].netdev_mac.bytes[5], 9);
	assert_int_equal(host.after->n_changes, 0);
	host.fake.pfs[0].vfs[2].netdev_up = true;
	reconcile(&host, "enp1s0: {numvfs: 5, link: up}");
	assert_int_equal(host.fake.pfs[0].numvfs, 5);
	assert_int_equal(host.result->n_in_use, 0);
	assert_int_equal(host.after->n_changes, 0);
	done_host(&host);
}

/* Idle when it was planned, in use when it is to be written. */
static void test_vf_gets_used_in_between(void **state)
{
	static const struct apply_options options = {0};
	struct host host;

	init_host(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 3);
	host.desired =
		unit_desired(host.unit, "version: 1\npfs: {enp1s0: {numvfs: 0}}\n");
	host.plan = make_plan(&host);
	assert_int_equal(host.plan->n_in_use, 0);
	host.fake.pfs[0].vfs[1].netdev_up = true;
	host.result = apply_plan(&host.kernel, &host.unit->arena, &host.run, host.plan,
				 &options);
	assert_int_equal(host.fake.pfs[0].numvfs, 3);
	assert_int_equal(host.result->n_in_use, 1);
	done_host(&host);
}

/* The same for what goes to a VF that stays: another MAC would interrupt, and a VLAN is
 * its user's as soon as the host does not see who that is. The harmless rest is done. */
static void test_attributes_are_checked_again(void **state)
{
	static const struct apply_options options = {0};
	struct host host;

	init_host(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 2);
	host.fake.pfs[0].link = true;
	host.desired = unit_desired(
		host.unit, "version: 1\npfs: {enp1s0: {vfs: {0: {vlan: 7, trust: on}, "
			   "1: {mac: '52:54:00:00:00:09', vlan: 8, spoofchk: off}}}}\n");
	host.plan = make_plan(&host);
	assert_int_equal(host.plan->n_in_use, 0);
	host.fake.pfs[0].vfs[0].netdev[0] = '\0'; /* moved to a container */
	host.fake.pfs[0].vfs[1].netdev_up = true;
	host.result = apply_plan(&host.kernel, &host.unit->arena, &host.run, host.plan,
				 &options);
	assert_int_equal(host.fake.pfs[0].vfs[0].vlan.id, 0);
	assert_true(host.fake.pfs[0].vfs[0].trust);
	assert_int_not_equal(host.fake.pfs[0].vfs[1].mac.bytes[5], 9);
	assert_int_equal(host.fake.pfs[0].vfs[1].vlan.id, 8);
	assert_false(host.fake.pfs[0].vfs[1].spoofchk);
	assert_int_equal(find(&host, "driver/unbind"), -1);
	assert_true(host.result->n_in_use >= 2);
	assert_int_equal(host.result->n_failed, 0);
	done_host(&host);
}

/* The same for link down, and for a driver that is to start again. */
static void test_links_and_drivers_are_checked_again(void **state)
{
	static const struct apply_options options = {0};
	struct host host;

	init_host(&host, *state, 2);
	for (size_t i = 0; i < 2; i++) {
		fake_kernel_add_vfs(&host.fake, i, 2);
		host.fake.pfs[i].link = true;
	}
	fake_kernel_open_vf(&host.fake, 1, 1);
	host.fake.pfs[1].vfs[1].enable = 0;
	host.desired =
		unit_desired(host.unit, "version: 1\npfs: {enp1s0: {link: down}, "
					"enp2s0: {vfs: {1: {driver: default}}}}\n");
	host.plan = make_plan(&host);
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
	done_host(&host);
}

/* The driver that a VF was taken from does not come back: the next run knows. */
static void test_rebind_cut_short(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 2);
	host.fake.fail_write_path = "drivers_probe";
	host.fake.fail_write_error = EIO;
	reconcile(&host, "enp1s0: {vfs: {1: {mac: '52:54:00:00:00:09'}}}");
	assert_false(host.fake.pfs[0].vfs[1].is_bound);
	assert_int_equal(host.after->n_changes, 1);
	host.fake.fail_write_path = NULL;
	reconcile(&host, "enp1s0: {vfs: {1: {mac: '52:54:00:00:00:09'}}}");
	assert_true(host.fake.pfs[0].vfs[1].is_bound);
	assert_int_equal(host.fake.pfs[0].vfs[1].netdev_mac.bytes[5], 9);
	assert_int_equal(host.after->n_changes, 0);
	assert_false(driver_record_exists(&host.run, host.fake.pfs[0].vfs[1].pci));
	done_host(&host);
}

/* A part of the PF has to wait; the VFs that a killed run left without a driver do not.
 */
static void test_owed_drivers_do_not_wait(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 2);
	host.fake.pfs[0].vfs[0].is_bound = false;
	host.fake.pfs[0].vfs[0].netdev[0] = '\0';
	host.fake.pfs[0].vfs[1].netdev_up = true;
	host.fake.pfs[0].autoprobe = 0;
	autoprobe_record_write(&host.run, host.fake.pfs[0].pci, 1);
	reconcile(&host, "enp1s0: {vfs: {1: {mac: '52:54:00:00:00:09'}}}");
	assert_true(host.fake.pfs[0].vfs[0].is_bound);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	assert_int_equal(autoprobe_record_read(&host.run, host.fake.pfs[0].pci), -1);
	assert_string_equal(host.fake.violation, "");
	assert_true(host.after->n_in_use > 0);
	done_host(&host);
}

/* Guaranteed rates must fit the link together at any time: who gives back goes first. */
static void test_min_rates_are_lowered_first(void **state)
{
	struct host host;
	int lowered, raised;

	init_host(&host, *state, 1);
	fake_kernel_set_personality(&host.fake, 0, personality_find("ice"));
	host.fake.pfs[0].link = true;
	fake_kernel_add_vfs(&host.fake, 0, 2);
	host.fake.pfs[0].vfs[1].min_tx_rate = 900;
	reconcile(&host, "enp1s0: {vfs: {0: {min_tx_rate: 900}, 1: {min_tx_rate: 100}}}");
	lowered = find(&host, "setlink enp1s0 vf 1");
	raised = find(&host, "setlink enp1s0 vf 0");
	assert_true(lowered >= 0 && raised > lowered);
	assert_int_equal(host.after->n_changes, 0);
	done_host(&host);
}

static void test_attribute_error_is_attributed(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	host.fake.pfs[0].refuses[VF_ATTR_MAC] = EINVAL;
	reconcile(&host, FULL);
	/* The kernel stops at the MAC; VLAN and trust are set all the same. */
	assert_int_equal(outcome_of(&host, CHANGE_VF_ATTR, 0, VF_ATTR_MAC)->status,
			 OUTCOME_FAILED);
	assert_int_equal(outcome_of(&host, CHANGE_VF_ATTR, 0, VF_ATTR_MAC)->error,
			 -EINVAL);
	assert_int_equal(outcome_of(&host, CHANGE_VF_ATTR, 0, VF_ATTR_VLAN)->status,
			 OUTCOME_DONE);
	assert_int_equal(host.fake.pfs[0].vfs[0].vlan.id, 5);
	assert_true(host.fake.pfs[0].vfs[0].trust);
	assert_true(host.fake.pfs[0].vfs[1].trust);
	assert_int_equal(host.result->n_failed, 1);
	assert_int_equal(host.after->n_changes, 2); /* the MAC, and its netdev's driver */
	done_host(&host);
}

static void test_busy_is_tried_again(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	host.fake.pfs[0].busy_times = 7;
	reconcile(&host, FULL);
	assert_int_equal(host.result->n_failed, 0);
	assert_int_equal(host.after->n_changes, 0);
	done_host(&host);
	init_host(&host, *state, 1);
	host.fake.pfs[0].busy_times = 100000;
	reconcile(&host, "enp1s0: {numvfs: 1, vf_defaults: {trust: on}}");
	assert_int_equal(outcome_of(&host, CHANGE_VF_ATTR, 0, VF_ATTR_TRUST)->error,
			 -EBUSY);
	done_host(&host);
}

static void test_value_that_does_not_stick(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	host.fake.pfs[0].ignores[VF_ATTR_VLAN] = true;
	reconcile(&host, FULL);
	assert_int_equal(outcome_of(&host, CHANGE_VF_ATTR, 0, VF_ATTR_VLAN)->status,
			 OUTCOME_DONE);
	/* The driver said yes; verify sees that it is not so. */
	assert_int_equal(host.after->n_changes, 1);
	assert_int_equal(host.after->pfs[0].changes[0].attr, VF_ATTR_VLAN);
	done_host(&host);
}

static void test_value_that_came_with_the_vf(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	reconcile(&host, "enp1s0: {numvfs: 1, vf_defaults: {spoofchk: on, vlan: 0}}");
	assert_int_equal(outcome_of(&host, CHANGE_VF_ATTR, 0, VF_ATTR_SPOOFCHK)->status,
			 OUTCOME_ALREADY);
	assert_int_equal(find(&host, "setlink"), -1);
	assert_int_equal(host.after->n_changes, 0);
	done_host(&host);
}

static void test_fewer_vfs_than_asked(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	host.fake.pfs[0].gives_vfs = 1;
	reconcile(&host, FULL);
	assert_int_equal(outcome_of(&host, CHANGE_NUMVFS, NO_VF, 0)->status,
			 OUTCOME_FAILED);
	/* The one that is there is configured; the other one is not written to. */
	assert_int_equal(host.fake.pfs[0].vfs[0].vlan.id, 5);
	assert_int_equal(outcome_of(&host, CHANGE_VF_ATTR, 1, VF_ATTR_TRUST)->status,
			 OUTCOME_SKIPPED);
	assert_int_equal(find(&host, "vf 1"), -1);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	done_host(&host);
}

static void test_no_vf_at_all(void **state)
{
	struct host host;

	init_host(&host, *state, 2);
	host.fake.pfs[0].gives_vfs = 0;
	reconcile(&host, "enp1s0: {" FULL_VFS "}, enp2s0: {" FULL_VFS "}");
	assert_int_equal(outcome_of(&host, CHANGE_NUMVFS, NO_VF, 0)->status,
			 OUTCOME_FAILED);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	assert_int_equal(find(&host, "setlink enp1s0 vf"), -1);
	assert_int_equal(host.fake.pfs[1].vfs[0].vlan.id, 5);
	done_host(&host);
}

static void test_numvfs_write_fails(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	host.fake.fail_write_path = "sriov_numvfs";
	host.fake.fail_write_error = ENOMEM;
	reconcile(&host, FULL);
	assert_int_equal(outcome_of(&host, CHANGE_NUMVFS, NO_VF, 0)->error, -ENOMEM);
	assert_non_null(outcome_of(&host, CHANGE_NUMVFS, NO_VF, 0)->hint);
	assert_int_equal(outcome_of(&host, CHANGE_VF_DRIVER, 0, 0)->status,
			 OUTCOME_SKIPPED);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	assert_int_equal(autoprobe_record_read(&host.run, host.fake.pfs[0].pci), -1);
	done_host(&host);
}

static void test_autoprobe_cannot_be_turned_off(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	host.fake.fail_write_path = "sriov_drivers_autoprobe";
	host.fake.fail_write_error = EACCES;
	reconcile(&host, FULL);
	/* VFs that drivers would meet unconfigured are not made. */
	assert_int_equal(host.fake.pfs[0].numvfs, 0);
	assert_int_equal(outcome_of(&host, CHANGE_NUMVFS, NO_VF, 0)->status,
			 OUTCOME_SKIPPED);
	done_host(&host);
}

static void test_rates_wait_for_carrier(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	reconcile(&host, FULL);
	assert_true(find(&host, "vf 1 trust") < find(&host, "vf 0 rate"));
	assert_int_equal(host.fake.pfs[0].vfs[1].max_tx_rate, 50);
	done_host(&host);
	init_host(&host, *state, 1);
	host.fake.pfs[0].carrier_delay_ms = -1;
	reconcile(&host, FULL);
	assert_int_equal(outcome_of(&host, CHANGE_VF_ATTR, 0, VF_ATTR_MAX_TX_RATE)->error,
			 -EINVAL);
	assert_non_null(
		strstr(outcome_of(&host, CHANGE_VF_ATTR, 0, VF_ATTR_MAX_TX_RATE)->text,
		       "carrier"));
	/* Everything else is there. */
	assert_int_equal(host.after->n_changes, 2);
	assert_int_equal(host.fake.pfs[0].vfs[0].vlan.id, 5);
	done_host(&host);
}

static void test_rate_keeps_its_neighbour(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	fake_kernel_set_personality(&host.fake, 0, personality_find("ice"));
	host.fake.pfs[0].link = true;
	fake_kernel_add_vfs(&host.fake, 0, 1);
	host.fake.pfs[0].vfs[0].min_tx_rate = 10;
	reconcile(&host, "enp1s0: {vfs: {0: {max_tx_rate: 90}}}");
	assert_int_equal(host.fake.pfs[0].vfs[0].min_tx_rate, 10);
	assert_int_equal(host.fake.pfs[0].vfs[0].max_tx_rate, 90);
	done_host(&host);
}

/* Refused together: the one that can be set is, and the other one's value stays. */
static void test_one_of_both_rates_is_refused(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	fake_kernel_set_personality(&host.fake, 0, personality_find("other"));
	host.fake.pfs[0].link = true;
	fake_kernel_add_vfs(&host.fake, 0, 1);
	reconcile(&host, "enp1s0: {vfs: {0: {min_tx_rate: 5, max_tx_rate: 90}}}");
	assert_int_equal(host.fake.pfs[0].vfs[0].max_tx_rate, 90);
	assert_int_equal(outcome_of(&host, CHANGE_VF_ATTR, 0, VF_ATTR_MIN_TX_RATE)->error,
			 -EOPNOTSUPP);
	assert_int_equal(host.after->n_changes, 1);
	/* The highest is too high here; the lowest goes with the highest of before. */
	fake_kernel_set_personality(&host.fake, 0, personality_find("ice"));
	host.fake.pfs[0].link = true;
	fake_kernel_add_vfs(&host.fake, 0, 1);
	reconcile(&host, "enp1s0: {vfs: {0: {min_tx_rate: 5, max_tx_rate: 90000}}}");
	assert_int_equal(host.fake.pfs[0].vfs[0].min_tx_rate, 5);
	assert_int_equal(host.fake.pfs[0].vfs[0].max_tx_rate, 0);
	assert_int_equal(outcome_of(&host, CHANGE_VF_ATTR, 0, VF_ATTR_MAX_TX_RATE)->error,
			 -EINVAL);
	done_host(&host);
}

static void test_driver_that_is_missing_or_slow(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	host.fake.pfs[0].no_vf_driver = true;
	reconcile(&host, "enp1s0: {numvfs: 1, vf_defaults: {driver: default}}");
	assert_int_equal(outcome_of(&host, CHANGE_VF_DRIVER, 0, 0)->error, -ENODEV);
	assert_int_equal(host.after->n_changes, 1);
	done_host(&host);
	/* A host that keeps VF drivers off, and a configuration that asks for none. */
	init_host(&host, *state, 1);
	host.fake.pfs[0].no_vf_driver = true;
	reconcile(&host, "enp1s0: {numvfs: 1}");
	assert_int_equal(outcome_of(&host, CHANGE_VF_DRIVER, 0, 0)->status, OUTCOME_DONE);
	assert_int_equal(host.after->n_changes, 0);
	done_host(&host);
	init_host(&host, *state, 1);
	host.fake.pfs[0].netdev_delay_ms = -1;
	reconcile(&host, "enp1s0: {numvfs: 1}");
	assert_int_equal(outcome_of(&host, CHANGE_VF_DRIVER, 0, 0)->error, -ETIMEDOUT);
	done_host(&host);
	init_host(&host, *state, 1);
	host.fake.pfs[0].netdev_delay_ms = 3000;
	reconcile(&host, "enp1s0: {numvfs: 1}");
	assert_int_equal(outcome_of(&host, CHANGE_VF_DRIVER, 0, 0)->status, OUTCOME_DONE);
	done_host(&host);
}

static void test_override_is_cleared(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 1);
	strcpy(host.fake.pfs[0].vfs[0].override, "vfio-pci");
	host.fake.pfs[0].vfs[0].is_vfio = true;
	host.fake.pfs[0].vfs[0].enable = 0;
	host.fake.pfs[0].vfs[0].netdev[0] = '\0';
	reconcile(&host, "enp1s0: {vfs: {0: {driver: default}}}");
	assert_true(find(&host, "driver_override -") < find(&host, "driver/unbind"));
	assert_false(host.fake.pfs[0].vfs[0].is_vfio);
	assert_int_equal(host.after->n_changes, 0);
	done_host(&host);
}

static void test_mac_of_a_bound_vf(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 2);
	reconcile(&host, "enp1s0: {vfs: {1: {mac: '52:54:00:00:00:09'}}}");
	assert_int_equal(host.fake.pfs[0].vfs[1].netdev_mac.bytes[5], 9);
	assert_int_equal(find(&host, "0000:01:10.0"), -1);
	assert_int_equal(host.after->n_changes, 0);
	done_host(&host);
}

/* The PF resets itself while the drivers of its VFs start. */
static void test_mac_that_was_missed(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	host.fake.pfs[0].deaf_probes = 4;
	reconcile(&host, FULL);
	assert_int_equal(host.fake.pfs[0].vfs[0].netdev_mac.bytes[0], 0x52);
	assert_int_equal(host.after->n_changes, 0);
	assert_int_equal(outcome_of(&host, CHANGE_VF_DRIVER, 0, 0)->status, OUTCOME_DONE);
	done_host(&host);
	/* For ever: the run ends, and the residue says what is left. */
	init_host(&host, *state, 1);
	host.fake.pfs[0].deaf_probes = 1000;
	reconcile(&host, FULL);
	assert_int_equal(host.after->pfs[0].changes[0].kind, CHANGE_VF_DRIVER);
	done_host(&host);
}

/* Stopped after any write: autoprobe is back, and the next run converges. */
static void test_stopped_anywhere(void **state)
{
	for (int at = 1; at < 30; at++) {
		struct host host;

		init_host(&host, *state, 1);
		host.fake.stop = (volatile int *)&host.stop;
		host.fake.write_stop_at = at;
		reconcile(&host, FULL);
		assert_int_equal(host.fake.pfs[0].autoprobe, 1);
		host.stop = 0;
		host.fake.write_stop_at = 0;
		reconcile(&host, FULL);
		assert_int_equal(host.after->n_changes, 0);
		assert_int_equal(autoprobe_record_read(&host.run, host.fake.pfs[0].pci),
				 -1);
		assert_true(host.fake.pfs[0].vfs[1].is_bound);
		done_host(&host);
	}
}

/* A run that was killed left autoprobe off, VFs without drivers, and a note. */
static void test_after_a_killed_run(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	host.fake.pfs[0].autoprobe = 0;
	fake_kernel_add_vfs(&host.fake, 0, 2);
	assert_int_equal(autoprobe_record_write(&host.run, host.fake.pfs[0].pci, 1), 0);
	reconcile(&host, FULL);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	assert_true(host.fake.pfs[0].vfs[1].is_bound);
	assert_int_equal(find(&host, "sriov_numvfs"), -1);
	assert_int_equal(host.after->n_changes, 0);
	done_host(&host);
}

/* The first run in a process of its own, killed before its nth write; false where it
 * ended before it came to that. */
static bool reconcile_and_die(struct host *host, size_t nth)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		host->fake.dies_at = nth;
		reconcile(host, FULL);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	host->fake.dies_at = 0;
	return WIFEXITED(status) && WEXITSTATUS(status) == 9;
}

/* Killed before any write: the next run converges, and autoprobe ends as it was. */
static void test_killed_anywhere(void **state)
{
	struct host *host = mmap(NULL, sizeof(*host), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	size_t nth;

	assert_ptr_not_equal(host, MAP_FAILED);
	for (nth = 1; nth < 100; nth++) {
		bool was_killed;

		init_host(host, *state, 1);
		was_killed = reconcile_and_die(host, nth);
		reconcile(host, FULL);
		assert_int_equal(host->after->n_changes, 0);
		assert_int_equal(host->fake.pfs[0].autoprobe, 1);
		assert_int_equal(autoprobe_record_read(&host->run, host->fake.pfs[0].pci),
				 -1);
		assert_int_equal(host->fake.pfs[0].vfs[0].netdev_mac.bytes[5], 1);
		assert_true(host->fake.pfs[0].vfs[1].is_bound);
		done_host(host);
		if (!was_killed)
			break;
	}
	/* As many points as the run has writes. */
	assert_int_equal(nth, 13);
	munmap(host, sizeof(*host));
}

UNIT_GROUP(apply, UNIT_TEST(test_attributes_are_checked_again),
	   UNIT_TEST(test_links_and_drivers_are_checked_again),
	   UNIT_TEST(test_rebind_cut_short), UNIT_TEST(test_owed_drivers_do_not_wait),
	   UNIT_TEST(test_one_of_both_rates_is_refused),
	   UNIT_TEST(test_min_rates_are_lowered_first), UNIT_TEST(test_order_of_writes),
	   UNIT_TEST(test_second_run_writes_nothing),
	   UNIT_TEST(test_one_vlan_is_one_write), UNIT_TEST(test_grow),
	   UNIT_TEST(test_vf_in_use_is_left_alone),
	   UNIT_TEST(test_vf_in_use_is_taken_with_permission),
	   UNIT_TEST(test_vf_gets_used_in_between),
	   UNIT_TEST(test_attribute_error_is_attributed),
	   UNIT_TEST(test_busy_is_tried_again), UNIT_TEST(test_value_that_does_not_stick),
	   UNIT_TEST(test_value_that_came_with_the_vf),
	   UNIT_TEST(test_fewer_vfs_than_asked), UNIT_TEST(test_no_vf_at_all),
	   UNIT_TEST(test_numvfs_write_fails),
	   UNIT_TEST(test_autoprobe_cannot_be_turned_off),
	   UNIT_TEST(test_rates_wait_for_carrier),
	   UNIT_TEST(test_rate_keeps_its_neighbour),
	   UNIT_TEST(test_driver_that_is_missing_or_slow),
	   UNIT_TEST(test_override_is_cleared), UNIT_TEST(test_mac_of_a_bound_vf),
	   UNIT_TEST(test_mac_that_was_missed), UNIT_TEST(test_stopped_anywhere),
	   UNIT_TEST(test_after_a_killed_run), UNIT_TEST(test_killed_anywhere))
