/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How other YAML readers take a scalar without quotes. vfstate takes the text as it is;
 * the readers of Ansible, Salt and Python follow YAML 1.1, where 52:54:00:21:00:00 is a
 * number in base 60. */
#pragma once

/* "a number", "a boolean", "a date" or "nothing (null)"; NULL if every reader takes it as
 * a string. Uses the types of YAML 1.1 (https://yaml.org/type/) and the numbers of
 * 1.2. */
const char *yaml_scalar_other_type(const char *text);
