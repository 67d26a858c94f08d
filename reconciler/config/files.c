/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/guard.h"
#include "support/trusted.h"

static const char *const default_dirs[] = {
	"/usr/lib/vfstate.d",
	"/run/vfstate.d",
	"/etc/vfstate.d",
};

enum {
	IGNORED_MAX = 8 /* files that are warned about */
};

struct found {
	const char
		*name; /* within its directory; NULL: the administrator named the path */
	const char *path;
};

struct search {
	struct arena *arena;
	struct diags *diags;
	const struct config_files *files;
	const char *warned; /* the last reason not to trust a file */
	unsigned int n_ignored;
	struct found *found;
	size_t n_found;
};

static bool is_config_name(const char *name)
{
	size_t length = strlen(name);

	return name[0] != '.' && length > strlen(".yaml") &&
	       strcmp(name + length - strlen(".yaml"), ".yaml") == 0;
}

/* Other endings of YAML files, which other tools read: "10-host.yml", "10-host.YAML". */
static bool is_meant_as_config(const char *name)
{
	const char *ending = strrchr(name, '.');

	return name[0] != '.' && ending &&
	       (strcasecmp(ending, ".yml") == 0 || strcasecmp(ending, ".yaml") == 0);
}

static void warn_of_ignored(struct search *search, const char *dir, const char *name)
{
	int length = (int)(strrchr(name, '.') - name);

	if (++search->n_ignored <= IGNORED_MAX)
		diag_hint(search->diags,
			  diag_warning(search->diags, SPAN_NONE, "ignored-file",
				       "%s/%s is not read: only *.yaml is", dir, name),
			  "rename it to %.*s.yaml", length, name);
}

static void add_found(struct search *search, const char *name, const char *path)
{
	for (size_t i = 0; i < search->n_found; i++) {
		if (strcmp(search->found[i].name, name) == 0) {
			search->found[i].path = path;
			return;
		}
	}
	search->found = arena_grow(search->arena, search->found, search->n_found,
				   sizeof(*search->found));
	search->found[search->n_found++] = (struct found){.name = name, .path = path};
}

static int open_plainly(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* Returns the fd, or a negative errno; -EKEYREJECTED, after an error in diags, if a user
 * other than root could have put the file there. */
static int open_path(struct search *search, const char *path, int flags)
{
	const char *culprit = NULL;
	int fd;

	if (search->files->trust == CONFIG_TRUST_ANY)
		return open_plainly(path, flags);
	fd = trusted_open(search->arena, path, flags | O_CLOEXEC, &culprit);
	if (!culprit)
		return fd;
	if (search->files->trust == CONFIG_TRUST_ROOT) {
		diag_hint(search->diags,
			  diag_error(search->diags, SPAN_NONE, "untrusted-file",
				     "%s is not trusted: %s", path, culprit),
			  "chown root and chmod go-w it, or apply --allow-untrusted");
		return -EKEYREJECTED;
	}
	/* A directory is reported once, not again for each of its files. */
	if (!search->warned || strcmp(search->warned, culprit) != 0)
		diag_warning(search->diags, SPAN_NONE, "untrusted-file",
			     "apply will not trust %s: %s", path, culprit);
	search->warned = culprit;
	return open_plainly(path, flags);
}

/* A missing directory is fine, a dangling link is a mistake. */
static bool is_absent(const char *path)
{
	struct stat st;

	return lstat(path, &st) < 0 && errno == ENOENT;
}

/* Checks the directory too: whoever can write it can also mask and replace files of other
 * directories. */
static int search_dir(struct search *search, const char *path)
{
	_cleanup_dir_ DIR *dir = NULL;
	struct dirent *entry;
	int fd;

	if (is_absent(path))
		return 0;
	fd = open_path(search, path, O_RDONLY | O_DIRECTORY);
	if (fd == -EKEYREJECTED)
		return -1;
	if (fd >= 0) {
		dir = fdopendir(fd);
		if (!dir)
			close(fd);
	}
	errno = fd < 0 ? -fd : errno;
	while (dir) {
		errno = 0;
		entry = readdir(dir);
		if (!entry && errno == 0)
			return 0;
		if (!entry)
			break;
		if (is_config_name(entry->d_name))
			add_found(search, arena_strdup(search->arena, entry->d_name),
				  arena_printf(search->arena, "%s/%s", path,
					       entry->d_name));
		else if (is_meant_as_config(entry->d_name))
			warn_of_ignored(search, path, entry->d_name);
	}
	diag_error(search->diags, SPAN_NONE, "unreadable",
		   "cannot read the directory %s: %s", path, strerror(errno));
	return -1;
}

static int compare_found(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* A file in a directory must be a regular file: a FIFO would block the boot. For a path
 * that the administrator named, yaml_read_source waits. */
static int open_file(struct search *search, const struct found *found)
{
	int fd = open_path(search, found->path,
			   O_RDONLY | O_NOCTTY |
				   (found->name || search->files->stop ? O_NONBLOCK : 0));
	struct stat st;

	if (fd == -EKEYREJECTED)
		return -1;
	if (fd < 0) {
		diag_error(search->diags, SPAN_NONE, "unreadable", "cannot open %s: %s",
			   found->path, strerror(-fd));
		return -1;
	}
	if (found->name && (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))) {
		diag_error(search->diags, SPAN_NONE, "unreadable",
			   "%s is not a regular file", found->path);
		close(fd);
		return -1;
	}
	return fd;
}

static const struct yaml_node *read_file(struct search *search, const struct found *found)
{
	const char *path = found->path;
	_cleanup_fd_ int fd = -1;
	const struct source *source;
	const struct yaml_node *node;
	struct diag *diag;
	int error = 0;

	fd = open_file(search, found);
	if (fd < 0)
		return NULL;
	source = yaml_read_source(search->arena, fd, path, search->files->stop, &error);
	if (!source && error == -EINTR) {
		diag_error(search->diags, SPAN_NONE, "stopped",
			   "stopped by a signal while reading %s; nothing was "
			   "changed",
			   path);
		return NULL;
	}
	if (!source) {
		diag = diag_error(search->diags, SPAN_NONE, "unreadable",
				  "cannot read %s: %s", path, strerror(-error));
		if (error == -EISDIR)
			diag_hint(search->diags, diag, "name its files: %s/*.yaml", path);
		return NULL;
	}
	node = yaml_parse(search->arena, search->diags, source);
	if (node && node->type != YAML_MAP) {
		diag_error(
			search->diags, node->at, "wrong-type",
			"the file must be a mapping with the keys version, pfs and vms, "
			"not %s",
			yaml_type_name(node->type));
		return NULL;
	}
	return node;
}

static bool is_masked(const char *path)
{
	char target[sizeof("/dev/null")];

	return readlink(path, target, sizeof(target)) == (ssize_t)strlen("/dev/null") &&
	       memcmp(target, "/dev/null", strlen("/dev/null")) == 0;
}

static bool is_stopped(const struct config_files *files)
{
	return files->stop && *files->stop;
}

const struct yaml_node *config_files_read(struct arena *arena, struct diags *diags,
					  const struct config_files *files)
{
	const char *const *dirs = files->dirs ? files->dirs : default_dirs;
	size_t n_dirs = files->dirs ? files->n_dirs : ARRAY_SIZE(default_dirs);
	struct search search = {.arena = arena, .diags = diags, .files = files};
	const struct yaml_node *merged = NULL;
	const char *empty = NULL;
	bool any_failed = false;
	struct diag *diag;

	/* Paths that the administrator named are read in that order. */
	for (size_t i = 0; i < files->n_names; i++) {
		search.found = arena_grow(arena, search.found, search.n_found,
					  sizeof(*search.found));
		search.found[search.n_found++].path = strcmp(files->names[i], "-") == 0
							      ? "/dev/stdin"
							      : files->names[i];
	}
	if (files->n_names == 0) {
		for (size_t i = 0; i < n_dirs; i++)
			any_failed |= search_dir(&search, dirs[i]) < 0;
		if (search.n_found > 0)
			qsort(search.found, search.n_found, sizeof(*search.found),
			      compare_found);
	}
	for (size_t i = 0; i < search.n_found; i++) {
		const struct yaml_node *node;

		if (is_masked(search.found[i].path))
			continue;
		node = read_file(&search, &search.found[i]);
		if (!node && is_stopped(files))
			return NULL;
		if (!node)
			any_failed = true;
		/* An empty file may also be the one that the shell has just created for
		 * our own output. */
		else if (node->n_items == 0)
			empty = search.found[i].path;
		else
			merged = merged ? yaml_merge(arena, merged, node) : node;
	}
	if (!merged && !any_failed) {
		diag = diag_error(diags, SPAN_NONE, "no-config",
				  "no configuration found%s%s%s", empty ? ": " : "",
				  empty ? empty : "", empty ? " is empty" : "");
		diag_hint(diags, diag,
			  "put a .yaml file into /etc/vfstate.d, or name one; "
			  "vfstate.yaml(5) starts with an example");
	}
	/* The settings of an unreadable file are missing, so the rest could be reported
	 * as wrong although it is not. */
	return any_failed ? NULL : merged;
}
