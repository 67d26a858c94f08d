/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shared by the files observe/managers*.c: one search, and a reader per file format. */
#pragma once

#include "observe/managers.h"

struct manager_directory;

/* While files are read. */
struct manager_search {
	struct kernel *kernel;
	struct arena *arena;
	struct observed *observed;
	size_t n_files, n_bytes;	       /* read so far */
	struct manager_directory *directories; /* listed so far */
};

/* A file that a reader reads. */
struct manager_file {
	const char *tool;
	const char *path;
	char *text;	     /* the reader may change it */
	const bool *means;   /* per PF: whether the file can mean it; NULL: it can mean
			      * any */
	const char *context; /* of a script: the line that runs it; NULL otherwise */
	const void *data;    /* private to the reader */
};

typedef void manager_reader(struct manager_search *search,
			    const struct manager_file *file);

/* False if a listing of the parent directory shows that the path does not exist. A host
 * has few of the places, and to look for a missing file costs as much as to read an
 * existing one. */
bool manager_is_there(struct manager_search *search, const char *path);

/* Reads one file: 0, or -errno if it is missing, is not text, or exceeds the limits. */
int manager_read(struct manager_search *search, const struct manager_file *file,
		 manager_reader *reader);

/* Calls `reader` for each file DIR/NAME with that suffix. `dirs` ends with NULL and has
 * the strongest directory first: its files replace files of the same name in weaker
 * ones. */
void manager_read_dirs(struct manager_search *search, const char *tool,
		       const char *const *dirs, const char *suffix,
		       manager_reader *reader);

/* The printable names in a directory, at most as many as files are read. */
size_t manager_list(struct manager_search *search, const char *dir,
		    const char ***ret_names);

/* Records that the file manages the PF, and in which line. Line 0: the whole file. */
void manager_add(struct manager_search *search, const struct manager_file *file,
		 struct observed_pf *pf, unsigned int line);

/* The lines of a text. A line that ends in a backslash is joined with the next one, with
 * a vertical tab in place of the newline. */
struct manager_lines {
	char *rest;
	unsigned int n;
};

/* Returns the next line; NULL at the end. *ret_line is the number of its first line, from
 * 1 on. */
char *manager_next_line(struct manager_lines *lines, unsigned int *ret_line);

/* Splits at blanks, in place, into at most `max` words; the rest is ignored. */
size_t manager_split(char *line, char **words, size_t max);

bool manager_ends_with(const char *text, const char *suffix);

/* Whether a shell pattern matches the PF: its netdev or an alternative name, its PCI
 * address, one of its MAC addresses, its driver ('-' and '_' are the same). */
bool manager_fits_name(const char *pattern, const struct observed_pf *pf);
bool manager_fits_pci(const char *pattern, const struct observed_pf *pf);
bool manager_fits_mac(const char *pattern, const struct observed_pf *pf);
bool manager_fits_driver(const char *pattern, const struct observed_pf *pf);

/* The same for the paths "class/net/NAME/device/sriov_numvfs" and
 * ".../ADDRESS/sriov_numvfs". */
bool manager_fits_numvfs(const char *path, const struct observed_pf *pf);

/* The same for the PCI address of a VF, which need not exist yet. */
bool manager_fits_vf(const char *address, const struct observed_pf *pf);

/* Whether a parameter of a module ("igb", "max_vfs=7") makes the driver create VFs. */
bool manager_creates_vfs(const char *module, const char *parameter);

/* While shell commands are read. */
struct manager_shell {
	struct manager_search *search;
	const struct manager_file *file;
	const char *names; /* the text to search for PFs that unknown variables may mean;
			    * NULL: none, or done */
	const bool *named; /* per PF, the result of that search */
	struct manager_variable *variables;
	size_t n_variables;
	unsigned int n_tries;
};

/* Whether the name of a variable may contain the character. */
bool manager_is_name(char c);

/* Sets a variable to values that are separated by blanks. */
void manager_shell_set(struct manager_shell *shell, const char *name, const char *values);

/* The values of the first variable in a word; NULL if they are unknown or too long. */
const char *manager_values_of(const struct manager_shell *shell, const char *word);

typedef bool manager_fits(const char *pattern, const struct observed_pf *pf);

/* Whether a word matches the PF when its variables are replaced. */
bool manager_word_fits(struct manager_shell *shell, const char *word, manager_fits *test,
		       const struct observed_pf *pf);

/* Searches the commands of one line. */
void manager_shell_line(struct manager_shell *shell, const char *text, unsigned int line);

manager_reader manager_read_ini, manager_read_netplan, manager_read_os_net_config,
	manager_read_netplan_shim, manager_read_udev, manager_read_tmpfiles,
	manager_read_sysfs, manager_read_modprobe, manager_read_cmdline,
	manager_read_interfaces, manager_read_script, manager_read_vf_list,
	manager_read_override;

/* Reads systemd's units and their drop-ins. */
void manager_read_units(struct manager_search *search);
