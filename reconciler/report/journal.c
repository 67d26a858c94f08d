/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/journal.h"

#include <stdlib.h>
#include <string.h>

#include "report/printing.h"
#include "support/guard.h"
#include "support/service.h"

enum {
	NUMBER_MAX = 24
};

struct stream {
	const char *socket_path;
	FILE *otherwise;
	int priority;
	char *line; /* without an end yet */
	size_t length, size;
};

static const char *number_text(long number, char text[NUMBER_MAX])
{
	snprintf(text, NUMBER_MAX, "%ld", number);
	return text;
}

/* The fields that every record has, and `fields`. False if the journal did not take it.
 */
static bool log_record(const char *socket_path, int priority, const char *text,
		       const struct service_field *fields, size_t n)
{
	static char unit[SERVICE_UNIT_MAX];
	char number[NUMBER_MAX];
	struct service_field all[SERVICE_FIELDS_MAX] = {
		{"MESSAGE", text},
		{"PRIORITY", number_text(priority, number)},
		{"SYSLOG_IDENTIFIER", "vfstate"},
	};

	/* The journal finds the unit of a process that still runs. Of one that has just
	 * ended, journalctl -u finds the records by this field. */
	if (!unit[0])
		service_unit("/proc/self/cgroup", unit);
	all[3] = (struct service_field){"OBJECT_SYSTEMD_UNIT", unit[0] ? unit : NULL};
	if (n > 0)
		memcpy(all + 4, fields, n * sizeof(*fields));
	return service_log(socket_path, all, n + 4);
}

static void end_line(struct stream *stream)
{
	stream->line[stream->length] = '\0';
	stream->length = 0;
	/* An empty line is for the eye, and the journal has none. */
	if (stream->line[0] == '\0' ||
	    log_record(stream->socket_path, stream->priority, stream->line, NULL, 0))
		return;
	fprintf(stream->otherwise, "<%d>%s\n", stream->priority, stream->line);
	fflush(stream->otherwise);
}

static ssize_t write_lines(void *cookie, const char *text, size_t length)
{
	struct stream *stream = cookie;

	for (size_t i = 0; i < length; i++) {
		if (stream->length + 1 >= stream->size) {
			stream->size = stream->size * 2 + 256;
			stream->line = realloc(stream->line, stream->size);
			if (!stream->line)
				abort();
		}
		if (text[i] == '\n')
			end_line(stream);
		else
			stream->line[stream->length++] = text[i];
	}
	return (ssize_t)length;
}

static int close_lines(void *cookie)
{
	struct stream *stream = cookie;

	if (stream->length > 0)
		end_line(stream);
	free(stream->line);
	free(stream);
	return 0;
}

FILE *journal_open(const char *socket_path, FILE *otherwise, int priority)
{
	struct stream *stream = calloc(1, sizeof(*stream));
	FILE *file;

	if (!stream)
		abort();
	*stream = (struct stream){
		.socket_path = socket_path, .otherwise = otherwise, .priority = priority};
	file = fopencookie(
		stream, "w",
		(cookie_io_functions_t){.write = write_lines, .close = close_lines});
	if (!file)
		abort();
	setvbuf(file, NULL, _IOLBF, BUFSIZ);
	return file;
}

/* Both streams first, so that the record comes after what was printed before. */
static void put_record(const struct report *report, FILE *stream, int priority,
		       const char *text, const struct service_field *fields, size_t n)
{
	size_t length = strlen(text);
	_cleanup_free_ char *message = strndup(
		text, length > 0 && text[length - 1] == '\n' ? length - 1 : length);

	if (!message)
		abort();
	fflush(report->out);
	fflush(report->err);
	if (!log_record(report->journal, priority, message, fields, n))
		fprintf(stream, "%s\n", message);
}

void journal_change(const struct report *report, const char *text,
		    const struct plan_pf *pf, const char *vfs,
		    const struct change *change, const struct outcome *outcome)
{
	enum value_kind kind = change_value_kind(change);
	bool is_bad =
		outcome->status == OUTCOME_FAILED || outcome->status == OUTCOME_SKIPPED;
	char pci[PCI_ADDRESS_TEXT], from[VALUE_FORMAT_MAX], to[VALUE_FORMAT_MAX],
		error[NUMBER_MAX];
	struct service_field fields[] = {
		{"MESSAGE_ID", is_bad ? JOURNAL_ID_CHANGE_FAILED
			       : outcome->status == OUTCOME_DONE ? JOURNAL_ID_CHANGE
								 : NULL},
		{"VFSTATE_PF", pf->desired->name},
		{"VFSTATE_PCI", pf->observed->has_pci ? pci : NULL},
		{"VFSTATE_VF", vfs},
		{"VFSTATE_CHANGE", change_name(change)},
		{"VFSTATE_FROM", change->from.set ? from : NULL},
		{"VFSTATE_TO", to},
		{"VFSTATE_OUTCOME", outcome_status_name(outcome->status)},
		{"ERRNO",
		 outcome->error ? number_text(-(long)outcome->error, error) : NULL},
	};

	if (report->is_quiet)
		return;
	pci_address_format(pf->observed->pci, pci);
	if (change->from.set)
		value_format(kind, change->from.value, from);
	value_format(kind, change->to, to);
	put_record(report, report->out, LOG_INFO, text, fields, ARRAY_SIZE(fields));
}

void journal_diag(const struct report *report, const char *text, const struct diag *diag)
{
	char line[NUMBER_MAX];
	struct service_field fields[] = {
		{"MESSAGE_ID", JOURNAL_ID_DIAGNOSTIC},
		{"VFSTATE_CODE", diag->code},
		{"CONFIG_FILE", diag->at ? diag->at->source->path : NULL},
		{"CONFIG_LINE",
		 diag->at ? number_text((long)diag->at->line, line) : NULL},
	};

	put_record(report, report->err,
		   diag->severity == SEVERITY_ERROR ? LOG_ERR : LOG_WARNING, text, fields,
		   ARRAY_SIZE(fields));
}

void journal_summary(const struct report *report, const char *text)
{
	static const struct service_field fields[] = {{"MESSAGE_ID", JOURNAL_ID_SUMMARY}};

	if (!report->is_quiet)
		put_record(report, report->out, LOG_INFO, text, fields,
			   ARRAY_SIZE(fields));
}
