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
	if (vf != NO_VF)
		vf_set_add(remarks->arena, &remark->vfs, (unsigned int)vf);
}

static const char *line_of(struct arena *arena, const struct adopt_remark *remark)
{
	const char *vfs = vf_set_format(arena, &remark->vfs);

	if (remark->vfs.n == 0)
		return remark->text;
	return arena_printf(arena, "VF%s %s: %s", strpbrk(vfs, ",-") ? "s" : "", vfs,
			    remark->text);
}

const char **adopt_remark_lines(const struct adopt_remarks *remarks, size_t *ret_n)
{
	const char **lines = arena_calloc(remarks->arena, remarks->n + 1, sizeof(*lines));
	size_t n = 0;

	for (; n < remarks->n; n++)
		lines[n] = line_of(remarks->arena, &remarks->items[n]);
	if (remarks->n_left_out > 0)
		lines[n++] = arena_printf(remarks->arena, "and %zu remarks more",
					  remarks->n_left_out);
	*ret_n = n;
	return lines;
}
