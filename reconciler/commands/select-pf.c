/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/select-pf.h"

#include <stdlib.h>
#include <string.h>

#include "model/select.h"
#include "run-state/seqnum.h"

/* The address of "0000:03:00.0-4711", and the number of the event; NULL if it is no such
 * name. */
static const char *event_address(struct arena *arena, const char *pf, long *ret_seqnum)
{
	const char *dash = strrchr(pf, '-');
	const char *address = dash ? arena_strndup(arena, pf, (size_t)(dash - pf)) : NULL;
	struct pci_address pci;

	if (!address || !pci_address_parse(address, &pci) ||
	    dash[1 + strspn(dash + 1, "0123456789")] != '\0')
		return NULL;
	*ret_seqnum = strtol(dash + 1, NULL, 10);
	return address;
}

/* Whether an entry names the address, or none and may match by something else. */
static bool may_be_configured(const struct desired *desired, struct pci_address pci)
{
	for (size_t i = 0; i < desired->n_pfs; i++) {
		const struct pf_match *match = &desired->pfs[i].match;

		if (!match->has_pci || pci_address_compare(match->pci, pci) == 0)
			return true;
	}
	return false;
}

void select_pf_await(struct run *run, const struct invocation *invocation,
		     const struct desired *desired, const struct await_options *options)
{
	const char *event;
	struct pci_address pci;
	long seqnum;

	if (!invocation->pf || invocation->wait_s == 0)
		return;
	event = event_address(&run->arena, invocation->pf, &seqnum);
	if (!pci_address_parse(event ? event : invocation->pf, &pci) ||
	    !may_be_configured(desired, pci) || run_open_kernel(run) < 0)
		return;
	live_kernel_watch(&run->live);
	await_pf(&run->kernel, &run->arena, pci, options);
}

bool select_pf_is_seen(struct run *run, const struct invocation *invocation)
{
	long seqnum;

	return invocation->pf && event_address(&run->arena, invocation->pf, &seqnum) &&
	       seqnum > 0 && seqnum <= seqnum_read(&run->kernel, run->dir_path);
}

static struct desired_pf *find_by_name(const struct desired *desired, const char *name)
{
	for (size_t i = 0; i < desired->n_pfs; i++) {
		if (strcmp(desired->pfs[i].name, name) == 0)
			return &desired->pfs[i];
	}
	return NULL;
}

/* An entry behind `after` (NULL: any) that matches this PF and no other; NULL. */
static struct desired_pf *find_by_match(const struct desired *desired,
					const struct observed *observed,
					const struct observed_pf *live,
					const struct desired_pf *after)
{
	for (size_t i = after ? (size_t)(after - desired->pfs) + 1 : 0;
	     i < desired->n_pfs; i++) {
		size_t n;

		if (pf_match_find(&desired->pfs[i].match, observed, &n) == live && n == 1)
			return &desired->pfs[i];
	}
	return NULL;
}

static const struct observed_pf *find_live(const struct desired_pf *pf,
					   const struct observed *observed,
					   const char *what)
{
	size_t n;

	if (pf)
		return pf_match_find(&pf->match, observed, &n);
	for (size_t i = 0; i < observed->n_pfs; i++) {
		if (select_is_pf(&observed->pfs[i], what))
			return &observed->pfs[i];
	}
	return NULL;
}

static void refuse_twins(struct run *run, const struct desired_pf *pf,
			 const struct desired_pf *twin)
{
	diag_note(&run->diags,
		  diag_error(&run->diags, twin->match_at ? twin->match_at : twin->at,
			     "given-twice", "%s and %s match the same PF", pf->name,
			     twin->name),
		  pf->match_at ? pf->match_at : pf->at, "the other one");
}

const struct desired *select_pf(struct run *run, const struct invocation *invocation,
				const struct desired *desired, int *ret_exit)
{
	const char *event, *what;
	const struct observed *observed;
	const struct observed_pf *live;
	struct desired_pf *pf, *twin;
	long seqnum;

	if (!invocation->pf)
		return desired;
	event = event_address(&run->arena, invocation->pf, &seqnum);
	what = event ? event : invocation->pf;
	observed = run_observe(run, invocation, &run->diags, NULL);
	if (!observed) {
		*ret_exit = invocation->state ? EXIT_CONFIG_ERROR : EXIT_FAILED;
		return NULL;
	}
	pf = find_by_name(desired, what);
	live = find_live(pf, observed, what);
	if (!pf && live)
		pf = find_by_match(desired, observed, live, NULL);
	if (!pf) {
		*ret_exit = event ? EXIT_CONVERGED : EXIT_FAILED;
		if (!event)
			diag_hint(&run->diags,
				  diag_error(&run->diags, SPAN_NONE, "not-found",
					     "'%s': the configuration has no entry for "
					     "this PF",
					     what),
				  "vfstate show shows the PFs, with their names in the "
				  "configuration");
		return NULL;
	}
	twin = live ? find_by_match(desired, observed, live, NULL) : NULL;
	if (twin == pf)
		twin = find_by_match(desired, observed, live, pf);
	if (twin) {
		*ret_exit = EXIT_FAILED;
		refuse_twins(run, pf, twin);
		return NULL;
	}
	return desired_select_pf(&run->arena, desired, pf);
}
