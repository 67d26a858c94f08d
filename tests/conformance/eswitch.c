/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The eswitch of the PF, through devlink. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance.h"
#include "netlink/devlink.h"

/* "mode" of "eswitch mode". */
static bool find_attr(const char *word, enum pf_attr *ret_attr)
{
	for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END; attr++) {
		if (strcmp(pf_attr_info[attr].name + strlen("eswitch "), word) != 0)
			continue;
		*ret_attr = (enum pf_attr)attr;
		return true;
	}
	return false;
}

int eswitch_set(struct conformance *c, enum pf_attr attr, const char *word)
{
	const char *ext_ack;

	return devlink_set_eswitch(&c->kernel, &c->arena, &c->key, attr, word, &ext_ack);
}

void eswitch_set_rate(struct conformance *c, char **words, char *result)
{
	struct observed_pf pf = c->key;
	struct diags diags;
	const char *ext_ack;

	diags_init(&diags, &c->arena);
	if (observe_pf_again(&c->kernel, &c->arena, &diags, NULL, &c->key, &pf) < 0) {
		strcpy(result, "no PF");
		return;
	}
	conformance_put_errno(result,
			      devlink_set_vf_rate(&c->kernel, &c->arena, &pf,
						  (unsigned int)atoi(words[0]),
						  strcmp(words[1], "min_tx_rate") == 0
							  ? VF_ATTR_MIN_TX_RATE
							  : VF_ATTR_MAX_TX_RATE,
						  (uint32_t)atoi(words[2]), &ext_ack));
}

void eswitch_ask(struct conformance *c, char **words, size_t n, char *result)
{
	struct observed_pf pf = c->key;
	struct diags diags;
	enum pf_attr attr;

	if (!find_attr(words[0], &attr)) {
		strcpy(result, "no such attribute");
		return;
	}
	if (n > 1) {
		conformance_put_errno(result, eswitch_set(c, attr, words[1]));
		return;
	}
	diags_init(&diags, &c->arena);
	devlink_observe(&c->kernel, &c->arena, &diags, c->dir, &pf);
	snprintf(result, RESULT_MAX, "%s",
		 pf.attrs[attr].set ? pf.attrs[attr].value.text : "none");
}
