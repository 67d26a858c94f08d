/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Everything that a snapshot has, a row for each key: snapshot/snapshot.c reads by these
 * rows what report/snapshot-json.c writes by them, in their order. */
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
	SNAPSHOT_PF_ATTRS, /* struct field[PF_ATTR_COUNT], those of a group in a mapping
			    */
	SNAPSHOT_TEXTS,	   /* const char **, a list */
	SNAPSHOT_POINTER,  /* to a struct of `shape`; NULL: none */
	SNAPSHOT_LIST,	   /* struct of `shape` *, a list */
	SNAPSHOT_VERSION_NUMBER, /* the snapshot's own */
	SNAPSHOT_SELECTION,	 /* text, which is no whole host's */
};

struct snapshot_row {
	const char *name;
	enum snapshot_type type;
	size_t offset;
	/* Of the bool whether there is a PCI address; of the number of items of a list
	 * (size_t); of the text (const char *) without which an EITHER is null. */
	size_t partner;
	bool has_partner;
	enum value_kind kind;	  /* FIELD */
	int max;		  /* NUMBER, FIELD of a number; 0: INT_MAX */
	const char *const *words; /* WORD, EITHER; FIELD of a text: NULL for any */
	const struct snapshot_shape *shape;
	bool required;
	bool is_left_out; /* where it is null, 0 or false */
};

/* A struct of model/observed.h. */
struct snapshot_shape {
	const char *of; /* "VFs": what a list of them is of */
	size_t size;
	const struct snapshot_row *rows;
	size_t n;
};

extern const struct snapshot_shape snapshot_host, snapshot_pf, snapshot_vf;
extern const struct snapshot_shape snapshot_saved_vfs, snapshot_saved_vf;
extern const struct snapshot_shape snapshot_holder;
