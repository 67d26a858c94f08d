/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What sysfs reports of a VF. observe.h declares observe_vf(). */
#pragma once

#include "model/observed.h"
#include "observe/device-users.h"
#include "observe/netns-uppers.h"
#include "support/kernel.h"
#include "support/root.h"

/* Like observe_vf(). NULL as `users`: holders are not looked for. NULL as `uppers`:
 * hidden users are not looked for (hidden_users_add_to_vf). */
void vf_device_read(struct kernel *kernel, struct arena *arena, struct diags *diags,
		    const struct root *run, const char *pf_dir,
		    struct device_users *users, struct netns_uppers *uppers,
		    struct observed_vf *vf);
