/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One function per command. Each reads as the straight line of docs/ARCHITECTURE.md:
 * load, observe, plan, apply, verify, publish, report. */
#pragma once

#include "config/files.h"
#include "report/report.h"

/* Exit codes. */
enum {
	EXIT_CONVERGED = 0,
	EXIT_FAILED = 1,
	EXIT_DIFFERENCES = 2,
	EXIT_USAGE_ERROR = 64, /* EX_USAGE of sysexits.h, like the next two */
	EXIT_IN_USE = 75,      /* EX_TEMPFAIL */
	EXIT_CONFIG_ERROR = 78,
};

/* A command line, parsed. */
struct invocation {
	struct report report;
	const char *state;	  /* --state: snapshot instead of the live kernel; NULL */
	bool quiet;		  /* --quiet */
	const char *output;	  /* --output: instead of standard output; NULL */
	const char *const *words; /* what follows the options: FILEs, or show's WHAT */
	size_t n_words;
	const char *pf;		    /* --pf: nothing of other PFs; NULL: all */
	bool explain;		    /* --explain */
	bool allow_untrusted;	    /* --allow-untrusted */
	enum disruption disruption; /* --allow-disruptive */
	bool drivers;		    /* --drivers */
	bool if_configured;	    /* --if-configured */
	const char *hypervisor;	    /* --for; NULL: not given */
	bool names;		    /* --names */
	bool revert_on_failure;	    /* --revert-on-failure */
	bool turns_off;		    /* no VFs, whatever is configured: off */
	bool dry_run;		    /* --dry-run */
	const char *connect;	    /* --connect: URI of libvirt; NULL: the system's */
	int confirm_s;		    /* --confirm; 0: not given */
	int wait_s;		    /* --wait: for PFs to appear */
	int lock_wait_s;	    /* --lock-wait: for another run to end */
	int numvfs_timeout_s;	    /* --numvfs-timeout: for a write to sriov_numvfs */
};

/* Each returns the exit code. */
int command_check(const struct invocation *invocation);
int command_plan(const struct invocation *invocation);
int command_apply(const struct invocation *invocation);
int command_ready(const struct invocation *invocation);
int command_show(const struct invocation *invocation);
int command_export(const struct invocation *invocation);
int command_off(const struct invocation *invocation);
int command_free(const struct invocation *invocation);
int command_libvirt(const struct invocation *invocation);
int command_schema(const struct invocation *invocation);
