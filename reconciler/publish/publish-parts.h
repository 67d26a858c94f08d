/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of VMs' interfaces (publish.c) and of networks (networks.c) share. */
#pragma once

#include "publish/publish.h"
#include "support/must-check.h"

struct publishing {
	struct arena *arena;
	const struct root *run;
	const struct desired *desired;
	const struct publisher *publisher;
	struct snippets *snippets;
};

void publish_add(struct publishing *publishing, const struct snippet *snippet);

/* True for a file that starts with the marker, or that is not there. */
bool publish_is_ours(const char *marker, int dir, const char *name);

/* Opens a directory below the run directory: its fd, or -errno; -EPERM, with the reason
 * in *ret_text, if others than root could have written there. publish_make_dir() also
 * creates it. */
_must_check_ int publish_open_dir(const struct publishing *publishing, const char *path,
				  const char **ret_text);
_must_check_ int publish_make_dir(const struct publishing *publishing, const char *path,
				  const char **ret_text);

/* Writes a file into the directory `dir`, which is -errno if there is none; *text, why it
 * failed, stays if it is set already. */
enum snippet_status publish_write(const struct publishing *publishing, const char *marker,
				  int dir, const char *name, const char *bytes,
				  const char **text);

/* Writes libvirt-networks/NAME.xml for each network whose VFs exist. */
void publish_networks(struct publishing *publishing, const struct plan *after);
