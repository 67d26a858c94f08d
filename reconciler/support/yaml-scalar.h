/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What other YAML readers make of a scalar without quotes. This one takes the text as it
 * stands; those of Ansible, Salt and Python follow YAML 1.1, in which 52:54:00:21:00:00
 * is a number to the base of 60. */
#pragma once

/* "a number", "a boolean", "a date" or "nothing (null)"; NULL for what is a string
 * everywhere. After the types of YAML 1.1 (https://yaml.org/type/), and the numbers
 * of 1.2. */
const char *yaml_scalar_other_type(const char *text);
