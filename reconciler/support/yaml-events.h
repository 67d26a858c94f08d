/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libyaml's events of one document, and what its errors mean to someone who did not write
 * a parser. */
#pragma once

#include <yaml.h>

#include "support/diag.h"
#include "support/must-check.h"

struct yaml_events {
	struct diags *diags;
	const struct source *source;
	yaml_parser_t parser;
};

/* 0, and the caller calls yaml_events_close; -E2BIG with the error in `diags` for a text
 * that would keep libyaml busy. The struct stays where it is until then. */
_must_check_ int yaml_events_open(struct yaml_events *events, struct diags *diags,
				  const struct source *source);
void yaml_events_close(struct yaml_events *events);

/* The next event, which the caller deletes: 0, or -EINVAL with the error in `diags`. */
_must_check_ int yaml_events_next(struct yaml_events *events, yaml_event_t *event);

/* Where an event is in the text. */
struct span yaml_events_place(const struct yaml_events *events,
			      const yaml_event_t *event);
