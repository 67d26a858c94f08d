/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/pf-attr.h"

const struct pf_attr_info pf_attr_info[PF_ATTR_COUNT] = {
	[PF_ATTR_ESWITCH_MODE] = {"eswitch mode", VALUE_TEXT},
	[PF_ATTR_ESWITCH_INLINE_MODE] = {"eswitch inline_mode", VALUE_TEXT},
	[PF_ATTR_ESWITCH_ENCAP_MODE] = {"eswitch encap_mode", VALUE_TEXT},
	[PF_ATTR_MTU] = {"mtu", VALUE_NUMBER},
};

const char *const pf_attr_eswitch_modes[] = {"legacy", PF_ESWITCH_SWITCHDEV, NULL};
const char *const pf_attr_inline_modes[] = {"none", "link", "network", "transport", NULL};
const char *const pf_attr_encap_modes[] = {"none", "basic", NULL};

const char *const *const pf_attr_eswitch_words[PF_ATTR_ESWITCH_COUNT] = {
	[PF_ATTR_ESWITCH_MODE] = pf_attr_eswitch_modes,
	[PF_ATTR_ESWITCH_INLINE_MODE] = pf_attr_inline_modes,
	[PF_ATTR_ESWITCH_ENCAP_MODE] = pf_attr_encap_modes,
};
