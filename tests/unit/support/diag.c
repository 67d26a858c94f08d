/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/diag.h"

#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

static void test_counts_and_order(void **state)
{
	struct unit *unit = *state;
	struct diag *diag;

	diag = diag_error(&unit->diags, SPAN_NONE, "a", "first %d", 1);
	diag_note(&unit->diags, diag, SPAN_NONE, "note one");
	diag_note(&unit->diags, diag, SPAN_NONE, "note two");
	diag_hint(&unit->diags, diag, "do %s", "this");
	diag_warning(&unit->diags, SPAN_NONE, "b", "second");
	assert_int_equal(unit->diags.n_errors, 1);
	assert_int_equal(unit->diags.n_warnings, 1);
	assert_string_equal(unit_codes(unit), "a b");
	assert_string_equal(diag->text, "first 1");
	assert_string_equal(diag->hint, "do this");
	assert_string_equal(diag->notes->text, "note one");
	assert_string_equal(diag->notes->next->text, "note two");
}

static void test_span_line(void **state)
{
	struct unit *unit = *state;
	const struct source *source = unit_source(unit, "one\r\ntwo\n\nlast");
	size_t length;

	assert_memory_equal(span_line(&(struct span){source, 1, 1, 1, NULL}, &length),
			    "one", 3);
	assert_int_equal(length, 3);
	span_line(&(struct span){source, 3, 1, 1, NULL}, &length);
	assert_int_equal(length, 0);
	assert_memory_equal(span_line(&(struct span){source, 4, 1, 1, NULL}, &length),
			    "last", 4);
	assert_int_equal(length, 4);
	assert_null(span_line(&(struct span){source, 5, 1, 1, NULL}, &length));
	assert_null(span_line(SPAN_NONE, &length));
}

static void test_span_compare(void **state)
{
	struct unit *unit = *state;
	const struct source *source = unit_source(unit, "");
	const struct span *a = &(struct span){source, 1, 2, 1, NULL},
			  *b = &(struct span){source, 1, 3, 1, NULL},
			  *c = &(struct span){source, 2, 1, 1, NULL};

	assert_true(span_compare(a, b) < 0);
	assert_true(span_compare(c, b) > 0);
	assert_int_equal(span_compare(a, a), 0);
	assert_true(span_compare(SPAN_NONE, a) > 0);
}

static void test_span_win(void **state)
{
	struct unit *unit = *state;
	const struct source *source = unit_source(unit, "");
	const struct span *a = &(struct span){source, 1, 1, 1, NULL},
			  *b = &(struct span){source, 2, 1, 1, NULL},
			  *c = &(struct span){source, 3, 1, 1, NULL};
	const struct span *ba = span_win(&unit->arena, b, a);
	const struct span *cba = span_win(&unit->arena, c, ba);
	const struct span *more = span_win(&unit->arena, cba, a);

	assert_int_equal(cba->line, 3);
	assert_int_equal(cba->overridden->line, 2);
	assert_int_equal(cba->overridden->overridden->line, 1);
	assert_null(cba->overridden->overridden->overridden);
	assert_int_equal(more->overridden->overridden->overridden->line, 1);
	/* What is shared stays as it was. */
	assert_null(b->overridden);
	assert_null(cba->overridden->overridden->overridden);
	/* Nothing was there before. */
	assert_null(span_win(&unit->arena, a, SPAN_NONE)->overridden);
}

static void test_nearest(void **state)
{
	static const char *const words[] = {"numvfs", "link", "vfs", "match"};

	(void)state;
	assert_string_equal(diag_nearest("numvf", words, 4), "numvfs");
	assert_string_equal(diag_nearest("limk", words, 4), "link");
	assert_string_equal(diag_nearest("lnik", words, 4), "link");
	assert_string_equal(diag_nearest("mtach", words, 4), "match");
	assert_null(diag_nearest("bandwidth", words, 4));
	assert_null(diag_nearest("0123456789012345678901234567890123456789x", words, 4));
}

/* Hundreds of diagnostics may stand behind megabytes: what is before the line is not
 * read again. */
static void test_span_line_reads_its_line_alone(void **state)
{
	struct unit *unit = *state;
	size_t page = (size_t)sysconf(_SC_PAGESIZE), length = 3 * page;
	char *text = mmap(NULL, length, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const struct source *source;
	const char *line;

	assert_ptr_not_equal(text, MAP_FAILED);
	memset(text, 'x', length);
	text[10] = '\n';
	memcpy(text + length - 8, "\nb: 1\nc", 7);
	source = source_new(&unit->arena, "test.yaml", text, length);
	assert_int_equal(source->n_lines, 4);
	assert_int_equal(mprotect(text, 2 * page, PROT_NONE), 0);
	line = span_line(&(struct span){source, 3, 1, 1, NULL}, &length);
	assert_int_equal(length, 4);
	assert_memory_equal(line, "b: 1", 4);
	/* Nor is a line of megabytes. */
	assert_ptr_equal(span_line(&(struct span){source, 2, 1, 1, NULL}, &length),
			 text + 11);
	assert_int_equal(length, 3 * page - 8 - 11);
	assert_int_equal(munmap(text, 3 * page), 0);
}

static void test_add_new(void **state)
{
	struct unit *unit = *state;
	struct diags more;

	diags_init(&more, &unit->arena);
	diag_error(&unit->diags, SPAN_NONE, "a", "one");
	diag_error(&more, SPAN_NONE, "a", "one");
	diag_error(&more, SPAN_NONE, "a", "two");
	diag_warning(&more, SPAN_NONE, "b", "one");
	diags_add_new(&unit->diags, &more);
	assert_string_equal(unit_codes(unit), "a a b");
	assert_int_equal(unit->diags.n_errors, 2);
	assert_int_equal(unit->diags.n_warnings, 1);
}

/* However many there are, an error is seen. */
static void test_warnings_hide_no_error(void **state)
{
	struct unit *unit = *state;

	for (unsigned int i = 0; i < DIAGS_MAX + DIAGS_WARNINGS_MAX; i++)
		diag_warning(&unit->diags, SPAN_NONE, "w", "%u", i);
	diag_error(&unit->diags, SPAN_NONE, "e", "here");
	assert_string_equal(unit->diags.last->code, "e");
	assert_int_equal(unit->diags.n_dropped, DIAGS_MAX);
}

static void test_more_than_anybody_reads(void **state)
{
	struct unit *unit = *state;
	struct diag *diag = NULL;
	unsigned int kept = 0;

	for (unsigned int i = 0; i < DIAGS_MAX + 7; i++) {
		assert_int_equal(diags_is_full(&unit->diags), i >= DIAGS_MAX);
		diag = diag_error(&unit->diags, SPAN_NONE, "a", "%u", i);
	}
	diag_warning(&unit->diags, SPAN_NONE, "b", "warning");
	/* Notes and hints of a dropped one go nowhere, and harm nothing. */
	diag_note(&unit->diags, diag, SPAN_NONE, "note");
	diag_hint(&unit->diags, diag, "hint");
	assert_null(diag->notes);
	assert_int_equal(unit->diags.n_errors, DIAGS_MAX + 7);
	assert_int_equal(unit->diags.n_warnings, 1);
	assert_int_equal(unit->diags.n_dropped, 7);
	diags_foreach (one, &unit->diags)
		kept++;
	assert_int_equal(kept, DIAGS_MAX + 1);
}

UNIT_GROUP(diag, UNIT_TEST(test_span_win), UNIT_TEST(test_more_than_anybody_reads),
	   UNIT_TEST(test_span_line_reads_its_line_alone), UNIT_TEST(test_add_new),
	   UNIT_TEST(test_counts_and_order), UNIT_TEST(test_span_line),
	   UNIT_TEST(test_span_compare), UNIT_TEST(test_nearest),
	   UNIT_TEST(test_warnings_hide_no_error))
