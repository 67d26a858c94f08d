/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files and directories that a search for other managers reads. */
#include <errno.h>
#include <string.h>

#include "observe/managers-internal.h"
#include "support/guard.h"
#include "support/text.h"

/* Limits the cost on a host with many files, or with hostile ones. */
enum {
	FILE_BYTES_MAX = 64 * 1024,
	FILES_MAX = 4096,
	BYTES_MAX = 16 << 20,
};

/* A directory, which is listed once. */
struct manager_directory {
	struct manager_directory *next;
	const char *path;
	const char **names; /* only printable ones */
	size_t n;
	bool is_whole; /* a name that is not listed does not exist */
};

struct listing {
	struct arena *arena;
	struct manager_directory *directory;
};

static int visit_name(void *data, const char *name)
{
	struct listing *listing = data;
	struct manager_directory *directory = listing->directory;

	if (!text_is_printable(name))
		return 0;
	directory->names = arena_grow(listing->arena, directory->names, directory->n,
				      sizeof(*directory->names));
	directory->names[directory->n++] = arena_strdup(listing->arena, name);
	return directory->n == FILES_MAX;
}

static const struct manager_directory *directory_at(struct manager_search *search,
						    const char *path)
{
	struct manager_directory *directory;
	struct listing listing;
	int r = -ENOENT;

	for (directory = search->directories; directory; directory = directory->next) {
		if (strcmp(directory->path, path) == 0)
			return directory;
	}
	directory = arena_alloc(search->arena, sizeof(*directory));
	directory->path = arena_strdup(search->arena, path);
	listing = (struct listing){.arena = search->arena, .directory = directory};
	if (manager_is_there(search, path))
		r = kernel_list(search->kernel, visit_name, &listing, "%s", path);
	directory->is_whole = r == 0 || r == -ENOENT || r == -ENOTDIR;
	directory->next = search->directories;
	search->directories = directory;
	return directory;
}

size_t manager_list(struct manager_search *search, const char *dir,
		    const char ***ret_names)
{
	const struct manager_directory *directory = directory_at(search, dir);

	*ret_names = directory->names;
	return directory->n;
}

static bool has_text(const char *const *texts, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(texts[i], text) == 0)
			return true;
	}
	return false;
}

/* Whether it pays off to list the directory first: most of the places are below these. */
static bool is_listed_for_all(const char *dir)
{
	static const char *const tops[] = {"/etc", "/run", "/usr/local/lib"};

	for (size_t i = 0; i < ARRAY_SIZE(tops); i++) {
		size_t length = strlen(tops[i]);

		if (strncmp(dir, tops[i], length) == 0 &&
		    (dir[length] == '\0' || dir[length] == '/'))
			return true;
	}
	return false;
}

bool manager_is_there(struct manager_search *search, const char *path)
{
	const char *slash = strrchr(path, '/');
	const struct manager_directory *above;
	const char *dir;

	if (!slash)
		return true;
	dir = arena_strndup(search->arena, path, (size_t)(slash - path));
	if (!is_listed_for_all(dir))
		return true;
	above = directory_at(search, dir);
	return !above->is_whole || has_text(above->names, above->n, slash + 1);
}

int manager_read(struct manager_search *search, const struct manager_file *file,
		 manager_reader *reader)
{
	struct manager_file whole = *file;
	char text[FILE_BYTES_MAX];
	int length;

	if (search->n_files++ >= FILES_MAX || search->n_bytes >= BYTES_MAX)
		return -EMFILE;
	length = kernel_read(search->kernel, text, sizeof(text), "%s", file->path);
	if (length < 0)
		return length;
	search->n_bytes += (size_t)length;
	if (strlen(text) != (size_t)length)
		return -EILSEQ;
	whole.text = text;
	reader(search, &whole);
	return 0;
}

/* Files that editors and packages leave beside others, and that nothing runs. */
static bool is_backup(const char *name)
{
	static const char *const suffixes[] = {"~",	   ".bak",	".orig",
					       ".old",	   ".dpkg-old", ".dpkg-dist",
					       ".rpmsave", ".rpmnew"};

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		if (manager_ends_with(name, suffixes[i]))
			return true;
	}
	return name[0] == '.';
}

void manager_read_dirs(struct manager_search *search, const char *tool,
		       const char *const *dirs, const char *suffix,
		       manager_reader *reader)
{
	const char **seen = NULL;
	size_t n_seen = 0;

	for (; *dirs; dirs++) {
		size_t n_stronger = n_seen;
		const char **names;
		size_t n = manager_list(search, *dirs, &names);

		for (size_t i = 0; i < n; i++) {
			if (!manager_ends_with(names[i], suffix) || is_backup(names[i]) ||
			    has_text(seen, n_stronger, names[i]))
				continue;
			seen = arena_grow(search->arena, seen, n_seen, sizeof(*seen));
			seen[n_seen++] = names[i];
			manager_read(search,
				     &(struct manager_file){
					     .tool = tool,
					     .path = arena_printf(search->arena, "%s/%s",
								  *dirs, names[i])},
				     reader);
		}
	}
}
