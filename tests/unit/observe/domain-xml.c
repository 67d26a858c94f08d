/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/domain-xml.h"

#include "unit.h"

static int read_xml(struct unit *unit, const char *text, struct domain *domain)
{
	const char *why = NULL;

	return domain_xml_read(&unit->arena, text, strlen(text), domain, &why);
}

static void test_devices(void **state)
{
	static const char text[] =
		"<!-- WARNING: THIS IS AN AUTO-GENERATED FILE. -->\n"
		"<domain type='kvm'><name>web 01</name><devices>\n"
		"<interface type='network'><source network='default'/></interface>\n"
		"<interface type='hostdev' managed='yes'>\n"
		"  <mac address='52:54:00:21:00:07'/>\n"
		"  <source><address type='pci' domain='0x0000' bus='0x01' slot='0x10'"
		" function='0x2'/></source>\n"
		"  <vlan><tag id='42'/></vlan>\n"
		"  <teaming type='transient' persistent='ua-backup'/>\n"
		"  <boot order='2'/><alias name='ua-vfstate-net0'/>\n"
		"  <driver name='vfio' model='mlx5_vfio_pci' iommufd='no'/>\n"
		"  <rom bar='on'/><acpi index='16383'/>\n"
		"  <address type='pci' domain='0x0000' bus='0x06' slot='0x00'"
		" function='0x0'/>\n"
		"</interface>\n"
		"<hostdev mode='subsystem' type='usb'/>\n"
		"<hostdev mode='subsystem' type='pci' managed='no'><source>"
		"<address domain='0x10000' bus='255' slot='0x1f' function='7'/>"
		"</source><rom bar='maybe'/><acpi index='0'/><driver iommufd='2'/>"
		"</hostdev>\n"
		"</devices></domain>\n";
	struct unit *unit = *state;
	const struct observed_binding *binding;
	struct domain domain;

	assert_int_equal(read_xml(unit, text, &domain), 0);
	assert_string_equal(domain.name, "web 01");
	assert_int_equal(domain.n_devices, 2);
	assert_int_equal(pci_address_compare(domain.devices[0].pci,
					     (struct pci_address){0, 1, 0x10, 2}),
			 0);
	binding = &domain.devices[0].binding;
	assert_false(binding->is_hostdev);
	assert_true(binding->managed);
	assert_int_equal(binding->mac.value.mac.bytes[5], 7);
	assert_int_equal(binding->vlan.value.vlan.id, 42);
	assert_string_equal(binding->teaming.value.text, "ua-backup");
	assert_string_equal(binding->alias.value.text, "ua-vfstate-net0");
	assert_int_equal(binding->boot_order.value.number, 2);
	assert_string_equal(binding->passthrough.driver_model.value.text,
			    "mlx5_vfio_pci");
	assert_true(binding->passthrough.iommufd.set);
	assert_false(binding->passthrough.iommufd.value.on);
	assert_true(field_is_on(&binding->passthrough.rom_bar));
	assert_int_equal(binding->passthrough.acpi_index.value.number, 16383);
	assert_int_equal(pci_address_compare(domain.devices[1].pci,
					     (struct pci_address){0x10000, 255, 31, 7}),
			 0);
	binding = &domain.devices[1].binding;
	assert_true(binding->is_hostdev);
	assert_false(binding->managed);
	assert_false(binding->mac.set || binding->vlan.set || binding->alias.set ||
		     binding->teaming.set || binding->boot_order.set);
	assert_false(binding->passthrough.rom_bar.set ||
		     binding->passthrough.acpi_index.set ||
		     binding->passthrough.driver_model.set ||
		     binding->passthrough.iommufd.set);
}

/* Where something is missing or no number, there is no such device. */
static void test_no_devices(void **state)
{
	static const char *const sources[] = {
		"",
		"<source/>",
		"<source><address bus='1' slot='1'/></source>",
		"<source><address type='drive' bus='1' slot='1' function='0'/></source>",
		"<source><address bus='256' slot='1' function='0'/></source>",
		"<source><address bus='-1' slot='1' function='0'/></source>",
		"<source><address bus='1' slot='32' function='0'/></source>",
		"<source><address bus='1' slot='1' function='8'/></source>",
		"<source><address bus='1x' slot='1' function='0'/></source>",
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(sources); i++) {
		const char *text = arena_printf(
			&unit->arena,
			"<domain><name>v</name><devices><interface type='hostdev'>%s"
			"</interface></devices></domain>",
			sources[i]);
		struct domain domain;

		assert_int_equal(read_xml(unit, text, &domain), 0);
		assert_int_equal(domain.n_devices, 0);
	}
}

static void test_no_domain(void **state)
{
	static const char *const texts[] = {
		"",
		"<",
		"<network/>",
		"<domain/>",
		"<domain><name/></domain>",
		"<domain><name>v</name>",
		"<!DOCTYPE d [<!ENTITY e 'x'>]><domain><name>&e;</name></domain>",
	};
	struct domain domain;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_int_equal(read_xml(*state, texts[i], &domain), -EINVAL);
}

UNIT_GROUP(domain_xml, UNIT_TEST(test_devices), UNIT_TEST(test_no_devices),
	   UNIT_TEST(test_no_domain))
