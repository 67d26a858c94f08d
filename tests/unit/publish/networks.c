/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "publish/publish.h"
#include "unit.h"

struct shop {
	struct unit *unit;
	struct root run;
	struct observed host;
	struct observed_vf vfs[3];
	struct observed_pf live;
	struct plan_pf pf;
	struct plan after;
};

static void init_shop(struct shop *shop, struct unit *unit)
{
	*shop = (struct shop){.unit = unit};
	for (unsigned int i = 0; i < 3; i++)
		shop->vfs[i] = (struct observed_vf){
			.index = i,
			.has_pci = true,
			.pci = {.bus = 1, .device = 0x10, .function = (uint8_t)i}};
	shop->live = (struct observed_pf){.netdev = "up0",
					  .vfs = shop->vfs,
					  .n_vfs = 3,
					  .attrs[PF_ATTR_NUMVFS] = UNIT_NUMBER(3)};
	shop->pf = (struct plan_pf){.observed = &shop->live, .numvfs = 3};
	shop->after = (struct plan){.host = &shop->host, .pfs = &shop->pf, .n_pfs = 1};
	assert_int_equal(root_open(unit_dir(unit), &shop->run), 0);
}

/* What became of the files: "net:written". */
static const char *publish_text(struct shop *shop, const char *networks)
{
	struct arena *arena = &shop->unit->arena;
	const char *text = "";
	const struct snippets *snippets;

	shop->after.desired = unit_desired(
		shop->unit, arena_printf(arena,
					 "version: 1\npfs: {up0: {}}\npools: {spare: "
					 "{vfs: up0/1-5}, all: {vfs: up0/0}}\n%s",
					 networks));
	assert_string_equal(unit_codes(shop->unit), "");
	shop->pf.desired = &shop->after.desired->pfs[0];
	snippets = publish(arena, &shop->run, &shop->after);
	for (size_t i = 0; i < snippets->n; i++)
		text = arena_printf(arena, "%s%s%s:%s", text, i ? " " : "",
				    snippets->items[i].interface,
				    snippet_status_name(snippets->items[i].status));
	return text;
}

static const char *content(struct shop *shop, const char *path)
{
	char *text = arena_alloc(&shop->unit->arena, 2048);

	assert_true(root_read(&shop->run, path, text, 2048) > 0);
	return text;
}

/* The golden file, which tests/checks/libvirt-schema.sh holds against libvirt's own
 * schema. */
static const char *golden(struct unit *unit)
{
	const char *srcdir = getenv("srcdir");
	char *text = arena_alloc(&unit->arena, 2048);
	struct root root;

	assert_int_equal(root_open(arena_printf(&unit->arena, "%s/tests/unit/publish",
						srcdir ? srcdir : "."),
				   &root),
			 0);
	assert_true(root_read(&root, "network.xml", text, 2048) > 0);
	root_done(&root);
	return text;
}

static void test_network(void **state)
{
	static const char *const one =
		"networks: {pass: {pool: spare, vlan: 300, portgroups: {web: {vlan: 100, "
		"default: on}, db-1: {vlan: 0}}}}\n";
	struct shop shop;

	init_shop(&shop, *state);
	assert_string_equal(publish_text(&shop, one), "pass:written");
	assert_string_equal(content(&shop, "libvirt-networks/pass.xml"),
			    golden(shop.unit));
	assert_string_equal(publish_text(&shop, one), "pass:unchanged");
	/* While a VF is not there, the file stays. */
	shop.live.n_vfs = 2;
	assert_string_equal(publish_text(&shop, one), "pass:not written");
	assert_non_null(content(&shop, "libvirt-networks/pass.xml"));
	shop.live.n_vfs = 3;
	assert_string_equal(publish_text(&shop, "networks: {all: {pool: all}}\n"),
			    "all:written pass:removed");
	assert_string_equal(publish_text(&shop, ""), "all:removed");
	assert_int_equal(faccessat(shop.run.fd, "libvirt-networks", F_OK, 0), -1);
	root_done(&shop.run);
}

/* A file that somebody else wrote stays, and so do those of other PFs in a run for one.
 */
static void test_left_alone(void **state)
{
	struct shop shop;
	const struct desired *desired;
	const struct snippets *snippets;
	int fd;

	init_shop(&shop, *state);
	assert_int_equal(mkdirat(shop.run.fd, "libvirt-networks", 0755), 0);
	fd = openat(shop.run.fd, "libvirt-networks/all.xml", O_CREAT | O_WRONLY, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "<network/>\n", 11), 11);
	close(fd);
	assert_string_equal(publish_text(&shop, "networks: {all: {pool: all}}\n"),
			    "all:failed");
	assert_string_equal(publish_text(&shop, ""), "");
	assert_string_equal(content(&shop, "libvirt-networks/all.xml"), "<network/>");
	assert_string_equal(publish_text(&shop, "networks: {x: {pool: spare}}\n"),
			    "x:written");
	desired = unit_desired(shop.unit, "version: 1\npfs: {up0: {}, up1: {}}\n");
	desired = desired_select_pf(&shop.unit->arena, desired, &desired->pfs[1]);
	shop.after.desired = desired;
	shop.pf.desired = &desired->pfs[0];
	snippets = publish(&shop.unit->arena, &shop.run, &shop.after);
	assert_int_equal(snippets->n, 0);
	assert_non_null(content(&shop, "libvirt-networks/x.xml"));
	root_done(&shop.run);
}

UNIT_GROUP(networks, UNIT_TEST(test_network), UNIT_TEST(test_left_alone))
