/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Libraries that only some runs need; loaded on first use. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct library_symbol {
	const char *name;
	size_t offset; /* of the function pointer in the table */
};

/* Declares in the executable which library it may load, so that packaging tools see it
 * like a linked library ("ELF dlopen() metadata", a UAPI group specification that systemd
 * follows). `priority` is "required", "recommended" or "suggested". At most one per
 * file. */
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

/* Loads a library and fills in the table. Returns NULL, or an error message that names
 * the package to install and is valid until the next call. The library stays loaded until
 * the process ends. */
const char *library_load(const char *soname, const struct library_symbol *symbols,
			 size_t n, void *table);

/* "install libxml2 (Debian) or libxml2 (Fedora)"; NULL if vfstate does not load this
 * library. */
const char *library_install_hint(const char *soname);
