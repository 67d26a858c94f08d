/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-vf.h"

#include "one-vf.h"
#include "plan/plan-make.h"
#include "unit.h"

static void test_mac_of_a_bound_vf(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC),
			    "mac/rebinds-vf driver/rebinds-vf");
	one.vf.attrs[VF_ATTR_LINK] = (struct field){.set = true, .value.on = true};
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC),
			    "mac/rebinds-vf! driver/rebinds-vf!");
	/* Were it trusted now, the MAC would be its own choice from then on. */
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC ", trust: on"),
			    "mac/rebinds-vf! trust/live! driver/rebinds-vf!");
	assert_string_equal(one_vf_plan(unit, &one, "trust: on"), "trust/live");
	/* A trusted VF in use may have taken that MAC itself. */
	one.vf.attrs[VF_ATTR_TRUST].value.on = true;
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC), "");
	assert_string_equal(unit_codes(unit), "trusted-mac");
	/* But not one that is not to be trusted any more. */
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC ", trust: off"),
			    "mac/rebinds-vf! trust/live driver/rebinds-vf!");
	/* Nor one whose netdev is to go down. */
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC ", link: down"),
			    "mac/rebinds-vf! driver/rebinds-vf! link/resets-vf!");
	/* One that is down already ends nobody's use. */
	one.vf.attrs[VF_ATTR_LINK] = (struct field){.set = true, .value.on = false};
	one.vf.holders = &(struct holder){.kind = HOLDER_ADDRESS, .who = "192.0.2.1"};
	one.vf.n_holders = 1;
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC ", link: down"), "");
	one.vf.attrs[VF_ATTR_LINK] = (struct field){.set = true, .value.on = true};
	one.vf.n_holders = 0;
	/* Nor one of which only nobody could tell that it is idle. */
	one.vf.holders = &(struct holder){.kind = HOLDER_UNKNOWN, .who = "unread"};
	one.vf.n_holders = 1;
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC), "");
	one.vf.attrs[VF_ATTR_LINK] = (struct field){.set = true, .value.on = false};
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC),
			    "mac/rebinds-vf! driver/rebinds-vf!");
	one_vf_init(&one);
	one.vf.attrs[VF_ATTR_DRIVER] = (struct field){0};
	one.vf.netdev = NULL;
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC), "mac/live");
}

static void test_netdev_with_a_stale_mac(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	one.vf.netdev_mac.value.mac.bytes[5] = 9;
	assert_string_equal(one_vf_plan(unit, &one, "mac: '52:54:00:00:00:01'"),
			    "driver/rebinds-vf");
	assert_string_equal(one_vf_plan(unit, &one, "trust: off"), "");
	one.vf.attrs[VF_ATTR_LINK] = (struct field){.set = true, .value.on = true};
	assert_string_equal(one_vf_plan(unit, &one, "mac: '52:54:00:00:00:01'"), "");
	/* Where it is to go down nobody uses it afterwards. */
	assert_string_equal(
		one_vf_plan(unit, &one, "mac: '52:54:00:00:00:01', link: down"),
		"driver/rebinds-vf! link/resets-vf!");
}

static void test_cleared_mac(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	/* Bound, a VF without an administrator's MAC has one of its own. */
	assert_string_equal(one_vf_plan(unit, &one, "mac: '00:00:00:00:00:00'"), "");
	/* If its driver starts anew it may show that it was an administrator's. */
	one.pf.msix_vectors = UNIT_NUMBER(16);
	assert_string_equal(
		one_vf_plan(unit, &one, "mac: '00:00:00:00:00:00', msix_vectors: 4"),
		"mac/rebinds-vf msix_vectors/rebinds-vf driver/rebinds-vf");
	one.vf.driver_override = "igbvf";
	assert_string_equal(
		one_vf_plan(unit, &one, "mac: '00:00:00:00:00:00', driver: default"),
		"mac/rebinds-vf driver/rebinds-vf");
	one.vf.driver_override = NULL;
	one.vf.attrs[VF_ATTR_MAC].value.mac.bytes[0] = 0x90;
	assert_string_equal(one_vf_plan(unit, &one, "mac: '00:00:00:00:00:00'"),
			    "mac/rebinds-vf");
	one.vf.attrs[VF_ATTR_MAC].value.mac.bytes[0] = 0x52;
	one.vf.attrs[VF_ATTR_DRIVER] = (struct field){0};
	one.vf.netdev = NULL;
	assert_string_equal(one_vf_plan(unit, &one, "mac: '00:00:00:00:00:00'"),
			    "mac/live");
}

static void test_vf_of_a_running_guest(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	one.vf.attrs[VF_ATTR_DRIVER] =
		(struct field){.set = true, .value.text = "vfio-pci"};
	one.vf.netdev = NULL;
	assert_string_equal(one_vf_plan(unit, &one, "vlan: 5"), "vlan/live!");
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC), "mac/live!");
	assert_string_equal(one_vf_plan(unit, &one, "max_tx_rate: 5"),
			    "max_tx_rate/live");
	one.vf.enable = UNIT_NUMBER(0);
	assert_string_equal(one_vf_plan(unit, &one, "vlan: 5"), "vlan/live");
}

static void test_attributes_that_reset(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	one.pf.driver = "i40e";
	assert_string_equal(one_vf_plan(unit, &one, "vlan: 5, trust: on"),
			    "vlan/resets-vf trust/resets-vf");
	one.vf.attrs[VF_ATTR_LINK] = (struct field){.set = true, .value.on = true};
	assert_string_equal(one_vf_plan(unit, &one, "vlan: 5"), "vlan/resets-vf!");
}

static void test_what_the_driver_refuses(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	assert_string_equal(one_vf_plan(unit, &one, "link_state: enable"),
			    "link_state/live?");
	/* The neutral value is what such a VF has. */
	assert_string_equal(one_vf_plan(unit, &one, "link_state: auto, min_tx_rate: 0"),
			    "");
	assert_string_equal(one_vf_plan(unit, &one, "min_tx_rate: 5"),
			    "min_tx_rate/live?");
	one.pf.driver = "unheard_of";
	assert_string_equal(one_vf_plan(unit, &one, "link_state: enable"),
			    "link_state/resets-vf");
	assert_string_equal(one_vf_plan(unit, &one, "min_tx_rate: 5"),
			    "min_tx_rate/live");
}

/* What a driver accepts and does not do would be a difference for ever. */
static void test_what_would_never_converge(void **state)
{
	static const struct {
		const char *driver, *vf, *plan;
	} cases[] = {
		{"ixgbe", "link_state: enable", "link_state/live?"},
		{"ixgbe", "link_state: disable", "link_state/live"},
		{"qede", "max_tx_rate: 0", "max_tx_rate/live?"},
		{"qede", "max_tx_rate: 5", "max_tx_rate/live"},
		{"qede", "vlan: {id: 5, qos: 1}", "vlan/live?"},
		{"qede", "vlan: 5", "vlan/live"},
		{"sfc", "vlan: {id: 5, qos: 1}", "vlan/live?"},
		{"be2net", "mac: '00:00:00:00:00:00'", "mac/rebinds-vf?"},
		{"hinic", "vlan: {id: 5, proto: 802.1ad}", "vlan/live?"},
		{"ice", "vlan: {id: 5, proto: 802.1ad}", "vlan/resets-vf"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct one_vf one;
		const char *plan;

		one_vf_init(&one);
		one.pf.driver = cases[i].driver;
		one.vf.attrs[VF_ATTR_MAX_TX_RATE] =
			(struct field){.set = true, .value.number = 100};
		one.vf.attrs[VF_ATTR_LINK_STATE].set = true;
		one.vf.attrs[VF_ATTR_MAC].value.mac.bytes[0] = 0x90;
		one.vf.netdev_mac.value.mac.bytes[0] = 0x90;
		plan = one_vf_plan(unit, &one, cases[i].vf);
		if (strncmp(plan, cases[i].plan, strlen(cases[i].plan)) != 0)
			fail_msg("%s, %s: '%s'", cases[i].driver, cases[i].vf, plan);
	}
}

static void test_vf_in_another_namespace(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	one.vf.netdev = NULL;
	assert_string_equal(one_vf_plan(unit, &one, "vlan: 5"), "vlan/live!");
	assert_string_equal(one_vf_plan(unit, &one, "spoofchk: on"), "spoofchk/live");
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC),
			    "mac/rebinds-vf! driver/rebinds-vf!");
	/* Nothing proves a VF idle whose device cannot be found. */
	one_vf_init(&one);
	one.vf.has_pci = false;
	assert_string_equal(one_vf_plan(unit, &one, "mac: '52:54:00:00:00:01'"), "");
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC),
			    "mac/rebinds-vf! driver/rebinds-vf!");
}

/* Another eswitch mode may clear trust, and the MAC that a trusted VF took. */
static void test_foreign_mac_and_another_mode(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;
	const struct plan *plan;

	one_vf_init(&one);
	one.pf.driver = "mlx5_core";
	one.pf.attrs[PF_ATTR_ESWITCH_MODE] =
		(struct field){.set = true, .value.text = "legacy"};
	one.vf.attrs[VF_ATTR_LINK] = (struct field){.set = true, .value.on = true};
	one.vf.attrs[VF_ATTR_TRUST].value.on = true;
	one.pf.vfs = &one.vf;
	one.observed.pfs = &one.pf;
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC), "");
	plan = plan_make(&unit->arena, &unit->diags,
			 unit_desired(unit, "version: 1\npfs: {p0: {eswitch: {mode: "
					    "switchdev}, vfs: {0: {" OTHER_MAC "}}}}\n"),
			 &one.observed, DISRUPTION_ALLOWED);
	assert_string_equal(one_vf_words(unit, &plan->pfs[0]),
			    "eswitch mode/blinks-pf mac/rebinds-vf driver/rebinds-vf");
}

/* A VF that a reply leaves out while it has others is not one with nothing set. */
static void test_vf_that_is_not_reported(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;
	struct observed_vf vfs[2];
	const struct plan *plan;

	one_vf_init(&one);
	vfs[0] = vfs[1] = one.vf;
	vfs[1].index = 1;
	vfs[1].reported = false;
	memset(vfs[1].attrs, 0, VF_ATTR_COUNT * sizeof(struct field));
	one.pf.vfs = vfs;
	one.pf.n_vfs = 2;
	one.pf.attrs[PF_ATTR_NUMVFS] = (struct field){.set = true, .value.number = 2};
	one.observed.pfs = &one.pf;
	plan = plan_make(&unit->arena, &unit->diags,
			 unit_desired(unit, "version: 1\npfs: {p0: {vf_defaults: "
					    "{vlan: 5}}}\n"),
			 &one.observed, DISRUPTION_REFUSED);
	assert_string_equal(one_vf_words(unit, &plan->pfs[0]), "vlan/live vlan/live?");
	/* Nor is its driver to start for a MAC that nobody can tell it has not. */
	plan = plan_make(&unit->arena, &unit->diags,
			 unit_desired(unit, "version: 1\npfs: {p0: {vfs: {1: {"
					    "mac: '52:54:00:00:00:02'}}}}\n"),
			 &one.observed, DISRUPTION_REFUSED);
	assert_string_equal(one_vf_words(unit, &plan->pfs[0]), "mac/rebinds-vf?");
}

/* A VM's VF gets the MAC of the VM's interface, whatever it made up, once it is idle. */
static void test_mac_of_a_vm(void **state)
{
	static const char vms[] = "vms: {web01: {interfaces: {net0: {vf: p0/0}}}}\n";
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	one.observed.host_id = "0123456789abcdef0123456789abcdef";
	assert_string_equal(one_vf_plan_with(unit, &one, "", vms),
			    "mac/rebinds-vf driver/rebinds-vf");
	one.vf.attrs[VF_ATTR_LINK] = (struct field){.set = true, .value.on = true};
	assert_string_equal(unit_codes(unit), "");
	assert_string_equal(one_vf_plan_with(unit, &one, "", vms), "");
	assert_string_equal(unit_codes(unit), "vm-mac");
	/* One that was configured is refused. */
	assert_string_equal(one_vf_plan_with(unit, &one, OTHER_MAC, vms),
			    "mac/rebinds-vf! driver/rebinds-vf!");
	/* A PF that sets no MACs of VFs, and a host without an id. */
	one.vf.attrs[VF_ATTR_LINK] = (struct field){.set = true, .value.on = false};
	one.pf.driver = "virtio-pci";
	assert_string_equal(one_vf_plan_with(unit, &one, "", vms), "");
	one.pf.driver = "igb";
	one.observed.host_id = NULL;
	assert_string_equal(one_vf_plan_with(unit, &one, "", vms), "");
	assert_string_equal(unit_codes(unit), "vm-mac no-host-id");
}

/* Its driver reads its GUIDs once. */
static void test_guid_of_a_bound_vf(void **state)
{
	static const char wanted[] = "node_guid: '24:8a:07:03:00:00:00:02'";
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	one.pf.is_infiniband = true;
	one.pf.driver = "mlx5_core";
	assert_string_equal(one_vf_plan(unit, &one, wanted),
			    "node_guid/rebinds-vf driver/rebinds-vf");
	one.vf.attrs[VF_ATTR_NODE_GUID] = (struct field){
		.set = true, .value.guid = {{0x24, 0x8a, 7, 3, 0, 0, 0, 2}}};
	assert_string_equal(one_vf_plan(unit, &one, wanted), "");
	/* A run that ended before the driver started again. */
	one.vf.rdma_guid = (struct field){.set = true};
	assert_string_equal(one_vf_plan(unit, &one, wanted), "driver/rebinds-vf");
	one.vf.attrs[VF_ATTR_DRIVER] = (struct field){0};
	assert_string_equal(one_vf_plan(unit, &one, wanted), "");
	one.vf.attrs[VF_ATTR_DRIVER] =
		(struct field){.set = true, .value.text = "vfio-pci"};
	one.vf.attrs[VF_ATTR_NODE_GUID].set = false;
	one.vf.enable = UNIT_NUMBER(0);
	assert_string_equal(one_vf_plan(unit, &one, wanted), "node_guid/live");
	assert_string_equal(one_vf_plan(unit, &one, "node_guid: derive"),
			    "node_guid/live?");
}

/* What a driver cannot set is off. */
static void test_off_where_the_driver_lacks_it(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	assert_string_equal(one_vf_plan(unit, &one, "query_rss: off"), "");
	assert_string_equal(one_vf_plan(unit, &one, "query_rss: on"), "query_rss/live?");
}

UNIT_GROUP(plan_vf, UNIT_TEST(test_mac_of_a_bound_vf),
	   UNIT_TEST(test_netdev_with_a_stale_mac), UNIT_TEST(test_cleared_mac),
	   UNIT_TEST(test_vf_of_a_running_guest), UNIT_TEST(test_attributes_that_reset),
	   UNIT_TEST(test_what_the_driver_refuses),
	   UNIT_TEST(test_what_would_never_converge),
	   UNIT_TEST(test_vf_in_another_namespace),
	   UNIT_TEST(test_foreign_mac_and_another_mode),
	   UNIT_TEST(test_vf_that_is_not_reported), UNIT_TEST(test_mac_of_a_vm),
	   UNIT_TEST(test_guid_of_a_bound_vf),
	   UNIT_TEST(test_off_where_the_driver_lacks_it))
