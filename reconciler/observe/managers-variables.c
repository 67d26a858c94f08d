/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shell variables, and which PFs a word that contains them may mean. */
#include <ctype.h>
#include <string.h>

#include "observe/managers-internal.h"

enum {
	VARIABLES_MAX = 64,
	DEPTH_MAX = 4,	   /* of variables within variables */
	TRIES_MAX = 20000, /* of values, per file */
	WORD_MAX = 512
};

struct manager_variable {
	const char *name;
	const char *values; /* separated by blanks */
};

bool manager_is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

void manager_shell_set(struct manager_shell *shell, const char *name, const char *values)
{
	struct arena *arena = shell->search->arena;
	struct manager_variable *variable = NULL;

	for (size_t i = 0; i < shell->n_variables && !variable; i++) {
		if (strcmp(shell->variables[i].name, name) == 0)
			variable = &shell->variables[i];
	}
	if (!variable) {
		if (shell->n_variables == VARIABLES_MAX)
			return;
		shell->variables = arena_grow(arena, shell->variables, shell->n_variables,
					      sizeof(*shell->variables));
		variable = &shell->variables[shell->n_variables++];
		variable->name = arena_strdup(arena, name);
	}
	variable->values = arena_strdup(arena, values);
}

static const char *get_values(const struct manager_shell *shell, const char *name,
			      size_t length)
{
	for (size_t i = 0; i < shell->n_variables; i++) {
		const struct manager_variable *variable = &shell->variables[i];

		if (strlen(variable->name) == length &&
		    strncmp(variable->name, name, length) == 0)
			return variable->values;
	}
	return NULL;
}

/* Whether the text contains the word, and not only as a part of another one. */
static bool has_word(const char *text, const char *word)
{
	size_t length = word ? strlen(word) : 0;
	const char *at = text;

	while (length && at && (at = strstr(at, word))) {
		if ((at == text || !manager_is_name(at[-1])) &&
		    !manager_is_name(at[length]))
			return true;
		at += length;
	}
	return false;
}

static bool names_pf(const char *text, const struct observed_pf *pf)
{
	char pci[PCI_ADDRESS_TEXT];
	bool does = has_word(text, pf->netdev);

	for (size_t i = 0; i < pf->n_altnames && !does; i++)
		does = has_word(text, pf->altnames[i]);
	pci_address_format(pf->pci, pci);
	return does || (pf->has_pci && has_word(text, pci));
}

/* The PFs that the text names, or the line that runs it; NULL: none. */
static const bool *find_named(const struct manager_shell *shell)
{
	const struct observed *observed = shell->search->observed;
	const char *context = shell->file->context ? shell->file->context : "";
	bool *named = arena_calloc(shell->search->arena, observed->n_pfs, sizeof(*named));
	bool has_any = false;

	for (size_t i = 0; i < observed->n_pfs; i++) {
		named[i] = names_pf(shell->names, &observed->pfs[i]) ||
			   names_pf(context, &observed->pfs[i]);
		has_any |= named[i];
	}
	return has_any ? named : NULL;
}

/* Whether a variable with an unknown value may mean this PF. */
static bool may_be(struct manager_shell *shell, const struct observed_pf *pf)
{
	if (shell->names) {
		shell->named = find_named(shell);
		shell->names = NULL;
	}
	return !shell->named || shell->named[pf - shell->search->observed->pfs];
}

/* Where a variable ends: "$name", "${name...}", "$1", udev's "$env{key}". */
static const char *end_of_variable(const char *dollar, const char **ret_name,
				   size_t *ret_length)
{
	const char *name = dollar + 1 + strspn(dollar + 1, "${"), *end = name;

	while (manager_is_name(*end))
		end++;
	*ret_name = name;
	*ret_length = (size_t)(end - name);
	if (end == name && *end && *end != '/')
		end++;
	if (name[-1] == '{' || *end == '{')
		end += strcspn(end, "}") + (strchr(end, '}') != NULL);
	return end;
}

/* Whether a word matches the PF when its variables are replaced. */
static bool word_fits(struct manager_shell *shell, const char *word, manager_fits *test,
		      const struct observed_pf *pf, int depth)
{
	const char *dollar = strchr(word, '$'), *name, *end, *values;
	struct arena *arena = shell->search->arena;
	size_t length;

	if ((dollar || depth > 0) && shell->n_tries++ > TRIES_MAX)
		return false;
	if (!dollar)
		return test(word, pf);
	if (depth == DEPTH_MAX || strlen(word) > WORD_MAX)
		return false;
	end = end_of_variable(dollar, &name, &length);
	values = get_values(shell, name, length);
	if (!values)
		return may_be(shell, pf) &&
		       word_fits(shell,
				 arena_printf(arena, "%.*s*%s", (int)(dollar - word),
					      word, end),
				 test, pf, depth);
	while (*(values += strspn(values, " \t"))) {
		length = strcspn(values, " \t");
		if (word_fits(shell,
			      arena_printf(arena, "%.*s%.*s%s", (int)(dollar - word),
					   word, (int)length, values, end),
			      test, pf, depth + 1))
			return true;
		values += length;
	}
	return false;
}

bool manager_word_fits(struct manager_shell *shell, const char *word, manager_fits *test,
		       const struct observed_pf *pf)
{
	return word_fits(shell, word, test, pf, 0);
}

const char *manager_values_of(const struct manager_shell *shell, const char *word)
{
	const char *dollar = strchr(word, '$'), *name, *values;
	size_t length;

	if (!dollar)
		return NULL;
	end_of_variable(dollar, &name, &length);
	values = get_values(shell, name, length);
	return values && strlen(values) <= WORD_MAX ? values : NULL;
}
