/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "plan/adopt-parts.h"

void adopt_remark(struct adopt_remarks *remarks, int vf, const char *format, ...)
{
	struct adopt_remark *remark = NULL;
	const char *text;
	va_list args;

	va_start(args, format);
	text = arena_vprintf(remarks->arena, format, args);
	va_end(args);
	for (size_t i = 0; i < remarks->n && !remark; i++) {
		if (strcmp(remarks->items[i].text, text) == 0)
			remark = &remarks->items[i];
	}
	if (!remark && remarks->n == ADOPT_REMARKS_MAX) {
		remarks->n_left_out++;
		return;
	}
	if (!remark) {
		remarks->items = arena_grow(remarks->arena, remarks->items, remarks->n,
					    sizeof(*remarks->items));
		remark = &remarks->items[remarks->n++];
		*remark = (struct adopt_remark){.text = text};
	}
	if (vf == NO_VF ||
	    (remark->n_vfs > 0 && remark->vfs[remark->n_vfs - 1] == (unsigned int)vf))
		return;
	remark->vfs = arena_grow(remarks->arena, remark->vfs, remark->n_vfs,
				 sizeof(*remark->vfs));
	remark->vfs[remark->n_vfs++] = (unsigned int)vf;
}

const char **adopt_remark_lines(const struct adopt_remarks *remarks, size_t *ret_n)
{
	struct arena *arena = remarks->arena;
	const char **lines = arena_calloc(arena, remarks->n + 1, sizeof(*lines));
	size_t n = 0;

	for (; n < remarks->n; n++) {
		const struct adopt_remark *remark = &remarks->items[n];

		lines[n] = remark->n_vfs == 0
				   ? remark->text
				   : arena_printf(arena, "VF%s %s: %s",
						  remark->n_vfs == 1 ? "" : "s",
						  adopt_indices(arena, remark->vfs,
								remark->n_vfs),
						  remark->text);
	}
	if (remarks->n_left_out > 0)
		lines[n++] =
			arena_printf(arena, "and %zu remarks more", remarks->n_left_out);
	*ret_n = n;
	return lines;
}
