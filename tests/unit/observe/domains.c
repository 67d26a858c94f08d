/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/domains.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

enum {
	VFS = 4
};

struct host {
	struct unit *unit;
	struct observed_vf vfs[VFS];
	struct observed_pf pf;
	struct observed observed;
};

static void init_host(struct host *host, struct unit *unit)
{
	*host = (struct host){.unit = unit};
	for (unsigned int i = 0; i < VFS; i++)
		host->vfs[i] =
			(struct observed_vf){.index = i,
					     .has_pci = true,
					     .pci = {.bus = 1, .device = (uint8_t)i}};
	host->pf = (struct observed_pf){
		.vfs = host->vfs,
		.n_vfs = VFS,
		.attrs[PF_ATTR_NUMVFS] = {.set = true, .value.number = VFS}};
	host->observed = (struct observed){.pfs = &host->pf, .n_pfs = 1};
	chmod(unit_dir(unit), 0700);
}

static const char *path_of(const struct host *host, const char *name)
{
	return arena_printf(&host->unit->arena, "%s/%s", host->unit->dir, name);
}

static void put(const struct host *host, const char *name, const char *text)
{
	FILE *file = fopen(path_of(host, name), "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* A device of a domain for the VF with that index. */
static const char *device(const struct host *host, unsigned int vf, const char *alias)
{
	return arena_printf(&host->unit->arena,
			    "<interface type='hostdev' managed='yes'><source><address "
			    "type='pci' domain='0' bus='1' slot='%u' function='0'/>"
			    "</source>%s%s%s</interface>",
			    vf, alias ? "<alias name='" : "", alias ? alias : "",
			    alias ? "'/>" : "");
}

static void put_domain(const struct host *host, const char *name, const char *devices)
{
	put(host, arena_printf(&host->unit->arena, "%s.xml", name),
	    arena_printf(&host->unit->arena,
			 "<domain><name>%s</name><devices>%s</devices></domain>", name,
			 devices));
}

/* "0:web01/net0 1:web01/up(ua-up)" */
static const char *bindings(struct host *host)
{
	struct arena *arena = &host->unit->arena;
	const char *text = "";

	observe_domains(arena, &host->unit->diags, host->unit->dir, &host->observed);
	for (size_t i = 0; i < VFS; i++) {
		const struct observed_vf *vf = &host->vfs[i];
		const struct field *alias = vf->binding ? &vf->binding->alias : NULL;

		if (!vf->vm)
			continue;
		text = arena_printf(arena, "%s%s%zu:%s/%s", text, text[0] ? " " : "", i,
				    vf->vm, vf->interface);
		if (alias && alias->set)
			text = arena_printf(arena, "%s(%s)", text, alias->value.text);
		if (vf->binding && vf->binding->others)
			text = arena_printf(arena, "%s[%s]", text, vf->binding->others);
	}
	return text;
}

static void test_names(void **state)
{
	struct host host;

	/* What is not root's is not read. */
	if (getuid() != 0)
		return;
	init_host(&host, *state);
	put_domain(&host, "web01",
		   arena_printf(&host.unit->arena, "%s%s%s%s", device(&host, 0, NULL),
				device(&host, 1, "ua-vfstate-net0"),
				device(&host, 2, "ua-up"), device(&host, 3, "hostdev0")));
	assert_string_equal(bindings(&host),
			    "0:web01/net1 1:web01/net0 2:web01/up(ua-up) "
			    "3:web01/net2(hostdev0)");
	assert_string_equal(unit_codes(host.unit), "");
	/* An interface that the configuration names keeps its name to itself. */
	init_host(&host, *state);
	host.vfs[1].vm = "web01";
	host.vfs[1].interface = "net0";
	put_domain(&host, "web01",
		   arena_printf(&host.unit->arena, "%s%s%s",
				device(&host, 0, "ua-vfstate-net0"),
				device(&host, 1, NULL), device(&host, 2, "ua-x")));
	assert_string_equal(bindings(&host), "0:web01/net1(ua-vfstate-net0) "
					     "1:web01/net0 2:web01/x(ua-x)");
}

static void test_several_domains(void **state)
{
	struct host host;

	/* What is not root's is not read. */
	if (getuid() != 0)
		return;
	init_host(&host, *state);
	host.vfs[1].vm = "db";
	host.vfs[1].interface = "lan";
	put_domain(&host, "a", device(&host, 0, NULL));
	put_domain(&host, "b",
		   arena_printf(&host.unit->arena, "%s%s", device(&host, 0, NULL),
				device(&host, 1, NULL)));
	put_domain(&host, "c",
		   arena_printf(&host.unit->arena, "%s%s", device(&host, 0, NULL),
				device(&host, 9, NULL)));
	/* The configuration wins, then the first by name. */
	assert_string_equal(bindings(&host), "0:a/net0[b, c] 1:db/lan[b]");
}

static void test_what_is_no_domain(void **state)
{
	struct host host;

	/* What is not root's is not read. */
	if (getuid() != 0)
		return;
	init_host(&host, *state);
	mkdir(path_of(&host, "networks.xml"), 0700);
	assert_int_equal(mkfifo(path_of(&host, "fifo.xml"), 0600), 0);
	put(&host, "a.txt", "hostdev");
	put(&host, ".b.xml", "hostdev");
	put(&host, "c.xml", "<domain/>");
	assert_string_equal(bindings(&host), "");
	assert_string_equal(unit_codes(host.unit), "");
	put(&host, "d.xml", "<domain> hostdev");
	put_domain(&host, "e", device(&host, 2, NULL));
	assert_string_equal(bindings(&host), "2:e/net0");
	assert_string_equal(unit_codes(host.unit), "libvirt-unread");
}

static void test_untrusted(void **state)
{
	struct host host;

	/* What is not root's is not read. */
	if (getuid() != 0)
		return;
	init_host(&host, *state);
	put_domain(&host, "a", device(&host, 0, NULL));
	put_domain(&host, "b", device(&host, 1, NULL));
	chmod(path_of(&host, "a.xml"), 0666);
	assert_string_equal(bindings(&host), "1:b/net0");
	assert_string_equal(unit_codes(host.unit), "libvirt-unread");
	init_host(&host, *state);
	chmod(host.unit->dir, 0777);
	put_domain(&host, "a", device(&host, 0, NULL));
	assert_string_equal(bindings(&host), "");
	assert_string_equal(unit_codes(host.unit), "libvirt-unread libvirt-unread");
}

static void test_no_libvirt(void **state)
{
	struct host host;

	/* What is not root's is not read. */
	if (getuid() != 0)
		return;
	init_host(&host, *state);
	rmdir(host.unit->dir);
	assert_string_equal(bindings(&host), "");
	assert_string_equal(unit_codes(host.unit), "");
}

UNIT_GROUP(domains, UNIT_TEST(test_names), UNIT_TEST(test_several_domains),
	   UNIT_TEST(test_what_is_no_domain), UNIT_TEST(test_untrusted),
	   UNIT_TEST(test_no_libvirt))
