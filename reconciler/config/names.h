/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support/keys.h"

/* Names of PFs, VMs and their interfaces: they become parts of paths and of messages. 1
 * to 64 bytes of UTF-8, no slash, nothing that a terminal would not print, no '.' or '-'
 * in front; and in those of PFs no space, since a VF is named PF/INDEX. */
bool names_is_safe(const char *name);
bool names_is_pf(const char *name);

/* The error for a key that is not safe; `what` is "a PF" and the like. */
void names_refuse(struct keys *keys, const struct tree_node *node, const char *what);

/* dev_valid_name (net/core/dev.c), and no control character. */
bool names_is_netdev(const char *name);

/* An alternative name: the same, and up to 127 bytes (ALTIFNAMSIZ). */
bool names_is_altname(const char *name);
