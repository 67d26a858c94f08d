/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/stale-state.h"

#include <fcntl.h>

#include <stdio.h>

#include "fake-kernel.h"
#include "run-state/run-state.h"
#include "support/atomic-file.h"
#include "unit.h"

static bool is_there(const struct root *run, const char *name)
{
	return faccessat(run->fd, name, F_OK, 0) == 0;
}

static void test_only_absent_devices(void **state)
{
	static const char *const foreign[] = {"lock", "driver.x",
					      "driver.0000-99-00.0.old",
					      "driver.0-99-00.0", "autoprobes"};
	struct unit *unit = *state;
	struct fake_kernel *fake = arena_alloc(&unit->arena, sizeof(*fake));
	struct pci_address absent = {.bus = 0x99}, pf;
	struct kernel kernel;
	struct root run;

	fake_kernel_init(fake, 1, &kernel);
	pf = fake->pfs[0].pci;
	assert_int_equal(root_open(unit_dir(unit), &run), 0);
	assert_int_equal(run_state_write(&run, RUN_STATE_AUTOPROBE, pf, 1), 0);
	assert_int_equal(run_state_write(&run, RUN_STATE_AUTOPROBE, absent, 1), 0);
	assert_int_equal(run_state_write(&run, RUN_STATE_DRIVER, pf, 1), 0);
	assert_int_equal(run_state_write(&run, RUN_STATE_DRIVER, absent, 1), 0);
	for (size_t i = 0; i < ARRAY_SIZE(foreign); i++)
		assert_true(atomic_file_write(run.fd, foreign[i], "x", 1) >= 0);
	/* An error is no absence. */
	fake->fault = FAULT_ALWAYS;
	fake->fault_error = EIO;
	snprintf(fake->fault_like, sizeof(fake->fault_like),
		 "read bus/pci/devices/0000:99:00.0/vendor");
	stale_state_remove(&kernel, &run);
	assert_int_equal(run_state_read(&run, RUN_STATE_AUTOPROBE, absent), 1);
	fake->fault = FAULT_NONE;
	stale_state_remove(&kernel, &run);
	assert_int_equal(run_state_read(&run, RUN_STATE_AUTOPROBE, pf), 1);
	assert_true(run_state_exists(&run, RUN_STATE_DRIVER, pf));
	assert_int_equal(run_state_read(&run, RUN_STATE_AUTOPROBE, absent), -1);
	assert_false(run_state_exists(&run, RUN_STATE_DRIVER, absent));
	for (size_t i = 0; i < ARRAY_SIZE(foreign); i++)
		assert_true(is_there(&run, foreign[i]));
	root_done(&run);
}

/* That a netdev was set up ends when it is down, or another one. */
static void test_raised(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel *fake = arena_alloc(&unit->arena, sizeof(*fake));
	struct fake_vf *vf = &fake->pfs[0].vfs[0];
	struct kernel kernel;
	struct root run;
	int ifindex;

	fake_kernel_init(fake, 1, &kernel);
	fake_kernel_add_vfs(fake, 0, 1);
	vf->netdev_up = true;
	ifindex = fake_vf_ifindex(&fake->pfs[0], vf);
	assert_int_equal(root_open(unit_dir(unit), &run), 0);
	run_state_write(&run, RUN_STATE_RAISED, vf->pci, ifindex);
	stale_state_remove(&kernel, &run);
	assert_int_equal(run_state_read(&run, RUN_STATE_RAISED, vf->pci), ifindex);
	/* An error is neither. */
	vf->netdev_up = false;
	fake->fault = FAULT_ALWAYS;
	fake->fault_error = EIO;
	snprintf(fake->fault_like, sizeof(fake->fault_like), "read class/net/%s/flags",
		 vf->netdev);
	stale_state_remove(&kernel, &run);
	assert_true(run_state_exists(&run, RUN_STATE_RAISED, vf->pci));
	fake->fault = FAULT_NONE;
	stale_state_remove(&kernel, &run);
	assert_false(run_state_exists(&run, RUN_STATE_RAISED, vf->pci));
	vf->netdev_up = true;
	run_state_write(&run, RUN_STATE_RAISED, vf->pci, ifindex - 1);
	stale_state_remove(&kernel, &run);
	assert_false(run_state_exists(&run, RUN_STATE_RAISED, vf->pci));
	root_done(&run);
}

UNIT_GROUP(stale_state, UNIT_TEST(test_raised), UNIT_TEST(test_only_absent_devices))
