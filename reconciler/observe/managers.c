/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/managers.h"

#include <stdlib.h>
#include <string.h>

#include "observe/managers-internal.h"
#include "support/guard.h"

enum {
	MANAGERS_MAX = 64, /* per PF, in case of many files or hostile ones */
};

/* Where a tool's files are. With a suffix the paths are directories, strongest first;
 * without one they are files, and only the first one that is there counts. */
struct place {
	const char *tool;
	const char *suffix;
	manager_reader *read;
	const char *paths[5];
};

static const struct place places[] = {
	/* systemd.link(5) and systemd.network(5): [SR-IOV] */
	{"systemd-udevd",
	 ".link",
	 manager_read_ini,
	 {"/etc/systemd/network", "/run/systemd/network",
	  "/usr/local/lib/systemd/network", "/usr/lib/systemd/network"}},
	{"systemd-networkd",
	 ".network",
	 manager_read_ini,
	 {"/etc/systemd/network", "/run/systemd/network",
	  "/usr/local/lib/systemd/network", "/usr/lib/systemd/network"}},
	/* nm-settings-keyfile(5), NetworkManager-dispatcher(8) */
	{"NetworkManager",
	 ".nmconnection",
	 manager_read_ini,
	 {"/etc/NetworkManager/system-connections",
	  "/run/NetworkManager/system-connections",
	  "/usr/lib/NetworkManager/system-connections"}},
	{"NetworkManager-dispatcher",
	 "",
	 manager_read_script,
	 {"/etc/NetworkManager/dispatcher.d"}},
	{"NetworkManager-dispatcher",
	 "",
	 manager_read_script,
	 {"/etc/NetworkManager/dispatcher.d/pre-up.d"}},
	/* netplan(5) */
	{"netplan",
	 ".yaml",
	 manager_read_netplan,
	 {"/run/netplan", "/etc/netplan", "/lib/netplan"}},
	/* udev(7). Packages install about a hundred rules, tmpfiles.d and modprobe.d
	 * files below /usr/lib. These are not read. */
	{"udev",
	 ".rules",
	 manager_read_udev,
	 {"/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d"}},
	/* tmpfiles.d(5) */
	{"systemd-tmpfiles",
	 ".conf",
	 manager_read_tmpfiles,
	 {"/etc/tmpfiles.d", "/run/tmpfiles.d", "/usr/local/lib/tmpfiles.d"}},
	/* sysfs.conf(5) of Debian's sysfsutils */
	{"sysfsutils", NULL, manager_read_sysfs, {"/etc/sysfs.conf"}},
	{"sysfsutils", ".conf", manager_read_sysfs, {"/etc/sysfs.d"}},
	/* modprobe.d(5) */
	{"modprobe",
	 ".conf",
	 manager_read_modprobe,
	 {"/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d"}},
	{"kernel", NULL, manager_read_cmdline, {"/proc/cmdline"}},
	/* interfaces(5) */
	{"ifupdown", NULL, manager_read_interfaces, {"/etc/network/interfaces"}},
	{"ifupdown", "", manager_read_interfaces, {"/etc/network/interfaces.d"}},
	{"ifupdown", "", manager_read_script, {"/etc/network/if-pre-up.d"}},
	{"ifupdown", "", manager_read_script, {"/etc/network/if-up.d"}},
	/* systemd-rc-local-generator(8); OpenRC; SUSE */
	{"rc.local", NULL, manager_read_script, {"/etc/rc.local", "/etc/rc.d/rc.local"}},
	{"rc.local", NULL, manager_read_script, {"/etc/init.d/boot.local"}},
	{"local.d", ".start", manager_read_script, {"/etc/local.d"}},
	/* crontab(5) */
	{"cron", NULL, manager_read_script, {"/etc/crontab"}},
	{"cron", "", manager_read_script, {"/etc/cron.d"}},
	{"cron",
	 NULL,
	 manager_read_script,
	 {"/var/spool/cron/crontabs/root", "/var/spool/cron/root"}},
	/* rdma-core, redhat/rdma.sriov-init; openibd of MLNX_OFED (OPENIBD_POST_START) */
	{"rdma", NULL, manager_read_vf_list, {"/etc/rdma/sriov-vfs"}},
	{"openibd", NULL, manager_read_script, {"/etc/infiniband/openib.conf"}},
	/* driverctl(8): /etc/driverctl.d/pci-ADDRESS; Debian's dpdk-init */
	{"driverctl", "", manager_read_override, {"/etc/driverctl.d"}},
	{"dpdk", NULL, manager_read_vf_list, {"/etc/dpdk/interfaces"}},
	/* openstack/os-net-config, os_net_config/common.py */
	{"os-net-config",
	 NULL,
	 manager_read_os_net_config,
	 {"/var/lib/os-net-config/sriov_config.yaml"}},
	/* Canonical's sriov-netplan-shim, sriov_netplan_shim/cmd.py */
	{"sriov-netplan-shim",
	 NULL,
	 manager_read_netplan_shim,
	 {"/etc/sriov-netplan-shim/interfaces.yaml"}},
};

void manager_add(struct manager_search *search, const struct manager_file *file,
		 struct observed_pf *pf, unsigned int line)
{
	if (file->means && !file->means[pf - search->observed->pfs])
		return;
	for (size_t i = 0; i < pf->n_owners; i++) {
		if (strcmp(pf->owners[i].path, file->path) == 0 &&
		    strcmp(pf->owners[i].tool, file->tool) == 0)
			return;
	}
	if (pf->n_owners == MANAGERS_MAX)
		return;
	pf->owners =
		arena_grow(search->arena, pf->owners, pf->n_owners, sizeof(*pf->owners));
	pf->owners[pf->n_owners++] =
		(struct pf_owner){.tool = arena_strdup(search->arena, file->tool),
				  .path = arena_strdup(search->arena, file->path),
				  .line = (int)line};
}

static void read_first(struct manager_search *search, const struct place *place)
{
	for (const char *const *path = place->paths; *path; path++) {
		struct manager_file file = {.tool = place->tool, .path = *path};

		if (manager_is_there(search, *path) &&
		    manager_read(search, &file, place->read) == 0)
			return;
	}
}

static int compare_owners(const void *a, const void *b)
{
	const struct pf_owner *x = a, *y = b;
	int by_path = strcmp(x->path, y->path);

	return by_path ? by_path : strcmp(x->tool, y->tool);
}

void observe_managers(struct kernel *kernel, struct arena *arena,
		      struct observed *observed)
{
	struct manager_search search = {
		.kernel = kernel, .arena = arena, .observed = observed};

	if (observed->n_pfs == 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		const struct place *place = &places[i];

		if (place->suffix)
			manager_read_dirs(&search, place->tool, place->paths,
					  place->suffix, place->read);
		else
			read_first(&search, place);
	}
	manager_read_units(&search);
	for (size_t i = 0; i < observed->n_pfs; i++) {
		struct observed_pf *pf = &observed->pfs[i];

		if (pf->n_owners > 1)
			qsort(pf->owners, pf->n_owners, sizeof(*pf->owners),
			      compare_owners);
	}
}
