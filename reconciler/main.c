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

static void print_usage(FILE *out)
{
	fprintf(out, "usage: vfstate COMMAND [OPTION...] [FILE...]\n\n"
		     "Makes SR-IOV on this host what /etc/vfstate.d/*.yaml says.\n\n");
	for (size_t i = 0; i < n_commands; i++)
		fprintf(out, "  %-6s %s\n", commands[i].name, commands[i].summary);
	fprintf(out,
		"\nvfstate COMMAND --help tells more; vfstate(8) and vfstate.yaml(5) "
		"tell all.\n");
}

static bool is_optional(const struct command_option *option)
{
	return option->argument && option->argument[0] == '[';
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
		snprintf(left, sizeof(left), "--%s%s%s", option->name,
			 is_optional(option) || !option->argument ? "" : " ",
			 option->argument ? option->argument : "");
		printf("  %-28s %s\n", left, option->help);
	}
	if (command->max_words > 1)
		printf("\nWithout FILE: *.yaml in /etc/vfstate.d, /run/vfstate.d and\n"
		       "/usr/lib/vfstate.d, in the order of their names.\n");
	printf("\nExit: %s; 64 usage.\n", command->exits);
}

static int __attribute__((format(printf, 1, 2))) usage_error(const char *format, ...)
{
	struct report report = {.out = stdout, .err = stderr};
	_cleanup_free_ char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	report_error(&report, "%s", text);
	fprintf(stderr, "vfstate --help tells how it is called.\n");
	return EXIT_USAGE_ERROR;
}

/* Of what needs no command. */
static int end_help(void)
{
	struct report report = {.out = stdout, .err = stderr};

	return report_end(&report, true) ? EXIT_CONVERGED : EXIT_FAILED;
}

/* What is told of hundreds of VFs goes out in few writes; on a terminal, and of what is
 * wrong, line by line. */
static void buffer_output(void)
{
	static char buffer[64 * 1024], errors[8 * 1024];

	setvbuf(stderr, errors, _IOLBF, sizeof(errors));
	if (!isatty(STDOUT_FILENO))
		setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
}

static int run_command(const struct command *command, int argc, char **argv)
{
	struct option longs[COMMAND_OPTIONS_MAX + 2] = {{"help", no_argument, NULL, 'h'}};
	struct invocation invocation;
	int c, row;

	buffer_output();
	command_init_invocation(&invocation);
	for (size_t i = 0; i < n_command_options; i++)
		longs[i + 1] = (struct option){command_options[i].name,
					       !command_options[i].argument ? no_argument
					       : is_optional(&command_options[i])
						       ? optional_argument
						       : required_argument,
					       NULL, 0};
	while ((c = getopt_long(argc, argv, ":h", longs, &row)) >= 0) {
		const struct command_option *option;

		if (c == 'h') {
			print_command_help(command);
			return end_help();
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
					   is_optional(option) ? DISRUPTION_WORDS
							       : option->argument,
					   optarg);
	}
	invocation.words = (const char *const *)argv + optind;
	invocation.n_words = (size_t)(argc - optind);
	if (invocation.n_words > command->max_words)
		return usage_error("too many arguments: '%s'",
				   invocation.words[command->max_words]);
	if (invocation.output)
		report_set_output(&invocation.report, invocation.output);
	c = command->run(&invocation);
	/* What was not told is no success. */
	if (!report_end(&invocation.report, c == EXIT_CONVERGED) &&
	    (c == EXIT_CONVERGED || c == EXIT_DIFFERENCES))
		return EXIT_FAILED;
	return c;
}

/* A descriptor that the caller has closed would be given to the next file that is opened,
 * and what is printed would go there. Nothing can be written to these: output that is
 * lost is no success. */
static bool open_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
			return false;
	}
	return true;
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
	if (strcmp(argv[1], "--version") == 0) {
		printf("vfstate %s\n", VFSTATE_VERSION);
		return end_help();
	}
	command = command_find(argv[1]);
	if (command)
		return run_command(command, argc - 1, argv + 1);
	return usage_error("no command '%s'", argv[1]);
}
