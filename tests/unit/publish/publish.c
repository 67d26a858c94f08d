/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/publish.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "model/derive.h"
#include "publish/libvirt-xml.h"
#include "support/atomic-file.h"
#include "unit.h"

struct shop {
	struct unit *unit;
	struct root run;
	struct observed host;
	struct observed_vf vfs[4];
	struct observed_pf live;
	struct plan_pf pf;
	struct plan after;
};

static void init_shop(struct shop *shop, struct unit *unit)
{
	*shop = (struct shop){.unit = unit};
	for (unsigned int i = 0; i < 4; i++) {
		shop->vfs[i] =
			(struct observed_vf){.index = i,
					     .has_pci = true,
					     .pci = {.bus = 1, .device = (uint8_t)i}};
		shop->vfs[i].attrs[VF_ATTR_MAC] = (struct field){
			.set = true, .value.mac = {{2, 0, 0, 0, 0, (uint8_t)i}}};
		shop->vfs[i].attrs[VF_ATTR_VLAN] = (struct field){.set = true};
	}
	shop->live = (struct observed_pf){
		.netdev = "up0",
		.vfs = shop->vfs,
		.n_vfs = 4,
		.attrs[PF_ATTR_NUMVFS] = {.set = true, .value.number = 4}};
	shop->pf = (struct plan_pf){
		.observed = &shop->live, .numvfs = 4, .sets_vf_mac = true};
	shop->after = (struct plan){.host = &shop->host, .pfs = &shop->pf, .n_pfs = 1};
	assert_int_equal(root_open(unit_dir(unit), &shop->run), 0);
}

/* Publishes and says what became of it: "net0:written". */
static const char *publish_text(struct shop *shop, const char *vms)
{
	const struct desired *desired = unit_desired(
		shop->unit,
		arena_printf(&shop->unit->arena,
			     "version: 1\npfs: {up0: {vfs: {1: {vlan: {id: 5, qos: "
			     "1}}, 2: {mac: '52:54:00:00:00:02', vlan: 7}}}}\n%s",
			     vms));
	const struct snippets *snippets;
	const char *text = "";

	shop->pf.desired = &desired->pfs[0];
	shop->pf.vfs = derive_vfs(&shop->unit->arena, &shop->host, &shop->live,
				  &desired->pfs[0], 4);
	shop->after.desired = desired;
	snippets = publish(&shop->unit->arena, &shop->run, &shop->after);
	for (size_t i = 0; i < snippets->n; i++)
		text = arena_printf(&shop->unit->arena, "%s%s%s:%s", text, i ? " " : "",
				    snippets->items[i].interface,
				    snippet_status_name(snippets->items[i].status));
	return text;
}

static bool holds(struct shop *shop, const char *path, const char *part)
{
	char text[1024];

	return root_read(&shop->run, path, text, sizeof(text)) > 0 && strstr(text, part);
}

static void test_write_keep_remove(void **state)
{
	static const char both[] =
		"vms: {v: {interfaces: {a: {vf: up0/0}, c: {vf: up0/2}}}}\n";
	struct shop shop;

	init_shop(&shop, *state);
	assert_string_equal(publish_text(&shop, both), "a:written c:written");
	assert_string_equal(publish_text(&shop, both), "a:unchanged c:unchanged");
	assert_true(holds(&shop, "libvirt/v/c.xml", "52:54:00:00:00:02"));
	assert_true(holds(&shop, "libvirt/v/c.xml", "id=\"7\""));
	/* Without a configured MAC, the one that the VF has. */
	assert_true(holds(&shop, "libvirt/v/a.xml", "02:00:00:00:00:00"));
	assert_string_equal(
		publish_text(&shop, "vms: {v: {interfaces: {a: {vf: up0/3}}}}\n"),
		"a:written c:removed");
	assert_true(holds(&shop, "libvirt/v/a.xml", "slot=\"0x03\""));
	assert_string_equal(publish_text(&shop, ""), "a:removed");
	assert_int_equal(faccessat(shop.run.fd, "libvirt/v", F_OK, 0), -1);
	root_done(&shop.run);
}

/* A run for one PF leaves all files alone but those of that PF's VFs, also one whose
 * binding is gone. */
static void test_one_pf(void **state)
{
	struct shop shop;
	const struct desired *desired;
	const struct snippets *snippets;

	init_shop(&shop, *state);
	publish_text(&shop, "vms: {v: {interfaces: {a: {vf: up0/0}, c: {vf: up0/2}}}}\n");
	desired = unit_desired(
		shop.unit, "version: 1\npfs: {up0: {}, up1: {}}\n"
			   "vms: {v: {interfaces: {a: {vf: up0/0}, d: {vf: up1/3}}}}\n");
	desired = desired_select_pf(&shop.unit->arena, desired, &desired->pfs[1]);
	assert_int_equal(desired->n_pfs, 1);
	assert_int_equal(desired->n_bindings, 1);
	shop.pf.desired = &desired->pfs[0];
	shop.pf.vfs = derive_vfs(&shop.unit->arena, &shop.host, &shop.live,
				 &desired->pfs[0], 4);
	shop.after.desired = desired;
	snippets = publish(&shop.unit->arena, &shop.run, &shop.after);
	assert_int_equal(snippets->n, 1);
	assert_string_equal(snippets->items[0].interface, "d");
	assert_int_equal(snippets->items[0].status, SNIPPET_WRITTEN);
	assert_true(holds(&shop, "libvirt/v/a.xml", "interface"));
	assert_true(holds(&shop, "libvirt/v/c.xml", "interface"));
	/* The VF of a binding is gone. */
	shop.live.n_vfs = 2;
	snippets = publish(&shop.unit->arena, &shop.run, &shop.after);
	assert_int_equal(snippets->n, 1);
	assert_int_equal(snippets->items[0].status, SNIPPET_REMOVED);
	assert_string_equal(snippets->items[0].interface, "d");
	root_done(&shop.run);
}

static void test_qos_becomes_hostdev(void **state)
{
	struct shop shop;

	init_shop(&shop, *state);
	publish_text(&shop, "vms: {v: {interfaces: {b: {vf: up0/1}}}}\n");
	assert_true(holds(&shop, "libvirt/v/b.xml", "<hostdev "));
	root_done(&shop.run);
}

/* libvirt could not set the MAC of an <interface> there. */
static void test_pf_without_an_interface(void **state)
{
	struct shop shop;

	init_shop(&shop, *state);
	shop.pf.sets_vf_mac = false;
	shop.vfs[0].attrs[VF_ATTR_MAC].set = false;
	assert_string_equal(
		publish_text(&shop, "vms: {v: {interfaces: {a: {vf: up0/0}}}}\n"),
		"a:written");
	assert_true(holds(&shop, "libvirt/v/a.xml", "<hostdev "));
	assert_string_equal(publish_text(&shop,
					 "vms: {v: {interfaces: {a: {vf: up0/0, type: "
					 "interface}}}}\n"),
			    "a:failed");
	shop.live.netdev = "ib0";
	shop.live.is_infiniband = true;
	assert_string_equal(
		publish_text(&shop, "vms: {v: {interfaces: {b: {vf: up0/3}}}}\n"),
		"b:written a:removed");
	assert_true(holds(&shop, "libvirt/v/b.xml", "<hostdev "));
	root_done(&shop.run);
}

static void test_foreign_files_are_left_alone(void **state)
{
	static const char vms[] = "vms: {v: {interfaces: {a: {vf: up0/0}}}}\n";
	struct shop shop;

	init_shop(&shop, *state);
	assert_true(atomic_file_mkdirs(shop.run.fd, "libvirt/v") >= 0);
	assert_true(atomic_file_write(shop.run.fd, "libvirt-note", "x", 1) >= 0);
	assert_int_equal(
		renameat(shop.run.fd, "libvirt-note", shop.run.fd, "libvirt/v/a.xml"), 0);
	assert_string_equal(publish_text(&shop, vms), "a:failed");
	assert_true(holds(&shop, "libvirt/v/a.xml", "x"));
	assert_string_equal(publish_text(&shop, ""), "");
	assert_true(holds(&shop, "libvirt/v/a.xml", "x"));
	root_done(&shop.run);
}

/* Reading the FIFO would hang. */
static void test_fifos_and_strangers(void **state)
{
	static const char vms[] = "vms: {v: {interfaces: {a: {vf: up0/0}}}}\n";
	struct shop shop;

	init_shop(&shop, *state);
	alarm(20);
	assert_true(atomic_file_mkdirs(shop.run.fd, "libvirt/v") >= 0);
	assert_int_equal(mkfifoat(shop.run.fd, "libvirt/v/a.xml", 0600), 0);
	assert_string_equal(publish_text(&shop, vms), "a:failed");
	assert_string_equal(publish_text(&shop, ""), "");
	unlinkat(shop.run.fd, "libvirt/v/a.xml", 0);
	assert_string_equal(publish_text(&shop, vms), "a:written");
	assert_int_equal(fchmodat(shop.run.fd, "libvirt/v/a.xml", 0666, 0), 0);
	assert_string_equal(publish_text(&shop, vms), "a:failed");
	assert_int_equal(fchmodat(shop.run.fd, "libvirt/v/a.xml", 0644, 0), 0);
	assert_string_equal(publish_text(&shop, vms), "a:unchanged");
	assert_int_equal(fchmodat(shop.run.fd, "libvirt/v", 0777, 0), 0);
	assert_string_equal(publish_text(&shop, vms), "a:failed");
	assert_string_equal(publish_text(&shop, ""), "");
	alarm(0);
	root_done(&shop.run);
}

static void test_only_verified_vfs(void **state)
{
	static const char vms[] =
		"vms: {v: {interfaces: {a: {vf: up0/0}, c: {vf: up0/2}}}}\n";
	struct change change = {.stage = STAGE_VF_ATTR, .vf = 2, .attr = VF_ATTR_VLAN};
	struct shop shop;

	init_shop(&shop, *state);
	shop.pf.changes = &change;
	shop.pf.n_changes = 1;
	assert_string_equal(publish_text(&shop, vms), "a:written c:not written");
	assert_false(holds(&shop, "libvirt/v/c.xml", "interface"));
	shop.pf.n_changes = 0;
	publish_text(&shop, vms);
	shop.pf.n_changes = 1;
	assert_string_equal(publish_text(&shop, vms), "a:unchanged c:not written");
	assert_true(holds(&shop, "libvirt/v/c.xml", "interface"));
	/* Nor is a file taken away since the PF cannot be read just now. */
	shop.after.unread = &shop.pf.desired;
	shop.after.n_unread = 1;
	shop.after.n_pfs = 0;
	assert_string_equal(publish_text(&shop, vms), "a:not written c:not written");
	assert_true(holds(&shop, "libvirt/v/c.xml", "interface"));
	shop.after.n_unread = 0;
	shop.after.n_pfs = 1;
	/* A VF that is no more has no file. */
	shop.live.n_vfs = 2;
	assert_string_equal(publish_text(&shop, vms), "a:unchanged c:removed");
	root_done(&shop.run);
}

static void test_no_mac(void **state)
{
	struct shop shop;

	init_shop(&shop, *state);
	shop.vfs[0].attrs[VF_ATTR_MAC].value.mac = (struct mac_address){0};
	assert_string_equal(
		publish_text(&shop, "vms: {v: {interfaces: {a: {vf: up0/0}}}}\n"),
		"a:failed");
	assert_string_equal(
		publish_text(&shop,
			     "vms: {v: {interfaces: {a: {vf: up0/0, type: hostdev}}}}\n"),
		"a:written");
	root_done(&shop.run);
}

static void test_no_way_out_of_the_directory(void **state)
{
	struct shop shop;

	init_shop(&shop, *state);
	assert_true(atomic_file_mkdirs(shop.run.fd, "elsewhere") >= 0);
	assert_true(atomic_file_mkdirs(shop.run.fd, "libvirt") >= 0);
	assert_int_equal(symlinkat("../elsewhere", shop.run.fd, "libvirt/v"), 0);
	assert_string_equal(
		publish_text(&shop, "vms: {v: {interfaces: {a: {vf: up0/0}}}}\n"),
		"a:failed");
	assert_int_equal(faccessat(shop.run.fd, "elsewhere/a.xml", F_OK, 0), -1);
	root_done(&shop.run);
}

UNIT_GROUP(publish, UNIT_TEST(test_write_keep_remove), UNIT_TEST(test_one_pf),
	   UNIT_TEST(test_qos_becomes_hostdev), UNIT_TEST(test_pf_without_an_interface),
	   UNIT_TEST(test_foreign_files_are_left_alone),
	   UNIT_TEST(test_fifos_and_strangers), UNIT_TEST(test_only_verified_vfs),
	   UNIT_TEST(test_no_mac), UNIT_TEST(test_no_way_out_of_the_directory))
