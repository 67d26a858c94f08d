/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rules of udev: udev(7). */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "observe/managers-internal.h"
#include "support/guard.h"

enum {
	TOKENS_MAX = 32
};

/* KEY{attr}OP"value" */
struct token {
	const char *key, *attr, *value; /* attr: "" where there is none */
	char op; /* '=' matches, '!' matches all other values, 'a' assigns */
	unsigned int line;
};

enum fit {
	FIT_NO,
	FIT_MAYBE,
	FIT_YES,
};

static enum fit fit_of(bool fits)
{
	return fits ? FIT_YES : FIT_NO;
}

static enum fit fit_name(const char *pattern, const struct observed_pf *pf)
{
	return fit_of(manager_fits_name(pattern, pf));
}

/* The kernel's name of a device: ethN until udev renames it. */
static enum fit fit_kernel(const char *pattern, const struct observed_pf *pf)
{
	if (manager_fits_name(pattern, pf) || manager_fits_pci(pattern, pf))
		return FIT_YES;
	return pf->netdev && strncmp(pattern, "eth", strlen("eth")) == 0 ? FIT_MAYBE
									 : FIT_NO;
}

static enum fit fit_pci(const char *pattern, const struct observed_pf *pf)
{
	return fit_of(manager_fits_pci(pattern, pf));
}

static enum fit fit_path(const char *pattern, const struct observed_pf *pf)
{
	return strncmp(pattern, "pci-", strlen("pci-")) == 0
		       ? fit_pci(pattern + strlen("pci-"), pf)
		       : FIT_MAYBE;
}

static enum fit fit_mac(const char *pattern, const struct observed_pf *pf)
{
	return fit_of(manager_fits_mac(pattern, pf));
}

static enum fit fit_driver(const char *pattern, const struct observed_pf *pf)
{
	return fit_of(manager_fits_driver(pattern, pf));
}

static enum fit fit_id(const char *pattern, const struct field *id)
{
	char text[16];

	snprintf(text, sizeof(text), "0x%04x", id->value.number);
	return !id->set ? FIT_MAYBE : fit_of(fnmatch(pattern, text, FNM_CASEFOLD) == 0);
}

static enum fit fit_vendor(const char *pattern, const struct observed_pf *pf)
{
	return fit_id(pattern, &pf->facts[PF_FACT_VENDOR]);
}

static enum fit fit_device(const char *pattern, const struct observed_pf *pf)
{
	return fit_id(pattern, &pf->facts[PF_FACT_DEVICE]);
}

static enum fit fit_subsystem(const char *pattern, const struct observed_pf *pf)
{
	if (strcmp(pattern, "net") == 0)
		return fit_of(pf->netdev != NULL);
	return strcmp(pattern, "pci") == 0 ? fit_of(pf->has_pci) : FIT_MAYBE;
}

static enum fit fit_action(const char *pattern, const struct observed_pf *pf)
{
	(void)pf;
	return strcmp(pattern, "remove") == 0 || strcmp(pattern, "unbind") == 0
		       ? FIT_NO
		       : FIT_MAYBE;
}

/* Keys that select devices; any other key may mean every device. */
static const struct match {
	const char *key, *attr;
	enum fit (*fit)(const char *pattern, const struct observed_pf *pf);
} matches[] = {
	{"KERNEL", "", fit_kernel},
	{"KERNELS", "", fit_kernel},
	{"NAME", "", fit_name},
	{"ENV", "INTERFACE", fit_kernel},
	{"ENV", "PCI_SLOT_NAME", fit_pci},
	{"ENV", "ID_PATH", fit_path},
	{"DRIVER", "", fit_driver},
	{"DRIVERS", "", fit_driver},
	{"ENV", "DRIVER", fit_driver},
	{"ENV", "ID_NET_DRIVER", fit_driver},
	{"ATTR", "address", fit_mac},
	{"ATTRS", "address", fit_mac},
	{"ATTR", "vendor", fit_vendor},
	{"ATTRS", "vendor", fit_vendor},
	{"ATTR", "device/vendor", fit_vendor},
	{"ENV", "ID_VENDOR_ID", fit_vendor},
	{"ATTR", "device", fit_device},
	{"ATTRS", "device", fit_device},
	{"ATTR", "device/device", fit_device},
	{"ENV", "ID_MODEL_ID", fit_device},
	{"SUBSYSTEM", "", fit_subsystem},
	{"SUBSYSTEMS", "", fit_subsystem},
	{"ACTION", "", fit_action},
};

/* The best fit of several patterns that are separated by '|'. */
static enum fit best_fit(const struct match *match, const char *patterns,
			 const struct observed_pf *pf)
{
	enum fit best = FIT_NO;
	char pattern[128];

	do {
		size_t length = strcspn(patterns, "|");
		enum fit fit = FIT_MAYBE;

		if (length < sizeof(pattern)) {
			snprintf(pattern, sizeof(pattern), "%.*s", (int)length, patterns);
			fit = match->fit(pattern, pf);
		}
		best = fit > best ? fit : best;
		patterns += length;
	} while (*patterns++ == '|');
	return best;
}

static bool may_mean(const struct token *tokens, size_t n, const struct observed_pf *pf)
{
	for (size_t i = 0; i < n; i++) {
		const struct token *token = &tokens[i];

		for (size_t j = 0; j < ARRAY_SIZE(matches) && token->op != 'a'; j++) {
			enum fit fit;

			if (strcmp(token->key, matches[j].key) != 0 ||
			    strcmp(token->attr, matches[j].attr) != 0)
				continue;
			fit = best_fit(&matches[j], token->value, pf);
			if (fit == (token->op == '!' ? FIT_YES : FIT_NO))
				return false;
		}
	}
	return true;
}

/* Takes the quoted value at *text and moves *text past it; NULL if there is none. */
static char *take_value(char **text)
{
	char *from = *text, *to, *value;

	from += strspn(from, " \t\v");
	from += strspn(from, "ei");
	if (*from++ != '"')
		return NULL;
	value = to = from;
	while (*from && *from != '"') {
		if (from[0] == '\\' && from[1] == '"')
			from++;
		*to++ = *from++;
	}
	if (!*from)
		return NULL;
	*text = from + 1;
	*to = '\0';
	return value;
}

/* Takes a token, and the commas before it. False at the end, or if the rule is
 * malformed. */
static bool take_token(char **text, struct token *token, unsigned int *line)
{
	char *at = *text, *op, *attr = NULL;

	for (; *at && strchr(" \t\v\r,", *at); at++)
		*line += *at == '\v';
	token->line = *line;
	token->key = at;
	at += strcspn(at, "{=!+-: \t\v");
	if (*at == '{') {
		*at++ = '\0';
		attr = at;
		at += strcspn(at, "}");
		if (!*at)
			return false;
		*at++ = '\0';
	}
	op = at += strspn(at, " \t\v");
	at += strspn(at, "=!+-:");
	if (at == op)
		return false;
	token->op = strncmp(op, "==", 2) == 0 ? '=' : *op == '!' ? '!' : 'a';
	token->value = take_value(&at);
	*op = '\0';
	if (!token->value)
		return false;
	((char *)token->key)[strcspn(token->key, " \t\v")] = '\0';
	token->attr = attr ? attr : "";
	*text = at;
	return true;
}

/* Whether the attribute may be the PF's. "[net/enp1s0]device/sriov_numvfs" belongs to the
 * named device instead of the one that matches. */
static bool is_attr_of(const char *attr, const struct observed_pf *pf)
{
	const char *slash = strchr(attr, '/');
	char name[128];

	if (attr[0] != '[' || !slash)
		return true;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(slash + 1, "]"), slash + 1);
	return manager_fits_name(name, pf) || manager_fits_pci(name, pf);
}

/* Records what one token sets on the PFs that the rule means. */
static void read_token(struct manager_search *search, const struct manager_file *file,
		       const struct token *token)
{
	struct manager_shell shell = {.search = search, .file = file};
	struct observed *observed = search->observed;

	if (strcmp(token->key, "ATTR") == 0 && token->op == 'a' &&
	    manager_ends_with(token->attr, "sriov_numvfs") &&
	    strcmp(token->value, "0") != 0) {
		for (size_t i = 0; i < observed->n_pfs; i++) {
			if (is_attr_of(token->attr, &observed->pfs[i]))
				manager_add(search, file, &observed->pfs[i], token->line);
		}
	} else if (strcmp(token->key, "RUN") == 0 || strcmp(token->key, "PROGRAM") == 0 ||
		   strcmp(token->key, "IMPORT") == 0) {
		char *command = arena_strdup(search->arena, token->value);

		/* "%k" and "$kernel" are the same, and unknown to the shell reader. */
		for (char *percent = command; (percent = strchr(percent, '%'));)
			*percent = '$';
		manager_shell_line(&shell, command, token->line);
	}
}

static void read_rule(struct manager_search *search, const struct manager_file *file,
		      char *line, unsigned int n)
{
	struct observed *observed = search->observed;
	struct token tokens[TOKENS_MAX];
	struct manager_file meant = *file;
	size_t n_tokens = 0;
	bool *means;

	while (n_tokens < TOKENS_MAX && take_token(&line, &tokens[n_tokens], &n))
		n_tokens++;
	means = arena_calloc(search->arena, observed->n_pfs, sizeof(*means));
	for (size_t i = 0; i < observed->n_pfs; i++)
		means[i] = may_mean(tokens, n_tokens, &observed->pfs[i]);
	meant.means = means;
	for (size_t i = 0; i < n_tokens; i++)
		read_token(search, &meant, &tokens[i]);
}

/* Whether a rule is worth parsing. Most rules on a host are not. */
static bool is_of_interest(const char *line)
{
	static const char *const needles[] = {"sriov_numvfs", " vf ",  "eswitch",
					      "/usr/local/",  "/opt/", "/etc/"};

	for (size_t i = 0; i < ARRAY_SIZE(needles); i++) {
		if (strstr(line, needles[i]))
			return true;
	}
	return false;
}

void manager_read_udev(struct manager_search *search, const struct manager_file *file)
{
	struct manager_lines lines = {.rest = file->text};
	unsigned int n;
	char *line;

	if (!is_of_interest(file->text))
		return;
	while ((line = manager_next_line(&lines, &n))) {
		if (line[strspn(line, " \t")] != '#' && is_of_interest(line))
			read_rule(search, file, line, n);
	}
}
