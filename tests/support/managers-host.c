/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "managers-host.h"

#include "fake-kernel.h"
#include "observe/managers.h"
#include "observe/observe.h"

const char *managers_host_find(struct unit *unit, const struct managers_host_file *files,
			       size_t n)
{
	struct fake_kernel fake;
	struct kernel kernel;
	struct observed *observed;
	const char *all = "";

	fake_kernel_init(&fake, 2, &kernel);
	fake_kernel_add_vfs(&fake, 0, 2);
	for (size_t i = 0; i < n && files[i].path; i++)
		fake_kernel_add_file(&fake, files[i].path, files[i].text);
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	observe_managers(&kernel, &unit->arena, observed);
	for (size_t i = 0; i < observed->n_pfs; i++) {
		const struct observed_pf *pf = &observed->pfs[i];

		for (size_t j = 0; j < pf->n_owners; j++)
			all = arena_printf(&unit->arena, "%s%s%s:%d", all,
					   j   ? " "
					   : i ? *all ? "; 2 " : "2 "
					       : "1 ",
					   pf->owners[j].tool, pf->owners[j].line);
	}
	return all;
}

void managers_host_check(void **state, const char *path,
			 const struct managers_host_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct managers_host_file file = {path, cases[i].text};
		const char *managers = managers_host_find(*state, &file, 1);

		if (strcmp(managers, cases[i].managers) != 0)
			fail_msg("%s: %s: '%s'", path, cases[i].text, managers);
	}
}
