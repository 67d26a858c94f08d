/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/yaml-events.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/guard.h"
#include "support/text.h"
#include "support/yaml-node.h"

static struct span span_of(const struct yaml_events *events, yaml_mark_t start,
			   yaml_mark_t end)
{
	struct span place = {
		.source = events->source,
		.line = (unsigned int)start.line + 1,
		.column = (unsigned int)start.column + 1,
		.length = 1,
	};

	if (start.line == end.line && end.column > start.column)
		place.length = (unsigned int)(end.column - start.column);
	return place;
}

/* The place of the byte at `offset`. */
static struct span span_of_offset(const struct yaml_events *events, size_t offset)
{
	struct span place = {
		.source = events->source, .line = 1, .column = 1, .length = 1};
	const char *text = events->source->text;
	size_t left = events->source->length, end, length;
	bool is_printable;

	while ((length = text_line(text, left, &end)) + end <= offset && end > 0) {
		text += length + end;
		left -= length + end;
		offset -= length + end;
		place.line++;
	}
	for (size_t i = 0; i < offset; place.column++)
		i += text_character(text + i, left - i, &is_printable);
	return place;
}

/* Explains libyaml's messages to users. */
static const char *explain_problem(const char *problem)
{
	static const struct {
		const char *problem;
		const char *hint;
	} rows[] = {
		{"mapping values are not allowed in this context",
		 "is a space missing after a colon, here or in the line before?"},
		{"did not find expected key",
		 "is this line indented like its neighbours, and do the keys before it "
		 "have a colon and a space?"},
		{"did not find expected ',' or '}'",
		 "is a } or a comma missing, here or in the line before?"},
		{"did not find expected ',' or ']'",
		 "is a ] or a comma missing, here or in the line before?"},
		{"found character that cannot start any token",
		 "YAML is indented with spaces, not tabs; and text that starts with @, ` "
		 "or % needs quotes"},
		{"found unexpected end of stream", "a quote is not closed"},
		{"could not find expected ':'",
		 "a key, a colon and a space come before a value"},
	};

	for (size_t i = 0; problem && i < ARRAY_SIZE(rows); i++) {
		if (strcmp(problem, rows[i].problem) == 0)
			return rows[i].hint;
	}
	return NULL;
}

int yaml_events_next(struct yaml_events *events, yaml_event_t *event)
{
	const yaml_parser_t *parser = &events->parser;
	struct span place;
	struct diag *diag;

	if (yaml_parser_parse(&events->parser, event))
		return 0;
	/* Bytes that are not UTF-8 or not allowed in YAML have an offset but no mark. */
	place = parser->error == YAML_READER_ERROR
			? span_of_offset(events, parser->problem_offset)
			: span_of(events, parser->problem_mark, parser->problem_mark);
	diag = diag_error(events->diags, span_keep(events->diags->arena, place),
			  "yaml-syntax", "not YAML: %s",
			  parser->problem ? parser->problem : "out of memory");
	if (parser->error == YAML_READER_ERROR)
		diag_hint(events->diags, diag,
			  "the file must be UTF-8 text, without control characters");
	else if (parser->context)
		diag_note(events->diags, diag,
			  span_keep(events->diags->arena,
				    span_of(events, parser->context_mark,
					    parser->context_mark)),
			  "%s that starts here", parser->context);
	if (explain_problem(parser->problem))
		diag_hint(events->diags, diag, "%s", explain_problem(parser->problem));
	return -EINVAL;
}

/* libyaml compares each %TAG line with all earlier ones
 * (yaml_parser_append_tag_directive, parser.c). */
static bool refuse_tag_lines(const struct yaml_events *events)
{
	const struct source *source = events->source;
	unsigned int n = 0;

	for (size_t i = 0; i < source->n_lines; i++) {
		struct span place = {.source = source,
				     .line = (unsigned int)i + 1,
				     .column = 1,
				     .length = 4};
		size_t left = source->length - source->lines[i];

		if (left < 4 || memcmp(source->text + source->lines[i], "%TAG", 4) != 0 ||
		    ++n <= YAML_TAG_LINES_MAX)
			continue;
		diag_error(events->diags, span_keep(events->diags->arena, place),
			   "yaml-limit", "more than %d %%TAG lines", YAML_TAG_LINES_MAX);
		return true;
	}
	return false;
}

int yaml_events_open(struct yaml_events *events, struct diags *diags,
		     const struct source *source)
{
	*events = (struct yaml_events){.diags = diags, .source = source};
	if (refuse_tag_lines(events))
		return -E2BIG;
	if (!yaml_parser_initialize(&events->parser))
		abort();
	yaml_parser_set_encoding(&events->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&events->parser, (const unsigned char *)source->text,
				     source->length);
	return 0;
}

void yaml_events_close(struct yaml_events *events)
{
	yaml_parser_delete(&events->parser);
}

struct span yaml_events_place(const struct yaml_events *events, const yaml_event_t *event)
{
	return span_of(events, event->start_mark, event->end_mark);
}
