/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-kernel.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake-parts.h"

static void log_write(struct fake_kernel *fake, const char *words)
{
	if (fake->n_log == FAKE_LOG_MAX)
		abort();
	if (fake->dies_at && fake->n_log + 1 == fake->dies_at)
		_exit(9);
	memcpy(fake->log[fake->n_log++], words, FAKE_LINE_MAX);
	if (fake->stop && (int)fake->n_log == fake->write_stop_at)
		*fake->stop = 1;
}

bool fake_vf_is_idle(const struct fake_vf *vf)
{
	return (vf->is_raised || vf->is_ours) && !vf->has_packet_socket &&
	       !vf->is_promiscuous && !vf->has_xdp && !vf->has_xdp_socket &&
	       !vf->has_route;
}

bool fake_vf_is_in_use(const struct fake_kernel *fake, const struct fake_vf *vf)
{
	if (vf->is_mapped || !vf->is_bound)
		return vf->is_mapped;
	if (vf->is_vfio)
		return vf->enable > 0 || vf->is_opened;
	return vf->in_netns || vf->is_opened || vf->disk > FAKE_DISK_IDLE ||
	       (fake_vf_has_netdev(fake, vf) &&
		((vf->netdev_up && !fake_vf_is_idle(vf)) || vf->has_upper ||
		 vf->has_address || vf->has_foreign_upper || vf->has_tunnel ||
		 vf->has_xdp || vf->has_xdp_socket || vf->second_netdev[0]));
}

void fake_kernel_add_file(struct fake_kernel *fake, const char *path, const char *text)
{
	struct fake_file *file = &fake->files[fake->n_files++];

	snprintf(file->path, sizeof(file->path), "%s", path);
	snprintf(file->text, sizeof(file->text), "%s", text);
}

/* An administrator, a VM or a container takes one of the VFs that are idle. */
static void use_some_vf(struct fake_kernel *fake)
{
	int wanted = fake->fault_error / FAKE_USES, use = fake->fault_error % FAKE_USES;

	for (size_t i = 0; i < fake->n_pfs; i++) {
		for (int v = 0; v < fake->pfs[i].numvfs; v++) {
			struct fake_vf *vf = &fake->pfs[i].vfs[v];

			if (!vf->is_bound || fake->pfs[i].is_written ||
			    fake_vf_is_in_use(fake, vf) || wanted-- > 0)
				continue;
			if (vf->is_vfio)
				vf->enable = 1;
			else if (fake->has_proc && use == 5)
				vf->is_opened = true;
			else if (fake->has_proc && use == 6)
				vf->disk = FAKE_DISK_EXPORTED;
			else if (fake->has_proc && use == 7)
				vf->disk = FAKE_DISK_CLAIMED;
			else if (!fake_vf_has_netdev(fake, vf))
				continue;
			else if (use == 1)
				vf->in_netns = true;
			else if (use == 2)
				vf->has_upper = true;
			else if (use == 3)
				vf->has_address = true;
			else if (use == 4)
				vf->has_foreign_upper = true;
			else if (vf->netdev_up)
				vf->has_packet_socket = true;
			else
				vf->netdev_up = true;
			fake->used_at = fake->n_operations;
			return;
		}
	}
}

/* The netdev that was listed last, and is in use from now on. */
static void move_netdev(struct fake_kernel *fake)
{
	struct fake_pf *pf = fake->looked_pf ? &fake->pfs[fake->looked_pf - 1] : NULL;
	struct fake_vf *vf = pf ? &pf->vfs[fake->looked_vf] : NULL;

	if (!vf || fake->looked_vf >= pf->numvfs || pf->is_written ||
	    !fake_vf_has_netdev(fake, vf))
		return;
	vf->in_netns = true;
	fake->used_at = fake->n_operations;
}

static enum fake_verdict meet_fault(struct fake_kernel *fake, bool is_write,
				    const char *words)
{
	bool is_it = fake->n_operations == fake->fault_at;

	switch (fake->fault) {
	case FAULT_NONE:
		return FAKE_GOES;
	case FAULT_ONCE:
		return is_it ? FAKE_FAILS : FAKE_GOES;
	case FAULT_ALWAYS:
		if (is_it)
			memcpy(fake->fault_like, words, FAKE_LINE_MAX);
		return fake->fault_like[0] && strcmp(fake->fault_like, words) == 0
			       ? FAKE_FAILS
			       : FAKE_GOES;
	case FAULT_NO_EFFECT:
		if (!is_it && strcmp(fake->fault_like, words) != 0)
			return FAKE_GOES;
		return is_write ? FAKE_NO_EFFECT : FAKE_FAILS;
	case FAULT_USED:
		if (is_it)
			use_some_vf(fake);
		return FAKE_GOES;
	case FAULT_MOVES:
		if (is_it)
			move_netdev(fake);
		return FAKE_GOES;
	case FAULT_LOADS:
		if (is_it)
			fake_binding_load(fake);
		return FAKE_GOES;
	case FAULT_STOP:
		if (is_it && fake->stop)
			*fake->stop = 1;
		return FAKE_GOES;
	case FAULT_DIES:
		if (is_it)
			_exit(9);
		return FAKE_GOES;
	}
	abort();
}

enum fake_verdict fake_begin(struct fake_kernel *fake, bool is_write, const char *format,
			     ...)
{
	char words[FAKE_LINE_MAX] = "";
	va_list args;

	va_start(args, format);
	vsnprintf(words, sizeof(words), format, args);
	va_end(args);
	if (is_write)
		log_write(fake, words);
	fake->n_operations++;
	return meet_fault(fake, is_write, words);
}

int fake_second_ifindex(const struct fake_pf *pf)
{
	return 100 + pf->ifindex;
}

static bool has_multipath(const struct fake_kernel *fake, const struct fake_pf *pf)
{
	return fake->other_route == FAKE_ROUTE_MULTIPATH &&
	       pf->ifindex == fake->pfs[0].ifindex;
}

static bool has_default_route(const struct fake_kernel *fake, const struct fake_pf *pf)
{
	return pf->has_default_route || pf->has_autoconf ||
	       (pf->second_netdev[0] && pf->second_has_default_route) ||
	       has_multipath(fake, pf);
}

bool fake_pf_is_only_way(const struct fake_kernel *fake, const struct fake_pf *pf)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		if (fake->pfs[i].ifindex != pf->ifindex &&
		    has_default_route(fake, &fake->pfs[i]))
			return false;
		for (int v = 0; v < fake->pfs[i].numvfs; v++) {
			if (fake->pfs[i].vfs[v].has_route &&
			    fake_vf_has_netdev(fake, &fake->pfs[i].vfs[v]))
				return false;
		}
	}
	return (has_default_route(fake, pf) || fake->other_route == FAKE_ROUTE_OBJECT) &&
	       fake->other_route != FAKE_ROUTE_ELSE &&
	       fake->other_route != FAKE_ROUTE_MULTIPATH;
}

bool fake_pf_is_in_use(const struct fake_kernel *fake, const struct fake_pf *pf,
		       enum disruption takes)
{
	bool is_autoconf = (pf->has_autoconf || has_multipath(fake, pf)) &&
			   (takes & DISRUPTION_LINK || fake_pf_is_only_way(fake, pf));

	return (pf->link && !pf->was_raised &&
		(pf->has_address || pf->has_default_route || pf->has_upper ||
		 pf->has_foreign_upper || pf->has_tunnel || pf->has_xdp ||
		 is_autoconf)) ||
	       (pf->second_netdev[0] && takes != DISRUPTION_LINK &&
		(pf->second_has_address || pf->second_has_default_route));
}

void fake_disturb_pf(struct fake_kernel *fake, const struct fake_pf *pf,
		     enum disruption takes, const char *what)
{
	if (fake->permits & takes || fake->violation[0] ||
	    !fake_pf_is_in_use(fake, pf, takes))
		return;
	snprintf(fake->violation, sizeof(fake->violation),
		 "%s of %s (%s), which is in use itself", what, pf->netdev,
		 pf->personality->name);
}

void fake_disturb(struct fake_kernel *fake, const struct fake_pf *pf,
		  const struct fake_vf *vf, const char *what)
{
	if (fake->may_disturb || fake->violation[0] || !fake_vf_is_in_use(fake, vf))
		return;
	/* Between the last look and the write somebody may come; a look at all VFs of a
	 * PF, and at who has their disks, takes that many operations. But a look that has
	 * met a netdev on its way to another namespace knows of it. */
	if (fake->used_at && !vf->was_missed &&
	    fake->n_operations <= fake->used_at + 40 + 40 * (size_t)pf->numvfs)
		return;
	snprintf(fake->violation, sizeof(fake->violation),
		 "%s of %s (%s) VF %d, which is in use%s", what, pf->netdev,
		 pf->personality->name, (int)(vf - pf->vfs),
		 vf->is_opened	? ": a program has its device file open"
		 : vf->disk	? ": the kernel uses its disk"
		 : vf->is_vfio	? " through vfio"
		 : vf->in_netns ? " in another namespace"
				: ": its netdev is up");
}

bool fake_has_carrier(const struct fake_kernel *fake, const struct fake_pf *pf)
{
	return pf->link && pf->carrier_delay_ms >= 0 && fake->now_ms >= pf->carrier_at;
}

bool fake_vf_has_netdev(const struct fake_kernel *fake, const struct fake_vf *vf)
{
	return vf->netdev[0] && !vf->in_netns && fake->now_ms >= vf->netdev_at;
}

static int fake_wait(void *self, int timeout_ms)
{
	struct fake_kernel *fake = self;

	fake->now_ms += timeout_ms;
	return 0;
}

static int64_t fake_now_ms(void *self)
{
	return ((struct fake_kernel *)self)->now_ms;
}

static bool fake_is_settled(void *self, const char *subsystem, const char *name)
{
	return strcmp(subsystem, "pci") == 0 ? fake_binding_is_loaded(self)
					     : fake_netdev_is_settled(self, name);
}

static int fake_host_id(void *self, char id[HOST_ID_TEXT])
{
	const struct fake_kernel *fake = self;

	if (fake->host_id_error == 0)
		strcpy(id, FAKE_HOST_ID);
	return fake->host_id_error;
}

static const struct kernel_ops fake_ops = {
	.read = fake_read,
	.write = fake_write,
	.begin = fake_write_begin,
	.ended = fake_write_ended,
	.leave = fake_write_leave,
	.link = fake_link,
	.device = fake_device,
	.identity = fake_identity,
	.list = fake_list,
	.open = fake_open,
	.claim = fake_claim,
	.transact = fake_transact,
	.wait = fake_wait,
	.now_ms = fake_now_ms,
	.is_settled = fake_is_settled,
	.host_id = fake_host_id,
};

struct kernel fake_kernel_of(struct fake_kernel *fake)
{
	return (struct kernel){.ops = &fake_ops, .self = fake};
}

void fake_kernel_copy(struct fake_kernel *to, const struct fake_kernel *from)
{
	memcpy(to, from, offsetof(struct fake_kernel, pfs));
	to->n_log = 0;
	for (size_t i = 0; i < from->n_pfs; i++) {
		memcpy(&to->pfs[i], &from->pfs[i], offsetof(struct fake_pf, vfs));
		memcpy(to->pfs[i].vfs, from->pfs[i].vfs,
		       (size_t)from->pfs[i].vfs_used * sizeof(struct fake_vf));
		memset(to->pfs[i].vfs + from->pfs[i].vfs_used, 0,
		       (size_t)(FAKE_VFS_MAX - from->pfs[i].vfs_used) *
			       sizeof(struct fake_vf));
	}
}

void fake_kernel_set_personality(struct fake_kernel *fake, size_t index,
				 const struct personality *personality)
{
	struct fake_pf *pf = &fake->pfs[index];

	*pf = (struct fake_pf){
		.personality = personality,
		.pci = {.bus = (uint8_t)(index + 1)},
		.driver = personality->driver,
		.ifindex = (int)index + 2,
		.totalvfs = personality->totalvfs,
		.autoprobe = 1,
		.gives_vfs = -1,
		.mtu = 1500,
		.features = 0x7,
		.carrier_delay_ms = 1200,
		.netdev_delay_ms = personality->netdev_delay_ms,
		.no_vf_driver = personality->vfs_start_offline,
	};
	if (!personality->no_netdev)
		snprintf(pf->netdev, sizeof(pf->netdev), "enp%zus0", index + 1);
}

void fake_kernel_init(struct fake_kernel *fake, size_t n_pfs, struct kernel *ret_kernel)
{
	*fake = (struct fake_kernel){.n_pfs = n_pfs, .iommu = true};
	for (size_t i = 0; i < n_pfs; i++)
		fake_kernel_set_personality(fake, i, personality_find("igb"));
	*ret_kernel = fake_kernel_of(fake);
}

void fake_kernel_clear_log(struct fake_kernel *fake)
{
	fake->n_log = 0;
}

void fake_kernel_add_vfs(struct fake_kernel *fake, size_t pf, int n)
{
	bool link = fake->pfs[pf].link;

	fake->pfs[pf].link = true;
	fake_set_numvfs(fake, &fake->pfs[pf], n);
	fake->pfs[pf].link = link;
	fake->now_ms += 5000;
	fake_kernel_clear_log(fake);
}

void fake_kernel_open_vf(struct fake_kernel *fake, size_t pf, int index)
{
	struct fake_vf *vf = &fake->pfs[pf].vfs[index];

	vf->is_bound = vf->is_vfio = true;
	vf->enable = 1;
	vf->netdev[0] = '\0';
	vf->netdev_up = vf->in_netns = vf->is_opened = vf->is_mapped = false;
	vf->disk = FAKE_NO_DISK;
	snprintf(vf->override, sizeof(vf->override), "vfio-pci");
}

int fake_kernel_find(const struct fake_kernel *fake, const char *part, size_t from)
{
	for (size_t i = from; i < fake->n_log; i++) {
		if (strstr(fake->log[i], part))
			return (int)i;
	}
	return -1;
}
