/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the administrator configured. Built by config/, owned by the arena, never changed
 * afterwards. */
#pragma once

#include "model/disruption.h"
#include "model/passthrough.h"
#include "model/pf-attr.h"
#include "model/pf-match.h"
#include "model/value.h"
#include "model/vf-attr.h"

struct desired_binding;

/* The configuration of one VF; a field that is not set is left alone. */
struct desired_vf {
	unsigned int index;
	const struct desired_binding *binding; /* interface that gets it; NULL: none */
	const struct span *at; /* its key in `vfs`; NULL for vf_defaults */
	uint32_t own; /* the attributes that its own entry sets, no range or default */
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
	bool is_turned_off;	 /* by desired_turn_off() */
	bool is_pooled; /* a pool has VFs of it: what they get is known only with a plan
			 */
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

/* VFs of one PF, both indexes included. */
struct desired_range {
	const struct desired_pf *pf; /* NULL: not part of this selection */
	unsigned int first, last;    /* VF_INDEX_MAX: up to the last VF of the PF */
	const struct span *at;
};

/* VFs that are alike: an interface gets one of them. */
struct desired_pool {
	const char *name;
	const struct span *at;
	struct desired_range *ranges; /* in the order in which VFs are assigned */
	size_t n_ranges;
};

/* An interface of a VM and the VF that it gets: one that the configuration names, or one
 * of a pool, which plan/assign.c chooses. */
struct desired_binding {
	const char *vm;
	const char *interface;
	const struct span *at;
	const struct desired_pool *pool; /* NULL: the VF is named */
	const struct desired_pf *pf;	 /* NULL: of a pool, and not assigned */
	unsigned int vf;
	const struct span *vf_at;	   /* of `vf` or `pool` */
	struct field attrs[VF_ATTR_COUNT]; /* attributes that its VF gets */
	enum binding_type type;
	const struct span *type_at;
	bool managed;
	struct field alias;	 /* VALUE_TEXT: libvirt's name of the device */
	struct field boot_order; /* VALUE_NUMBER */
	struct field teaming;	 /* VALUE_TEXT: alias of the persistent interface */
	struct passthrough passthrough;
};

/* A group of a network, which a VM's interface selects by its name. */
struct desired_portgroup {
	const char *name;
	const struct span *at;
	struct field vlan; /* VALUE_VLAN */
	bool is_default;
};

/* A network of libvirt, which gives VFs of a pool to VMs by itself. */
struct desired_network {
	const char *name;
	const struct span *at;
	const struct desired_pool *pool;
	const struct span *pool_at;
	struct field vlan; /* VALUE_VLAN */
	struct desired_portgroup *portgroups;
	size_t n_portgroups;
};

struct desired {
	struct desired_pf *pfs; /* in the order of the configuration */
	size_t n_pfs;
	struct desired_pool *pools;
	size_t n_pools;
	struct desired_network *networks;
	size_t n_networks;
	struct desired_binding *bindings;
	size_t n_bindings;
	const struct desired *whole; /* what this is a selection of; NULL: it is all */
	bool keeps_record; /* not the host's whole configuration: an interface that is
			      missing here may be configured nevertheless */
};

/* A copy of PFs, VFs, pools and bindings that can be changed without changing `desired`;
 * texts and places are shared. */
struct desired *desired_copy(struct arena *arena, const struct desired *desired);

/* Adds an entry for each VF that an interface gets, made from the defaults if there is
 * none, and applies the attributes of the interface. An attribute that the VF's own entry
 * sets stays. VFs that have their binding already are left alone. */
void desired_bind(struct arena *arena, struct desired *desired);

/* Lets nothing be configured for some VFs of the PF, in ascending order of index. */
void desired_leave(struct arena *arena, struct desired_pf *pf,
		   const unsigned int *indexes, size_t n);

/* Whether the pool has the VF. */
bool desired_pool_has(const struct desired_pool *pool, const struct desired_pf *pf,
		      unsigned int vf);

/* The pool that has the VF; NULL: none. */
const struct desired_pool *desired_find_pool(const struct desired *desired,
					     const struct desired_pf *pf,
					     unsigned int vf);

/* The part of `desired` that is about one of its PFs: that PF, its bindings, and those of
 * pools. It shares the PF with `desired`. */
const struct desired *desired_select_pf(struct arena *arena,
					const struct desired *desired,
					struct desired_pf *pf);

/* The same PFs with numvfs 0, and of all other values only the drivers of VFs; a missing
 * PF is not an error. */
const struct desired *desired_turn_off(struct arena *arena,
				       const struct desired *desired);

/* Orders pointers to VFs by MAC address, then by index; for qsort(). */
int desired_vf_compare_macs(const void *a, const void *b);

/* Whether two configurations of this host mean the same entry, as two plans of a run
 * do. */
bool desired_pf_is_same(const struct desired_pf *a, const struct desired_pf *b);

/* numvfs is 0, which turns SR-IOV off. The configuration of its VFs then applies only to
 * VFs in use that cannot be removed yet. */
bool desired_pf_is_off(const struct desired_pf *pf);

/* The configuration of VF `index`: its own entry, or the defaults. Never NULL. */
const struct desired_vf *desired_pf_vf(const struct desired_pf *pf, unsigned int index);
