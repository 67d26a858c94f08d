/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What sysfs says of a VF; observe_vf is declared in observe.h. */
#pragma once

#include "model/observed.h"
#include "observe/device-users.h"
#include "observe/netns-uppers.h"
#include "support/kernel.h"
#include "support/root.h"

/* As observe_vf does; `users` is NULL where nobody is looked for, `uppers` where other
 * network namespaces are not to be asked. */
void vf_device_read(struct kernel *kernel, struct arena *arena, struct diags *diags,
		    const struct root *run, const char *pf_dir,
		    struct device_users *users, struct netns_uppers *uppers,
		    struct observed_vf *vf);
