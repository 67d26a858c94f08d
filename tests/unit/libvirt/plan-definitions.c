/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt/plan-definitions.h"

#include "unit.h"

#define DEVICE(vm, name)                                                                 \
	{(vm), (name), "path", "ua-vfstate-" name,                                       \
	 "<interface type='hostdev'><source><address bus='1' slot='1' "                  \
	 "function='0'/></source><alias name='ua-vfstate-" name "'/></interface>"}
#define DOMAIN "<domain><devices/></domain>"
#define POOL(more) "<network><name>pool</name><uuid>u</uuid>" more "</network>"

static struct published_device devices[] = {DEVICE("a", "net0"), DEVICE("c", "net0"),
					    DEVICE("d", "net0")};

static void test_domains(void **state)
{
	struct unit *unit = *state;
	struct published published = {.devices = devices, .n_devices = 3};
	struct host_domain domains[] = {
		{"a", true, true, DOMAIN},
		{"b", false, true, DOMAIN},
		{"c", true, false, DOMAIN},
		{"e", false, true,
		 "<domain><devices><interface type='hostdev'>"
		 "<alias name='ua-vfstate-net0'/></interface></devices></domain>"},
	};
	struct host_definitions host = {.domains = domains, .n_domains = 4};
	struct desired desired = {0};
	struct definitions definitions =
		plan_definitions(&unit->arena, &unit->diags, &published, &desired, &host);

	assert_int_equal(definitions.n, 2);
	assert_int_equal(definitions.n_changes, 2);
	assert_int_equal(definitions.n_domains, 2);
	assert_string_equal(definitions.items[0].name, "a");
	assert_true(definitions.items[0].is_active);
	assert_string_equal(definitions.items[1].name, "e");
	assert_int_equal(definitions.items[1].edits[0].action, EDIT_REMOVE);
	/* c is transient, d does not exist. */
	assert_string_equal(unit_codes(unit), "no-domain no-domain");
	assert_string_equal(unit->diags.first->text,
			    "domain c: libvirt has no persistent definition of it");
	assert_string_equal(unit->diags.last->text, "domain d: libvirt does not have it");
}

static void test_networks(void **state)
{
	struct unit *unit = *state;
	struct published_network network = {"pool", "path", "u", POOL("<forward/>")};
	struct published published = {.networks = &network, .n_networks = 1};
	struct host_domain domains[] = {
		{"a", true, true,
		 "<domain><devices><interface><source network='pool'/></interface>"
		 "</devices></domain>"},
		{"b", false, true,
		 "<domain><devices><interface><source network='pool'/></interface>"
		 "</devices></domain>"},
		{"c", true, true, DOMAIN},
	};
	struct host_network defined = {"pool", true, POOL("")};
	struct host_definitions host = {.domains = domains, .n_domains = 3};
	struct definitions definitions =
		plan_definitions(&unit->arena, &unit->diags, &published, NULL, &host);

	assert_int_equal(definitions.n, 1);
	assert_int_equal(definitions.n_changes, 1);
	assert_true(definitions.items[0].is_new);
	host.networks = &defined;
	host.n_networks = 1;
	definitions =
		plan_definitions(&unit->arena, &unit->diags, &published, NULL, &host);
	assert_int_equal(definitions.n, 1);
	assert_false(definitions.items[0].is_new);
	assert_true(definitions.items[0].is_active);
	assert_string_equal(definitions.items[0].users, "a");
	defined.xml = POOL("<forward/>");
	definitions =
		plan_definitions(&unit->arena, &unit->diags, &published, NULL, &host);
	assert_int_equal(definitions.n, 0);
	assert_int_equal(definitions.n_networks, 1);
	assert_string_equal(unit_codes(unit), "");
	network.uuid = "v";
	definitions =
		plan_definitions(&unit->arena, &unit->diags, &published, NULL, &host);
	assert_int_equal(definitions.n, 0);
	assert_string_equal(unit_codes(unit), "network-conflict");
}

UNIT_GROUP(plan_definitions, UNIT_TEST(test_domains), UNIT_TEST(test_networks))
