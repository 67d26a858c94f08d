/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/managers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "observe/managers-internal.h"
#include "support/guard.h"
#include "support/text.h"

/* What keeps a host with many files, or a hostile one, cheap. */
enum {
	FILE_BYTES_MAX = 64 * 1024,
	FILES_MAX = 4096,
	BYTES_MAX = 16 << 20,
	MANAGERS_MAX = 64, /* per PF */
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
	/* udev(7). Of rules, tmpfiles.d and modprobe.d a host has a hundred files below
	 * /usr/lib that packages brought; they are not read. */
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

int manager_read(struct manager_search *search, const struct manager_file *file,
		 manager_reader *reader)
{
	struct manager_file whole = *file;
	char text[FILE_BYTES_MAX];
	int length;

	if (search->n_files++ >= FILES_MAX || search->n_bytes >= BYTES_MAX)
		return -EMFILE;
	length = kernel_read(search->kernel, text, sizeof(text), "%s", file->path);
	if (length < 0)
		return length;
	search->n_bytes += (size_t)length;
	if (strlen(text) != (size_t)length)
		return -EILSEQ;
	whole.text = text;
	reader(search, &whole);
	return 0;
}

struct listing {
	struct manager_search *search;
	const char **names;
	size_t n;
};

static int visit_name(void *data, const char *name)
{
	struct listing *listing = data;
	struct arena *arena = listing->search->arena;

	if (!text_is_printable(name))
		return 0;
	listing->names =
		arena_grow(arena, listing->names, listing->n, sizeof(*listing->names));
	listing->names[listing->n++] = arena_strdup(arena, name);
	return listing->n == FILES_MAX;
}

size_t manager_list(struct manager_search *search, const char *dir,
		    const char ***ret_names)
{
	struct listing listing = {.search = search};

	kernel_list(search->kernel, visit_name, &listing, "%s", dir);
	*ret_names = listing.names;
	return listing.n;
}

static bool has_text(const char *const *texts, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(texts[i], text) == 0)
			return true;
	}
	return false;
}

/* What editors and packages leave beside a file, and nobody runs. */
static bool is_backup(const char *name)
{
	static const char *const suffixes[] = {"~",	   ".bak",	".orig",
					       ".old",	   ".dpkg-old", ".dpkg-dist",
					       ".rpmsave", ".rpmnew"};

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		if (manager_ends_with(name, suffixes[i]))
			return true;
	}
	return name[0] == '.';
}

void manager_read_dirs(struct manager_search *search, const char *tool,
		       const char *const *dirs, const char *suffix,
		       manager_reader *reader)
{
	const char **seen = NULL;
	size_t n_seen = 0;

	for (; *dirs; dirs++) {
		size_t n_stronger = n_seen;
		const char **names;
		size_t n = manager_list(search, *dirs, &names);

		for (size_t i = 0; i < n; i++) {
			if (!manager_ends_with(names[i], suffix) || is_backup(names[i]) ||
			    has_text(seen, n_stronger, names[i]))
				continue;
			seen = arena_grow(search->arena, seen, n_seen, sizeof(*seen));
			seen[n_seen++] = names[i];
			manager_read(search,
				     &(struct manager_file){
					     .tool = tool,
					     .path = arena_printf(search->arena, "%s/%s",
								  *dirs, names[i])},
				     reader);
		}
	}
}

static void read_first(struct manager_search *search, const struct place *place)
{
	for (const char *const *path = place->paths; *path; path++) {
		struct manager_file file = {.tool = place->tool, .path = *path};

		if (manager_read(search, &file, place->read) == 0)
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
