/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply-host.h"

/* The driver that a VF was taken from does not come back: the next run knows. */
static void test_rebind_cut_short(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 2);
	host.fake.fail_write_path = "drivers_probe";
	host.fake.fail_write_error = EIO;
	apply_host_reconcile(&host, "enp1s0: {vfs: {1: {mac: '52:54:00:00:00:09'}}}");
	assert_false(host.fake.pfs[0].vfs[1].is_bound);
	assert_int_equal(host.after->n_changes, 1);
	host.fake.fail_write_path = NULL;
	apply_host_reconcile(&host, "enp1s0: {vfs: {1: {mac: '52:54:00:00:00:09'}}}");
	assert_true(host.fake.pfs[0].vfs[1].is_bound);
	assert_int_equal(host.fake.pfs[0].vfs[1].netdev_mac.bytes[5], 9);
	assert_int_equal(host.after->n_changes, 0);
	assert_false(run_state_exists(&host.run, RUN_STATE_DRIVER,
				      host.fake.pfs[0].vfs[1].pci));
	apply_host_done(&host);
}

/* Who decides that the VF has no driver at all owes it none any more. */
static void test_owed_driver_that_is_not_wanted(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 1);
	host.fake.pfs[0].vfs[0].is_bound = false;
	host.fake.pfs[0].vfs[0].netdev[0] = '\0';
	run_state_write(&host.run, RUN_STATE_DRIVER, host.fake.pfs[0].vfs[0].pci, 1);
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {driver: none}}}");
	assert_string_equal(host.fake.pfs[0].vfs[0].override, "none");
	assert_false(run_state_exists(&host.run, RUN_STATE_DRIVER,
				      host.fake.pfs[0].vfs[0].pci));
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {spoofchk: on}}}");
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

/* A part of the PF has to wait; the VFs that a killed run left without a driver do not.
 */
static void test_owed_drivers_do_not_wait(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 2);
	host.fake.pfs[0].vfs[0].is_bound = false;
	host.fake.pfs[0].vfs[0].netdev[0] = '\0';
	host.fake.pfs[0].vfs[1].netdev_up = true;
	host.fake.pfs[0].autoprobe = 0;
	run_state_write(&host.run, RUN_STATE_AUTOPROBE, host.fake.pfs[0].pci, 1);
	apply_host_reconcile(&host, "enp1s0: {vfs: {1: {mac: '52:54:00:00:00:09'}}}");
	assert_true(host.fake.pfs[0].vfs[0].is_bound);
	assert_int_equal(host.fake.pfs[0].autoprobe, 1);
	assert_int_equal(
		run_state_read(&host.run, RUN_STATE_AUTOPROBE, host.fake.pfs[0].pci), -1);
	assert_string_equal(host.fake.violation, "");
	assert_true(host.after->n_in_use > 0);
	apply_host_done(&host);
}

static void test_driver_that_is_missing_or_slow(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].no_vf_driver = true;
	apply_host_reconcile(&host,
			     "enp1s0: {numvfs: 1, vf_defaults: {driver: default}}");
	assert_int_equal(apply_host_outcome(&host, STAGE_VF_DRIVER, 0, 0)->error,
			 -ENODEV);
	assert_int_equal(host.after->n_changes, 1);
	apply_host_done(&host);
	/* A host that keeps VF drivers off, and a configuration that asks for none. */
	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].no_vf_driver = true;
	apply_host_reconcile(&host, "enp1s0: {numvfs: 1}");
	assert_int_equal(apply_host_outcome(&host, STAGE_VF_DRIVER, 0, 0)->status,
			 OUTCOME_DONE);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].netdev_delay_ms = -1;
	apply_host_reconcile(&host, "enp1s0: {numvfs: 1}");
	assert_int_equal(apply_host_outcome(&host, STAGE_VF_DRIVER, 0, 0)->error,
			 -ETIMEDOUT);
	apply_host_done(&host);
	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].netdev_delay_ms = 3000;
	apply_host_reconcile(&host, "enp1s0: {numvfs: 1}");
	assert_int_equal(apply_host_outcome(&host, STAGE_VF_DRIVER, 0, 0)->status,
			 OUTCOME_DONE);
	apply_host_done(&host);
}

/* udev names one netdev after the other, in longer than the time for one. */
static void test_slow_udev(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].udev_delay_ms = 4000;
	apply_host_reconcile(&host, "enp1s0: {numvfs: 4}");
	assert_int_equal(host.result->n_failed, 0);
	apply_host_done(&host);
	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].udev_delay_ms = 6000;
	apply_host_reconcile(&host, "enp1s0: {numvfs: 1}");
	assert_string_equal(apply_host_outcome(&host, STAGE_VF_DRIVER, 0, 0)->text,
			    "udev has not finished with its netdev enp1s0v0 in time");
	apply_host_done(&host);
}

/* The module of the VF driver is loaded at any moment: then it has the VFs, and their
 * netdevs come later. Nobody uses them for that. */
static void test_module_loaded_meanwhile(void **state)
{
	size_t n = 1; /* operations of the run whose module is loaded */

	for (size_t at = 0; at < n; at++) {
		struct apply_host host;

		apply_host_init(&host, *state, 1);
		host.fake.fault = FAULT_LOADS;
		host.fake.fault_at = at;
		host.fake.pfs[0].netdev_delay_ms = 400;
		apply_host_reconcile(&host, "enp1s0: {numvfs: 2, vf_defaults: {driver: "
					    "default}}");
		assert_int_equal(host.result->n_in_use, 0);
		assert_int_equal(host.result->n_failed, 0);
		assert_int_equal(host.after->n_changes, 0);
		if (at == 0)
			n = host.fake.n_operations;
		apply_host_done(&host);
	}
}

static void test_override_is_cleared(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 1);
	strcpy(host.fake.pfs[0].vfs[0].override, "vfio-pci");
	host.fake.pfs[0].vfs[0].is_vfio = true;
	host.fake.pfs[0].vfs[0].enable = 0;
	host.fake.pfs[0].vfs[0].netdev[0] = '\0';
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {driver: default}}}");
	assert_true(apply_host_find(&host, "driver/unbind") <
		    apply_host_find(&host, "driver_override -"));
	assert_true(apply_host_find(&host, "driver_override -") <
		    apply_host_find(&host, "drivers_probe"));
	assert_false(host.fake.pfs[0].vfs[0].is_vfio);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

static void test_mac_of_a_bound_vf(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 2);
	apply_host_reconcile(&host, "enp1s0: {vfs: {1: {mac: '52:54:00:00:00:09'}}}");
	assert_int_equal(host.fake.pfs[0].vfs[1].netdev_mac.bytes[5], 9);
	assert_int_equal(apply_host_find(&host, "0000:01:10.0"), -1);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

/* The PF resets itself while the drivers of its VFs start. */
static void test_mac_that_was_missed(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].deaf_probes = 4;
	apply_host_reconcile(&host, FULL);
	for (unsigned int i = 0; i < (unsigned int)host.fake.pfs[0].numvfs; i++)
		assert_false(run_state_exists(&host.run, RUN_STATE_DRIVER,
					      host.fake.pfs[0].vfs[i].pci));
	assert_int_equal(host.fake.pfs[0].vfs[0].netdev_mac.bytes[0], 0x52);
	assert_int_equal(host.after->n_changes, 0);
	assert_int_equal(apply_host_outcome(&host, STAGE_VF_DRIVER, 0, 0)->status,
			 OUTCOME_DONE);
	apply_host_done(&host);
	/* A trusted VF gives the PF the MAC that its driver made up. */
	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].deaf_probes = 2;
	apply_host_reconcile(&host,
			     "enp1s0: {numvfs: 1, vfs: {0: {mac: '52:54:00:00:00:01', "
			     "trust: on, driver: default}}}");
	assert_int_equal(host.fake.pfs[0].deaf_probes, 0);
	assert_int_equal(host.fake.pfs[0].vfs[0].netdev_mac.bytes[0], 0x52);
	assert_int_equal(host.fake.pfs[0].vfs[0].mac.bytes[0], 0x52);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
	/* For ever: the run ends, and the residue says what is left. */
	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].deaf_probes = 1000;
	apply_host_reconcile(&host, FULL);
	/* Trusted, it also gave the PF its MAC. */
	assert_int_equal(host.after->pfs[0].changes[0].attr, VF_ATTR_MAC);
	assert_int_equal(host.after->pfs[0].changes[1].stage, STAGE_VF_DRIVER);
	apply_host_done(&host);
}

/* Whether the VF has its driver cannot be told: it stays owed, of the VF that was there
 * and of one made anew, and the next run gives it. */
static void test_driver_that_cannot_be_read(void **state)
{
	static const char *const wanted[] = {"enp1s0: {numvfs: 1}",
					     "enp1s0: {numvfs: 2}"};

	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		struct apply_host host;
		struct fake_vf *vf = &host.fake.pfs[0].vfs[0];

		apply_host_init(&host, *state, 1);
		host.fake.pfs[0].autoprobe = 0;
		fake_kernel_add_vfs(&host.fake, 0, 1);
		run_state_write(&host.run, RUN_STATE_AUTOPROBE, host.fake.pfs[0].pci, 1);
		host.fails = "link bus/pci/devices/0000:01:10.0/driver";
		host.disruption = DISRUPTION_ALLOWED;
		apply_host_reconcile(&host, wanted[i]);
		assert_true(run_state_exists(&host.run, RUN_STATE_DRIVER, vf->pci));
		host.fails = NULL;
		apply_host_reconcile(&host, wanted[i]);
		assert_true(vf->is_bound);
		assert_false(run_state_exists(&host.run, RUN_STATE_DRIVER, vf->pci));
		apply_host_done(&host);
	}
}

/* A VF made anew is another one, and owed nothing. */
static void test_vf_that_is_gone(void **state)
{
	struct apply_host host;
	struct fake_vf *vf = &host.fake.pfs[0].vfs[0];

	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].autoprobe = 0;
	fake_kernel_add_vfs(&host.fake, 0, 1);
	run_state_write(&host.run, RUN_STATE_DRIVER, vf->pci, 1);
	apply_host_reconcile(&host, "enp1s0: {numvfs: 2}");
	assert_false(run_state_exists(&host.run, RUN_STATE_DRIVER, vf->pci));
	assert_false(vf->is_bound);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

/* VFs for vfio-pci never meet the NIC's driver, nor do those that are to have none. */
static void test_drivers_by_name(void **state)
{
	struct apply_host host;
	struct fake_vf *vfs = host.fake.pfs[0].vfs;
	int override, autoprobe;

	apply_host_init(&host, *state, 1);
	apply_host_reconcile(&host, "enp1s0: {numvfs: 4, vfs: {0: {driver: vfio-pci}, 1: "
				    "{driver: none}, 2: {driver: igbvf}}}");
	assert_int_equal(host.after->n_changes, 0);
	override = apply_host_find(&host, "0000:01:10.0/driver_override vfio-pci");
	autoprobe = apply_host_find(&host, "sriov_drivers_autoprobe 1");
	assert_true(override >= 0 && override < autoprobe);
	assert_int_equal(apply_host_find(&host, "unbind"), -1);
	assert_true(vfs[0].is_vfio && vfs[0].is_bound);
	assert_false(vfs[1].is_bound);
	assert_string_equal(vfs[1].override, "none");
	assert_true(vfs[2].is_bound && vfs[3].is_bound);
	assert_false(vfs[2].is_vfio || vfs[3].is_vfio);
	assert_string_equal(vfs[3].override, "");

	/* Another driver touches that VF only. */
	fake_kernel_clear_log(&host.fake);
	apply_host_reconcile(&host, "enp1s0: {numvfs: 4, vfs: {0: {driver: default}, 1: "
				    "{driver: none}, 2: {driver: vfio-pci}}}");
	assert_int_equal(host.after->n_changes, 0);
	assert_true(vfs[0].is_bound && !vfs[0].is_vfio);
	assert_string_equal(vfs[0].override, "");
	assert_true(vfs[2].is_vfio);
	assert_int_equal(apply_host_find(&host, "0000:01:10.2"), -1);
	assert_int_equal(apply_host_find(&host, "0000:01:10.6"), -1);
	apply_host_done(&host);
}

/* The NIC's driver got a VF that is for another one: it is taken from it, unless somebody
 * uses it by then. */
static void test_driver_that_should_not_have_it(void **state)
{
	for (int is_used = 0; is_used < 2; is_used++) {
		struct apply_host host;
		const struct outcome *outcome;

		apply_host_init(&host, *state, 1);
		host.fake.pfs[0].netdev_delay_ms = 0;
		host.fake.pfs[0].netdev_is_in_use = is_used;
		host.ignores = "write bus/pci/devices/0000:01:00.0/"
			       "sriov_drivers_autoprobe 0";
		apply_host_reconcile(&host,
				     "enp1s0: {numvfs: 1, vfs: {0: {driver: vfio-pci}}}");
		outcome = apply_host_outcome(&host, STAGE_VF_OVERRIDE, 0, 0);
		assert_int_equal(outcome->is_in_use, is_used);
		assert_int_equal(host.fake.pfs[0].vfs[0].is_vfio, !is_used);
		assert_string_equal(host.fake.violation, "");
		apply_host_done(&host);
	}
}

/* A VM has opened the VF since it was planned: an unbind would wait for it without an
 * end, whatever is permitted. */
static void test_vf_opened_meanwhile(void **state)
{
	struct apply_host host;
	const struct plan *plan;
	struct apply_options options = {.netdev_timeout_ms = 1000};

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 1);
	fake_kernel_open_vf(&host.fake, 0, 0);
	host.fake.pfs[0].vfs[0].enable = 0;
	host.disruption = DISRUPTION_ALLOWED;
	host.desired = unit_desired(
		host.unit,
		"version: 1\npfs: {enp1s0: {link: keep, vfs: {0: {driver: igbvf}}}}\n");
	plan = apply_host_plan(&host);
	host.fake.pfs[0].vfs[0].enable = 1;
	host.result =
		apply_plan(&host.kernel, &host.unit->arena, &host.run, plan, &options);
	assert_true(host.result->outcomes[0][0].is_in_use);
	assert_int_equal(apply_host_find(&host, "unbind"), -1);
	apply_host_done(&host);
}

/* An unbind that does nothing is seen, and is no success. */
static void test_driver_that_does_not_let_go(void **state)
{
	static const struct {
		const char *from, *to, *text;
		enum stage stage;
	} cases[] = {
		{"igbvf", "vfio-pci", "the VF is bound to igbvf", STAGE_VF_OVERRIDE},
		{"igbvf", "none", "the VF is bound to igbvf", STAGE_VF_OVERRIDE},
		/* Its override stays, which tells the next run. */
		{"vfio-pci", "default", "the VF is bound to vfio-pci", STAGE_VF_DRIVER},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct apply_host host;
		const struct outcome *outcome;

		apply_host_init(&host, *state, 1);
		fake_kernel_add_vfs(&host.fake, 0, 1);
		if (strcmp(cases[i].from, "vfio-pci") == 0) {
			fake_kernel_open_vf(&host.fake, 0, 0);
			host.fake.pfs[0].vfs[0].enable = 0;
		}
		host.ignores = "write bus/pci/devices/0000:01:10.0/driver/unbind "
			       "0000:01:10.0";
		apply_host_reconcile(&host, arena_printf(&host.unit->arena,
							 "enp1s0: {vfs: {0: {driver: "
							 "%s}}}",
							 cases[i].to));
		outcome = apply_host_outcome(&host, cases[i].stage, 0, 0);
		assert_int_equal(outcome->error, -EBUSY);
		assert_string_equal(outcome->text, cases[i].text);
		assert_int_equal(host.after->n_changes, 1);
		apply_host_done(&host);
	}
}

/* Success of the write proves nothing: the driver link does. */
static void test_driver_that_does_not_take_it(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 1);
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {driver: ixgbevf}}}");
	assert_int_equal(apply_host_outcome(&host, STAGE_VF_OVERRIDE, 0, 0)->error,
			 -ENODEV);
	assert_int_equal(host.after->n_changes, 1);
	apply_host_done(&host);
}

UNIT_GROUP(drivers, UNIT_TEST(test_vf_that_is_gone), UNIT_TEST(test_drivers_by_name),
	   UNIT_TEST(test_vf_opened_meanwhile),
	   UNIT_TEST(test_driver_that_should_not_have_it),
	   UNIT_TEST(test_driver_that_does_not_let_go),
	   UNIT_TEST(test_driver_that_does_not_take_it),
	   UNIT_TEST(test_driver_that_cannot_be_read), UNIT_TEST(test_rebind_cut_short),
	   UNIT_TEST(test_owed_driver_that_is_not_wanted),
	   UNIT_TEST(test_owed_drivers_do_not_wait),
	   UNIT_TEST(test_driver_that_is_missing_or_slow), UNIT_TEST(test_slow_udev),
	   UNIT_TEST(test_module_loaded_meanwhile), UNIT_TEST(test_override_is_cleared),
	   UNIT_TEST(test_mac_of_a_bound_vf), UNIT_TEST(test_mac_that_was_missed))
