/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files without a device number that processes have open: sockets, and the files of PCI
 * devices in sysfs through which a driver in user space (DPDK over UIO, Snabb) reaches
 * registers. */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"

/* All open files, read once when first needed: 300 processes take about 0.1 s. */
struct open_files {
	bool is_read;
	struct open_file *files;
	size_t n_files;
	struct open_socket *sockets;
	size_t n_sockets;
	const char *problem; /* why some are unknown, as text; NULL */
};

/* Adds to vf->holders the processes that have the VF's registers (resource0, ...) open or
 * mapped, or its configuration space open for writing. A process that only reads that,
 * like lspci, does not use the VF. Processes that only root may look at are skipped. */
void open_files_add_to_vf(struct kernel *kernel, struct arena *arena,
			  struct open_files *files, struct observed_vf *vf);

/* The flags with which a process has opened a descriptor: O_RDWR, O_PATH, ...; or
 * -errno. */
int open_files_flags(struct kernel *kernel, const char *pid, const char *fd);

/* The process that has the socket, "tcpdump (pid 812)"; NULL if none is found. */
const char *open_files_socket(struct kernel *kernel, struct arena *arena,
			      struct open_files *files, unsigned long inode);
