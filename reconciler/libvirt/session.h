/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The only way to libvirt. What fails is an error with the code libvirt-failed. */
#pragma once

#include <libvirt/libvirt.h>

#include "libvirt/plan-definitions.h"

struct session {
	virConnectPtr connection;
	struct arena *arena;
	struct diags *diags;
};

/* Connects to a URI of libvirt, like virsh -c; for reading only if `is_read_only`. 0, or
 * -ENOTCONN. The caller calls session_done. */
_must_check_ int session_open(struct session *session, struct arena *arena,
			      struct diags *diags, const char *uri, bool is_read_only);
void session_done(struct session *session);

#define _cleanup_session_ _cleanup_(session_done)

/* Reads all domains and, if `with_networks`, all networks, without passwords. 0, or
 * -EIO. */
_must_check_ int session_read(struct session *session, bool with_networks,
			      struct host_definitions *ret_host);

/* The definition of a domain with its passwords, to be defined again; NULL with an
 * error. */
const char *session_read_secure(struct session *session, const char *domain);

/* Define, if libvirt's schema has no objection. A running domain, or an active network,
 * stays as it is. 0, or -EIO. */
_must_check_ int session_define_domain(struct session *session, const char *name,
				       const char *xml);
_must_check_ int session_define_network(struct session *session, const char *name,
					const char *xml);
