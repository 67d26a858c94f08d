/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/idle-netdev.h"

#include "fake-kernel.h"
#include "run-state/run-state.h"
#include "unit.h"

/* What NetworkManager raised for nobody, beside each of those who may use it. */
static void test_who_raised_it(void **state)
{
	static const struct {
		struct fake_vf vf;
		bool is_idle;
	} rows[] = {
		{{.is_raised = true}, true},
		{{.is_raised = false}, false}, /* it has a connection */
		{{.is_raised = true, .has_address = true}, false},
		{{.is_raised = true, .has_route = true}, false},
		{{.is_raised = true, .has_packet_socket = true}, false},
		{{.is_raised = true, .is_promiscuous = true}, false},
		{{.is_raised = true, .has_xdp = true}, false},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake_kernel fake;
		struct kernel kernel;
		struct fake_vf *vf = &fake.pfs[0].vfs[0];
		const char *by;

		fake_kernel_init(&fake, 1, &kernel);
		fake_kernel_add_vfs(&fake, 0, 1);
		vf->netdev_up = true;
		vf->is_raised = rows[i].vf.is_raised;
		vf->has_address = rows[i].vf.has_address;
		vf->has_route = rows[i].vf.has_route;
		vf->has_packet_socket = rows[i].vf.has_packet_socket;
		vf->is_promiscuous = rows[i].vf.is_promiscuous;
		vf->has_xdp = rows[i].vf.has_xdp;
		by = idle_netdev_raised_by(&kernel, &unit->arena, NULL, vf->pci,
					   fake_vf_ifindex(&fake.pfs[0], vf));
		if (!!by != rows[i].is_idle)
			fail_msg("row %zu: %s", i, by ? by : "in use");
	}
}

/* Whichever of the reads fails, somebody may use it. */
static void test_unread(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	struct fake_vf *vf = &fake.pfs[0].vfs[0];
	size_t n_reads;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_vfs(&fake, 0, 1);
	vf->netdev_up = vf->is_raised = true;
	fake.n_operations = 0;
	assert_string_equal(idle_netdev_raised_by(&kernel, &unit->arena, NULL, vf->pci,
						  fake_vf_ifindex(&fake.pfs[0], vf)),
			    "NetworkManager");
	n_reads = fake.n_operations;
	assert_int_equal(n_reads, 5);
	for (fake.fault_at = 1; fake.fault_at <= n_reads; fake.fault_at++) {
		fake.fault = FAULT_ONCE;
		fake.fault_error = EIO;
		fake.n_operations = 0;
		assert_null(idle_netdev_raised_by(&kernel, &unit->arena, NULL, vf->pci,
						  fake_vf_ifindex(&fake.pfs[0], vf)));
	}
}

/* The netdev that vfstate has noted, and no other of the same VF. */
static void test_own(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	struct fake_vf *vf = &fake.pfs[0].vfs[0];
	struct root run;
	int ifindex;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_vfs(&fake, 0, 1);
	vf->netdev_up = true;
	ifindex = fake_vf_ifindex(&fake.pfs[0], vf);
	assert_int_equal(root_open(unit_dir(unit), &run), 0);
	assert_null(idle_netdev_raised_by(&kernel, &unit->arena, &run, vf->pci,
					  fake_vf_ifindex(&fake.pfs[0], vf)));
	run_state_write(&run, RUN_STATE_RAISED, vf->pci, ifindex + 1);
	assert_null(idle_netdev_raised_by(&kernel, &unit->arena, &run, vf->pci,
					  fake_vf_ifindex(&fake.pfs[0], vf)));
	run_state_write(&run, RUN_STATE_RAISED, vf->pci, ifindex);
	assert_string_equal(idle_netdev_raised_by(&kernel, &unit->arena, &run, vf->pci,
						  fake_vf_ifindex(&fake.pfs[0], vf)),
			    NETDEV_RAISED_BY_VFSTATE);
	assert_null(idle_netdev_raised_by(&kernel, &unit->arena, NULL, vf->pci,
					  fake_vf_ifindex(&fake.pfs[0], vf)));
	vf->has_address = true;
	assert_null(idle_netdev_raised_by(&kernel, &unit->arena, &run, vf->pci,
					  fake_vf_ifindex(&fake.pfs[0], vf)));
	vf->has_address = false;
	vf->has_packet_socket = true;
	assert_null(idle_netdev_raised_by(&kernel, &unit->arena, &run, vf->pci,
					  fake_vf_ifindex(&fake.pfs[0], vf)));
	root_done(&run);
}

UNIT_GROUP(idle_netdev, UNIT_TEST(test_own), UNIT_TEST(test_who_raised_it),
	   UNIT_TEST(test_unread))
