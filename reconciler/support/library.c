/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "support/guard.h"

/* Matched by stem, since the version in the soname differs between releases. */
static const struct {
	const char *stem;
	const char *hint;
} packages[] = {
	{"libsystemd.so", "install libsystemd0 (Debian) or systemd-libs (Fedora)"},
	{"libuuid.so", "install libuuid1 (Debian) or libuuid (Fedora)"},
	{"libxml2.so", "install libxml2 (Debian) or libxml2 (Fedora)"},
};

const char *library_install_hint(const char *soname)
{
	for (size_t i = 0; i < ARRAY_SIZE(packages); i++) {
		if (strncmp(soname, packages[i].stem, strlen(packages[i].stem)) == 0)
			return packages[i].hint;
	}
	return NULL;
}

static const char *fault(const char *soname)
{
	static char text[512];
	const char *why = dlerror(), *hint = library_install_hint(soname);

	snprintf(text, sizeof(text), "cannot load %s%s%s", why ? why : soname,
		 hint ? "; " : "", hint ? hint : "");
	return text;
}

const char *library_load(const char *soname, const struct library_symbol *symbols,
			 size_t n, void *table)
{
	void *library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; library && i < n; i++) {
		void *symbol = dlsym(library, symbols[i].name);

		if (!symbol)
			return fault(soname);
		*(void **)((char *)table + symbols[i].offset) = symbol;
	}
	return library ? NULL : fault(soname);
}
