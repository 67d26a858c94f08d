/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt/network-edit.h"

#include "unit.h"

#define NETWORK(more)                                                                    \
	"<network connections='1'><name>pool</name><uuid>u</uuid>"                       \
	"<forward mode='hostdev' managed='yes'>"                                         \
	"<address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x0'/>"    \
	"</forward>" more "</network>"

static bool differs(struct unit *unit, const char *xml, const char *published)
{
	struct network_edit edit;

	assert_int_equal(network_edit(&unit->arena, xml, published, &edit), 0);
	return edit.differs;
}

static void test_compare(void **state)
{
	static const char published[] =
		"<!-- Written by vfstate. -->\n"
		"<network><name>pool</name><uuid>u</uuid>"
		"<forward mode='hostdev' managed='yes'>"
		"<address type='pci' domain='0' bus='1' slot='16' function='0'/>"
		"</forward></network>";
	struct unit *unit = *state;
	struct network_edit edit;

	assert_false(
		differs(unit, NETWORK("<mac address='52:54:00:00:00:01'/>"), published));
	assert_true(differs(unit, NETWORK("<vlan><tag id='7'/></vlan>"), published));
	assert_true(differs(unit, NETWORK("<portgroup name='a'/>"), published));
	assert_true(differs(unit, NETWORK(""), NETWORK("<vlan><tag id='7'/></vlan>")));
	assert_true(differs(unit, "<network><name>pool</name><uuid>u</uuid></network>",
			    published));
	assert_int_equal(network_edit(&unit->arena, NULL, published, &edit), 0);
	assert_true(edit.differs);
	assert_string_equal(edit.before, "");
	assert_memory_equal(edit.after, "<network>", strlen("<network>"));
	assert_int_equal(network_edit(&unit->arena, NETWORK(""), published, &edit), 0);
	assert_string_equal(edit.uuid, "u");
	assert_int_equal(network_edit(&unit->arena, "<", published, &edit), -EINVAL);
	assert_int_equal(network_edit(&unit->arena, NULL, "", &edit), -EINVAL);
}

static void test_users(void **state)
{
	static const char domain[] =
		"<domain><devices><disk/><interface type='network'><source "
		"network='pool'/></interface></devices></domain>";

	(void)state;
	assert_true(network_is_used(domain, "pool"));
	assert_false(network_is_used(domain, "poo"));
	assert_false(network_is_used("<domain/>", "pool"));
}

UNIT_GROUP(network_edit, UNIT_TEST(test_compare), UNIT_TEST(test_users))
