/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support/yaml-fields.h"

/* Names of PFs, VMs and their interfaces: they become parts of paths and of messages. 1
 * to 64 bytes of UTF-8, no slash, nothing that a terminal would not print, no '.' or '-'
 * in front; and in those of PFs no space, since a VF is named PF/INDEX. */
bool names_is_safe(const char *name);
bool names_is_pf(const char *name);

/* The error for a key that is not good, or the warning for one that other YAML readers
 * take for something else; `what` is "a PF" and the like. */
void names_check(struct yaml_fields *keys, const struct yaml_node *node, bool is_good,
		 const char *what);

/* A driver or an alias of libvirt's: 1 to 64 letters, digits, '-' and '_'. */
bool names_is_word(const char *name);

/* What a schema says of them. */
#define NAMES_PATTERN_SAFE                                                               \
	"^[^-./\\u0000-\\u001f\\u007f][^/\\u0000-\\u001f\\u007f]{0,63}$"
#define NAMES_PATTERN_PF                                                                 \
	"^[^-./ \\u0000-\\u001f\\u007f][^/ \\u0000-\\u001f\\u007f]{0,63}$"
#define NAMES_PATTERN_DRIVER "^[A-Za-z0-9_-]{1,64}$"
#define NAMES_PATTERN_NETDEV "^[^/: \\u0000-\\u001f\\u007f]{1,127}$"

/* dev_valid_name (net/core/dev.c), and no control character. */
bool names_is_netdev(const char *name);

/* An alternative name: the same, and up to 127 bytes (ALTIFNAMSIZ). */
bool names_is_altname(const char *name);
