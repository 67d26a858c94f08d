/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The format of a snapshot, a row for each key, in order. snapshot/snapshot.c reads and
 * report/snapshot-json.c writes by these rows. */
#pragma once

#include "model/observed.h"

enum snapshot_type {
	SNAPSHOT_NUMBER, /* int that is always known */
	SNAPSHOT_BOOL,
	SNAPSHOT_WORD,	   /* enum, of `words` */
	SNAPSHOT_EITHER,   /* bool, of two `words` */
	SNAPSHOT_TEXT,	   /* const char *; NULL: none */
	SNAPSHOT_PCI,	   /* struct pci_address */
	SNAPSHOT_FIELD,	   /* struct field of `kind`; not set: unknown */
	SNAPSHOT_VF_ATTRS, /* struct field[VF_ATTR_COUNT], each under its own name */
	SNAPSHOT_PF_FACTS, /* struct field[PF_FACT_COUNT], each under its own name */
	SNAPSHOT_PF_ATTRS, /* struct field[PF_ATTR_COUNT]; attributes of a group are in a
			      mapping */
	SNAPSHOT_TEXTS,	   /* const char **, a list */
	SNAPSHOT_POINTER,  /* to a struct of `shape`; NULL: none */
	SNAPSHOT_LIST,	   /* array of structs of `shape`, a list */
	SNAPSHOT_VERSION_NUMBER, /* version of the snapshot */
	SNAPSHOT_SELECTION,	 /* text; marks a snapshot of a part of the host */
};

struct snapshot_row {
	const char *name;
	enum snapshot_type type;
	size_t offset;
	/* Offset of the bool that says whether there is a PCI address, of the number of
	 * items of a list (size_t), or of the text (const char *) without which an EITHER
	 * is null. */
	size_t partner;
	bool has_partner;
	enum value_kind kind;	  /* FIELD */
	int max;		  /* NUMBER, FIELD of a number; 0: INT_MAX */
	const char *const *words; /* WORD, EITHER; FIELD of a text: NULL for any */
	const struct snapshot_shape *shape;
	bool required;
	bool is_left_out; /* not written if it is null, 0 or false */
};

/* The rows of a struct of model/observed.h. */
struct snapshot_shape {
	const char *of; /* "VFs": what a list of such structs contains */
	size_t size;
	const struct snapshot_row *rows;
	size_t n;
};

extern const struct snapshot_shape snapshot_host, snapshot_pf, snapshot_vf;
extern const struct snapshot_shape snapshot_saved_vfs, snapshot_saved_vf;
extern const struct snapshot_shape snapshot_holder, snapshot_assignment;
