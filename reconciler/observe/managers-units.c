/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Services of systemd that run commands: systemd.unit(5), systemd.service(5). */
#include <stdio.h>
#include <string.h>

#include "observe/managers-internal.h"
#include "support/guard.h"

/* Strongest first. */
static const char *const dirs[] = {"/etc/systemd/system", "/run/systemd/system",
				   "/usr/local/lib/systemd/system"};

/* Packages have hundreds of units. Only those are read that the administrator enabled,
 * and that the directories above do not replace. */
#define PACKAGE_DIR "/usr/lib/systemd/system"

struct names {
	const char **names;
	size_t n;
};

struct units {
	struct manager_search *search;
	struct names enabled; /* linked from a .wants or .requires directory */
	struct names seen;
};

static bool has_name(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++) {
		if (strcmp(names->names[i], name) == 0)
			return true;
	}
	return false;
}

static void add_name(struct manager_search *search, struct names *names, const char *name)
{
	if (has_name(names, name))
		return;
	names->names =
		arena_grow(search->arena, names->names, names->n, sizeof(*names->names));
	names->names[names->n++] = name;
}

static const char *template_of(struct arena *arena, const char *name)
{
	const char *at = strchr(name, '@'), *dot = strrchr(name, '.');

	return at && dot && at < dot
		       ? arena_printf(arena, "%.*s%s", (int)(at + 1 - name), name, dot)
		       : name;
}

/* The enabled instances of a template, separated by blanks; "" if there are none. */
static const char *instances_of(const struct units *units, const char *name)
{
	struct arena *arena = units->search->arena;
	const char *all = "";

	for (size_t i = 0; i < units->enabled.n; i++) {
		const char *enabled = units->enabled.names[i];
		const char *at = strchr(enabled, '@'), *dot = strrchr(enabled, '.');

		if (at && dot && at < dot &&
		    strcmp(template_of(arena, enabled), name) == 0)
			all = arena_printf(arena, "%s %.*s", all, (int)(dot - at - 1),
					   at + 1);
	}
	return all;
}

/* Whether the unit is disabled: it has WantedBy= or RequiredBy=, and is not enabled.
 * Other units are started by timers, by udev rules or by other units. */
static bool is_disabled(const struct units *units, const char *name, const char *text)
{
	return (strstr(text, "\nWantedBy=") || strstr(text, "\nRequiredBy=")) &&
	       !has_name(&units->enabled, name) && !*instances_of(units, name);
}

/* A command that runs when the unit starts or reloads, or variables for it; NULL for
 * other lines. */
static const char *find_command(const char *line)
{
	static const char *const keys[] = {
		"ExecStart=", "ExecStartPre=", "ExecStartPost=", "ExecReload=",
		"Environment="};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strncmp(line, keys[i], strlen(keys[i])) == 0)
			return line + strlen(keys[i]);
	}
	return NULL;
}

static void read_unit(struct manager_search *search, const struct manager_file *file)
{
	const struct units *units = file->data;
	const char *instances = instances_of(units, file->tool);
	struct manager_shell shell = {.search = search,
				      .file = file,
				      .names = arena_strdup(search->arena, file->text)};
	struct manager_lines lines = {.rest = file->text};
	unsigned int n;
	char *line;

	if (is_disabled(units, file->tool, file->text))
		return;
	if (*instances) {
		manager_shell_set(&shell, "i", instances);
		manager_shell_set(&shell, "I", instances);
	}
	while ((line = manager_next_line(&lines, &n))) {
		const char *command = find_command(line);
		char *text;

		if (!command)
			continue;
		text = arena_strdup(search->arena, command + strspn(command, "-@:+! \t"));
		/* Specifiers are variables too: "%i" becomes "$i". */
		for (char *percent = text; (percent = strchr(percent, '%'));)
			*percent = '$';
		manager_shell_line(&shell, text, n);
	}
}

/* Reads a unit's file or one of its drop-ins. */
static void read_file(struct units *units, const char *unit, const char *dir,
		      const char *name)
{
	struct arena *arena = units->search->arena;
	struct manager_file file = {.tool = unit,
				    .path = arena_printf(arena, "%s/%s", dir, name),
				    .data = units};

	if (strncmp(unit, "vfstate", strlen("vfstate")) != 0)
		manager_read(units->search, &file, read_unit);
}

static void read_drop_ins(struct units *units, const char *dir, const char *name)
{
	struct arena *arena = units->search->arena;
	const char *unit = arena_strndup(arena, name, strlen(name) - strlen(".d"));
	const char *path = arena_printf(arena, "%s/%s", dir, name), **names;
	size_t n = manager_list(units->search, path, &names);

	for (size_t i = 0; i < n; i++) {
		if (manager_ends_with(names[i], ".conf"))
			read_file(units, unit, path, names[i]);
	}
}

static void read_dir(struct units *units, const char *dir, const struct names *names)
{
	for (size_t i = 0; i < names->n; i++) {
		const char *name = names->names[i];

		if (manager_ends_with(name, ".service.d"))
			read_drop_ins(units, dir, name);
		if (!manager_ends_with(name, ".service") || has_name(&units->seen, name))
			continue;
		add_name(units->search, &units->seen, name);
		read_file(units, name, dir, name);
	}
}

static void find_enabled(struct units *units, const char *dir, const struct names *names)
{
	struct arena *arena = units->search->arena;

	for (size_t i = 0; i < names->n; i++) {
		const char **enabled;
		size_t n;

		if (!manager_ends_with(names->names[i], ".wants") &&
		    !manager_ends_with(names->names[i], ".requires"))
			continue;
		n = manager_list(units->search,
				 arena_printf(arena, "%s/%s", dir, names->names[i]),
				 &enabled);
		for (size_t j = 0; j < n; j++) {
			if (manager_ends_with(enabled[j], ".service"))
				add_name(units->search, &units->enabled, enabled[j]);
		}
	}
}

void manager_read_units(struct manager_search *search)
{
	struct units units = {.search = search};
	struct names names[ARRAY_SIZE(dirs)] = {0};

	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++) {
		names[i].n = manager_list(search, dirs[i], &names[i].names);
		find_enabled(&units, dirs[i], &names[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++)
		read_dir(&units, dirs[i], &names[i]);
	for (size_t i = 0; i < units.enabled.n; i++) {
		const char *name = template_of(search->arena, units.enabled.names[i]);

		if (!has_name(&units.seen, name))
			read_file(&units, name, PACKAGE_DIR, name);
	}
}
