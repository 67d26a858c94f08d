/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/select-pf.h"

#include <string.h>

#include "model/select.h"
#include "observe/await.h"

/* The address of "0000:03:00.0-4711"; NULL if it is no such name. */
static const char *event_address(struct arena *arena, const char *pf)
{
	const char *dash = strrchr(pf, '-');
	const char *address = dash ? arena_strndup(arena, pf, (size_t)(dash - pf)) : NULL;
	struct pci_address pci;

	return address && pci_address_parse(address, &pci) &&
			       dash[1 + strspn(dash + 1, "0123456789")] == '\0'
		       ? address
		       : NULL;
}

/* The entry that matches the PF that `what` names, or is called so; NULL. */
static struct desired_pf *find(struct run *run, const struct desired *desired,
			       const struct observed *observed, const char *what)
{
	const struct observed *named = select_observed(&run->arena, observed, what);

	for (size_t i = 0; i < desired->n_pfs; i++) {
		struct desired_pf *pf = &desired->pfs[i];
		size_t n;
		const struct observed_pf *match = pf_match_find(&pf->match, observed, &n);

		if (strcmp(pf->name, what) == 0)
			return pf;
		if (match && named && named->n_pfs == 1 && n == 1 &&
		    match->has_pci == named->pfs->has_pci &&
		    (match->has_pci
			     ? pci_address_compare(match->pci, named->pfs->pci) == 0
			     : match->ifindex == named->pfs->ifindex))
			return pf;
	}
	return NULL;
}

const struct desired *select_pf(struct run *run, const struct invocation *invocation,
				const struct desired *desired,
				const volatile sig_atomic_t *stop)
{
	static const volatile sig_atomic_t never;
	const char *event, *what;
	const struct observed *observed;
	struct pci_address pci;
	struct desired_pf *pf;
	struct diags unheard;

	if (!invocation->pf)
		return desired;
	event = event_address(&run->arena, invocation->pf);
	what = event ? event : invocation->pf;
	if (!invocation->state && run_open_kernel(run) == 0 && invocation->wait_s > 0 &&
	    pci_address_parse(what, &pci))
		await_pf(&run->kernel, &run->arena, pci,
			 (int64_t)invocation->wait_s * 1000, stop ? stop : &never);
	/* The run itself reports what cannot be read. */
	diags_init(&unheard, &run->arena);
	observed = run_observe(run, invocation, &unheard, NULL);
	if (!observed)
		return desired;
	pf = find(run, desired, observed, what);
	if (pf)
		return desired_select_pf(&run->arena, desired, pf);
	if (!event)
		diag_hint(
			&run->diags,
			diag_error(&run->diags, SPAN_NONE, "not-found",
				   "--pf %s: the configuration has no entry for this PF",
				   what),
			"vfstate show shows the PFs, with their names in the "
			"configuration");
	return NULL;
}
