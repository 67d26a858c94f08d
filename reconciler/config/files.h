/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the files of the configuration and merges them into one tree. */
#pragma once

#include "support/yaml-node.h"

/* What to do about files that users other than root can write or replace. */
enum config_trust {
	CONFIG_TRUST_ANY,
	CONFIG_TRUST_WARN,
	CONFIG_TRUST_ROOT, /* report an error */
};

struct config_files {
	const char *const
		*names; /* FILE arguments, "-": standard input; none: search `dirs` */
	size_t n_names;
	const char *const *dirs; /* lowest priority first; NULL: /usr/lib, /run, /etc */
	size_t n_dirs;
	enum config_trust trust;
	/* Ends the wait for a named pipe with an error (code stopped); see
	 * yaml_read_source. NULL: the wait does not end early. */
	const volatile sig_atomic_t *stop;
};

/* Reads and merges the files. A file in a later directory replaces one of the same name
 * in an earlier directory; a link to /dev/null masks it. Files are merged in the order of
 * their names, later files override. Errors go to `diags`; NULL if any file could not be
 * read, or if no file was found (code no-config). */
const struct yaml_node *config_files_read(struct arena *arena, struct diags *diags,
					  const struct config_files *files);
