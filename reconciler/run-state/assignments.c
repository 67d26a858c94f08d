/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "run-state/assignments.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/snapshot-rows.h"
#include "snapshot/snapshot.h"
#include "support/atomic-file.h"
#include "support/guard.h"
#include "support/own-file.h"

enum {
	RECORD_VERSION = 1
};

struct record {
	int version;
	struct assignment *assignments;
	size_t n_assignments;
};

static const struct snapshot_row record_rows[] = {
	{"version", SNAPSHOT_NUMBER, .offset = offsetof(struct record, version),
	 .max = RECORD_VERSION, .required = true},
	{"assignments", SNAPSHOT_LIST, .offset = offsetof(struct record, assignments),
	 .partner = offsetof(struct record, n_assignments), .has_partner = true,
	 .shape = &snapshot_assignment, .required = true},
};
static const struct snapshot_shape record_shape = {
	.of = "records",
	.size = sizeof(struct record),
	.rows = record_rows,
	.n = ARRAY_SIZE(record_rows),
};

static const char *first_error(struct arena *arena, const struct diags *diags)
{
	diags_foreach (diag, diags) {
		if (diag->severity == SEVERITY_ERROR)
			return arena_printf(
				arena, "%s%s%s",
				diag->at
					? arena_printf(arena, "line %u: ", diag->at->line)
					: "",
				diag->text, "");
	}
	return NULL;
}

/* Why the record cannot be used; NULL: it can. */
static const char *read_record(struct arena *arena, int fd, struct record *record)
{
	struct yaml_fields keys = {.arena = arena, .ignores_unknown = true};
	const struct yaml_node *root;
	const struct source *source;
	struct diags diags;
	const char *fault;
	struct stat st;
	int r = 0;

	fault = fstat(fd, &st) < 0 ? strerror(errno)
				   : own_file_fault(&st, S_IFREG, S_IWGRP | S_IWOTH);
	if (fault)
		return arena_strdup(arena, fault);
	source = yaml_read_source(arena, fd, ASSIGNMENTS_FILE, NULL, &r);
	if (!source)
		return strerror(-r);
	diags_init(&diags, arena);
	keys.diags = &diags;
	root = yaml_parse(arena, &diags, source);
	if (root)
		snapshot_read_object(&keys, root, &record_shape, record);
	return first_error(arena, &diags);
}

void assignments_read(struct arena *arena, const struct root *state,
		      struct observed *observed)
{
	_cleanup_fd_ int fd = root_open_file(state, ASSIGNMENTS_FILE);
	struct record record = {0};
	const char *why;

	if (fd == -ENOENT)
		return;
	why = fd < 0 ? strerror(-fd) : read_record(arena, fd, &record);
	if (why) {
		observed->assignments_unread =
			arena_printf(arena, ASSIGNMENTS_FILE ": %s", why);
		return;
	}
	if (record.n_assignments > 0)
		qsort(record.assignments, record.n_assignments,
		      sizeof(*record.assignments), assignment_compare);
	observed->assignments = record.assignments;
	observed->n_assignments = record.n_assignments;
}

static json_t *mac_json(const struct field *mac)
{
	char text[VALUE_FORMAT_MAX];

	value_format(VALUE_MAC, mac->value, text);
	return json_string(text);
}

static json_t *assignment_json(const struct assignment *assignment)
{
	char pci[PCI_ADDRESS_TEXT];
	json_t *json = json_pack("{s:s, s:s}", "vm", assignment->vm, "interface",
				 assignment->interface);

	if (!json)
		return NULL;
	if (assignment->pf_mac.set)
		json_object_set_new(json, "pf_mac", mac_json(&assignment->pf_mac));
	if (assignment->has_pf_pci) {
		pci_address_format(assignment->pf_pci, pci);
		json_object_set_new(json, "pf_pci", json_string(pci));
	} else if (assignment->pf_netdev) {
		json_object_set_new(json, "pf_netdev",
				    json_string(assignment->pf_netdev));
	}
	json_object_set_new(json, "vf", json_integer(assignment->vf));
	if (assignment->mac.set)
		json_object_set_new(json, "mac", mac_json(&assignment->mac));
	return json;
}

int assignments_write(struct arena *arena, const struct root *state,
		      const struct assignment *assignments, size_t n)
{
	_cleanup_free_ char *text = NULL;
	json_t *list = json_array();
	json_t *record =
		json_pack("{s:i, s:o}", "version", RECORD_VERSION, "assignments", list);
	const char *lines;
	int r;

	for (size_t i = 0; record && i < n; i++)
		json_array_append_new(list, assignment_json(&assignments[i]));
	text = record ? json_dumps(record, JSON_INDENT(1)) : NULL;
	json_decref(record);
	if (!text)
		return -ENOMEM;
	lines = arena_printf(arena, "%s\n", text);
	r = atomic_file_write(state->fd, ASSIGNMENTS_FILE, lines, strlen(lines));
	/* The new name outlives a power cut, too. */
	return r > 0 && fsync(state->fd) < 0 ? -errno : r;
}
