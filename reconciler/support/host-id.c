/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/host-id.h"

#include <errno.h>
#include <stddef.h>
#include <systemd/sd-id128.h>

#include "support/guard.h"
#include "support/library.h"

/* The id of vfstate. Never change it: every guest would get another MAC. */
#define APP_ID                                                                           \
	SD_ID128_MAKE(36, 35, 19, 11, ee, 3a, 4b, fb, b9, 4b, d7, d1, b6, 3c, e1, 68)

struct systemd_library {
	typeof(sd_id128_get_machine_app_specific) *get_machine_app_specific;
	typeof(sd_id128_to_string) *to_string;
};

static const struct library_symbol symbols[] = {
	{"sd_id128_get_machine_app_specific",
	 offsetof(struct systemd_library, get_machine_app_specific)},
	{"sd_id128_to_string", offsetof(struct systemd_library, to_string)},
};

LIBRARY_NOTE("mac", "MAC addresses of VMs' interfaces that have none configured",
	     "recommended", SYSTEMD_SONAME);

int host_id_read(char id[HOST_ID_TEXT])
{
	struct systemd_library library;
	sd_id128_t own;
	int r;

	if (library_load(SYSTEMD_SONAME, symbols, ARRAY_SIZE(symbols), &library))
		return -ELIBACC;
	r = library.get_machine_app_specific(APP_ID, &own);
	if (r < 0)
		return r;
	library.to_string(own, id);
	return 0;
}
