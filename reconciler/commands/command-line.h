/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables of commands and options. The command line is parsed with them, the help and
 * the shell completions are printed from them, and the manual is checked against them. */
#pragma once

#include "commands/commands.h"

/* What follows an option, and how it is read into the invocation. */
enum option_type {
	OPTION_TYPE_SWITCH,	/* nothing: bool */
	OPTION_TYPE_FILE,	/* a path, not empty: const char * */
	OPTION_TYPE_NAME,	/* of a PF, not empty: const char * */
	OPTION_TYPE_WORD,	/* one of `words`: const char * */
	OPTION_TYPE_URI,	/* of libvirt, not empty: const char * */
	OPTION_TYPE_SECONDS,	/* 0 to a day: int */
	OPTION_TYPE_DEADLINE,	/* 1 to a day: int */
	OPTION_TYPE_FORMAT,	/* struct report */
	OPTION_TYPE_COLOR,	/* struct report */
	OPTION_TYPE_DISRUPTION, /* optional: enum disruption */
};

struct command_option {
	const char *name;
	enum option_type type;
	size_t offset;	      /* of the field in struct invocation */
	const char *argument; /* as the help prints it; "[=LIST]": optional; NULL: none */
	const char *words; /* the values it takes, separated by blanks; NULL: anything */
	const char *help;
};

struct command {
	const char *name;
	const char *arguments; /* as the help prints them; optional ones in brackets */
	unsigned int options;  /* bits, 1 << row */
	size_t max_words;      /* arguments; SIZE_MAX: files, any number */
	int (*run)(const struct invocation *invocation);
	const char *summary;
	const char *exits; /* its exit codes */
};

enum {
	COMMAND_OPTIONS_MAX = 32
};

extern const struct command_option command_options[];
extern const size_t n_command_options;
extern const struct command commands[];
extern const size_t n_commands;

/* Whether it needs an argument. */
bool command_needs_word(const struct command *command);

bool command_has_option(const struct command *command, size_t row);

/* NULL if there is no such command. */
const struct command *command_find(const char *name);

/* Sets the defaults; to be called before options are read. */
void command_init_invocation(struct invocation *invocation);

/* Reads the value of an option; NULL if an optional value is absent. False, with the
 * invocation untouched, for an invalid value. */
bool command_set_option(struct invocation *invocation, size_t row, const char *value);
