/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which files make the configuration, and their merged tree. */
#pragma once

#include "support/yaml-node.h"

/* Of files that others than root can write, or put where they are. */
enum config_trust {
	CONFIG_TRUST_ANY,
	CONFIG_TRUST_WARN,
	CONFIG_TRUST_ROOT, /* those are an error */
};

struct config_files {
	const char *const
		*names; /* FILE arguments, "-": standard input; none: search `dirs` */
	size_t n_names;
	const char *const *dirs; /* weakest first: /usr/lib, /run, /etc; NULL: those */
	size_t n_dirs;
	enum config_trust trust;
	/* Ends the wait for a pipe that is named, as yaml_read_source has it: that is an
	 * error (code stopped). NULL: nothing does. */
	const volatile sig_atomic_t *stop;
};

/* Reads and merges. A file name in a later directory replaces the same name in an earlier
 * one, a link to /dev/null masks it; files are merged in the order of their names, the
 * later one on top. Faults go to `diags`; NULL where any file could not be read. Where
 * no file is found that is an error too (code no-config). */
const struct yaml_node *config_files_read(struct arena *arena, struct diags *diags,
					  const struct config_files *files);
