/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/folds.h"

#include "unit.h"

enum {
	TEXTS_MAX = 3
};

static void add(struct folds *folds, unsigned int vf, int kind, const char *words)
{
	const char **texts = arena_calloc(folds->arena, TEXTS_MAX, sizeof(*texts));
	char *text = arena_strdup(folds->arena, words), *rest = NULL;
	size_t n = 0;

	for (text = strtok_r(text, " ", &rest); text; text = strtok_r(NULL, " ", &rest))
		texts[n++] = text;
	folds_add(folds, vf, kind, texts, n);
}

/* "0-3[a *: 0-1 b, 2 c]": the VFs of a block, its texts, and where they differ each
 * fold's. */
static const char *blocks(struct folds *folds)
{
	struct fold_block block;
	struct arena *arena = folds->arena;
	const char *text = "";

	while (folds_next(folds, &block)) {
		text = arena_printf(arena, "%s%s[", text,
				    vf_set_format(arena, &block.vfs));
		for (size_t i = 0; i < block.folds[0]->n; i++)
			text = arena_printf(
				arena, "%s%s%s", text, i > 0 ? " " : "",
				(int)i == block.differs ? "*" : block.folds[0]->texts[i]);
		for (size_t i = 0; block.differs >= 0 && i < block.n; i++)
			text = arena_printf(arena, "%s%s %s %s", text, i > 0 ? "," : ":",
					    vf_set_format(arena, &block.folds[i]->vfs),
					    block.folds[i]->texts[block.differs]);
		text = arena_printf(arena, "%s]", text);
	}
	return text;
}

static void test_blocks(void **state)
{
	static const struct {
		const char *texts[6]; /* of VF 0, 1, ...; with ! of another kind */
		const char *blocks;
	} rows[] = {
		{{NULL}, ""},
		{{"a b"}, "0[a b]"},
		{{"a b", "a b", "a b"}, "0-2[a b]"},
		{{"a b", "c", "a b"}, "0,2[a b]1[c]"},
		{{"a", "a b"}, "0[a]1[a b]"},
		/* All but one text. */
		{{"a b", "c b"}, "0-1[* b: 0 a, 1 c]"},
		{{"a b", "a c", "a b", "d"}, "0-2[a *: 0,2 b, 1 c]3[d]"},
		{{"a b", "c d"}, "0[a b]1[c d]"},
		/* The larger company. */
		{{"a b", "x b", "a c", "a d"}, "0,2-3[a *: 0 b, 2 c, 3 d]1[x b]"},
		/* With nothing in common, only many. */
		{{"a", "b", "c"}, "0[a]1[b]2[c]"},
		{{"a", "b", "c", "d"}, "0-3[*: 0 a, 1 b, 2 c, 3 d]"},
		/* Who is taken is taken. */
		{{"a b", "a c", "d c", "d e"}, "0-1[a *: 0 b, 1 c]2-3[d *: 2 c, 3 e]"},
		{{"a b", "!a b"}, "0[a b]1[a b]"},
		{{"a b", "!a c"}, "0[a b]1[a c]"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct folds folds;

		folds_init(&folds, &unit->arena, ARRAY_SIZE(rows[i].texts), TEXTS_MAX);
		for (unsigned int vf = 0; vf < ARRAY_SIZE(rows[i].texts); vf++) {
			const char *text = rows[i].texts[vf];

			if (text)
				add(&folds, vf, text[0] == '!', text + (text[0] == '!'));
		}
		assert_string_equal(blocks(&folds), rows[i].blocks);
	}
}

UNIT_GROUP(folds, UNIT_TEST(test_blocks))
