/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What unit tests share: each test gets an arena and a list of diagnostics. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/desired.h"
#include "support/diag.h"
#include "support/guard.h"

/* Fields of an observation. */
#define UNIT_NUMBER(n) ((struct field){.set = true, .value.number = (uint32_t)(n)})
#define UNIT_MAC(...) ((struct field){.set = true, .value.mac = {{__VA_ARGS__}}})

struct unit {
	struct arena arena;
	struct diags diags;
	char dir[64]; /* a fresh directory, of unit_dir */
};

int unit_setup(void **state);
int unit_teardown(void **state);

#define UNIT_TEST(function)                                                              \
	cmocka_unit_test_setup_teardown(function, unit_setup, unit_teardown)

/* Every file tests/unit/FOLDER/MODULE.c defines one group; FOLDER/main.c lists them. */
#define UNIT_GROUP(name, ...)                                                            \
	int test_##name(void);                                                           \
	int test_##name(void)                                                            \
	{                                                                                \
		const struct CMUnitTest tests[] = {__VA_ARGS__};                         \
                                                                                         \
		return cmocka_run_group_tests_name(#name, tests, NULL, NULL);            \
	}

/* Numbers that differ fail with words: "VF 3 of 7: max_tx_rate: found 0, wanted 3". */
#define UNIT_EXPECT(found, wanted, format, ...)                                          \
	do {                                                                             \
		long long is = (long long)(found), should = (long long)(wanted);         \
                                                                                         \
		if (is != should)                                                        \
			fail_msg(format ": found %lld, wanted %lld", ##__VA_ARGS__, is,  \
				 should);                                                \
	} while (0)

/* A new directory, removed with everything in it at the end of the test or when another
 * one is asked for. */
const char *unit_dir(struct unit *unit);

/* The codes of all diagnostics so far, in their order: "unknown-key wrong-type". */
const char *unit_codes(struct unit *unit);

/* A text as if it were read from the file "test.yaml". */
const struct source *unit_source(struct unit *unit, const char *text);

/* The configuration of a text, checked; diagnostics in unit->diags. */
const struct desired *unit_desired(struct unit *unit, const char *text);
