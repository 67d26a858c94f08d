/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Errors of an apply, one for each cause: what is wrong with many VFs for one reason is
 * one error that names them all. */
#pragma once

#include "model/plan.h"

/* All zero but for `diags`: none. */
struct causes {
	struct diags *diags;
	struct cause *items;
	size_t n;
	size_t n_added; /* changes that were added to them */
};

/* What one change contributes. */
struct cause_text {
	const char *code;
	const char *text; /* of the error, where it is of this change alone */
	const char
		*alike;	   /* the same without the values: changes for which this is the
			      same, but for the VF's index, have one cause; NULL: `text` */
	const char *hint;  /* or NULL */
	bool has_no_place; /* it concerns the host */
};

void causes_add(struct causes *causes, const struct change *change,
		const struct cause_text *text);

/* Adds the errors to `diags`. */
void causes_report(const struct causes *causes);

/* How many errors of that code there are. */
size_t causes_count(const struct causes *causes, const char *code);
