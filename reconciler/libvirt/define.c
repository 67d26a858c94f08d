/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt/define.h"

#include <string.h>

#include "libvirt/domain-edit.h"

/* Edits the domain once more: what was planned has no passwords, and somebody may have
 * changed the domain since. */
static int define_domain(struct session *session, const struct published *published,
			 const struct desired *desired,
			 const struct definition *definition)
{
	const char *name = definition->name;
	const char *xml = session_read_secure(session, name);
	struct domain_edit edit;
	size_t n;
	const struct published_device *devices = plan_devices_of(published, name, &n);
	int r = xml ? domain_edit(session->arena, session->diags, name, xml, devices, n,
				  desired, &edit)
		    : -1;

	if (r < 0)
		return r;
	return edit.n_edits > 0 ? session_define_domain(session, name, edit.after) : 0;
}

static const struct definition *find(const struct definitions *definitions,
				     const struct definition *like)
{
	for (size_t i = 0; i < definitions->n; i++) {
		if (definitions->items[i].kind == like->kind &&
		    strcmp(definitions->items[i].name, like->name) == 0)
			return &definitions->items[i];
	}
	return NULL;
}

static void report_left(struct session *session, const struct definition *left)
{
	bool is_domain = left->kind == DEFINITION_DOMAIN;

	diag_error(session->diags, SPAN_NONE, "remaining-difference",
		   "%s %s: libvirt accepted the definition, but it is not as published: "
		   "%s%s%s",
		   is_domain ? "domain" : "network", left->name,
		   is_domain ? left->edits[0].name : "the XML differs",
		   is_domain && left->edits[0].text ? ": " : "",
		   is_domain && left->edits[0].text ? left->edits[0].text : "");
}

/* Plans once more: nothing may be left. */
static void verify(struct session *session, const struct published *published,
		   const struct desired *desired, struct definitions *definitions)
{
	struct host_definitions host;
	struct definitions left;
	struct diags again;

	diags_init(&again, session->arena);
	if (session_read(session, published->n_networks > 0, &host) < 0) {
		for (size_t i = 0; i < definitions->n; i++)
			definitions->items[i].is_defined = false;
		return;
	}
	left = plan_definitions(session->arena, &again, published, desired, &host);
	diags_add_new(session->diags, &again);
	for (size_t i = 0; i < definitions->n; i++) {
		struct definition *definition = &definitions->items[i];
		const struct definition *differs = find(&left, definition);

		if (definition->is_defined && differs) {
			report_left(session, differs);
			definition->is_defined = false;
		}
	}
}

void define_all(struct session *session, const struct published *published,
		const struct desired *desired, struct definitions *definitions)
{
	for (size_t i = 0; i < definitions->n; i++) {
		struct definition *definition = &definitions->items[i];
		int r = definition->kind == DEFINITION_DOMAIN
				? define_domain(session, published, desired, definition)
				: session_define_network(session, definition->name,
							 definition->after);

		definition->is_defined = r == 0;
	}
	if (definitions->n > 0)
		verify(session, published, desired, definitions);
}
