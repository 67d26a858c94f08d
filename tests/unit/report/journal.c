/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/journal.h"

#include <errno.h>
#include <string.h>

#include "report/printing.h"
#include "socket.h"
#include "unit.h"

struct journal {
	struct test_socket socket;
	struct report report;
};

static void start(struct journal *journal, struct unit *unit)
{
	test_socket_open(&journal->socket, unit);
	journal->report = (struct report){.out = stdout, .err = stderr};
	report_to_journal(&journal->report, journal->socket.path);
}

/* The next record, with '|' for the ends of its fields, and without the unit that the
 * test may run in. */
static const char *next(struct journal *journal)
{
	static char text[2048];
	size_t length = test_socket_read(&journal->socket, text, sizeof(text));
	char *unit;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\n')
			text[i] = '|';
	}
	unit = strstr(text, "OBJECT_SYSTEMD_UNIT=");
	if (unit)
		memmove(unit, strchr(unit, '|') + 1, strlen(strchr(unit, '|')));
	return text;
}

static void finish(struct journal *journal)
{
	assert_string_equal(next(journal), "");
	fclose(journal->report.out);
	fclose(journal->report.err);
	test_socket_close(&journal->socket);
}

static void test_lines(void **state)
{
	struct journal journal;

	start(&journal, *state);
	fputs("one\n\ntwo", journal.report.out);
	fputs(" words\n", journal.report.out);
	report_error(&journal.report, "no");
	report_note(&journal.report, "waiting");
	assert_string_equal(next(&journal),
			    "MESSAGE=one|PRIORITY=6|SYSLOG_IDENTIFIER=vfstate|");
	assert_string_equal(next(&journal),
			    "MESSAGE=two words|PRIORITY=6|SYSLOG_IDENTIFIER=vfstate|");
	assert_string_equal(next(&journal),
			    "MESSAGE=vfstate: no|PRIORITY=3|SYSLOG_IDENTIFIER=vfstate|");
	assert_string_equal(
		next(&journal),
		"MESSAGE=vfstate: waiting|PRIORITY=6|SYSLOG_IDENTIFIER=vfstate|");
	finish(&journal);
}

/* journalctl -p selects by the priority of the whole diagnostic. */
static void test_diag(void **state)
{
	struct unit *unit = *state;
	const struct source *source = unit_source(unit, "a: 1\n");
	struct journal journal;

	diag_error(&unit->diags, &(struct span){source, 1, 4, 1, NULL}, "code", "text");
	diag_warning(&unit->diags, SPAN_NONE, "other", "second");
	start(&journal, unit);
	report_diags(&journal.report, &unit->diags);
	/* The message has several lines: its length comes first. */
	assert_non_null(strstr(next(&journal), "MESSAGE|"));
	assert_string_equal(next(&journal),
			    "MESSAGE=vfstate: warning: second [other]|PRIORITY=4|"
			    "SYSLOG_IDENTIFIER=vfstate|MESSAGE_ID=" JOURNAL_ID_DIAGNOSTIC
			    "|VFSTATE_CODE=other|");
	finish(&journal);
}

static void test_changes(void **state)
{
	struct desired_pf desired = {.name = "up0"};
	struct observed_pf observed = {.has_pci = true, .pci = {.bus = 3}};
	struct plan_pf pf = {.desired = &desired, .observed = &observed};
	struct change vlan = {.stage = STAGE_VF_ATTR,
			      .attr = VF_ATTR_VLAN,
			      .from = {.set = true, .value.vlan.id = 4},
			      .to.vlan.id = 5};
	struct outcome done = {.status = OUTCOME_DONE},
		       failed = {.status = OUTCOME_FAILED, .error = -EINVAL};
	struct journal journal;
	struct progress progress;

	start(&journal, *state);
	report_progress_init(&progress, &journal.report);
	for (vlan.vf = 0; vlan.vf < 3; vlan.vf++)
		report_outcome(&progress, &pf, &vlan, &done);
	report_flush(&progress);
	report_outcome(&progress, &pf, &vlan, &failed);
	report_progress_done(&progress);
	assert_string_equal(
		next(&journal),
		"MESSAGE=up0 VF 0-2 vlan: 4 -> 5: done|PRIORITY=6|SYSLOG_IDENTIFIER="
		"vfstate|MESSAGE_ID=" JOURNAL_ID_CHANGE
		"|VFSTATE_PF=up0|VFSTATE_PCI=0000:03:00.0|VFSTATE_VF=0-2|VFSTATE_CHANGE="
		"vlan|VFSTATE_FROM=4|VFSTATE_TO=5|VFSTATE_OUTCOME=done|");
	assert_string_equal(
		next(&journal),
		"MESSAGE=up0 VF 3 vlan: 4 -> 5: failed: Invalid argument|PRIORITY=6|"
		"SYSLOG_IDENTIFIER=vfstate|MESSAGE_ID=" JOURNAL_ID_CHANGE_FAILED
		"|VFSTATE_PF=up0|VFSTATE_PCI=0000:03:00.0|VFSTATE_VF=3|VFSTATE_CHANGE="
		"vlan|VFSTATE_FROM=4|VFSTATE_TO=5|VFSTATE_OUTCOME=failed|ERRNO=22|");
	finish(&journal);
}

/* Without a journal at the socket the stream has to do. */
static void test_nobody_listens(void **state)
{
	struct journal journal;
	char text[64] = "";
	FILE *to = fmemopen(text, sizeof(text), "w"), *stream;

	start(&journal, *state);
	finish(&journal);
	stream = journal_open(journal.socket.path, to, LOG_WARNING);
	fputs("a line\n", stream);
	fclose(stream);
	fclose(to);
	assert_string_equal(text, "<4>a line\n");
}

UNIT_GROUP(journal, UNIT_TEST(test_lines), UNIT_TEST(test_diag), UNIT_TEST(test_changes),
	   UNIT_TEST(test_nobody_listens))
