/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/pf-match.h"
#include "support/keys.h"

/* Reads `match` of a PF into `match`, whose ids are -1 before. One that would hold for
 * any PF is an error. */
void config_read_match(struct keys *keys, const struct tree_node *value,
		       struct pf_match *match);

extern const struct key_form config_form_match;
