/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's sriov_numvfs: VFs come and go, and a write to it may take long. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fake-parts.h"

enum {
	VFIO_USER_MS = 30 * 1000
};

static void remove_vfs(struct fake_kernel *fake, struct fake_pf *pf)
{
	for (int i = 0; i < pf->numvfs; i++) {
		struct fake_vf *vf = &pf->vfs[i];

		fake_disturb(fake, pf, vf, "numvfs");
		if (!pf->personality->keeps_config)
			memset(vf, 0, sizeof(*vf));
	}
	pf->numvfs = 0;
	pf->generation++;
	if (pf->personality->eswitch.legacy_at_zero)
		pf->eswitch[PF_ATTR_ESWITCH_MODE] = 0;
	fake->now_ms += 1000;
}

static void add_vf(struct fake_kernel *fake, struct fake_pf *pf, int index)
{
	struct fake_vf *vf = &pf->vfs[index];

	if (index >= pf->vfs_used)
		pf->vfs_used = index + 1;
	if (!pf->personality->keeps_config) {
		*vf = (struct fake_vf){.spoofchk = true,
				       .msix_vectors = FAKE_MSIX_VECTORS};
		vf->vlan.proto = VLAN_8021Q;
	}
	if (pf->personality->no_pci)
		return;
	vf->identity = ++fake->n_devices;
	vf->pci = (struct pci_address){
		.bus = (uint8_t)(pf->pci.bus + FAKE_PFS_MAX * (index / 64)),
		.device = (uint8_t)(0x10 + index / 4 % 16),
		.function = (uint8_t)(index % 4 * 2)};
	fake_binding_probe(fake, pf, vf);
	vf->netdev_up = pf->netdev_is_in_use;
}

int fake_set_numvfs(struct fake_kernel *fake, struct fake_pf *pf, int wanted)
{
	int given = pf->gives_vfs >= 0 && wanted > pf->gives_vfs ? pf->gives_vfs : wanted;

	/* sriov_numvfs_store, drivers/pci/iov.c; nsim_bus_dev_vfs_enable of netdevsim */
	if (wanted < 0)
		return -EINVAL;
	if (wanted > pf->totalvfs)
		return -pf->personality->too_many;
	if (wanted == pf->numvfs)
		return 0;
	if (!pf->driver)
		return -ENOENT;
	/* bnxt_sriov_configure, ethernet/broadcom/bnxt/bnxt_sriov.c */
	if (pf->personality->numvfs_needs_up && !pf->link)
		return 0;
	if (wanted > 0 && pf->numvfs > 0)
		return -EBUSY;
	if (pf->personality->numvfs_resets ||
	    (pf->personality->numvfs_resets_at_0 && wanted == 0))
		fake_disturb_pf(fake, pf, DISRUPTION_BLINK, "numvfs");
	if (wanted == 0) {
		remove_vfs(fake, pf);
	} else {
		/* As refuse.c of tests/vm makes pci_enable_sriov do. */
		if (pf->refuses_error && wanted > pf->refuses_above)
			return -pf->refuses_error;
		fake->now_ms += 100;
		pf->numvfs = given;
		for (int i = 0; i < given; i++)
			add_vf(fake, pf, i);
	}
	pf->carrier_at = fake->now_ms + pf->carrier_delay_ms;
	return 0;
}

/* How long the write will be under way: vfio_pci_core_request waits for who has a VF. */
static int duration(const struct fake_pf *pf, int wanted)
{
	int ms = pf->numvfs_takes_ms;

	for (int i = 0; wanted == 0 && i < pf->numvfs; i++) {
		if (pf->vfs[i].is_vfio && pf->vfs[i].enable > 0)
			ms += VFIO_USER_MS;
	}
	return ms;
}

int fake_write_begin(void *self, const char *path, const char *text)
{
	struct fake_kernel *fake = self;
	size_t length = strlen(path), end = strlen("/sriov_numvfs");
	struct place place;

	fake->writer = 0;
	if (length < end || strcmp(path + length - end, "/sriov_numvfs") != 0 ||
	    !fake_place_find(fake, path, &place) || place.vf ||
	    duration(place.pf, atoi(text)) == 0) {
		fake->write_result = fake_write(self, path, text);
		return 0;
	}
	switch (fake_begin(fake, true, "write %s %s", path, text)) {
	case FAKE_FAILS:
		fake->write_result = -fake->fault_error;
		return 0;
	case FAKE_NO_EFFECT:
		fake->write_result = 0;
		return 0;
	case FAKE_GOES:
		break;
	}
	fake->write_result =
		fake_sysfs_must_fail(fake, path) ? -fake->fail_write_error : 0;
	if (fake->write_result < 0)
		return 0;
	/* What counts is who has a VF when the write begins. */
	for (int i = 0; i < place.pf->numvfs && atoi(text) == 0; i++)
		fake_disturb(fake, place.pf, &place.pf->vfs[i], "numvfs");
	fake->writer = 1 + (size_t)(place.pf - fake->pfs);
	place.pf->is_written = true;
	place.pf->write_to = atoi(text);
	place.pf->write_until = fake->now_ms + duration(place.pf, place.pf->write_to);
	return 0;
}

static int end_write(struct fake_kernel *fake, struct fake_pf *pf)
{
	bool may_disturb = fake->may_disturb;
	int r;

	pf->is_written = false;
	fake->may_disturb = true;
	r = fake_set_numvfs(fake, pf, pf->write_to);
	fake->may_disturb = may_disturb;
	return r;
}

bool fake_write_ended(void *self, int *ret_result)
{
	struct fake_kernel *fake = self;
	struct fake_pf *pf = fake->writer ? &fake->pfs[fake->writer - 1] : NULL;

	if (pf && pf->is_written && fake->now_ms < pf->write_until)
		return false;
	*ret_result = pf && pf->is_written ? end_write(fake, pf) : fake->write_result;
	return true;
}

void fake_write_leave(void *self)
{
	((struct fake_kernel *)self)->writer = 0;
}

void fake_kernel_end_writes(struct fake_kernel *fake)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		if (fake->pfs[i].is_written)
			end_write(fake, &fake->pfs[i]);
	}
}
