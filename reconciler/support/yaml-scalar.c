/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/yaml-scalar.h"

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "support/guard.h"

enum {
	TEXT_MAX = 256 /* nobody writes a longer number by mistake */
};

#define EXPONENT "([eE][-+][0-9]+)?"
#define BASE_60 "(:[0-5]?[0-9])+"

/* The types of YAML 1.1 (https://yaml.org/type/), and for numbers also those of YAML 1.2,
 * which editors use (its core schema, 10.3.2). */
static struct row {
	const char *type;
	const char *pattern;
	int flags;
	bool is_compiled;
	regex_t regex;
} rows[] = {
	{.type = "a boolean",
	 .pattern = "^(yes|no|true|false|on|off)$",
	 .flags = REG_ICASE},
	{.type = "nothing (null)", .pattern = "^(~|null|)$", .flags = REG_ICASE},
	{.type = "a number",
	 .pattern = "^[-+]?("
		    "0b[01_]+|0x[0-9a-fA-F_]+|0o[0-7]+|[0-9][0-9_]*|"
		    "[1-9][0-9_]*" BASE_60 "|[0-9][0-9_]*" BASE_60 "\\.[0-9_]*|"
		    "[0-9][0-9_]*\\.[0-9_]*" EXPONENT "|\\.[0-9][0-9_]*" EXPONENT "|"
		    "([0-9]+(\\.[0-9]*)?|\\.[0-9]+)[eE][-+]?[0-9]+|"
		    "\\.([iI][nN][fF]|[nN][aA][nN]))$"},
	{.type = "a date", .pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?$"},
};

static bool matches(struct row *row, const char *text)
{
	/* The patterns are valid, so compilation fails only without memory: then do not
	 * warn. */
	if (!row->is_compiled && regcomp(&row->regex, row->pattern,
					 REG_EXTENDED | REG_NOSUB | row->flags) != 0)
		return false;
	row->is_compiled = true;
	return regexec(&row->regex, text, 0, NULL, 0) == 0;
}

const char *yaml_scalar_other_type(const char *text)
{
	if (strnlen(text, TEXT_MAX) == TEXT_MAX)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (matches(&rows[i], text))
			return rows[i].type;
	}
	return NULL;
}
