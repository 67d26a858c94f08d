/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands and their options: rows, of which the command line is parsed, the help and
 * the shells' completions are printed, and the manual is checked. */
#pragma once

#include "commands/commands.h"

/* What follows an option, and how it is read into the invocation. */
enum option_type {
	OPTION_TYPE_SWITCH,	/* nothing: bool */
	OPTION_TYPE_FILE,	/* a path, not empty: const char * */
	OPTION_TYPE_SECONDS,	/* 0 to a day: int */
	OPTION_TYPE_DEADLINE,	/* the same from 1 on */
	OPTION_TYPE_FORMAT,	/* struct report */
	OPTION_TYPE_COLOR,	/* struct report */
	OPTION_TYPE_DISRUPTION, /* optional: enum disruption */
};

struct command_option {
	const char *name;
	enum option_type type;
	size_t offset;	      /* of the field in struct invocation */
	const char *argument; /* as the help prints it; "[=LIST]": optional; NULL: none */
	const char *words;    /* what it takes, blanks between; NULL: anything */
	const char *help;
};

struct command {
	const char *name;
	const char *arguments; /* as the help prints them */
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

bool command_has_option(const struct command *command, size_t row);

/* NULL where there is none of that name. */
const struct command *command_find(const char *name);

/* What an invocation has before its options are read. */
void command_init_invocation(struct invocation *invocation);

/* Reads the value of an option, NULL where an optional one is absent. False, with the
 * invocation untouched, for a value that it does not take. */
bool command_set_option(struct invocation *invocation, size_t row, const char *value);
