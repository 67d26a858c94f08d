/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/names.h"

#include <linux/if.h>
#include <string.h>

#include "support/text.h"

enum {
	NAME_LENGTH_MAX = 64
};

bool names_is_safe(const char *name)
{
	size_t length = strlen(name);

	if (length == 0 || length > NAME_LENGTH_MAX || name[0] == '.' || name[0] == '-')
		return false;
	return !strchr(name, '/') && text_is_printable(name);
}

bool names_is_pf(const char *name)
{
	return names_is_safe(name) && !strchr(name, ' ');
}

void names_check(struct yaml_fields *keys, const struct yaml_node *node, bool is_good,
		 const char *what)
{
	struct diag *diag;
	int64_t number;

	if (is_good) {
		/* A number as a key stays the same when it is written back. */
		if (!yaml_fields_is_number(node->text, &number))
			yaml_fields_warn_unquoted(keys, node);
		return;
	}
	diag = diag_error(keys->diags, node->at, "unsafe-name",
			  "'%s' cannot be the name of %s", node->text, what);
	diag_hint(
		keys->diags, diag,
		"1 to %d bytes, no slash or control character, no '.' or '-' in front%s",
		NAME_LENGTH_MAX, names_is_safe(node->text) ? ", and no space" : "");
}

bool names_is_word(const char *name)
{
	size_t length =
		strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "0123456789_-");

	return length > 0 && length <= NAME_LENGTH_MAX && name[length] == '\0';
}

bool names_is_netdev(const char *name)
{
	size_t length = strlen(name);

	if (length == 0 || length >= IFNAMSIZ || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0)
		return false;
	return !strpbrk(name, "/: \t\n\v\f\r") && text_is_printable(name);
}

bool names_is_altname(const char *name)
{
	return name[0] && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
	       strlen(name) < ALTIFNAMSIZ && !strpbrk(name, "/: \t\n\v\f\r") &&
	       text_is_printable(name);
}
