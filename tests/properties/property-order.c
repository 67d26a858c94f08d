/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same input in any order of keys, PFs and files gives the same plan. */
#include "properties.h"

#include <string.h>

#include "run.h"

bool property_order(const struct world *world, struct fake_kernel *fake, char *failure)
{
	uint64_t order = world->seed | 1;
	unsigned int part = (unsigned int)(world->seed >> 8);
	const struct yaml_node *one, *two;
	struct run run, other;
	bool good = true;

	run_start(&run, world, fake);
	run_start(&other, world, fake);
	one = parse(&other, world_yaml(world, &other.arena, order, part));
	two = parse(&other, world_yaml(world, &other.arena, order + 2, ~part));
	/* A file without PFs has an empty `pfs`, which is as if it had none. */
	if (yaml_find(one, "pfs")->type == YAML_MAP &&
	    yaml_find(two, "pfs")->type == YAML_MAP)
		one = yaml_merge(&other.arena, one, two);
	else if (yaml_find(two, "pfs")->type == YAML_MAP)
		one = two;
	other.desired = read_desired(&other, one);
	run.plan = make_plan(&run);
	other.plan = other.desired ? make_plan(&other) : NULL;
	if (!other.plan)
		good = fails(failure, "in another order the configuration is wrong");
	else if (strcmp(plan_text(&run.arena, run.plan),
			plan_text(&other.arena, other.plan)) != 0)
		good = fails(failure, "in another order the plan is\n%s# not\n%s",
			     plan_text(&other.arena, other.plan),
			     plan_text(&run.arena, run.plan));
	run_end(&other);
	run_end(&run);
	return good;
}
