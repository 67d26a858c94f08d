/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "run-state/saved-vfs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/snapshot-rows.h"
#include "run-state/run-state.h"
#include "snapshot/snapshot.h"
#include "support/atomic-file.h"
#include "support/guard.h"

enum {
	BOOT_MAX = 64,
	IDENTITY_MAX = 24,
	DEVICE_DIR_MAX = 64
};

/* The content of a PF's file. */
struct note {
	const char *boot;    /* the kernel's random id of the boot */
	const char *device;  /* identity of the PF's device */
	const char *created; /* identity of VF 0 after it was created; NULL: not created
			      * yet */
	int creating;	     /* number of VFs that were about to be created; 0: none */
	struct saved_vfs saved;
};

static void device_dir(struct pci_address pf, char dir[DEVICE_DIR_MAX])
{
	char pci[PCI_ADDRESS_TEXT];

	pci_address_format(pf, pci);
	snprintf(dir, DEVICE_DIR_MAX, "bus/pci/devices/%s", pci);
}

static int read_boot(struct kernel *kernel, char boot[BOOT_MAX])
{
	int r = kernel_read(kernel, boot, BOOT_MAX, "/proc/sys/kernel/random/boot_id");

	return r == 0 ? -EINVAL : r < 0 ? r : 0;
}

/* The identity is text, since inode numbers exceed what the number parser accepts. */
static int read_identity(struct kernel *kernel, const char *dir, const char *link,
			 char text[IDENTITY_MAX])
{
	uint64_t identity;
	int r = kernel_identity(kernel, &identity, "%s%s", dir, link);

	if (r == 0)
		snprintf(text, IDENTITY_MAX, "%" PRIu64, identity);
	return r;
}

/* Formats a value as a configuration does. */
static const char *value_text(struct arena *arena, enum value_kind kind,
			      struct value value)
{
	char text[VALUE_FORMAT_MAX];

	value_format(kind, value, text);
	switch (kind) {
	case VALUE_RATE:
		return arena_printf(arena, "%u", value.number);
	case VALUE_VLAN:
		return arena_printf(arena, "{id: %u, qos: %u, proto: %s}", value.vlan.id,
				    value.vlan.qos, vlan_proto_name(value.vlan.proto));
	case VALUE_TEXT:
	case VALUE_MAC:
	case VALUE_GUID:
		return arena_printf(arena, "'%s'", text);
	default:
		return arena_strdup(arena, text);
	}
}

/* The line of one VF. */
static const char *vf_text(struct arena *arena, const struct saved_vf *vf)
{
	const char *text = arena_printf(arena, "  - {index: %u", vf->index);

	for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
		if (vf->attrs[attr].set)
			text = arena_printf(arena, "%s, %s: %s", text,
					    vf_attr_info[attr].name,
					    value_text(arena, vf_attr_info[attr].kind,
						       vf->attrs[attr].value));
	}
	return arena_printf(arena, "%s}\n", text);
}

/* Returns `head`, which says how far the run has come, followed by the saved values. */
static const char *values_text(struct arena *arena, const char *head,
			       const struct saved_vfs *saved)
{
	const char **lines = arena_calloc(arena, saved->n_vfs + 1, sizeof(*lines));
	size_t size = 1;
	char *text, *end;

	lines[0] = arena_printf(arena, "%ssaved:\n  numvfs: %d\n  vfs:%s\n", head,
				saved->numvfs, saved->n_vfs == 0 ? " []" : "");
	for (size_t i = 0; i < saved->n_vfs; i++)
		lines[i + 1] = vf_text(arena, &saved->vfs[i]);
	for (size_t i = 0; i <= saved->n_vfs; i++)
		size += strlen(lines[i]);
	text = end = arena_alloc(arena, size);
	for (size_t i = 0; i <= saved->n_vfs; i++)
		end = stpcpy(end, lines[i]);
	return text;
}

int saved_vfs_write(struct kernel *kernel, struct arena *arena, const struct root *run,
		    struct pci_address pf, const struct saved_vfs *saved,
		    enum saved_vfs_step step, int numvfs)
{
	char name[RUN_STATE_NAME_MAX], dir[DEVICE_DIR_MAX], boot[BOOT_MAX];
	char device[IDENTITY_MAX], vf[IDENTITY_MAX];
	const char *text;
	int r = read_boot(kernel, boot);

	run_state_name(RUN_STATE_VFS, pf, name);
	device_dir(pf, dir);
	if (r == 0)
		r = read_identity(kernel, dir, "", device);
	if (r == 0 && step == SAVED_VFS_CREATED)
		r = read_identity(kernel, dir, "/virtfn0", vf);
	if (r < 0)
		return r;
	text = arena_printf(arena, "boot: '%s'\ndevice: '%s'\n", boot, device);
	if (step == SAVED_VFS_CREATED)
		text = arena_printf(arena, "%screated: '%s'\n", text, vf);
	else if (step == SAVED_VFS_CREATING)
		text = arena_printf(arena, "%screating: %d\n", text, numvfs);
	text = values_text(arena, text, saved);
	r = atomic_file_write_private(run->fd, name, text, strlen(text));
	return r < 0 ? r : 0;
}

void saved_vfs_remove(const struct root *run, struct pci_address pf)
{
	run_state_remove(run, RUN_STATE_VFS, pf);
}

static void read_saved(struct yaml_fields *keys, const struct yaml_field *key,
		       const struct yaml_node *value, void *target)
{
	(void)key;
	snapshot_read_object(keys, value, &snapshot_saved_vfs, target);
}

static const struct yaml_field note_keys[] = {
	{.name = "boot",
	 .read = yaml_fields_read_text,
	 .offset = offsetof(struct note, boot),
	 .required = true},
	{.name = "device",
	 .read = yaml_fields_read_text,
	 .offset = offsetof(struct note, device),
	 .required = true},
	{.name = "created",
	 .read = yaml_fields_read_text,
	 .offset = offsetof(struct note, created)},
	{.name = "creating",
	 .read = yaml_fields_read_int,
	 .offset = offsetof(struct note, creating),
	 .max = VF_INDEX_MAX + 1},
	{.name = "saved",
	 .read = read_saved,
	 .offset = offsetof(struct note, saved),
	 .required = true},
};

/* Reads the file of a PF. Returns 0, -ENOENT if there is none, -EBADMSG if it is damaged,
 * or another -errno. */
static int load(struct arena *arena, const struct root *run, const char *name,
		struct note *ret_note)
{
	_cleanup_fd_ int fd = root_open_file(run, name);
	struct note note = {0};
	const struct source *source;
	const struct yaml_node *root;
	struct diags diags;
	struct yaml_fields keys = {.arena = arena, .diags = &diags};
	int error;

	if (fd < 0)
		return fd;
	source = yaml_read_source(arena, fd, name, NULL, &error);
	if (!source)
		return error;
	diags_init(&diags, arena);
	root = yaml_parse(arena, &diags, source);
	if (root)
		yaml_fields_read(&keys, root, note_keys, ARRAY_SIZE(note_keys), &note);
	if (!root || diags.n_errors > 0)
		return -EBADMSG;
	*ret_note = note;
	return 0;
}

/* Whether the saved values are for the existing VFs or for those created next: 1 or 0;
 * -errno if that is unknown. */
static int is_valid(struct kernel *kernel, struct pci_address pf, int numvfs,
		    const struct note *note)
{
	char dir[DEVICE_DIR_MAX], boot[BOOT_MAX], identity[IDENTITY_MAX];
	int r = read_boot(kernel, boot);

	device_dir(pf, dir);
	if (r == 0)
		r = read_identity(kernel, dir, "", identity);
	if (r < 0)
		return r;
	if (strcmp(boot, note->boot) != 0 || strcmp(identity, note->device) != 0)
		return 0;
	/* If vfstate has created the VFs and they are gone, somebody else removed
	 * them. */
	if (numvfs == 0)
		return !note->created;
	if (!note->created)
		return note->creating == numvfs;
	r = read_identity(kernel, dir, "/virtfn0", identity);
	return r < 0 ? r : strcmp(identity, note->created) == 0;
}

const struct saved_vfs *saved_vfs_read(struct kernel *kernel, struct arena *arena,
				       struct diags *diags, const struct root *run,
				       struct pci_address pf, int numvfs)
{
	struct note *note = arena_alloc(arena, sizeof(*note));
	char name[RUN_STATE_NAME_MAX];
	int r;

	run_state_name(RUN_STATE_VFS, pf, name);
	r = run ? load(arena, run, name, note) : -ENOENT;
	if (r == -ENOENT)
		return NULL;
	if (r == 0)
		r = is_valid(kernel, pf, numvfs, note);
	if (r < 0)
		diag_warning(diags, SPAN_NONE, "saved-vfs",
			     "the VF values that an interrupted run saved in the file %s "
			     "of the run directory cannot be used: %s",
			     name, r == -EBADMSG ? "it is damaged" : strerror(-r));
	return r > 0 ? &note->saved : NULL;
}

void saved_vfs_remove_void(struct kernel *kernel, const struct root *run,
			   struct pci_address pf)
{
	struct note note;
	struct arena arena;
	char name[RUN_STATE_NAME_MAX], dir[DEVICE_DIR_MAX];
	long numvfs;
	int r;

	run_state_name(RUN_STATE_VFS, pf, name);
	device_dir(pf, dir);
	arena_init(&arena);
	r = load(&arena, run, name, &note);
	if (r == -EBADMSG ||
	    (r == 0 && kernel_read_number(kernel, &numvfs, "%s/sriov_numvfs", dir) == 0 &&
	     is_valid(kernel, pf, (int)numvfs, &note) == 0))
		saved_vfs_remove(run, pf);
	arena_done(&arena);
}
