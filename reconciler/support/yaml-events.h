/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libyaml's events of one document, and explanations of its errors. */
#pragma once

#include <yaml.h>

#include "support/diag.h"
#include "support/must-check.h"

struct yaml_events {
	struct diags *diags;
	const struct source *source;
	yaml_parser_t parser;
};

/* Returns 0, and the caller calls yaml_events_close; or -E2BIG with the error in `diags`
 * for a text that would take libyaml too long. The struct must not move before
 * yaml_events_close. */
_must_check_ int yaml_events_open(struct yaml_events *events, struct diags *diags,
				  const struct source *source);
void yaml_events_close(struct yaml_events *events);

/* The next event, which the caller deletes: 0, or -EINVAL with the error in `diags`. */
_must_check_ int yaml_events_next(struct yaml_events *events, yaml_event_t *event);

/* The place of an event in the text. */
struct span yaml_events_place(const struct yaml_events *events,
			      const yaml_event_t *event);
