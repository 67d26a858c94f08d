/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Libraries that only some runs need, loaded by the first that does. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct library_symbol {
	const char *name;
	size_t offset; /* in the table, of a pointer to the function */
};

/* Says in the program which library it may load, so that packagers see it as they see
 * what is linked: "ELF dlopen() metadata", a specification of the UAPI group that systemd
 * follows. `priority` is "required", "recommended" or "suggested". Once in a file. */
#define LIBRARY_NOTE(feature, description, priority, soname)                             \
	LIBRARY_NOTE_OF("[{\"feature\":\"" feature "\",\"description\":\"" description   \
			"\",\"priority\":\"" priority "\",\"soname\":[\"" soname         \
			"\"]}]")
#define LIBRARY_NOTE_OF(json)                                                            \
	__attribute__((used, section(".note.dlopen"))) _Alignas(                         \
		uint32_t) static const struct {                                          \
		uint32_t name_size, json_size, type;                                     \
		char name[sizeof("FDO")];                                                \
		char text[sizeof(json)];                                                 \
	} library_note = {sizeof("FDO"), sizeof(json), 0x407c0c0a, "FDO", json}

/* Loads the library of that soname and fills in the table. NULL, or an error for people
 * that names the package to install, good until the next call. Loaded until the process
 * ends. */
const char *library_load(const char *soname, const struct library_symbol *symbols,
			 size_t n, void *table);

/* "install libxml2 (Debian) or libxml2 (Fedora)"; NULL: of no library that vfstate
 * loads. */
const char *library_install_hint(const char *soname);
