/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "adopt-host.h"

static void test_defaults(void **state)
{
	struct adopt_host host;

	/* What most VFs have is said once; the others say what they have. */
	adopt_host_init(&host, *state, 4);
	for (int i = 0; i < 3; i++) {
		adopt_host_set_vlan(&host.vfs[i], 100);
		host.vfs[i].attrs[VF_ATTR_TRUST].value.on = true;
	}
	adopt_host_set_mac(&host.vfs[1], 1);
	assert_string_equal(adopt_host_export_vfs(&host),
			    "    vf_defaults: {vlan: 100, spoofchk: on, trust: on}\n"
			    "    vfs:\n"
			    "      1: {mac: \"52:54:00:00:00:01\"}\n"
			    "      3: {vlan: 0, trust: off}\n");
	/* Two halves have no default, and one VF has none with anybody. */
	adopt_host_init(&host, *state, 2);
	adopt_host_set_vlan(&host.vfs[0], 100);
	host.vfs[1].attrs[VF_ATTR_SPOOFCHK].value.on = false;
	assert_string_equal(adopt_host_export_vfs(&host),
			    "    vfs:\n"
			    "      0: {vlan: 100, spoofchk: on}\n"
			    "      1: {spoofchk: off}\n");
	adopt_host_init(&host, *state, 1);
	assert_string_equal(adopt_host_export_vfs(&host),
			    "    vfs:\n      0: {spoofchk: on}\n");
}

static void test_defaults_hold_for_all(void **state)
{
	struct adopt_host host;

	/* Nothing can be said of a VF that the kernel does not report. */
	adopt_host_init(&host, *state, 3);
	host.vfs[2].reported = false;
	memset(host.vfs[2].attrs, 0, VF_ATTR_COUNT * sizeof(struct field));
	assert_string_equal(
		adopt_host_export_vfs(&host),
		"    # VF 2: the kernel does not report its MAC, VLAN and the like\n"
		"    vfs:\n"
		"      0-1: {spoofchk: on}\n");
	/* Rates that different VFs have would not go together. */
	adopt_host_init(&host, *state, 3);
	host.pf.driver = "ice";
	for (int i = 0; i < 3; i++)
		host.vfs[i].attrs[VF_ATTR_MIN_TX_RATE].set = true;
	host.vfs[0].attrs[VF_ATTR_MIN_TX_RATE].value.number = 200;
	host.vfs[1].attrs[VF_ATTR_MIN_TX_RATE].value.number = 200;
	host.vfs[0].attrs[VF_ATTR_MAX_TX_RATE].value.number = 300;
	host.vfs[1].attrs[VF_ATTR_MAX_TX_RATE].value.number = 0;
	host.vfs[2].attrs[VF_ATTR_MAX_TX_RATE].value.number = 100;
	adopt_host_export_vfs(&host);
}

static void test_ranges(void **state)
{
	struct adopt_host host;

	adopt_host_init(&host, *state, 8);
	for (int i = 0; i < 8; i++)
		adopt_host_set_vlan(&host.vfs[i], i < 3 ? 10 : i % 2 ? 20 : 30);
	for (int i = 0; i < 3; i++)
		adopt_host_set_mac(&host.vfs[i], (uint8_t)i);
	adopt_host_set_mac(&host.vfs[4], 4);
	/* With MACs of their own, three VFs share a range, and two say it twice. */
	assert_string_equal(adopt_host_export_vfs(&host),
			    "    vf_defaults: {spoofchk: on}\n"
			    "    vfs:\n"
			    "      0-2: {vlan: 10}\n"
			    "      \"3,5,7\": {vlan: 20}\n"
			    "      0: {mac: \"52:54:00:00:00:00\"}\n"
			    "      1: {mac: \"52:54:00:00:00:01\"}\n"
			    "      2: {mac: \"52:54:00:00:00:02\"}\n"
			    "      4: {mac: \"52:54:00:00:00:04\", vlan: "
			    "30}\n"
			    "      6: {vlan: 30}\n");
}

UNIT_GROUP(adopt_fold, UNIT_TEST(test_defaults), UNIT_TEST(test_defaults_hold_for_all),
	   UNIT_TEST(test_ranges))
