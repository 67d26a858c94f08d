/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Prints the completions of a shell, from the tables of commands/command-line.c, or the
 * rows of these tables for the check of the manual.
 *
 * usage: generate-completions bash|zsh|fish|rows */
#include <stdio.h>
#include <string.h>

#include "commands/command-line.h"

static bool takes_files(const struct command *command)
{
	return command->max_words == SIZE_MAX && !command_needs_word(command);
}

static bool is_optional(const struct command_option *option)
{
	return option->argument && option->argument[0] == '[';
}

/* Whether it takes a name of a PF, VF or VM, which vfstate show --names prints. */
static bool takes_names(const struct command *command)
{
	return (command->max_words == 1 || command_needs_word(command)) &&
	       !strchr(command->arguments, '|');
}

/* Prints the words of an argument like "plan|apply". */
static void print_words(const struct command *command)
{
	for (const char *at = command->arguments; *at; at++)
		putchar(*at == '|' ? ' ' : *at);
}

/* Whether it takes one of some words. */
static bool takes_words(const struct command *command)
{
	return command->max_words == 1 && strchr(command->arguments, '|');
}

#define NAMES "vfstate show --names 2>/dev/null"

/* The options of a command, as "--format --color". */
static void print_options(const struct command *command)
{
	for (size_t i = 0; i < n_command_options; i++) {
		if (command_has_option(command, i))
			printf("--%s ", command_options[i].name);
	}
	printf("--help");
}

static void print_bash(void)
{
	printf("# bash completion for vfstate(8)                                -*- "
	       "shell-script -*-\n"
	       "# Generated: make completions\n"
	       "# Addresses with colons are one word; the name of a VM may be shell "
	       "code.\n"
	       "_vfstate_names() {\n"
	       "\tlocal name\n"
	       "\twhile IFS= read -r name; do\n"
	       "\t\t[[ $name != \"$cur\"* ]] || COMPREPLY+=(\"$(printf "
	       "%%q \"$name\")\")\n"
	       "\tdone < <(" NAMES ")\n"
	       "\t__ltrim_colon_completions \"$cur\"\n"
	       "}\n"
	       "_vfstate() {\n"
	       "\tlocal cur prev words cword split options\n"
	       "\t_init_completion -s -n : || return\n"
	       "\tcase $prev in\n");
	for (size_t i = 0; i < n_command_options; i++) {
		const struct command_option *option = &command_options[i];

		if (!option->argument)
			continue;
		printf("\t--%s)\n", option->name);
		if (is_optional(option))
			printf("\t\t! $split || { COMPREPLY=($(compgen -W \"%s\" -- "
			       "\"$cur\")); return; }\n",
			       option->words);
		else if (option->words)
			printf("\t\tCOMPREPLY=($(compgen -W \"%s\" -- \"$cur\")); "
			       "return\n",
			       option->words);
		else if (option->type == OPTION_TYPE_FILE)
			printf("\t\t_filedir; return\n");
		else if (option->type == OPTION_TYPE_NAME)
			printf("\t\t_vfstate_names; return\n");
		else
			printf("\t\treturn\n");
		printf("\t\t;;\n");
	}
	printf("\tesac\n"
	       "\tif ((cword == 1)); then\n"
	       "\t\tCOMPREPLY=($(compgen -W \"");
	for (size_t i = 0; i < n_commands; i++)
		printf("%s ", commands[i].name);
	printf("--help --version\" -- \"$cur\"))\n"
	       "\t\treturn\n"
	       "\tfi\n"
	       "\tcase ${words[1]} in\n");
	for (size_t i = 0; i < n_commands; i++) {
		printf("\t%s) options=\"", commands[i].name);
		print_options(&commands[i]);
		printf("\" ;;\n");
	}
	printf("\tesac\n"
	       "\tif [[ $cur == -* ]]; then\n"
	       "\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
	       "\t\treturn\n"
	       "\tfi\n"
	       "\tcase ${words[1]} in\n"
	       "\t");
	for (size_t i = 0, n = 0; i < n_commands; i++) {
		if (takes_files(&commands[i]))
			printf("%s%s", n++ ? " | " : "", commands[i].name);
	}
	printf(") _filedir yaml ;;\n");
	for (size_t i = 0; i < n_commands; i++) {
		if (takes_names(&commands[i]))
			printf("\t%s) _vfstate_names ;;\n", commands[i].name);
		if (takes_words(&commands[i])) {
			printf("\t%s) COMPREPLY=($(compgen -W \"", commands[i].name);
			print_words(&commands[i]);
			printf("\" -- \"$cur\")) ;;\n");
		}
	}
	printf("\tesac\n"
	       "} && complete -F _vfstate vfstate\n");
}

/* Prints text for single quotes. Puts a backslash before characters in `escaped`: in
 * zsh's specifications brackets and colons end a part. */
static void print_quoted(const char *text, const char *escaped)
{
	for (; *text; text++) {
		if (*text == '\'')
			printf("'\\'");
		else if (strchr(escaped, *text))
			putchar('\\');
		putchar(*text);
	}
}

static void print_zsh(void)
{
	printf("#compdef vfstate\n"
	       "# Generated: make completions\n"
	       "_vfstate_names() {\n"
	       "\tlocal -a names\n"
	       "\tnames=(${(f)\"$(" NAMES ")\"})\n"
	       "\tcompadd -a names\n"
	       "}\n"
	       "_vfstate() {\n"
	       "\tlocal -a commands\n"
	       "\tcommands=(\n");
	for (size_t i = 0; i < n_commands; i++) {
		printf("\t\t'%s:", commands[i].name);
		print_quoted(commands[i].summary, ":");
		printf("'\n");
	}
	printf("\t)\n"
	       "\tif ((CURRENT == 2)); then\n"
	       "\t\t_describe command commands\n"
	       "\t\t_arguments '--help[print help]' '--version[print the version]'\n"
	       "\t\treturn\n"
	       "\tfi\n"
	       "\tlocal command=$words[2]\n"
	       "\tshift words\n"
	       "\t((CURRENT--))\n"
	       "\tcase $command in\n");
	for (size_t i = 0; i < n_commands; i++) {
		printf("\t%s)\n\t\t_arguments '--help[print help]'", commands[i].name);
		for (size_t j = 0; j < n_command_options; j++) {
			const struct command_option *option = &command_options[j];

			if (!command_has_option(&commands[i], j))
				continue;
			printf(" \\\n\t\t\t'--%s%s[", option->name,
			       is_optional(option) ? "=-"
			       : option->argument  ? "="
						   : "");
			print_quoted(option->help, "[]:");
			printf("]");
			if (option->argument) {
				printf("%s", is_optional(option) ? "::" : ":");
				print_quoted(is_optional(option) ? "list" : option->name,
					     ":");
				if (option->words)
					printf(":(%s)", option->words);
				else
					printf("%s", option->type == OPTION_TYPE_FILE
							     ? ":_files"
						     : option->type == OPTION_TYPE_NAME
							     ? ":_vfstate_names"
							     : ": ");
			}
			printf("'");
		}
		if (takes_files(&commands[i]))
			printf(" \\\n\t\t\t'*:configuration:_files -g \"*.yaml\"'");
		if (takes_names(&commands[i]))
			printf(" \\\n\t\t\t'1:PF, VF or VM:_vfstate_names'");
		if (takes_words(&commands[i])) {
			printf(" \\\n\t\t\t'1:action:(");
			print_words(&commands[i]);
			printf(")'");
		}
		printf("\n\t\t;;\n");
	}
	printf("\tesac\n"
	       "}\n"
	       "_vfstate \"$@\"\n");
}

static void print_fish(void)
{
	printf("# fish completion for vfstate(8)\n"
	       "# Generated: make completions\n"
	       "complete -c vfstate -f\n"
	       "complete -c vfstate -l help -d 'Print help'\n"
	       "complete -c vfstate -n __fish_use_subcommand -l version -d 'Print the "
	       "version'\n");
	for (size_t i = 0; i < n_commands; i++) {
		printf("complete -c vfstate -n __fish_use_subcommand -a %s -d '",
		       commands[i].name);
		print_quoted(commands[i].summary, "");
		printf("'\n");
	}
	for (size_t i = 0; i < n_command_options; i++) {
		const struct command_option *option = &command_options[i];

		printf("complete -c vfstate -n '__fish_seen_subcommand_from");
		for (size_t j = 0; j < n_commands; j++) {
			if (command_has_option(&commands[j], i))
				printf(" %s", commands[j].name);
		}
		printf("' -l %s", option->name);
		if (option->argument && !is_optional(option))
			printf(" -r");
		if (option->type == OPTION_TYPE_FILE)
			printf(" -F");
		if (option->words)
			printf(" -a '%s'", option->words);
		else if (option->type == OPTION_TYPE_NAME)
			printf(" -a '(" NAMES ")'");
		printf(" -d '");
		print_quoted(option->help, "");
		printf("'\n");
	}
	for (size_t i = 0; i < n_commands; i++) {
		if (takes_names(&commands[i]))
			printf("complete -c vfstate -n '__fish_seen_subcommand_from %s' "
			       "-a '(" NAMES ")'\n",
			       commands[i].name);
		if (takes_words(&commands[i])) {
			printf("complete -c vfstate -n '__fish_seen_subcommand_from %s' "
			       "-a '",
			       commands[i].name);
			print_words(&commands[i]);
			printf("'\n");
		}
		if (takes_files(&commands[i]))
			printf("complete -c vfstate -n '__fish_seen_subcommand_from %s' "
			       "-k -xa '(__fish_complete_suffix .yaml)'\n",
			       commands[i].name);
	}
}

/* "--format text|json: check plan apply show", one option per line. */
static void print_rows(void)
{
	for (size_t i = 0; i < n_command_options; i++) {
		const struct command_option *option = &command_options[i];

		printf("--%s%s%s:", option->name,
		       option->argument && !is_optional(option) ? " " : "",
		       option->argument ? option->argument : "");
		for (size_t j = 0; j < n_commands; j++) {
			if (command_has_option(&commands[j], i))
				printf(" %s", commands[j].name);
		}
		printf("\n");
	}
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*print)(void);
	} kinds[] = {
		{"bash", print_bash},
		{"zsh", print_zsh},
		{"fish", print_fish},
		{"rows", print_rows},
	};

	for (size_t i = 0; argc == 2 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(argv[1], kinds[i].name) == 0) {
			kinds[i].print();
			return fflush(stdout) == 0 ? 0 : 1;
		}
	}
	fprintf(stderr, "usage: generate-completions bash|zsh|fish|rows\n");
	return 64;
}
