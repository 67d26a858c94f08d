/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "unit.h"

#include <ftw.h>
#include <stdio.h>

#include "config/config.h"

int unit_setup(void **state)
{
	struct unit *unit = calloc(1, sizeof(*unit));

	arena_init(&unit->arena);
	diags_init(&unit->diags, &unit->arena);
	*state = unit;
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int unit_teardown(void **state)
{
	struct unit *unit = *state;

	if (unit->dir[0])
		nftw(unit->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	arena_done(&unit->arena);
	free(unit);
	return 0;
}

const char *unit_dir(struct unit *unit)
{
	const char *parent = getenv("TMPDIR");

	if (unit->dir[0])
		nftw(unit->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	snprintf(unit->dir, sizeof(unit->dir), "%.40s/vfstate-unit.XXXXXX",
		 parent ? parent : "/tmp");
	assert_non_null(mkdtemp(unit->dir));
	return unit->dir;
}

const char *unit_codes(struct unit *unit)
{
	const char *codes = "";

	diags_foreach (diag, &unit->diags)
		codes = arena_printf(&unit->arena, "%s%s%s", codes, codes[0] ? " " : "",
				     diag->code);
	return codes;
}

const struct source *unit_source(struct unit *unit, const char *text)
{
	return source_new(&unit->arena, "test.yaml", text, strlen(text));
}

const struct desired *unit_desired(struct unit *unit, const char *text)
{
	const struct yaml_node *root =
		yaml_parse(&unit->arena, &unit->diags, unit_source(unit, text));
	struct desired *desired;

	if (!root)
		return NULL;
	desired = config_read(&unit->arena, &unit->diags, root);
	config_check(&unit->diags, desired);
	return desired;
}
