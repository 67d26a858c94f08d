/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>

#include "publish/publish.h"
#include "model/derive.h"
#include "publish/publisher.h"
#include "support/root.h"
#include "unit.h"

/* The bytes of a file, as a shell or `xargs` reads them; NULL where there is none. */
static const char *read_file(struct unit *unit, struct root *run, const char *path)
{
	_cleanup_fd_ int fd = openat(run->fd, path, O_RDONLY | O_CLOEXEC);
	char text[512];
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text));

	return n < 0 ? NULL : arena_strndup(&unit->arena, text, (size_t)n);
}

/* Why the file of QEMU was removed; NULL where it was not. */
static const char *why_removed(const struct snippets *snippets)
{
	for (size_t i = 0; i < snippets->n; i++) {
		if (snippets->items[i].publisher == &qemu_publisher &&
		    snippets->items[i].status == SNIPPET_REMOVED)
			return snippets->items[i].text;
	}
	return NULL;
}

/* Publishes VFs 0 to 3 of up0 and returns what QEMU's file of the interface holds, or why
 * it was removed; NULL where there is none. */
static const char *arguments(struct unit *unit, struct root *run, const char *vfs,
			     const char *interfaces, const char *name)
{
	const struct desired *desired = unit_desired(
		unit, arena_printf(&unit->arena,
				   "version: 1\npfs: {up0: {numvfs: 4, vfs: {%s}}}\n"
				   "vms: {v: {interfaces: {%s}}}\n",
				   vfs, interfaces));
	struct observed_vf live_vfs[4];
	struct observed_pf live = {.netdev = "up0", .vfs = live_vfs, .n_vfs = 4};
	struct plan_pf pf = {
		.desired = &desired->pfs[0], .observed = &live, .sets_vf_mac = true};
	struct observed host = {0};
	struct plan after = {.host = &host, .desired = desired, .pfs = &pf, .n_pfs = 1};
	const struct snippets *snippets;
	const char *text;

	for (unsigned int i = 0; i < 4; i++) {
		live_vfs[i] = (struct observed_vf){
			.index = i,
			.has_pci = true,
			.pci = {.bus = 0x3f, .device = 0x1f, .function = (uint8_t)i}};
		live_vfs[i].attrs[VF_ATTR_MAC] =
			(struct field){.set = true, .value.mac = {{2}}};
	}
	pf.vfs = derive_vfs(&unit->arena, &host, &live, &desired->pfs[0], 4);
	snippets = publish(&unit->arena, run, &after);
	text = read_file(unit, run, arena_printf(&unit->arena, "qemu/v/%s.args", name));
	return text ? text : why_removed(snippets);
}

static void test_arguments(void **state)
{
	struct unit *unit = *state;
	struct root run;
	const char *text;

	assert_int_equal(root_open(unit_dir(unit), &run), 0);
	text = arguments(unit, &run, "2: {driver: vfio-pci}", "a: {vf: up0/2}", "a");
	assert_string_equal(text, "# Written by vfstate. Changes made here are lost.\n"
				  "-device vfio-pci,host=0000:3f:1f.2,id=ua-vfstate-a\n");
	text = arguments(unit, &run, "1: {driver: mlx5_vfio_pci}",
			 "a: {vf: up0/1, boot_order: 17, alias: ua-b, teaming: ua-c}",
			 "a");
	assert_string_equal(text, "# Written by vfstate. Changes made here are lost.\n"
				  "-device vfio-pci,host=0000:3f:1f.1,id=ua-b,"
				  "bootindex=17,failover_pair_id=ua-c\n");
	text = arguments(unit, &run, "1: {driver: vfio-pci}",
			 "a: {vf: up0/1, rom_bar: off, acpi_index: 7, iommufd: on}", "a");
	assert_string_equal(text, "# Written by vfstate. Changes made here are lost.\n"
				  "-object iommufd,id=iommufd-ua-vfstate-a\n"
				  "-device vfio-pci,host=0000:3f:1f.1,id=ua-vfstate-a,"
				  "rombar=0,acpi-index=7,iommufd=iommufd-ua-vfstate-a\n");
	text = arguments(unit, &run, "1: {driver: vfio-pci}",
			 "a: {vf: up0/1, rom_bar: on, iommufd: off}", "a");
	assert_non_null(strstr(text, "id=ua-vfstate-a,rombar=1\n"));
	root_done(&run);
}

/* Only of VFs that a VFIO driver is to have; the file goes when that ends, and libvirt's
 * stays. */
static void test_wanted(void **state)
{
	struct unit *unit = *state;
	struct root run;

	assert_int_equal(root_open(unit_dir(unit), &run), 0);
	assert_null(arguments(unit, &run, "0: {vlan: 5}", "a: {vf: up0/0}", "a"));
	assert_null(arguments(unit, &run, "0: {driver: igbvf}", "a: {vf: up0/0}", "a"));
	assert_null(arguments(unit, &run, "0: {driver: none}", "a: {vf: up0/0}", "a"));
	assert_non_null(
		arguments(unit, &run, "0: {driver: vfio-pci}", "a: {vf: up0/0}", "a"));
	assert_string_equal(
		arguments(unit, &run, "0: {driver: default}", "a: {vf: up0/0}", "a"),
		"no VF with a VFIO driver is bound to it any more");
	assert_null(arguments(unit, &run, "0: {driver: default}", "a: {vf: up0/0}", "a"));
	assert_int_equal(faccessat(run.fd, "qemu/v", F_OK, 0), -1);
	assert_int_equal(faccessat(run.fd, "libvirt/v/a.xml", F_OK, 0), 0);
	root_done(&run);
}

UNIT_GROUP(qemu, UNIT_TEST(test_arguments), UNIT_TEST(test_wanted))
