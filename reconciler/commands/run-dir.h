/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The run directory: the lock, notes for the next run, libvirt XML. Only root can have
 * written to it. */
#pragma once

#include "commands/run.h"
#include "support/must-check.h"

/* Opens the run directory for reading. 0, also if it does not exist or may not be read
 * (run->dir.fd is -1 then); or -errno with a diagnostic (code run-dir), also if it or a
 * file of vfstate in it has the wrong type, owner or mode. */
int run_dir_open(struct run *run);

/* Also creates it, with mode 0755. */
_must_check_ int run_dir_make(struct run *run);

/* Removes temporary files of killed runs; only under the lock. */
void run_dir_sweep(const struct run *run);

/* Whether the path still leads to the directory that is open. */
bool run_dir_is_there(const struct run *run);
