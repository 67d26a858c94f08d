/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the administrator asks for. Built by config/, owned by the arena, never changed
 * afterwards. */
#pragma once

#include "model/disruption.h"
#include "model/pf-attr.h"
#include "model/pf-match.h"
#include "model/value.h"
#include "model/vf-attr.h"

/* What one VF should be like; a field that is not set is left alone. */
struct desired_binding;

struct desired_vf {
	unsigned int index;
	const struct desired_binding *binding; /* the VM's interface that gets it; NULL */
	const struct span *at; /* the key of `vfs` that holds it; of vf_defaults none */
	struct field attrs[VF_KEY_COUNT]; /* driver "default": what the kernel picks */
};

struct desired_pf {
	const char *name; /* the administrator's own */
	const struct span *at;
	struct pf_match match;
	const struct span *match_at;
	bool optional;		 /* a missing PF is not an error */
	enum disruption permits; /* allow_disruptive */
	bool keeps_link;	 /* `link: keep` */
	const char *link_why;	 /* `link` is the default, for that reason; NULL: it is
				    configured */
	struct field attrs[PF_ATTR_COUNT]; /* of autoprobe the state to leave it in */
	struct desired_vf defaults;	   /* for every VF not listed in `vfs` */
	struct desired_vf *vfs; /* by rising index; ranges and defaults worked in */
	size_t n_vfs;
};

enum binding_type {
	BINDING_AUTO, /* interface, or hostdev where libvirt's own VLAN write would do
			 harm */
	BINDING_INTERFACE,
	BINDING_HOSTDEV,
};

/* A VF given to a VM's interface. */
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
};

/* numvfs: 0, which turns SR-IOV off; what is said of its VFs then waits for a number. */
bool desired_pf_is_off(const struct desired_pf *pf);

/* What VF `index` should be like: its own entry, or the defaults. Never NULL. */
const struct desired_vf *desired_pf_vf(const struct desired_pf *pf, unsigned int index);
