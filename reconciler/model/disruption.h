/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Interruptions of users of a PF or its VFs: bits, permitted by --allow-disruptive and by
 * allow_disruptive of a PF. */
#pragma once

#include <stdbool.h>

enum disruption {
	DISRUPTION_REFUSED = 0,
	DISRUPTION_BLINK =
		1 << 0, /* the link of the PF goes down for seconds, then comes back */
	DISRUPTION_LINK = 1 << 1, /* the link of the PF goes down and stays down */
	DISRUPTION_VFS = 1 << 2,  /* users of a VF are interrupted */
	DISRUPTION_ALLOWED = DISRUPTION_BLINK | DISRUPTION_LINK | DISRUPTION_VFS,
};

/* Parses "blink", "blink,vfs" or "all", with optional blanks around the commas. False,
 * with *ret_disruption untouched, for anything else. */
bool disruption_parse(const char *text, enum disruption *ret_disruption);

/* The word for one bit. */
const char *disruption_name(enum disruption bit);

#define DISRUPTION_WORDS "blink, link, vfs, or all, with commas between"
