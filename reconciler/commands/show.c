/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/run.h"

#include <string.h>

#include "config/config.h"
#include "model/select.h"
#include "support/guard.h"

/* The names and VMs of the configuration, where there is one without errors. */
static void annotate(struct observed *observed, const struct desired *desired)
{
	for (size_t i = 0; i < desired->n_pfs; i++) {
		size_t n;
		const struct observed_pf *match =
			pf_match_find(&desired->pfs[i].match, observed, &n);
		struct observed_pf *pf;

		if (n != 1)
			continue;
		pf = &observed->pfs[match - observed->pfs];
		pf->name = desired->pfs[i].name;
		for (size_t j = 0; j < pf->n_vfs; j++) {
			const struct desired_binding *binding = desired_find_binding(
				desired, &desired->pfs[i], (unsigned int)j);

			pf->vfs[j].vm = binding ? binding->vm : NULL;
			pf->vfs[j].interface = binding ? binding->interface : NULL;
		}
	}
}

/* A host is shown with or without a configuration, and with a broken one too. */
static const struct desired *load_if_good(struct run *run)
{
	struct config_files files = {0};
	const struct desired *desired;
	struct diags errors;
	struct diag *diag;

	diags_init(&errors, &run->arena);
	desired = config_load(&run->arena, &errors, &files);
	if (desired || strcmp(errors.first->code, "no-config") == 0)
		return desired;
	diag = diag_warning(&run->diags, SPAN_NONE, "config-unread",
			    "the configuration has %u error%s, so no names and VMs are "
			    "shown",
			    errors.n_errors, errors.n_errors == 1 ? "" : "s");
	diag_hint(&run->diags, diag, "vfstate check tells what is wrong");
	return NULL;
}

int command_show(const struct invocation *invocation)
{
	const char *what = invocation->n_words > 0 ? invocation->words[0] : NULL;
	_cleanup_run_ struct run run;
	const struct desired *desired = NULL;
	const struct observed *shown;
	struct observed *observed;

	run_init(&run);
	observed = run_observe(&run, invocation, NULL);
	/* A snapshot carries its own names. */
	if (observed && !invocation->state)
		desired = load_if_good(&run);
	if (desired)
		annotate(observed, desired);
	report_diags(&invocation->report, &run.diags);
	if (!observed)
		return invocation->state ? EXIT_CONFIG_ERROR : EXIT_FAILED;
	shown = what ? select_observed(&run.arena, observed, what) : observed;
	if (!shown) {
		report_error(&invocation->report, "nothing here is called '%s'", what);
		return EXIT_FAILED;
	}
	report_inventory(&invocation->report, shown);
	return run.diags.n_errors ? EXIT_FAILED : EXIT_CONVERGED;
}
