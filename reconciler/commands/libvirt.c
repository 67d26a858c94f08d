/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "support/arena.h"

/* Why the program was not executed. */
static int report_missing(const struct invocation *invocation, int error)
{
	struct arena arena;
	struct diags diags;
	struct diag *diag;

	arena_init(&arena);
	diags_init(&diags, &arena);
	diag = diag_error(&diags, SPAN_NONE, "missing-program", "cannot execute %s: %s",
			  VFSTATE_LIBVIRT, strerror(error));
	if (error == ENOENT)
		diag_hint(
			&diags, diag,
			"install the package vfstate-libvirt (Debian, Fedora), or build "
			"vfstate with libvirt (configure --with-libvirt)");
	report_diags(&invocation->report, &diags);
	arena_done(&arena);
	return EXIT_FAILED;
}

/* A program of its own is linked with libvirt; all others do without. */
int command_libvirt(const struct invocation *invocation)
{
	const char *action = invocation->n_words > 0 ? invocation->words[0] : "nothing";
	const char *arguments[8] = {"vfstate-libvirt"};
	size_t n = 1;

	if (strcmp(action, "plan") != 0 && strcmp(action, "apply") != 0) {
		report_error(&invocation->report, "libvirt takes plan or apply, not '%s'",
			     action);
		return EXIT_USAGE_ERROR;
	}
	arguments[n++] = invocation->dry_run ? "plan" : action;
	arguments[n++] = invocation->report.color ? "--color=always" : "--color=never";
	if (invocation->quiet)
		arguments[n++] = "--quiet";
	if (invocation->connect) {
		arguments[n++] = "--connect";
		arguments[n++] = invocation->connect;
	}
	arguments[n] = NULL;
	execv(VFSTATE_LIBVIRT, (char *const *)arguments);
	return report_missing(invocation, errno);
}
