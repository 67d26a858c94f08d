/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What may happen to those who use a PF or its VFs: bits, permitted by --allow-disruptive
 * and by a PF's allow_disruptive. */
#pragma once

#include <stdbool.h>

enum disruption {
	DISRUPTION_REFUSED = 0,
	DISRUPTION_BLINK =
		1 << 0, /* the PF's link goes away for seconds, and comes back */
	DISRUPTION_LINK = 1 << 1, /* it goes away */
	DISRUPTION_VFS = 1 << 2,  /* who uses a VF is interrupted */
	DISRUPTION_ALLOWED = DISRUPTION_BLINK | DISRUPTION_LINK | DISRUPTION_VFS,
};

/* Reads "blink", "blink,vfs" or "all", blanks around the commas. False with
 * *ret_disruption untouched for anything else. */
bool disruption_parse(const char *text, enum disruption *ret_disruption);

/* The word of one bit. */
const char *disruption_name(enum disruption bit);

#define DISRUPTION_WORDS "blink, link, vfs, or all, with commas between"
