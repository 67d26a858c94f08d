/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/yaml-scalar.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define DIGITS "0123456789"

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words; words++) {
		if (strcasecmp(text, *words) == 0)
			return true;
	}
	return false;
}

/* Steps over at least one of `allowed`; NULL where there is none. */
static const char *skip_some(const char *text, const char *allowed)
{
	size_t n = strspn(text, allowed);

	return n > 0 ? text + n : NULL;
}

/* ":59", as often as it comes; NULL where it does not, or one is above 59. */
static const char *skip_sexagesimal(const char *text)
{
	bool has_any = false;

	for (; *text == ':'; has_any = true) {
		size_t n = strspn(++text, DIGITS);

		if (n < 1 || n > 2 || (n == 2 && text[0] > '5'))
			return NULL;
		text += n;
	}
	return has_any ? text : NULL;
}

static bool is_radix(const char *text)
{
	const char *end = NULL;

	if (text[0] != '0')
		return false;
	if (text[1] == 'x')
		end = skip_some(text + 2, DIGITS "abcdefABCDEF_");
	else if (text[1] == 'b')
		end = skip_some(text + 2, "01_");
	return end && *end == '\0';
}

/* 190:20:30 and 190:20:30.15; the whole part of an integer has no 0 in front. */
static bool is_base_60(const char *text)
{
	const char *end = skip_some(text, DIGITS "_");

	end = end && text[0] != '_' ? skip_sexagesimal(end) : NULL;
	if (!end)
		return false;
	if (*end == '.')
		return end[1 + strspn(end + 1, DIGITS "_")] == '\0';
	return *end == '\0' && text[0] != '0';
}

/* YAML 1.2 (its core schema, 10.3.2), which editors read: 1e57 and 0o17 too. */
static bool is_core_number(const char *text)
{
	const char *end;

	if (text[0] == '0' && text[1] == 'o')
		end = skip_some(text + 2, "01234567");
	else
		end = skip_some(text, DIGITS);
	if (end && (*end == 'e' || *end == 'E') && text[1] != 'o') {
		end++;
		end = skip_some(end + (*end == '+' || *end == '-'), DIGITS);
	}
	return end && *end == '\0';
}

/* 100, 1_000, 010, 1.5, 1., .5, 1.5e+3; without the point no exponent. */
static bool is_decimal(const char *text)
{
	const char *end = text + strspn(text, DIGITS "_");
	bool has_digits = end > text && text[0] != '_';

	if (*end == '\0')
		return has_digits;
	if (*end != '.' || (!has_digits && !strchr(DIGITS, end[1])) ||
	    (!has_digits && end[1] == '\0'))
		return false;
	end++;
	end += strspn(end, DIGITS "_");
	if ((*end == 'e' || *end == 'E') && (end[1] == '+' || end[1] == '-'))
		end = skip_some(end + 2, DIGITS);
	return end && *end == '\0';
}

static bool is_number(const char *text)
{
	static const char *const words[] = {".inf", ".nan", NULL};

	if (text[0] == '+' || text[0] == '-')
		text++;
	return is_radix(text) || is_base_60(text) || is_decimal(text) ||
	       is_core_number(text) || is_one_of(text, words);
}

/* 2026-11-23, with or without a time behind it. */
static bool is_date(const char *text)
{
	static const char shape[] = "dddd-dd-dd";

	for (size_t i = 0; shape[i]; i++) {
		if (shape[i] == 'd' ? text[i] == '\0' || !strchr(DIGITS, text[i])
				    : text[i] != shape[i])
			return false;
	}
	return text[sizeof(shape) - 1] == '\0' || text[sizeof(shape) - 1] == 'T' ||
	       text[sizeof(shape) - 1] == ' ';
}

const char *yaml_scalar_other_type(const char *text)
{
	static const char *const booleans[] = {"yes", "no",  "true", "false",
					       "on",  "off", NULL};
	static const char *const nothing[] = {"~", "null", "", NULL};

	if (is_one_of(text, booleans))
		return "a boolean";
	if (is_one_of(text, nothing))
		return "nothing (null)";
	if (is_number(text))
		return "a number";
	return is_date(text) ? "a date" : NULL;
}
