/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/disruption.h"

#include <string.h>

#include "support/guard.h"

static const struct {
	const char *name;
	enum disruption bits;
} words[] = {
	{"blink", DISRUPTION_BLINK},
	{"link", DISRUPTION_LINK},
	{"vfs", DISRUPTION_VFS},
	{"all", DISRUPTION_ALLOWED},
};

static bool parse_word(const char *text, size_t length, enum disruption *bits)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strlen(words[i].name) == length &&
		    memcmp(words[i].name, text, length) == 0) {
			*bits |= words[i].bits;
			return true;
		}
	}
	return false;
}

bool disruption_parse(const char *text, enum disruption *ret_disruption)
{
	enum disruption bits = DISRUPTION_REFUSED;

	for (;;) {
		size_t length;

		text += strspn(text, " ");
		length = strcspn(text, " ,");
		if (!parse_word(text, length, &bits))
			return false;
		text += length;
		text += strspn(text, " ");
		if (*text == '\0')
			break;
		if (*text++ != ',')
			return false;
	}
	*ret_disruption = bits;
	return true;
}

const char *disruption_name(enum disruption bit)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (words[i].bits == bit)
			return words[i].name;
	}
	return "";
}
