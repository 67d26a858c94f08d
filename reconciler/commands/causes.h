/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Errors of an apply, one for each cause: if many VFs fail for one reason, one error
 * names them all. */
#pragma once

#include "model/plan.h"

/* Empty if all but `diags` is zero. */
struct causes {
	struct diags *diags;
	struct cause *items;
	size_t n;
	size_t n_added; /* changes added so far */
};

/* What one change contributes. */
struct cause_text {
	const char *code;
	const char *text;  /* of the error, if no other change has this cause */
	const char *alike; /* the text without values; changes whose texts differ only in
			      the VF's index have one cause; NULL: `text` */
	const char *hint;  /* or NULL */
	bool has_no_place; /* the error concerns the host, not a place in the YAML */
};

void causes_add(struct causes *causes, const struct change *change,
		const struct cause_text *text);

/* Adds the errors to `diags`. */
void causes_report(const struct causes *causes);

/* How many errors there are with that code. */
size_t causes_count(const struct causes *causes, const char *code);
