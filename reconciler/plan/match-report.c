/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/match-report.h"

/* Describes a match: " at the PCI address 0000:03:00.0 with the driver igb". */
static const char *match_words(struct arena *arena, const struct pf_match *match)
{
	char pci[PCI_ADDRESS_TEXT], mac[MAC_ADDRESS_TEXT], text[VALUE_FORMAT_MAX];
	const char *words = "";

	if (match->has_pci) {
		pci_address_format(match->pci, pci);
		words = arena_printf(arena, "%s at the PCI address %s", words, pci);
	}
	if (match->netdev)
		words = arena_printf(arena, "%s with the network interface %s", words,
				     match->netdev);
	if (match->has_mac) {
		mac_address_format(match->mac, mac);
		words = arena_printf(arena, "%s with the permanent MAC %s", words, mac);
	}
	if (match->driver)
		words = arena_printf(arena, "%s with the driver %s", words,
				     match->driver);
	for (int fact = 0; fact < PF_FACT_COUNT; fact++) {
		if (!match->facts[fact].set)
			continue;
		value_format(pf_fact_info[fact].kind, match->facts[fact].value, text);
		words = arena_printf(arena, "%s %s %s", words, pf_fact_info[fact].phrase,
				     text);
	}
	return words;
}

/* Adds a candidate: "0000:03:00.0 enp3s0 igb 8086:10c9 90:e2:ba:21:01:00". */
static void note_candidate(struct diags *diags, struct diag *diag,
			   const struct observed_pf *pf)
{
	char pci[PCI_ADDRESS_TEXT] = "(no PCI device)", mac[MAC_ADDRESS_TEXT] = "";

	if (pf->has_pci)
		pci_address_format(pf->pci, pci);
	if (pf->permanent_mac.set)
		mac_address_format(pf->permanent_mac.value.mac, mac);
	diag_note(diags, diag, SPAN_NONE, "%s %s %s %04x:%04x %s", pci,
		  pf->netdev ? pf->netdev : "(no netdev)",
		  pf->driver ? pf->driver : "(no driver)",
		  pf->facts[PF_FACT_VENDOR].value.number,
		  pf->facts[PF_FACT_DEVICE].value.number, mac);
}

enum {
	CANDIDATES_MAX = 16
};

static void note_candidates(struct diags *diags, struct diag *diag,
			    const struct observed *observed, const struct pf_match *match)
{
	size_t n = 0;

	for (size_t i = 0; i < observed->n_pfs; i++) {
		if (match && !pf_match_holds(match, &observed->pfs[i]))
			continue;
		if (n++ < CANDIDATES_MAX)
			note_candidate(diags, diag, &observed->pfs[i]);
	}
	if (n > CANDIDATES_MAX)
		diag_note(diags, diag, SPAN_NONE, "and %zu more", n - CANDIDATES_MAX);
}

void match_report_missing(struct arena *arena, struct diags *diags,
			  const struct desired_pf *pf, const struct observed *observed)
{
	struct diag *diag =
		diag_error(diags, pf->match_at, "pf-not-found", "this host has no PF%s",
			   match_words(arena, &pf->match));

	if (observed->n_pfs > 0)
		diag_hint(
			diags, diag,
			"the PFs of this host are listed above; optional: true where one "
			"may be missing");
	else
		diag_hint(diags, diag,
			  "no device here can do SR-IOV, or it is off in the "
			  "firmware; see vfstate show");
	note_candidates(diags, diag, observed, NULL);
}

void match_report_ambiguous(struct arena *arena, struct diags *diags,
			    const struct desired_pf *pf, const struct observed *observed,
			    size_t n)
{
	struct diag *diag =
		diag_error(diags, pf->match_at, "pf-ambiguous", "this host has %zu PFs%s",
			   n, match_words(arena, &pf->match));

	diag_hint(diags, diag,
		  "say which of them: their addresses, interfaces and permanent MACs are "
		  "above");
	note_candidates(diags, diag, observed, &pf->match);
}
