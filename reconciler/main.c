/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line: usage, help, and one command. */
#include <fcntl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/command-line.h"
#include "support/guard.h"

enum {
	HELP_WIDTH = 80,
	HELP_COMMAND_INDENT = 10,
	HELP_OPTION_INDENT = 30,
};

/* Text in the columns from `indent` to the 80th, folded between words. */
static void print_folded(FILE *out, const char *text, int indent)
{
	int used = indent;

	while (*text) {
		int length = (int)strcspn(text, " ");

		if (used > indent && used + 1 + length > HELP_WIDTH) {
			fprintf(out, "\n%*s", indent, "");
			used = indent;
		} else if (used > indent) {
			fputc(' ', out);
			used++;
		}
		fprintf(out, "%.*s", length, text);
		used += length;
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

static void print_usage(FILE *out)
{
	fprintf(out, "usage: vfstate COMMAND [OPTION...] [FILE...]\n\n"
		     "Configures SR-IOV on this host from /etc/vfstate.d/*.yaml.\n\n");
	for (size_t i = 0; i < n_commands; i++) {
		fprintf(out, "  %-*s", HELP_COMMAND_INDENT - 2, commands[i].name);
		print_folded(out, commands[i].summary, HELP_COMMAND_INDENT);
	}
	fprintf(out,
		"\nSee also: vfstate COMMAND --help, vfstate(8), vfstate.yaml(5).\n");
}

static bool is_optional(const struct command_option *option)
{
	return option->argument && option->argument[0] == '[';
}

/* The only option with a letter. */
static bool is_quiet(const struct command_option *option)
{
	return strcmp(option->name, "quiet") == 0;
}

static void print_command_help(const struct command *command)
{
	printf("usage: vfstate %s [OPTION...] %s\n\n%s\n\n", command->name,
	       command->arguments, command->summary);
	for (size_t i = 0; i < n_command_options; i++) {
		const struct command_option *option = &command_options[i];
		char left[64];

		if (!command_has_option(command, i))
			continue;
		snprintf(left, sizeof(left), "--%s%s%s%s", option->name,
			 is_optional(option) || !option->argument ? "" : " ",
			 option->argument ? option->argument : "",
			 is_quiet(option) ? ", -q" : "");
		printf("  %-*s", HELP_OPTION_INDENT - 2, left);
		print_folded(stdout, option->help, HELP_OPTION_INDENT);
	}
	if (command->max_words > 1)
		printf("\nWithout FILE, vfstate reads *.yaml in /etc/vfstate.d, "
		       "/run/vfstate.d and\n/usr/lib/vfstate.d, sorted by name.\n");
	printf("\nExit status:\n%s  64  usage error\n", command->exits);
}

static int __attribute__((format(printf, 1, 2))) usage_error(const char *format, ...)
{
	struct report report = {.out = stdout, .err = stderr};
	va_list args;

	va_start(args, format);
	report_verror(&report, format, args);
	va_end(args);
	fprintf(stderr, "Try 'vfstate --help' for more information.\n");
	return EXIT_USAGE_ERROR;
}

/* Ends output that needs no command, as the help. */
static int end_help(void)
{
	struct report report = {.out = stdout, .err = stderr};

	return report_end(&report, true) ? EXIT_CONVERGED : EXIT_FAILED;
}

/* Output about hundreds of VFs goes out in few writes; on a terminal, and for errors,
 * line by line. */
static void buffer_output(void)
{
	static char buffer[64 * 1024], errors[8 * 1024];

	setvbuf(stderr, errors, _IOLBF, sizeof(errors));
	if (!isatty(STDOUT_FILENO))
		setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
}

/* Its words if they are fixed, as "text|json". */
static const char *what_it_takes(const struct command_option *option, char words[64])
{
	if (is_optional(option))
		return DISRUPTION_WORDS;
	if (!option->words)
		return option->argument;
	snprintf(words, 64, "%s", option->words);
	for (char *blank = words; (blank = strchr(blank, ' '));)
		*blank = '|';
	return words;
}

/* The word that was meant as the list of --allow-disruptive, which takes it after '='
 * only: a FILE may follow. NULL: none. */
static const char *find_stray_list(const struct invocation *invocation)
{
	enum disruption disruption;

	for (size_t i = 0; i < invocation->n_words; i++) {
		if (disruption_parse(invocation->words[i], &disruption) &&
		    access(invocation->words[i], F_OK) < 0)
			return invocation->words[i];
	}
	return NULL;
}

/* Whether the output may replace a file. A plan may, whatever it found; JSON and metrics
 * also say that it found nothing. */
static bool is_whole(const struct command *command, const struct invocation *invocation,
		     int code)
{
	return code == EXIT_CONVERGED ||
	       (command->run == command_plan &&
		(invocation->report.json || invocation->report.is_metrics ||
		 code != EXIT_CONFIG_ERROR));
}

static int run_command(const struct command *command, int argc, char **argv)
{
	struct option longs[COMMAND_OPTIONS_MAX + 2] = {{"help", no_argument, NULL, 'h'}};
	bool may_be_quiet = false, has_format = false;
	struct invocation invocation;
	const char *stray;
	char words[64];
	int c, row;

	buffer_output();
	command_init_invocation(&invocation);
	for (size_t i = 0; i < n_command_options; i++) {
		may_be_quiet |=
			command_has_option(command, i) && is_quiet(&command_options[i]);
		has_format |= command_has_option(command, i) &&
			      command_options[i].type == OPTION_TYPE_FORMAT;
		longs[i + 1] = (struct option){command_options[i].name,
					       !command_options[i].argument ? no_argument
					       : is_optional(&command_options[i])
						       ? optional_argument
						       : required_argument,
					       NULL, 0};
	}
	while ((c = getopt_long(argc, argv, may_be_quiet ? ":hq" : ":h", longs, &row)) >=
	       0) {
		const struct command_option *option;

		if (c == 'h') {
			print_command_help(command);
			return end_help();
		}
		if (c == 'q') {
			invocation.quiet = true;
			continue;
		}
		if (c == ':')
			return usage_error("%s needs a value", argv[optind - 1]);
		if (c != 0)
			return usage_error("%s has no option %s", command->name,
					   argv[optind - 1]);
		option = &command_options[row - 1];
		if (!command_has_option(command, (size_t)row - 1))
			return usage_error("%s has no option --%s", command->name,
					   option->name);
		if (!command_set_option(&invocation, (size_t)row - 1, optarg))
			return usage_error("--%s takes %s, not '%s'", option->name,
					   what_it_takes(option, words), optarg);
	}
	invocation.words = (const char *const *)argv + optind;
	invocation.n_words = (size_t)(argc - optind);
	stray = invocation.disruption ? find_stray_list(&invocation) : NULL;
	if (stray)
		return usage_error("'%s' is not a file; a list follows '=': "
				   "--allow-disruptive=%s",
				   stray, stray);
	/* Files follow the VM. */
	if (invocation.n_words > command->max_words && !invocation.hypervisor)
		return usage_error("too many arguments: '%s'",
				   invocation.words[command->max_words]);
	if (invocation.n_words == 0 && command_needs_word(command))
		return usage_error("%s needs %s", command->name, command->arguments);
	if (invocation.report.is_metrics && command->run != command_plan)
		return usage_error("only plan has --format prometheus");
	if (invocation.quiet)
		report_set_quiet(&invocation.report);
	if (invocation.output)
		report_set_output(&invocation.report, invocation.output);
	/* YAML and schemas are for copying. */
	if (has_format)
		report_fold(&invocation.report);
	c = command->run(&invocation);
	/* Lost output is a failure. */
	if (!report_end(&invocation.report, is_whole(command, &invocation, c)) &&
	    (c == EXIT_CONVERGED || c == EXIT_DIFFERENCES || c == EXIT_IN_USE))
		return EXIT_FAILED;
	return c;
}

/* Opens the standard descriptors that the caller has closed. Otherwise the next file
 * opened would get such a descriptor, and the output. They are open for reading only, so
 * that lost output is an error. */
static bool open_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
			return false;
	}
	return true;
}

/* Whether the word after this option is its value. */
static bool takes_next_word(const char *word)
{
	for (size_t i = 0; i < n_command_options; i++) {
		const struct command_option *option = &command_options[i];

		if (strncmp(word, "--", 2) == 0 && strcmp(word + 2, option->name) == 0)
			return option->argument && !is_optional(option);
	}
	return false;
}

/* Moves the command to the front, since options may come before it. */
static void move_command_first(int argc, char **argv)
{
	char *command;
	int at = 1;

	while (at < argc && argv[at][0] == '-')
		at += takes_next_word(argv[at]) ? 2 : 1;
	if (at >= argc)
		return;
	command = argv[at];
	memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof(*argv));
	argv[1] = command;
}

/* vfstate help [COMMAND] */
static int help(int argc, char **argv)
{
	const struct command *command = argc > 2 ? command_find(argv[2]) : NULL;

	if (argc > 2 && !command)
		return usage_error("no command '%s'", argv[2]);
	if (command)
		print_command_help(command);
	else
		print_usage(stdout);
	return end_help();
}

int main(int argc, char **argv)
{
	const struct command *command;

	if (!open_standard_descriptors())
		return EXIT_FAILED;
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_USAGE_ERROR;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		print_usage(stdout);
		return end_help();
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		printf("vfstate %s\n", VFSTATE_VERSION);
		return end_help();
	}
	move_command_first(argc, argv);
	if (strcmp(argv[1], "help") == 0)
		return help(argc, argv);
	command = command_find(argv[1]);
	if (command)
		return run_command(command, argc - 1, argv + 1);
	return argv[1][0] == '-' ? usage_error("a command is missing")
				 : usage_error("no command '%s'", argv[1]);
}
