/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use-pf.h"

#include <string.h>

enum {
	PF_USERS_MAX = 8 /* users named in a message */
};

/* A netdev that is down has no users. observed_pf_is_up() is about the first netdev; of
 * the others only those that are up have been observed. vfstate only ever takes down the
 * first one. */
static bool is_user_of_pf(const struct observed_pf *pf, const struct holder *holder,
			  enum disruption takes)
{
	/* A netdev with an unknown ifindex may be up. */
	bool is_down = !holder->netdev && !observed_pf_is_up(pf) && pf->ifindex > 0;

	if (is_down || (holder->netdev && takes == DISRUPTION_LINK))
		return false;
	/* What the kernel configured by itself survives a blink. */
	return holder->kind != HOLDER_AUTOCONF || takes & DISRUPTION_LINK;
}

/* The known users, "the bridge br0, the address 192.0.2.9 on enp1s0d1"; NULL: none. */
static const char *pf_users_of(struct arena *arena, const struct observed_pf *pf,
			       enum disruption takes)
{
	const char *text = NULL;
	size_t n = 0;

	for (size_t i = 0; i < pf->n_holders; i++) {
		const struct holder *holder = &pf->holders[i];

		if (holder->kind != HOLDER_UNKNOWN && is_user_of_pf(pf, holder, takes) &&
		    n++ < PF_USERS_MAX)
			text = arena_printf(arena, "%s%s%s%s%s", text ? text : "",
					    text ? ", " : "", holder->who,
					    holder->netdev ? " on " : "",
					    holder->netdev ? holder->netdev : "");
	}
	return n > PF_USERS_MAX
		       ? arena_printf(arena, "%s and %zu more", text, n - PF_USERS_MAX)
		       : text;
}

/* What could not be read, separated by semicolons; NULL: nothing. */
static const char *pf_unknown_of(struct arena *arena, const struct observed_pf *pf,
				 enum disruption takes)
{
	const char *text = NULL, *last = "";

	for (size_t i = 0; i < pf->n_holders; i++) {
		const struct holder *holder = &pf->holders[i];

		if (holder->kind != HOLDER_UNKNOWN || !is_user_of_pf(pf, holder, takes) ||
		    strcmp(holder->who, last) == 0)
			continue;
		last = holder->who;
		text = text ? arena_printf(arena, "%s; %s", text, last) : last;
	}
	return text;
}

static const char *describe(struct arena *arena, const struct observed_pf *pf,
			    enum disruption takes, const char *in_use)
{
	const char *users = pf_users_of(arena, pf, takes);
	const char *unknown = pf_unknown_of(arena, pf, takes);

	if (users)
		return arena_printf(arena, "%s: %s%s%s", in_use, users,
				    unknown ? "; " : "", unknown ? unknown : "");
	return unknown ? arena_printf(arena, "may be in use: %s", unknown) : NULL;
}

const char *in_use_pf_by(struct arena *arena, const struct observed_pf *pf,
			 enum disruption takes)
{
	return describe(arena, pf, takes, "in use");
}

/* Measured on igb: 0.5 s without carrier; real NICs negotiate for 1 to 3 s, and a switch
 * may keep the port closed for 30 s (STP). */
static const char *what_is_lost(enum disruption takes)
{
	return takes == DISRUPTION_LINK
		       ? "its link would go down, and with it routes and IPv6 addresses"
		       : "its link would blink for 1 to 3 s, or 30 s where "
			 "the "
			 "switch runs STP";
}

/* Falls back to the PCI address: the netdev may be in another network namespace. */
static const char *name_of(struct arena *arena, const struct observed_pf *pf)
{
	char pci[PCI_ADDRESS_TEXT];

	if (pf->netdev)
		return pf->netdev;
	pci_address_format(pf->pci, pci);
	return arena_strdup(arena, pci);
}

const char *in_use_pf_refuses(struct arena *arena, const struct observed_pf *pf,
			      const struct change *change, enum disruption permits)
{
	const char *by;

	if (change->takes == DISRUPTION_REFUSED || (permits & change->takes))
		return NULL;
	by = describe(arena, pf, change->takes, "is in use");
	return by ? arena_printf(arena, "%s %s; %s", name_of(arena, pf), by,
				 what_is_lost(change->takes))
		  : NULL;
}
