/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parts of the kernel that have a block device open without a process, without a claim
 * (block/bdev.c) and without an entry in holders/: storage targets, loop devices. Each
 * reports its device in a place of its own. */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"

struct device_file;

/* All exports of the host, read once when first needed. */
struct block_exports {
	bool is_read;
	struct block_export *items;
	size_t n;
	const char *problem; /* why some are unknown, as text; NULL */
};

/* Adds to vf->holders the exports that have the device file open. */
void block_exports_add_to_vf(struct kernel *kernel, struct arena *arena,
			     struct block_exports *exports,
			     const struct device_file *file, struct observed_vf *vf);
