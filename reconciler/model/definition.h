/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libvirt has defined, a domain or a network, and how it should be defined. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum definition_kind {
	DEFINITION_DOMAIN,
	DEFINITION_NETWORK,
};

enum edit_action {
	EDIT_ADD,
	EDIT_CHANGE,
	EDIT_REMOVE,
};

/* A change of a domain's device. */
struct definition_edit {
	enum edit_action action;
	const char *name; /* the interface, as the configuration names it */
	const char *text; /* what changes, as "source, vlan", or why; NULL */
};

/* A domain or network that is to be defined. */
struct definition {
	enum definition_kind kind;
	const char *name;
	bool is_active; /* the domain runs, or the network is started */
	bool is_new;
	struct definition_edit *edits; /* of a domain */
	size_t n_edits;
	const char *before, *after; /* XML, indented; `before` is "" for a new one */
	const char *users; /* running domains that use the network, "a, b"; NULL: none */
	bool is_defined;   /* set by an apply, once libvirt has accepted it */
};

/* Devices of a domain; a network counts as one change. */
static inline size_t definition_count_changes(const struct definition *definition)
{
	return definition->kind == DEFINITION_DOMAIN ? definition->n_edits : 1;
}

struct definitions {
	struct definition *items; /* those that differ */
	size_t n;
	size_t n_changes;	      /* of all of them */
	size_t n_domains, n_networks; /* all that vfstate has a part in */
};
