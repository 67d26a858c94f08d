/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support/must-check.h"

enum {
	NAME_UUID_TEXT = 37
};

/* The UUID of a name: always the same one (version 5, RFC 9562). 0; -ELIBACC if libuuid
 * cannot be loaded, with the reason in *ret_text. */
_must_check_ int name_uuid(const char *name, char uuid[NAME_UUID_TEXT],
			   const char **ret_text);
