/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of kinds of VF users and the words for each, behind in-use.h. A new kind of
 * user is a row. */
#pragma once

#include "model/observed.h"

/* NULL if no user of this kind uses the VF. */
typedef const char *in_use_phrase_maker(struct arena *arena, const struct observed_pf *pf,
					const struct observed_vf *vf);

struct in_use_phrase {
	in_use_phrase_maker *make;
	bool is_guest;	    /* the user sets MAC, VLAN and link state of the VF */
	bool is_unsure;	    /* the words say only why there may be a user */
	const char *advice; /* how to release the VF; NULL: unknown */
	in_use_phrase_maker *advise; /* instead of `advice`, if it contains names */
};

/* The first row that applies, with its words in *ret_text; NULL if the VF is idle. */
const struct in_use_phrase *in_use_phrase_find(struct arena *arena,
					       const struct observed_pf *pf,
					       const struct observed_vf *vf,
					       const char **ret_text);

/* Whether a guest is one of the users of the VF, even if another user is reported. */
bool in_use_phrase_has_guest(struct arena *arena, const struct observed_pf *pf,
			     const struct observed_vf *vf,
			     const struct in_use_phrase *first);

/* The holders of a kind, "br0, vlan7": the first few, and how many more there are. NULL:
 * none. */
const char *in_use_phrase_holders(struct arena *arena, const struct observed_vf *vf,
				  enum holder_kind kind);
