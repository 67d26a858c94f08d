/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shell commands: scripts, and the lines of other files that a shell runs. This is not a
 * shell: it drops quotes, and takes every branch. A variable with an unknown value may
 * mean any PF or, if the script names PFs of this host, any of those. */
#include <ctype.h>
#include <string.h>

#include "observe/managers-internal.h"
#include "support/guard.h"
#include "support/text.h"

enum {
	WORDS_MAX = 128,
	ARGUMENTS_MAX = 16 /* of a script */
};

/* One command. */
struct command {
	char *words[WORDS_MAX + 1];
	size_t n;
	unsigned int line;
};

static void add_fitting(struct manager_shell *shell, const char *word, manager_fits *test,
			unsigned int line)
{
	struct observed *observed = shell->search->observed;

	for (size_t i = 0; i < observed->n_pfs; i++) {
		if (manager_word_fits(shell, word, test, &observed->pfs[i]))
			manager_add(shell->search, shell->file, &observed->pfs[i], line);
	}
}

static const char *base_name(const char *word)
{
	const char *slash = strrchr(word, '/');

	return slash ? slash + 1 : word;
}

/* The position of the word, from `from` on; directories of programs are ignored.
 * command->n if there is none. */
static size_t find_word(const struct command *command, const char *word, size_t from)
{
	while (from < command->n && strcmp(base_name(command->words[from]), word) != 0)
		from++;
	return from;
}

/* "> PATH" and "tee PATH". The value is the word before the first '>' or '|'. A 0 creates
 * no VFs, so it does not count. */
static void find_write(struct manager_shell *shell, const struct command *command)
{
	size_t tee = find_word(command, "tee", 0);
	size_t to = find_word(command, ">", 0), pipe = find_word(command, "|", 0);
	size_t first = to < pipe ? to : pipe;

	if (first > 0 && first < command->n &&
	    strcmp(command->words[first - 1], "0") == 0)
		return;
	for (size_t i = 1; i < command->n; i++) {
		const char *path = command->words[i];

		/* What is left of "/sys/class/net/$(...)/device/sriov_numvfs". */
		if ((i > to || i > tee) && (strcmp(path, "/device/sriov_numvfs") == 0 ||
					    strcmp(path, "/sriov_numvfs") == 0))
			path = arena_printf(shell->search->arena, "$%s", path);
		else if (strcmp(command->words[i - 1], ">") != 0 && i <= tee)
			continue;
		add_fitting(shell, path, manager_fits_numvfs, command->line);
	}
}

/* "ip link set [dev] NAME vf N ..." */
static void find_ip_link(struct manager_shell *shell, const struct command *command)
{
	size_t set = find_word(command, "set", 0), vf = find_word(command, "vf", set);
	size_t name = set + 1;

	if (set == 0 || vf + 1 >= command->n ||
	    strncmp(command->words[set - 1], "l", 1) != 0)
		return;
	if (strcmp(command->words[name], "dev") == 0)
		name++;
	if (name < vf)
		add_fitting(shell, command->words[name], manager_fits_name,
			    command->line);
}

static bool fits_handle(const char *pattern, const struct observed_pf *pf)
{
	return strncmp(pattern, "pci/", strlen("pci/")) == 0
		       ? manager_fits_pci(pattern + strlen("pci/"), pf)
		       : strcmp(pattern, "*") == 0;
}

/* "devlink dev eswitch set pci/ADDRESS mode switchdev" */
static void find_eswitch(struct manager_shell *shell, const struct command *command)
{
	size_t eswitch = find_word(command, "eswitch", 0);

	if (eswitch + 2 < command->n && strcmp(command->words[eswitch + 1], "set") == 0)
		add_fitting(shell, command->words[eswitch + 2], fits_handle,
			    command->line);
}

/* "modprobe igb max_vfs=7" */
static void find_modprobe(struct manager_shell *shell, const struct command *command)
{
	size_t module = find_word(command, "modprobe", 0) + 1;

	while (module < command->n && command->words[module][0] == '-')
		module++;
	for (size_t i = module + 1; i < command->n; i++) {
		if (manager_creates_vfs(command->words[module], command->words[i]))
			add_fitting(shell, command->words[module], manager_fits_driver,
				    command->line);
	}
}

/* Whether the word is a script of the administrator. Programs of packages are elsewhere
 * below /usr. */
static bool is_script(const char *word)
{
	static const char *const dirs[] = {"/usr/local/", "/opt/", "/etc/"};

	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++) {
		if (strncmp(word, dirs[i], strlen(dirs[i])) == 0)
			return !strpbrk(word, "$*?[") && !strstr(word, "/../") &&
			       text_is_printable(word);
	}
	return false;
}

/* The script that a command runs, by itself or through an interpreter. */
static const char *find_script(const struct command *command)
{
	static const char *const before[] = {
		"sh",	"bash", "dash", "env",	".",  "source", "exec",	    "nohup",
		"root", "sudo", "if",	"then", "do", "else",	"run-parts"};

	for (size_t i = 0; i < command->n; i++) {
		const char *word = command->words[i];
		bool goes_on = word[0] == '-' || word[0] == '@' || word[0] == '*' ||
			       isdigit((unsigned char)word[0]) || strchr(word, '=');

		if (is_script(word))
			return word;
		for (size_t j = 0; j < ARRAY_SIZE(before) && !goes_on; j++)
			goes_on = strcmp(base_name(word), before[j]) == 0;
		if (!goes_on)
			return NULL;
	}
	return NULL;
}

/* The words of a command, with known values in place of variables. */
static const char *words_of(const struct manager_shell *shell,
			    const struct command *command)
{
	const char *all = "";

	for (size_t i = 0; i < command->n && i < ARGUMENTS_MAX; i++) {
		const char *values = manager_values_of(shell, command->words[i]);

		all = arena_printf(shell->search->arena, "%s %s", all,
				   values ? values : command->words[i]);
	}
	return all;
}

static void read_script_of(struct manager_shell *shell, const struct command *command)
{
	const char *script = find_script(command);
	struct arena *arena = shell->search->arena;

	if (!script || shell->file->context)
		return;
	manager_read(shell->search,
		     &(struct manager_file){.tool = shell->file->tool,
					    .path = arena_strdup(arena, script),
					    .means = shell->file->means,
					    .context = words_of(shell, command)},
		     manager_read_script);
}

/* "NAME=VALUE", "for NAME in VALUES". */
static void find_assignments(struct manager_shell *shell, const struct command *command)
{
	struct arena *arena = shell->search->arena;
	const char *name = NULL, *values = "";

	for (size_t i = 0; i < command->n; i++) {
		char *word = command->words[i], *end = word;

		if (strcmp(word, "for") == 0 && i + 2 < command->n &&
		    strcmp(command->words[i + 2], "in") == 0) {
			name = command->words[i + 1];
			values = "";
			i += 2;
			continue;
		}
		while (manager_is_name(*end))
			end++;
		if (end > word && *end == '=') {
			if (name)
				manager_shell_set(shell, name, values);
			name = arena_strndup(arena, word, (size_t)(end - word));
			values = end + 1;
		} else if (name) {
			values = arena_printf(arena, "%s %s", values, word);
		}
	}
	if (name)
		manager_shell_set(shell, name, values);
}

static void run(struct manager_shell *shell, struct command *command)
{
	if (command->n == 0)
		return;
	find_assignments(shell, command);
	find_write(shell, command);
	find_ip_link(shell, command);
	find_eswitch(shell, command);
	find_modprobe(shell, command);
	read_script_of(shell, command);
	command->n = 0;
}

/* The length of what ends a command, ';', '&', "||" or a newline; 0 if nothing does. "&&"
 * is two of them. */
static size_t separator(const char *text)
{
	if (text[0] == ';' || text[0] == '\n' || text[0] == '&')
		return 1;
	return text[0] == '|' && text[1] == '|' ? 2 : 0;
}

/* Copies one word from `text` to `to` and terminates it; '>' and '|' are words of their
 * own. Quotes are dropped. Blanks and separators within quotes still divide words,
 * because quoted text is often a command itself. */
static const char *take_word(const char *text, char **to, char *quote)
{
	if (*text == '>' || *text == '|') {
		*(*to)++ = *text;
		text += 1 + strspn(text + 1, ">|&");
	} else {
		for (; *text && !strchr(" \t\v\r>|;&\n()", *text); text++) {
			if (*text == '`') {
				*(*to)++ = '$';
				text++;
				break;
			}
			if (*text != '\'' && *text != '"') {
				*(*to)++ = *text;
				continue;
			}
			if (!*quote)
				*quote = *text;
			else if (*quote == *text)
				*quote = '\0';
		}
	}
	*(*to)++ = '\0';
	return text;
}

void manager_shell_line(struct manager_shell *shell, const char *text, unsigned int line)
{
	/* Each word gets a terminator of its own. */
	char *to = arena_alloc(shell->search->arena, 2 * strlen(text) + 2), quote = '\0';
	struct command command = {.n = 0};

	while (*text) {
		size_t ends = separator(text);

		if (ends) {
			run(shell, &command);
			text += ends;
		} else if (strchr(" \t\v\r()", *text)) {
			line += *text++ == '\v';
		} else if (*text == '#' && !quote) {
			break;
		} else {
			if (command.n == 0)
				command.line = line;
			command.words[command.n] = to;
			text = take_word(text, &to, &quote);
			if (command.words[command.n][0] && command.n < WORDS_MAX)
				command.n++;
		}
	}
	run(shell, &command);
}

void manager_read_script(struct manager_search *search, const struct manager_file *file)
{
	struct manager_shell shell = {.search = search,
				      .file = file,
				      .names = arena_strdup(search->arena, file->text)};
	struct manager_lines lines = {.rest = file->text};
	unsigned int n;
	char *line;

	if (file->context && !strstr(file->text, "sriov_numvfs") &&
	    !strstr(file->text, "vf ") && !strstr(file->text, "eswitch") &&
	    !strstr(file->text, "_vfs="))
		return;
	while ((line = manager_next_line(&lines, &n)))
		manager_shell_line(&shell, line, n);
}

static bool is_word(const char *text, size_t length, const char *word)
{
	return strlen(word) == length && strncmp(text, word, length) == 0;
}

/* Reads a file that is included by `source`. Patterns are left to the table of places. */
static void read_source(struct manager_search *search, const struct manager_file *file,
			char *rest)
{
	struct manager_file source = {.tool = file->tool, .context = ""};
	char *path;

	if (file->context || manager_split(rest, &path, 1) < 1 || path[0] != '/' ||
	    strpbrk(path, "*?["))
		return;
	source.path = arena_strdup(search->arena, path);
	manager_read(search, &source, manager_read_interfaces);
}

/* The interface of a stanza is $IFACE in its commands: interfaces(5). */
void manager_read_interfaces(struct manager_search *search,
			     const struct manager_file *file)
{
	struct manager_shell shell = {.search = search,
				      .file = file,
				      .names = arena_strdup(search->arena, file->text)};
	struct manager_lines lines = {.rest = file->text};
	unsigned int n;
	char *line;

	while ((line = manager_next_line(&lines, &n))) {
		char *key = line + strspn(line, " \t"), *name;
		size_t length = strcspn(key, " \t");
		char *rest = key + length;

		if (is_word(key, length, "iface") && manager_split(rest, &name, 1) == 1)
			manager_shell_set(&shell, "IFACE", name);
		else if (is_word(key, length, "pre-up") || is_word(key, length, "up") ||
			 is_word(key, length, "post-up"))
			manager_shell_line(&shell, rest, n);
		else if (is_word(key, length, "source"))
			read_source(search, file, rest);
	}
}
