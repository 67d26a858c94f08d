/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The other managers of SR-IOV that are found on a host with some files. */
#pragma once

#include "unit.h"

struct managers_host_file {
	const char *path, *text;
};

/* "1 TOOL:LINE ...; 2 TOOL:LINE ...", PFs without other managers left out, on a host with
 * enp1s0 (0000:01:00.0, igb, 90:e2:ba:21:02:00, two VFs) and enp2s0, for up to three
 * files. */
const char *managers_host_find(struct unit *unit, const struct managers_host_file *files,
			       size_t n);

struct managers_host_case {
	const char *text, *managers;
};

/* Each text as one file of that path. */
void managers_host_check(void **state, const char *path,
			 const struct managers_host_case *cases, size_t n);

/* The same of cases in place, in a test with `state`. */
#define MANAGERS_HOST_CHECK(path, ...)                                                   \
	do {                                                                             \
		static const struct managers_host_case cases[] = {__VA_ARGS__};          \
		managers_host_check(state, path, cases, ARRAY_SIZE(cases));              \
	} while (0)
