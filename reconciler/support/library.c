/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/library.h"

#include <dlfcn.h>

const char *library_load(const char *soname, const struct library_symbol *symbols,
			 size_t n, void *table)
{
	void *library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; library && i < n; i++) {
		void *symbol = dlsym(library, symbols[i].name);

		if (!symbol)
			return dlerror();
		*(void **)((char *)table + symbols[i].offset) = symbol;
	}
	return library ? NULL : dlerror();
}
