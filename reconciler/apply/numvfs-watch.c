/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A write to sriov_numvfs returns when the driver is done. A write that removes VFs also
 * waits until nobody holds them; vfio waits for that without a limit
 * (vfio_unregister_group_dev, drivers/vfio/vfio_main.c). */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "apply/apply-internal.h"
#include "model/in-use.h"
#include "observe/holders.h"

enum {
	FIRST_WORD_MS = 5 * 1000,
	STOP_PATIENCE_MS = 5 * 1000, /* for a write in progress when a signal arrives */
	DEVICE_DIR_MAX = 64
};

/* The holders of the VFs that are being removed; NULL if none can be named. Starts from
 * the observation before the write: the kernel removes a VF's links before its driver. */
static const char *users_of(struct apply_context *context, const struct apply_pf *pf)
{
	const struct observed_pf *before = pf->numvfs.before;
	struct arena *arena = context->arena;
	struct device_users opened = {0};
	struct change_user *users = NULL;
	size_t n = 0;

	for (size_t i = 0; i < before->n_vfs; i++) {
		struct observed_vf vf = before->vfs[i];
		char dir[DEVICE_DIR_MAX], pci[PCI_ADDRESS_TEXT];

		if (!vf.has_pci || !in_use_is_vfio(observed_vf_driver(&vf)))
			continue;
		pci_address_format(vf.pci, pci);
		snprintf(dir, sizeof(dir), "bus/pci/devices/%s", pci);
		if (!kernel_has(context->kernel, "%s/vendor", dir))
			continue;
		observe_holders(context->kernel, arena, context->run, pf->dir, dir,
				&opened, &vf);
		if (vf.n_holders == 0)
			continue;
		users = arena_grow(arena, users, n, sizeof(*users));
		users[n++] = (struct change_user){.vf = &before->vfs[i],
						  .by = in_use_by(arena, before, &vf)};
	}
	return n > 0 ? in_use_text(arena, false, users, n, IN_USE_VFS_MAX) : NULL;
}

static const char *doing(const struct apply_context *context, const struct apply_pf *pf)
{
	const struct numvfs_write *write = &pf->numvfs;
	int64_t seconds = (kernel_now_ms(context->kernel) - write->began_at) / 1000;

	if (write->step == NUMVFS_GOES_BACK)
		return arena_printf(
			context->arena, "still recreating the former %u VFs after %lld s",
			observed_pf_numvfs(write->before), (long long)seconds);
	return write->step == NUMVFS_REMOVES
		       ? arena_printf(
				 context->arena, "still removing %u VFs after %lld s",
				 observed_pf_numvfs(write->before), (long long)seconds)
		       : arena_printf(context->arena,
				      "still creating %u VFs after %lld s",
				      pf->plan->changes[write->change].to.number,
				      (long long)seconds);
}

static void tell(struct apply_context *context, const struct apply_pf *pf)
{
	const char *users = users_of(context, pf);

	apply_wait_for(context, "%s: %s%s%s", pf->plan->desired->name, doing(context, pf),
		       users ? ", waiting for " : "", users ? users : "");
}

/* The PF's remaining changes cannot be made, but autoprobe can be restored. */
static void give_up(struct apply_context *context, struct apply_pf *pf)
{
	const char *users = users_of(context, pf);

	apply_fail(
		context, pf, pf->numvfs.change, -ETIMEDOUT,
		arena_printf(context->arena, "the kernel is %s%s%s", doing(context, pf),
			     users ? ", waiting for " : "", users ? users : ""),
		"it ends by itself when nobody has the VFs any more; run vfstate apply "
		"again then. Until then whatever reads the PF's sriov_numvfs hangs");
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		if (apply_is_open(pf, i) &&
		    !apply_restores_autoprobe(pf, &pf->plan->changes[i]))
			apply_skip(context, pf, i,
				   "the write to sriov_numvfs has not ended");
	}
	kernel_write_leave(context->kernel);
	pf->is_lost = true;
}

bool numvfs_watch(struct apply_context *context, struct apply_pf *pf)
{
	struct numvfs_write *write = &pf->numvfs;
	int64_t now = kernel_now_ms(context->kernel);

	if (apply_is_stopped(context) && write->deadline > now + STOP_PATIENCE_MS)
		write->deadline = now + STOP_PATIENCE_MS;
	if (now >= write->deadline) {
		give_up(context, pf);
		return true;
	}
	if (write->tell_at == 0)
		write->tell_at = now + FIRST_WORD_MS;
	if (now >= write->tell_at) {
		tell(context, pf);
		/* At 5, 10, 20, 40, ... seconds. */
		write->tell_at = now + (now - write->began_at);
	}
	return false;
}
