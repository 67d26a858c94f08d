/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "no-library.h"

#include <string.h>

const char *no_library;

void *__real_dlopen(const char *name, int flags);
void *__wrap_dlopen(const char *name, int flags);

void *__wrap_dlopen(const char *name, int flags)
{
	if (no_library && strcmp(name, no_library) == 0)
		name = "libnot-installed.so.1";
	return __real_dlopen(name, flags);
}
