/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "result-hosts.h"

#include "commands/verify.h"

void result_hosts_init(struct unit *unit, struct result_hosts *hosts)
{
	*hosts = (struct result_hosts){.desired = {{.name = "up0"}, {.name = "up1"}}};
	for (size_t i = 0; i < 2; i++) {
		hosts->observed[i].attrs[PF_ATTR_AUTOPROBE] =
			(struct field){.set = true, .value.on = 1};
		hosts->pfs[i] =
			(struct plan_pf){.desired = &hosts->desired[i],
					 .observed = &hosts->observed[i],
					 .changes = hosts->changes[i],
					 .autoprobe = {.set = true, .value.on = true}};
		hosts->left[i] = hosts->pfs[i];
		hosts->left[i].changes = hosts->left_changes[i];
		hosts->all_outcomes[i] = hosts->outcomes[i];
	}
	hosts->plan = (struct plan){.pfs = hosts->pfs, .n_pfs = 2};
	hosts->after = (struct plan){.pfs = hosts->left, .n_pfs = 2};
	hosts->result =
		(struct result){.plan = &hosts->plan, .outcomes = hosts->all_outcomes};
	diags_init(&unit->diags, &unit->arena);
}

void result_hosts_add(struct result_hosts *hosts, size_t pf, struct change change,
		      struct outcome outcome, bool is_left)
{
	size_t n = hosts->pfs[pf].n_changes++;

	hosts->changes[pf][n] = change;
	hosts->outcomes[pf][n] = outcome;
	if (is_left)
		hosts->left_changes[pf][hosts->left[pf].n_changes++] = change;
	hosts->after.n_changes += is_left;
}

struct change result_hosts_vlan(int vf, uint16_t id)
{
	return (struct change){.stage = STAGE_VF_ATTR,
			       .attr = VF_ATTR_VLAN,
			       .vf = vf,
			       .from.set = true,
			       .to.vlan.id = id};
}

void result_hosts_expect(struct unit *unit, struct result_hosts *hosts, const char *texts,
			 size_t n_in_use)
{
	const char *all = "";

	UNIT_EXPECT(verify_report(&unit->diags, &hosts->result, &hosts->after), n_in_use,
		    "errors of something in use");
	diags_foreach (diag, &unit->diags)
		all = arena_printf(&unit->arena, "%s[%s] %s\n", all, diag->code,
				   diag->text);
	assert_string_equal(all, texts);
}
