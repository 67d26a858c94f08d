/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/block-exports.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "observe/device-users.h"
#include "support/guard.h"
#include "support/text.h"

enum {
	NAMES_MAX = 256, /* of the matched folders */
};

struct block_export {
	bool has_number;
	struct device_number number;
	const char *path;   /* without a number: leads to no device */
	bool is_unreadable; /* the path could not be looked up, but may exist */
	const char *who;
};

/* Parses the device in a file's text; false if there is none. */
typedef bool device_parser(struct arena *arena, const char *text,
			   struct block_export *ret_export);

static bool parse_path(struct arena *arena, const char *text,
		       struct block_export *ret_export)
{
	if (text[0] != '/')
		return false;
	ret_export->path = arena_strndup(arena, text, strcspn(text, "\n"));
	return true;
}

/* "nvme1n1" */
static bool parse_name(struct arena *arena, const char *text,
		       struct block_export *ret_export)
{
	if (!text[0])
		return false;
	ret_export->path = arena_printf(arena, "/dev/%s", text);
	return true;
}

static bool set_number(struct block_export *export, unsigned int major,
		       unsigned int minor)
{
	export->has_number = true;
	export->number = (struct device_number){true, major, minor};
	return true;
}

static bool parse_number(struct arena *arena, const char *text,
			 struct block_export *ret_export)
{
	unsigned int major, minor;

	(void)arena;
	return sscanf(text, "%u:%u", &major, &minor) == 2 &&
	       set_number(ret_export, major, minor);
}

static bool parse_hex_number(struct arena *arena, const char *text,
			     struct block_export *ret_export)
{
	unsigned int major, minor;

	(void)arena;
	return sscanf(text, "%x:%x", &major, &minor) == 2 &&
	       set_number(ret_export, major, minor);
}

/* "Major: 259 Minor: 1  CLAIMED: IBLOCK" of a block device,
 * "TCM FILEIO ID: 0        File: /dev/nvme1n1  Size: ..." of one that is used as a file.
 */
static bool parse_lio(struct arena *arena, const char *text,
		      struct block_export *ret_export)
{
	const char *at = strstr(text, "Major: "), *file = strstr(text, " File: /");
	unsigned int major, minor;

	if (at && sscanf(at, "Major: %u Minor: %u", &major, &minor) == 2)
		return set_number(ret_export, major, minor);
	if (!file)
		return false;
	file += strlen(" File: ");
	at = strstr(file, "  Size: ");
	ret_export->path = arena_strndup(arena, file,
					 at ? (size_t)(at - file) : strcspn(file, "\n"));
	return true;
}

static const struct row {
	const char *folders; /* each * is any name */
	const char *file;    /* says which device */
	const char *enabled; /* 1 while the device is open; NULL: always */
	device_parser *parse;
	const char *what; /* goes before the names of the matched folders */
} rows[] = {
	/* nvmet_bdev_ns_enable, drivers/nvme/target/io-cmd-bdev.c: opened without a
	 * holder. As a file (buffered_io): nvmet_file_ns_enable, io-cmd-file.c. */
	{"kernel/config/nvmet/subsystems/*/namespaces/*", "device_path", "enable",
	 parse_path, "exported by nvmet as "},
	/* nvmet_passthru_ctrl_enable, drivers/nvme/target/passthru.c: a controller. */
	{"kernel/config/nvmet/subsystems/*/passthru", "device_path", "enable", parse_path,
	 "exported by nvmet as "},
	/* iblock_show_configfs_dev_params, drivers/target/target_core_iblock.c, and
	 * fd_show_configfs_dev_params, target_core_file.c. */
	{"kernel/config/target/core/*/*", "info", "enable", parse_lio,
	 "exported by LIO as "},
	/* loop_attr_backing_file_show, drivers/block/loop.c */
	{"block/loop*", "loop/backing_file", NULL, parse_path, "below "},
	/* backing_dev_show, drivers/block/zram/zram_drv.c */
	{"block/zram*", "backing_dev", NULL, parse_path, "below "},
	/* rnbd_srv_create_dev_sysfs, drivers/block/rnbd/rnbd-srv-sysfs.c */
	{"class/rnbd-server/ctl/devices/*", "block_dev/dev", NULL, parse_number,
	 "exported by rnbd as "},
	/* VBD_SHOW(physical_device), drivers/block/xen-blkback/xenbus.c */
	{"bus/xen-backend/devices/*", "physical_device", NULL, parse_hex_number,
	 "given to a Xen guest as "},
	/* fsg_show_file, drivers/usb/gadget/function/storage_common.c */
	{"kernel/config/usb_gadget/*/functions/*/lun.*", "file", NULL, parse_path,
	 "exported over USB as "},
	/* o2hb_region_dev_show, fs/ocfs2/cluster/heartbeat.c */
	{"kernel/config/cluster/*/heartbeat/*", "dev", NULL, parse_name,
	 "heartbeat of OCFS2 "},
	/* vdisk_sysfs_filename_show, scst/src/dev_handlers/scst_vdisk.c, which is not
	 * part of Linux. */
	{"kernel/scst_tgt/devices/*", "filename", NULL, parse_path,
	 "exported by SCST as "},
};

struct search {
	struct kernel *kernel;
	struct arena *arena;
	struct block_exports *exports;
	const struct row *row;
};

/* How far the search through row->folders has come. */
struct level {
	struct search *search;
	const char *dir, *names; /* so far */
	const char *prefix;	 /* of the next folder's name */
	size_t n_prefix;
	const char *rest; /* what follows the * */
};

static void tell_problem(struct search *search, int r, const char *what)
{
	/* These errors: it went away while it was read. */
	if (r < 0 && r != -ENOENT && r != -ENOTDIR && r != -ENODEV &&
	    !search->exports->problem)
		search->exports->problem = arena_printf(
			search->arena, "%s cannot be read: %s", what, strerror(-r));
}

/* Looks up the path of an export. The unit's sandbox may hide it, so the root of process
 * 1 is tried too. */
static void find_number(struct search *search, struct block_export *export)
{
	int r = kernel_device(search->kernel, &export->number, "%s", export->path);

	if (r < 0 && r != -ENODEV)
		r = kernel_device(search->kernel, &export->number, "/proc/1/root%s",
				  export->path);
	/* A regular file, as most loop devices have. */
	if (r == -ENODEV)
		export->path = NULL;
	export->has_number = r == 0;
	export->is_unreadable = r < 0 && r != -ENOENT && r != -ENOTDIR;
}

static void take(struct search *search, const char *dir, const char *names)
{
	struct block_exports *exports = search->exports;
	const struct row *row = search->row;
	struct block_export export = {0};
	char text[PATH_MAX];
	long enabled = 1;
	int r = 0;

	if (row->enabled)
		r = kernel_read_number(search->kernel, &enabled, "%s/%s", dir,
				       row->enabled);
	tell_problem(search, r, dir);
	if (r < 0 || !enabled)
		return;
	r = kernel_read(search->kernel, text, sizeof(text), "%s/%s", dir, row->file);
	tell_problem(search, r, dir);
	if (r < 0 || !row->parse(search->arena, text, &export))
		return;
	if (!export.has_number)
		find_number(search, &export);
	if (!export.has_number && !export.path)
		return;
	export.who = arena_printf(search->arena, "%s%s", row->what,
				  text_is_printable(names) ? names : "something");
	exports->items = arena_grow(search->arena, exports->items, exports->n,
				    sizeof(*exports->items));
	exports->items[exports->n++] = export;
}

static void walk(struct search *search, const char *dir, const char *names,
		 const char *rest);

static int visit_folder(void *data, const char *name)
{
	const struct level *level = data;
	struct search *search = level->search;
	char names[NAMES_MAX];

	if (strncmp(name, level->prefix, level->n_prefix) != 0)
		return 0;
	snprintf(names, sizeof(names), "%s%s%s", level->names, level->names[0] ? "/" : "",
		 name);
	walk(search, arena_printf(search->arena, "%s/%s", level->dir, name), names,
	     level->rest);
	return 0;
}

static void walk(struct search *search, const char *dir, const char *names,
		 const char *rest)
{
	const char *star = strchr(rest, '*'), *name = star;
	struct level level = {.search = search, .names = names};
	int r;

	if (!star) {
		take(search, arena_printf(search->arena, "%s%s", dir, rest), names);
		return;
	}
	while (name > rest && name[-1] != '/')
		name--;
	level.dir = arena_printf(search->arena, "%s%.*s", dir,
				 name > rest ? (int)(name - rest) - 1 : 0, rest);
	level.prefix = name;
	level.n_prefix = (size_t)(star - name);
	level.rest = star + 1;
	r = kernel_list(search->kernel, visit_folder, &level, "%s", level.dir);
	tell_problem(search, r, level.dir);
}

static void read_all(struct search *search)
{
	if (search->exports->is_read)
		return;
	search->exports->is_read = true;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		search->row = &rows[i];
		walk(search, "", "", rows[i].folders);
	}
}

/* Whether an export whose path leads to no device may be of the device `name`. The path
 * may be from another mount namespace, or its device is gone. A file directly in /dev has
 * the kernel's name of its device. */
static bool may_be(const struct block_export *export, const char *name)
{
	const char *rest = export->path + strlen("/dev/");

	if (export->is_unreadable)
		return true;
	return strncmp(export->path, "/dev/", strlen("/dev/")) == 0 &&
	       (strchr(rest, '/') || strcmp(rest, name) == 0);
}

void block_exports_add_to_vf(struct kernel *kernel, struct arena *arena,
			     struct block_exports *exports,
			     const struct device_file *file, struct observed_vf *vf)
{
	struct search search = {.kernel = kernel, .arena = arena, .exports = exports};
	const char *slash = strrchr(file->path, '/');
	const char *name = slash ? slash + 1 : file->path;

	read_all(&search);
	for (size_t i = 0; i < exports->n; i++) {
		const struct block_export *export = &exports->items[i];

		if (export->has_number
			    ? device_number_is_equal(&export->number, &file->number)
			    : may_be(export, name))
			observed_vf_add_holder(
				arena, vf, HOLDER_BLOCK,
				arena_printf(arena, "%s %s%s", name,
					     export->has_number ? "" : "may be ",
					     export->who));
	}
	if (exports->problem)
		observed_vf_add_holder(arena, vf, HOLDER_UNKNOWN, exports->problem);
}
