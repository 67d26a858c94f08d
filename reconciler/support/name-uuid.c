/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/name-uuid.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <uuid/uuid.h>

#include "support/guard.h"
#include "support/library.h"

struct uuid_library {
	typeof(uuid_generate_sha1) *generate_sha1;
	typeof(uuid_unparse_lower) *unparse;
};

static const struct library_symbol symbols[] = {
	{"uuid_generate_sha1", offsetof(struct uuid_library, generate_sha1)},
	{"uuid_unparse_lower", offsetof(struct uuid_library, unparse)},
};

LIBRARY_NOTE("networks", "UUIDs of networks of libvirt", "recommended", UUID_SONAME);

/* The namespace of vfstate's names. Never change it: libvirt would not recognize its
 * networks. */
static const uuid_t namespace = {0x6e, 0x0a, 0x4c, 0x1e, 0x2d, 0x5b, 0x4f, 0x5c,
				 0x9a, 0x37, 0x81, 0xc4, 0x0e, 0x6d, 0xb2, 0x95};

int name_uuid(const char *name, char uuid[NAME_UUID_TEXT], const char **ret_text)
{
	struct uuid_library library;
	const char *fault =
		library_load(UUID_SONAME, symbols, ARRAY_SIZE(symbols), &library);
	uuid_t binary;

	if (fault) {
		*ret_text = fault;
		return -ELIBACC;
	}
	library.generate_sha1(binary, namespace, name, strlen(name));
	library.unparse(binary, uuid);
	return 0;
}
