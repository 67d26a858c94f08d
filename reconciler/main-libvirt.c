/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vfstate-libvirt, which vfstate libvirt executes: the only program that is linked with
 * libvirt. Its command line was checked there. */
#include <getopt.h>
#include <signal.h>
#include <string.h>

#include "commands/run.h"
#include "config/config.h"
#include "libvirt/define.h"
#include "support/guard.h"

struct request {
	bool applies;
	const char *uri;
	const char *run_dir;
	struct report report;
};

/* The configuration, only to know which interfaces it has; NULL if it cannot be read. */
static const struct desired *load_configuration(struct arena *arena)
{
	struct config_files files = {.trust = CONFIG_TRUST_ROOT};
	struct diags diags;

	diags_init(&diags, arena);
	return config_load(arena, &diags, &files);
}

static int reconcile(const struct request *request, struct arena *arena,
		     struct diags *diags)
{
	const struct report *report = &request->report;
	_cleanup_session_ struct session session = {0};
	struct definitions definitions;
	struct host_definitions host;
	struct published published;
	const struct desired *desired;

	if (published_read(arena, diags, request->run_dir, &published) < 0 ||
	    session_open(&session, arena, diags, request->uri, !request->applies) < 0 ||
	    session_read(&session, published.n_networks > 0, &host) < 0) {
		report_diags(report, diags);
		return EXIT_FAILED;
	}
	desired = load_configuration(arena);
	definitions = plan_definitions(arena, diags, &published, desired, &host);
	if (request->applies) {
		report_definitions(report, &definitions);
		define_all(&session, &published, desired, &definitions);
	}
	fflush(report->out);
	report_diags(report, diags);
	fflush(report->err);
	if (request->applies) {
		report_definitions_result(report, &definitions, diags);
	} else {
		report_definitions(report, &definitions);
		report_definitions_plan(report, &definitions, diags);
	}
	if (diags->n_errors > 0)
		return EXIT_FAILED;
	return definitions.n > 0 && !request->applies ? EXIT_DIFFERENCES : EXIT_CONVERGED;
}

static bool read_command_line(int argc, char **argv, struct request *request)
{
	static const struct option longs[] = {
		{"color", required_argument, NULL, 'c'},
		{"connect", required_argument, NULL, 'u'},
		{"quiet", no_argument, NULL, 'q'},
		{"run-dir", required_argument, NULL, 'r'}, /* of tests */
		{0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "q", longs, NULL)) >= 0) {
		if (c == 'c' && report_set_color(&request->report, optarg))
			continue;
		else if (c == 'u')
			request->uri = optarg;
		else if (c == 'q')
			report_set_quiet(&request->report);
		else if (c == 'r')
			request->run_dir = optarg;
		else
			return false;
	}
	if (argc != optind + 1)
		return false;
	request->applies = strcmp(argv[optind], "apply") == 0;
	return request->applies || strcmp(argv[optind], "plan") == 0;
}

int main(int argc, char **argv)
{
	struct request request = {.uri = "qemu:///system", .run_dir = RUN_DIR};
	struct arena arena;
	struct diags diags;
	int code;

	report_init(&request.report);
	if (!read_command_line(argc, argv, &request)) {
		report_error(&request.report, "see vfstate libvirt --help");
		return EXIT_USAGE_ERROR;
	}
	/* A reader that closes our output does not end an apply half way. */
	if (request.applies)
		signal(SIGPIPE, SIG_IGN);
	arena_init(&arena);
	diags_init(&diags, &arena);
	code = reconcile(&request, &arena, &diags);
	arena_done(&arena);
	if (!report_end(&request.report, true) &&
	    (code == EXIT_CONVERGED || code == EXIT_DIFFERENCES))
		return EXIT_FAILED;
	return code;
}
