/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* On libvirt's own test driver, which forgets everything with the connection. */
#include "libvirt/define.h"

#include "unit.h"

#define INTERFACE(name, vlan)                                                            \
	"<interface type='hostdev' managed='yes'><mac address='52:54:00:21:00:00'/>"     \
	"<source><address type='pci' domain='0x0000' bus='0x01' slot='0x10' "            \
	"function='0x0'/></source>" vlan "<alias name='ua-vfstate-" name                 \
	"'/></interface>"
#define VLAN(id) "<vlan><tag id='" id "'/></vlan>"
#define POOL(vlan)                                                                       \
	"<network><name>pool</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e1931</uuid>"    \
	"<forward mode='hostdev' managed='yes'><address type='pci' domain='0x0000' "     \
	"bus='0x01' slot='0x10' function='0x2'/></forward>" vlan "</network>"

struct steps {
	struct session session;
	struct published published;
	struct desired desired;
	struct definitions definitions;
};

/* Plans, and defines what differs. Returns the number of changes. */
static size_t apply(struct unit *unit, struct steps *steps)
{
	struct host_definitions host;

	diags_init(&unit->diags, &unit->arena);
	assert_int_equal(session_read(&steps->session, true, &host), 0);
	steps->definitions = plan_definitions(&unit->arena, &unit->diags,
					      &steps->published, &steps->desired, &host);
	define_all(&steps->session, &steps->published, &steps->desired,
		   &steps->definitions);
	for (size_t i = 0; i < steps->definitions.n; i++)
		assert_true(steps->definitions.items[i].is_defined);
	assert_string_equal(unit_codes(unit), "");
	return steps->definitions.n_changes;
}

static const char *read_domain(struct steps *steps)
{
	struct host_definitions host;

	assert_int_equal(session_read(&steps->session, false, &host), 0);
	assert_int_equal(host.n_domains, 1);
	return host.domains[0].xml;
}

static void test_steps(void **state)
{
	struct published_device device = {"test", "net0", "path", "ua-vfstate-net0",
					  INTERFACE("net0", VLAN("100"))};
	struct published_network network = {
		"pool", "path", "6695eb01-f6a4-8304-79aa-97f2502e1931", POOL("")};
	struct steps steps = {.published = {&device, 1, &network, 1}};
	struct unit *unit = *state;

	assert_int_equal(session_open(&steps.session, &unit->arena, &unit->diags,
				      "test:///default", false),
			 0);
	assert_int_equal(apply(unit, &steps), 2);
	assert_int_equal(apply(unit, &steps), 0);
	assert_non_null(strstr(read_domain(&steps), "ua-vfstate-net0"));
	/* Its running domain stays as it is, and the interface that it had. */
	assert_non_null(strstr(read_domain(&steps), "aa:bb:cc:dd:ee:ff"));
	device.text = INTERFACE("net0", VLAN("200"));
	network.text = POOL(VLAN("7"));
	assert_int_equal(apply(unit, &steps), 2);
	assert_string_equal(steps.definitions.items[1].edits[0].text, "vlan");
	assert_true(steps.definitions.items[1].is_active);
	assert_int_equal(apply(unit, &steps), 0);
	assert_non_null(strstr(read_domain(&steps), "<tag id='200'/>"));
	device.text = INTERFACE("net0", "");
	assert_int_equal(apply(unit, &steps), 1);
	assert_null(strstr(read_domain(&steps), "<tag"));
	device.text = "<hostdev mode='subsystem' type='pci' managed='no'><source>"
		      "<address domain='0x0000' bus='0x01' slot='0x10' function='0x0'/>"
		      "</source><alias name='ua-vfstate-net0'/></hostdev>";
	assert_int_equal(apply(unit, &steps), 1);
	assert_int_equal(apply(unit, &steps), 0);
	steps.published.n_devices = 0;
	assert_int_equal(apply(unit, &steps), 1);
	assert_null(strstr(read_domain(&steps), "ua-vfstate"));
	assert_int_equal(apply(unit, &steps), 0);
	session_done(&steps.session);
}

/* What libvirt refuses, or drops, is an error. */
static void test_failures(void **state)
{
	struct published_device device = {
		"test", "net0", "path", "ua-vfstate-net0",
		"<interface type='hostdev'><source><address type='pci' domain='0' "
		"bus='1' "
		"slot='16' function='0'/></source><sauce/><alias name='ua-vfstate-net0'/>"
		"</interface>"};
	struct steps steps = {.published = {.devices = &device, .n_devices = 1}};
	struct unit *unit = *state;
	struct host_definitions host;

	assert_int_equal(session_open(&steps.session, &unit->arena, &unit->diags,
				      "test:///nowhere", false),
			 -ENOTCONN);
	assert_string_equal(unit_codes(unit), "libvirt-failed");
	diags_init(&unit->diags, &unit->arena);
	assert_int_equal(session_open(&steps.session, &unit->arena, &unit->diags,
				      "test:///default", false),
			 0);
	assert_null(session_read_secure(&steps.session, "absent"));
	diags_init(&unit->diags, &unit->arena);
	assert_int_equal(session_read(&steps.session, false, &host), 0);
	steps.definitions = plan_definitions(&unit->arena, &unit->diags, &steps.published,
					     &steps.desired, &host);
	assert_int_equal(steps.definitions.n, 1);
	define_all(&steps.session, &steps.published, &steps.desired, &steps.definitions);
	assert_false(steps.definitions.items[0].is_defined);
	assert_string_equal(unit_codes(unit), "libvirt-failed");
	session_done(&steps.session);
}

UNIT_GROUP(define, UNIT_TEST(test_steps), UNIT_TEST(test_failures))
