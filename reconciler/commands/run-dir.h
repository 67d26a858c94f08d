/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The run directory: the lock, notes for the next run, libvirt XML. Nobody but root can
 * have put anything into it. */
#pragma once

#include "commands/run.h"
#include "support/must-check.h"

/* Opens the run directory for reading: 0, also where it is not there (run->dir.fd is -1
 * then); or -errno with a diagnostic (code run-dir) where it, or a file of vfstate's in
 * it, is not a plain one of root's. */
int run_dir_open(struct run *run);

/* Makes it as well, with mode 0755. */
_must_check_ int run_dir_make(struct run *run);

/* Removes temporary files of killed runs; only under the lock. */
void run_dir_sweep(const struct run *run);

/* Whether the path still leads to the directory that is open. */
bool run_dir_is_there(const struct run *run);
