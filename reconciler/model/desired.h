/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the administrator configured. Built by config/, owned by the arena, never changed
 * afterwards. */
#pragma once

#include "model/disruption.h"
#include "model/pf-attr.h"
#include "model/pf-match.h"
#include "model/value.h"
#include "model/vf-attr.h"

struct desired_binding;

/* The configuration of one VF; a field that is not set is left alone. */
struct desired_vf {
	unsigned int index;
	const struct desired_binding *binding; /* interface that gets it; NULL: none */
	const struct span *at;		  /* its key in `vfs`; NULL for vf_defaults */
	struct field attrs[VF_KEY_COUNT]; /* driver "default": the kernel picks */
};

struct desired_pf {
	const char *name; /* chosen by the administrator */
	const struct span *at;
	struct pf_match match;
	const struct span *match_at;
	bool optional;		 /* a missing PF is not an error */
	enum disruption permits; /* allow_disruptive */
	bool keeps_link;	 /* `link: keep` */
	const char *link_why; /* why `link` has its default value; NULL: it is configured,
				 or left alone */
	struct field attrs[PF_ATTR_COUNT]; /* autoprobe: the state to leave it in */
	struct desired_vf defaults;	   /* for every VF not listed in `vfs` */
	struct desired_vf *vfs; /* by ascending index; ranges and defaults merged in */
	size_t n_vfs;
};

enum binding_type {
	BINDING_AUTO, /* interface, or hostdev if libvirt's VLAN write would do harm */
	BINDING_INTERFACE,
	BINDING_HOSTDEV,
};

/* A VF that is assigned to an interface of a VM. */
struct desired_binding {
	const char *vm;
	const char *interface;
	const struct span *at;
	const struct desired_pf *pf;
	unsigned int vf;
	const struct span *vf_at;
	enum binding_type type;
	const struct span *type_at;
	bool managed;
	struct field alias;	 /* VALUE_TEXT: libvirt's name of the device */
	struct field boot_order; /* VALUE_NUMBER */
	struct field teaming;	 /* VALUE_TEXT: alias of the persistent interface */
};

struct desired {
	struct desired_pf *pfs; /* in the order of the configuration */
	size_t n_pfs;
	struct desired_binding *bindings;
	size_t n_bindings;
	const struct desired *whole; /* what this is a selection of; NULL: it is all */
};

/* The part of `desired` that is about one of its PFs. It shares that PF and its bindings
 * with `desired`. */
const struct desired *desired_select_pf(struct arena *arena,
					const struct desired *desired,
					struct desired_pf *pf);

/* The same PFs with numvfs 0, and of all other values only the drivers of VFs; a missing
 * PF is not an error. */
const struct desired *desired_turn_off(struct arena *arena,
				       const struct desired *desired);

/* numvfs is 0, which turns SR-IOV off. The configuration of its VFs then applies only to
 * VFs in use that cannot be removed yet. */
bool desired_pf_is_off(const struct desired_pf *pf);

/* The configuration of VF `index`: its own entry, or the defaults. Never NULL. */
const struct desired_vf *desired_pf_vf(const struct desired_pf *pf, unsigned int index);
