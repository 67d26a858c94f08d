/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt/published.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "support/atomic-file.h"
#include "unit.h"

#define MARKER "<!-- Written by vfstate. Changes made here are lost. -->\n"
#define INTERFACE                                                                        \
	MARKER "<interface type='hostdev'><alias name='ua-vfstate-net0'/></interface>\n"
#define NETWORK MARKER "<network><name>pool</name><uuid>u</uuid></network>\n"

static void put(struct unit *unit, const char *dir, const char *name, const char *text)
{
	const char *path = arena_printf(&unit->arena, "%s/%s", unit->dir, dir);
	_cleanup_fd_ int fd = -1;

	assert_int_equal(atomic_file_mkdirs(AT_FDCWD, path), 0);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_true(atomic_file_write(fd, name, text, strlen(text)) >= 0);
}

static int read_all(struct unit *unit, struct published *published)
{
	diags_init(&unit->diags, &unit->arena);
	return published_read(&unit->arena, &unit->diags, unit->dir, published);
}

static void test_files(void **state)
{
	struct unit *unit = *state;
	struct published published;

	unit_dir(unit);
	assert_int_equal(read_all(unit, &published), 0);
	assert_int_equal(published.n_devices + published.n_networks, 0);
	put(unit, "libvirt/web02", "net0.xml", INTERFACE);
	put(unit, "libvirt/web01", "net1.xml", INTERFACE);
	put(unit, "libvirt/web01", "net0.xml", INTERFACE);
	put(unit, "libvirt/web01", ".#net2.xml.new", "");
	put(unit, "libvirt/web01", "README", "");
	put(unit, "libvirt-networks", "pool.xml", NETWORK);
	put(unit, "qemu/web01", "net0.args", "");
	assert_int_equal(read_all(unit, &published), 0);
	assert_string_equal(unit_codes(unit), "");
	assert_int_equal(published.n_devices, 3);
	assert_string_equal(published.devices[0].vm, "web01");
	assert_string_equal(published.devices[0].interface, "net0");
	assert_string_equal(published.devices[0].alias, "ua-vfstate-net0");
	assert_string_equal(published.devices[1].interface, "net1");
	assert_string_equal(published.devices[2].vm, "web02");
	assert_int_equal(published.n_networks, 1);
	assert_string_equal(published.networks[0].name, "pool");
	assert_string_equal(published.networks[0].uuid, "u");
	/* Somebody else's. */
	put(unit, "libvirt/web01", "net2.xml", "<interface/>");
	assert_int_equal(read_all(unit, &published), 0);
	assert_string_equal(unit_codes(unit), "not-published");
	assert_int_equal(published.n_devices, 3);
}

static void test_bad_files(void **state)
{
	static const struct {
		const char *dir, *name, *text;
	} cases[] = {
		{"libvirt/v", "n.xml", MARKER},
		{"libvirt/v", "n.xml", MARKER "<interface/>"},
		{"libvirt/v", "n.xml",
		 MARKER "<disk><alias name='ua-vfstate-n'/></disk>"},
		{"libvirt-networks", "other.xml", NETWORK},
		{"libvirt-networks", "pool.xml",
		 MARKER "<network><name>pool</name></network>"},
		{"libvirt-networks", "pool.xml", INTERFACE},
	};
	struct unit *unit = *state;
	struct published published = {.n_devices = 7};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unit_dir(unit);
		put(unit, cases[i].dir, cases[i].name, cases[i].text);
		assert_int_equal(read_all(unit, &published), -EINVAL);
		assert_string_equal(unit_codes(unit), "not-published");
		assert_int_equal(published.n_devices, 7);
	}
}

static void change(struct unit *unit, const char *path, mode_t mode)
{
	assert_int_equal(
		chmod(arena_printf(&unit->arena, "%s/%s", unit->dir, path), mode), 0);
}

/* What others can have written is not used. */
static void test_trust(void **state)
{
	static const char *const paths[] = {".", "libvirt", "libvirt/v",
					    "libvirt/v/n.xml"};
	struct unit *unit = *state;
	struct published published;

	unit_dir(unit);
	put(unit, "libvirt/v", "n.xml", INTERFACE);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		change(unit, paths[i], 0777);
		assert_int_equal(read_all(unit, &published), -EPERM);
		assert_string_equal(unit_codes(unit), "run-dir");
		change(unit, paths[i], 0755);
	}
	assert_int_equal(read_all(unit, &published), 0);
	assert_int_equal(symlink("n.xml", arena_printf(&unit->arena, "%s/libvirt/v/m.xml",
						       unit->dir)),
			 0);
	assert_int_equal(read_all(unit, &published), -EPERM);
	assert_non_null(strstr(unit->diags.first->text, "m.xml is a symbolic link"));
	strcat(unit->dir, "x");
	assert_int_equal(read_all(unit, &published), -ENOENT);
	assert_non_null(strstr(unit->diags.first->text, "vfstate apply has not run"));
	unit->dir[strlen(unit->dir) - 1] = '\0';
}

UNIT_GROUP(published, UNIT_TEST(test_files), UNIT_TEST(test_bad_files),
	   UNIT_TEST(test_trust))
