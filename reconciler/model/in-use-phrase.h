/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of who may use a VF, and the words for each: behind in-use.h. A new kind of
 * user is a row. */
#pragma once

#include "model/observed.h"

/* NULL where nobody of this kind uses the VF. */
typedef const char *in_use_phrase_maker(struct arena *arena, const struct observed_pf *pf,
					const struct observed_vf *vf);

struct in_use_phrase {
	in_use_phrase_maker *make;
	bool is_guest;	    /* MAC, VLAN and link state of the VF are the user's */
	bool is_unsure;	    /* it says why there may be a user */
	const char *advice; /* what somebody can do about it; NULL */
	in_use_phrase_maker *advise; /* where that has names in it */
};

/* The first that applies, with its words in *ret_text; NULL where the VF is idle. */
const struct in_use_phrase *in_use_phrase_find(struct arena *arena,
					       const struct observed_pf *pf,
					       const struct observed_vf *vf,
					       const char **ret_text);

/* Whether a guest is among those who use the VF, also where another user is named. */
bool in_use_phrase_has_guest(struct arena *arena, const struct observed_pf *pf,
			     const struct observed_vf *vf,
			     const struct in_use_phrase *first);

/* The holders of a kind, "br0, vlan7", the first few where there are many; NULL where
 * there is none. */
const char *in_use_phrase_holders(struct arena *arena, const struct observed_vf *vf,
				  enum holder_kind kind);
