/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options and the command table; nothing else. */
#include <fcntl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "support/guard.h"

enum option_bit {
	OPTION_FORMAT = 1 << 0,
	OPTION_COLOR = 1 << 1,
	OPTION_STATE = 1 << 2,
	OPTION_WAIT = 1 << 3,
	OPTION_LOCK_WAIT = 1 << 4,
	OPTION_EXPLAIN = 1 << 5,
	OPTION_ALLOW_UNTRUSTED = 1 << 6,
	OPTION_ALLOW_DISRUPTIVE = 1 << 7,
	OPTION_NUMVFS_TIMEOUT = 1 << 8,
	OPTION_REVERT_ON_FAILURE = 1 << 9,
	OPTION_CONFIRM = 1 << 10,
	OPTION_DRIVERS = 1 << 11,
	OPTION_OUTPUT = 1 << 12,
};

static const struct {
	const char *name;
	const char *argument;
	enum option_bit bit;
	const char *help;
} options[] = {
	{"format", "text|json", OPTION_FORMAT, "what to print (default: text)"},
	{"color", "auto|always|never", OPTION_COLOR,
	 "colour (default: auto, on a terminal without NO_COLOR)"},
	{"state", "FILE", OPTION_STATE,
	 "take the host from a snapshot (vfstate show --format json)"},
	{"output", "FILE", OPTION_OUTPUT,
	 "write to FILE, whole or not at all, instead of standard output"},
	{"drivers", NULL, OPTION_DRIVERS,
	 "show what is known of PF drivers instead of the host"},
	{"explain", NULL, OPTION_EXPLAIN,
	 "tell of every value which file and line it is from, and over which it won"},
	{"allow-disruptive", "[=LIST]", OPTION_ALLOW_DISRUPTIVE,
	 "allow changes that interrupt who uses PFs (blink, link) or VFs (vfs); default: "
	 "all"},
	{"allow-untrusted", NULL, OPTION_ALLOW_UNTRUSTED,
	 "obey files that others than root can write"},
	{"revert-on-failure", NULL, OPTION_REVERT_ON_FAILURE,
	 "put back what was changed on a PF where something failed"},
	{"confirm", "SECONDS", OPTION_CONFIRM,
	 "put back what was changed unless ENTER is pressed in time"},
	{"wait", "SECONDS", OPTION_WAIT,
	 "wait so long for the configured PFs to appear (default: 0)"},
	{"lock-wait", "SECONDS", OPTION_LOCK_WAIT,
	 "wait so long for another run to end (default: 60)"},
	{"numvfs-timeout", "SECONDS", OPTION_NUMVFS_TIMEOUT,
	 "wait so long for VFs to be made or removed (default: 300)"},
};

enum {
	OPTIONS_PRINT = OPTION_FORMAT | OPTION_COLOR
};

static const struct command {
	const char *name;
	const char *arguments;
	int options;
	size_t max_words;
	int (*run)(const struct invocation *invocation);
	const char *summary;
	const char *exits;
} commands[] = {
	{"check", "[FILE...]", OPTIONS_PRINT | OPTION_STATE, SIZE_MAX, command_check,
	 "say whether the configuration is good; with --state, whether that host can do "
	 "it",
	 "0 good, 78 not, 1 the host cannot do it"},
	{"plan", "[FILE...]",
	 OPTIONS_PRINT | OPTION_STATE | OPTION_EXPLAIN | OPTION_ALLOW_DISRUPTIVE,
	 SIZE_MAX, command_plan, "show what apply would change; changes nothing",
	 "0 no difference, 2 differences, 3 refused since in use, 1 not possible, "
	 "78 configuration"},
	{"apply", "[FILE...]",
	 OPTIONS_PRINT | OPTION_WAIT | OPTION_LOCK_WAIT | OPTION_NUMVFS_TIMEOUT |
		 OPTION_ALLOW_UNTRUSTED | OPTION_ALLOW_DISRUPTIVE |
		 OPTION_REVERT_ON_FAILURE | OPTION_CONFIRM,
	 SIZE_MAX, command_apply,
	 "make the host as configured, verify it, write the libvirt XML",
	 "0 converged, 1 failed or differences left, 3 refused since in use, "
	 "78 configuration"},
	{"show", "[WHAT]", OPTIONS_PRINT | OPTION_STATE | OPTION_DRIVERS | OPTION_OUTPUT,
	 1, command_show,
	 "show PFs and VFs, or those with that PCI address, netdev, MAC, name, PF/INDEX "
	 "or VM",
	 "0, or 1 where nothing is called WHAT"},
	{"export", "", OPTION_COLOR | OPTION_STATE | OPTION_OUTPUT, 0, command_export,
	 "print a configuration that matches this host's current state",
	 "0, or 1 where the host cannot be read"},
	{"schema", "", OPTION_OUTPUT, 0, command_schema,
	 "print the JSON Schema of the configuration, for editors and CI", "0"},
};

static void print_usage(FILE *out)
{
	fprintf(out, "usage: vfstate COMMAND [OPTION...] [FILE...]\n\n"
		     "Makes SR-IOV on this host what /etc/vfstate.d/*.yaml says.\n\n");
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-6s %s\n", commands[i].name, commands[i].summary);
	fprintf(out,
		"\nvfstate COMMAND --help tells more; vfstate(8) and vfstate.yaml(5) "
		"tell all.\n");
}

static void print_command_help(const struct command *command)
{
	printf("usage: vfstate %s [OPTION...] %s\n\n%s\n\n", command->name,
	       command->arguments, command->summary);
	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		char left[64];

		if (!(command->options & options[i].bit))
			continue;
		snprintf(left, sizeof(left), "--%s%s%s", options[i].name,
			 options[i].argument && options[i].argument[0] != '[' ? " " : "",
			 options[i].argument ? options[i].argument : "");
		printf("  %-28s %s\n", left, options[i].help);
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

static bool parse_seconds(const char *text, int *ret_seconds)
{
	char *end;
	long seconds = strtol(text, &end, 10);

	if (end == text || *end != '\0' || seconds < 0 || seconds > 86400)
		return false;
	*ret_seconds = (int)seconds;
	return true;
}

static bool parse_color(const char *text, struct report *report)
{
	const char *no_color = getenv("NO_COLOR");

	if (strcmp(text, "auto") == 0)
		report->color = isatty(STDOUT_FILENO) && isatty(STDERR_FILENO) &&
				!(no_color && no_color[0]);
	else if (strcmp(text, "always") == 0 || strcmp(text, "never") == 0)
		report->color = text[0] == 'a';
	else
		return false;
	return true;
}

static bool set_option(struct invocation *invocation, enum option_bit bit,
		       const char *text)
{
	switch (bit) {
	case OPTION_FORMAT:
		return report_set_format(&invocation->report, text);
	case OPTION_COLOR:
		return parse_color(text, &invocation->report);
	case OPTION_STATE:
		invocation->state = text;
		return true;
	case OPTION_OUTPUT:
		invocation->output = text;
		return text[0] != '\0';
	case OPTION_DRIVERS:
		invocation->drivers = true;
		return true;
	case OPTION_EXPLAIN:
		invocation->explain = true;
		return true;
	case OPTION_ALLOW_DISRUPTIVE:
		invocation->disruption = DISRUPTION_ALLOWED;
		return !text || disruption_parse(text, &invocation->disruption);
	case OPTION_ALLOW_UNTRUSTED:
		invocation->allow_untrusted = true;
		return true;
	case OPTION_WAIT:
		return parse_seconds(text, &invocation->wait_s);
	case OPTION_LOCK_WAIT:
		return parse_seconds(text, &invocation->lock_wait_s);
	case OPTION_NUMVFS_TIMEOUT:
		return parse_seconds(text, &invocation->numvfs_timeout_s);
	case OPTION_REVERT_ON_FAILURE:
		invocation->revert_on_failure = true;
		return true;
	case OPTION_CONFIRM:
		return parse_seconds(text, &invocation->confirm_s) &&
		       invocation->confirm_s > 0;
	}
	return false;
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
	struct option longs[ARRAY_SIZE(options) + 2] = {{"help", no_argument, NULL, 'h'}};
	struct invocation invocation = {.report = {.out = stdout, .err = stderr},
					.lock_wait_s = 60,
					.numvfs_timeout_s = 300};
	int c, row;

	buffer_output();
	parse_color("auto", &invocation.report);
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		longs[i + 1] = (struct option){options[i].name,
					       !options[i].argument ? no_argument
					       : options[i].argument[0] == '['
						       ? optional_argument
						       : required_argument,
					       NULL, 0};
	while ((c = getopt_long(argc, argv, ":h", longs, &row)) >= 0) {
		if (c == 'h') {
			print_command_help(command);
			return end_help();
		}
		if (c == ':')
			return usage_error("%s needs a value", argv[optind - 1]);
		if (c != 0)
			return usage_error("%s has no option %s", command->name,
					   argv[optind - 1]);
		row--;
		if (!(command->options & options[row].bit))
			return usage_error("%s has no option --%s", command->name,
					   options[row].name);
		if (!set_option(&invocation, options[row].bit, optarg))
			return usage_error("--%s takes %s, not '%s'", options[row].name,
					   options[row].argument[0] == '['
						   ? DISRUPTION_WORDS
						   : options[row].argument,
					   optarg);
	}
	invocation.words = (const char *const *)argv + optind;
	invocation.n_words = (size_t)(argc - optind);
	if (invocation.n_words > command->max_words)
		return usage_error("too many arguments: '%s'",
				   invocation.words[command->max_words]);
	if (invocation.report.json && !report_load_json(&invocation.report))
		return EXIT_FAILED;
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
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(argv[1], commands[i].name) == 0)
			return run_command(&commands[i], argc - 1, argv + 1);
	}
	return usage_error("no command '%s'", argv[1]);
}
