/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Libraries that only some runs need, loaded by the first that does. */
#pragma once

#include <stddef.h>

struct library_symbol {
	const char *name;
	size_t offset; /* in the table, of a pointer to the function */
};

/* Loads the library of that soname and fills in the table. NULL, or an error for people
 * that names the package to install, good until the next call. Loaded until the process
 * ends. */
const char *library_load(const char *soname, const struct library_symbol *symbols,
			 size_t n, void *table);

/* "install libudev1 (Debian) or systemd-libs (Fedora)"; NULL: of no library that vfstate
 * loads. */
const char *library_install_hint(const char *soname);
