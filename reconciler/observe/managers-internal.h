/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between the files of observe/managers*.c: one search, and a reader per file format. */
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

/* A file, while its reader has it. */
struct manager_file {
	const char *tool;
	const char *path;
	char *text;	     /* the reader's to change */
	const bool *means;   /* per PF: whether it can be meant; NULL: any of them */
	const char *context; /* of a script: the line that runs it; NULL otherwise */
	const void *data;    /* of the reader's own */
};

typedef void manager_reader(struct manager_search *search,
			    const struct manager_file *file);

/* False where the listed directories above say that the path is not there: of all the
 * places a host has few, and to look for one that is not there costs as much as to read
 * one that is. */
bool manager_is_there(struct manager_search *search, const char *path);

/* Reads one file: 0, or -errno where it is not there or is no text. */
int manager_read(struct manager_search *search, const struct manager_file *file,
		 manager_reader *reader);

/* Calls `reader` for each file `dir`/NAME with that suffix. A name that a stronger
 * directory has replaces that of a weaker one; strongest first, NULL ends them. */
void manager_read_dirs(struct manager_search *search, const char *tool,
		       const char *const *dirs, const char *suffix,
		       manager_reader *reader);

/* The names in a directory, printable and at most as many as are read anyway. */
size_t manager_list(struct manager_search *search, const char *dir,
		    const char ***ret_names);

/* Notes that the file manages the PF, and where. Line 0: the whole file. */
void manager_add(struct manager_search *search, const struct manager_file *file,
		 struct observed_pf *pf, unsigned int line);

/* Lines, those that end in a backslash joined with the next one: a vertical tab stands
 * for each newline that was there. */
struct manager_lines {
	char *rest;
	unsigned int n;
};

/* NULL at the end; *ret_line is that of its first character, from 1 on. */
char *manager_next_line(struct manager_lines *lines, unsigned int *ret_line);

/* Splits at blanks, in place; at most `max` words, the rest is left out. */
size_t manager_split(char *line, char **words, size_t max);

bool manager_ends_with(const char *text, const char *suffix);

/* Whether a pattern of the shell is for the PF: its netdev or an alternative name, its
 * PCI address, one of its MAC addresses, its driver ('-' and '_' are the same). */
bool manager_fits_name(const char *pattern, const struct observed_pf *pf);
bool manager_fits_pci(const char *pattern, const struct observed_pf *pf);
bool manager_fits_mac(const char *pattern, const struct observed_pf *pf);
bool manager_fits_driver(const char *pattern, const struct observed_pf *pf);

/* The same of "class/net/NAME/device/sriov_numvfs" and ".../ADDRESS/sriov_numvfs". */
bool manager_fits_numvfs(const char *path, const struct observed_pf *pf);

/* The same of the address of a VF, which need not be there yet. */
bool manager_fits_vf(const char *address, const struct observed_pf *pf);

/* Words "igb", "max_vfs=7": whether they make the driver create VFs. */
bool manager_creates_vfs(const char *module, const char *parameter);

/* Commands of a shell. */
struct manager_shell {
	struct manager_search *search;
	const struct manager_file *file;
	const char *names; /* text that names the PFs of unknown variables, or NULL */
	const bool *named; /* per PF, once that was looked through */
	struct manager_variable *variables;
	size_t n_variables;
	unsigned int n_tries;
};

/* Whether a variable's name may have it. */
bool manager_is_name(char c);

/* Sets a variable; its values have blanks between. */
void manager_shell_set(struct manager_shell *shell, const char *name, const char *values);

/* What is known of the first variable in a word; NULL for nothing, or for
 * too much. */
const char *manager_values_of(const struct manager_shell *shell, const char *word);

typedef bool manager_fits(const char *pattern, const struct observed_pf *pf);

/* Whether a word, with its variables replaced, is for the PF. */
bool manager_word_fits(struct manager_shell *shell, const char *word, manager_fits *test,
		       const struct observed_pf *pf);

/* Looks through the commands of one line. */
void manager_shell_line(struct manager_shell *shell, const char *text, unsigned int line);

manager_reader manager_read_ini, manager_read_netplan, manager_read_os_net_config,
	manager_read_netplan_shim, manager_read_udev, manager_read_tmpfiles,
	manager_read_sysfs, manager_read_modprobe, manager_read_cmdline,
	manager_read_interfaces, manager_read_script, manager_read_vf_list,
	manager_read_override;

/* systemd's units and their drop-ins. */
void manager_read_units(struct manager_search *search);
