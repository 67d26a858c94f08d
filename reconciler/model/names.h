/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support/yaml-fields.h"

/* Names of PFs, VMs and their interfaces, which become parts of paths and messages: 1 to
 * 64 bytes of UTF-8, no slash, no unprintable character, no '.' or '-' in front. Names of
 * PFs also have no space, since a VF is named PF/INDEX. */
bool names_is_safe(const char *name);
bool names_is_pf(const char *name);

/* Reports a key that is not good, or warns about one that other YAML readers do not read
 * as a string; `what` is "a PF" and the like. */
void names_check(struct yaml_fields *keys, const struct yaml_node *node, bool is_good,
		 const char *what);

/* The name of a driver or a libvirt alias: 1 to 64 letters, digits, '-' and '_'. */
bool names_is_word(const char *name);

/* The same rules as patterns of the schema. */
#define NAMES_PATTERN_SAFE                                                               \
	"^[^-./\\u0000-\\u001f\\u007f][^/\\u0000-\\u001f\\u007f]{0,63}$"
#define NAMES_PATTERN_PF                                                                 \
	"^[^-./ \\u0000-\\u001f\\u007f][^/ \\u0000-\\u001f\\u007f]{0,63}$"
#define NAMES_PATTERN_DRIVER "^[A-Za-z0-9_-]{1,64}$"
#define NAMES_PATTERN_NETDEV "^[^/: \\u0000-\\u001f\\u007f]{1,127}$"

/* See dev_valid_name (net/core/dev.c); also no control character. */
bool names_is_netdev(const char *name);

/* An alternative name: the same rules, but up to 127 bytes (ALTIFNAMSIZ). */
bool names_is_altname(const char *name);
