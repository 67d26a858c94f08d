/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What processes have open that has no device number: the sockets of programs, and the
 * files of PCI devices in sysfs, by which a driver in user space (DPDK over UIO, Snabb)
 * reaches registers. */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"

/* All of it; read once, when first needed: 300 processes take about 0.1 s. */
struct open_files {
	bool is_read;
	struct open_file *files;
	size_t n_files;
	struct open_socket *sockets;
	size_t n_sockets;
	const char *problem; /* why some cannot be known, in words; NULL */
};

/* Adds to vf->holders who has its registers (resource0, ...) open or in its address
 * space, or its configuration space open for writing. Who only reads that, as lspci, does
 * not use the VF. Without the right to look at a process, it has nothing open. */
void open_files_add_to_vf(struct kernel *kernel, struct arena *arena,
			  struct open_files *files, struct observed_vf *vf);

/* How a process has opened a descriptor: O_RDWR, O_PATH, ...; -errno. */
int open_files_flags(struct kernel *kernel, const char *pid, const char *fd);

/* Who has the socket, "tcpdump (pid 812)"; NULL where that cannot be found. */
const char *open_files_socket(struct kernel *kernel, struct arena *arena,
			      struct open_files *files, unsigned long inode);
