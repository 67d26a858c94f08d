/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the commands of the scenarios share. */
#pragma once

#include "fake-kernel.h"
#include "observe/observe.h"
#include "support/live-kernel.h"

enum {
	RESULT_MAX = 128,
	HOLDS_MAX = 16,
	APPEAR_MS = 3000
};

/* A VF that the test itself has opened through VFIO, or moved to another namespace. */
struct hold {
	unsigned int vf;
	int container, group, device;
	pid_t namespace;
};

struct conformance {
	struct arena arena;
	struct kernel kernel;
	struct fake_kernel *fake; /* NULL: live */
	struct live_kernel live;
	struct observed_pf key;
	char dir[PF_DIR_MAX];
	int ifindex;
	struct hold holds[HOLDS_MAX];
	size_t n_holds;
};

/* The errno's name, or "0", into result[RESULT_MAX]. */
void conformance_put_errno(char *result, int r);

/* A VF as it is now; false where there is none. */
bool conformance_read_vf(struct conformance *c, const char *word,
			 struct observed_vf *ret_vf);

/* Waits a while for the netdev of a VF that has a driver. */
bool conformance_wait_for_netdev(struct conformance *c, const char *word,
				 struct observed_vf *ret_vf);

/* Runs one command with its arguments, up to 64 words; result[RESULT_MAX] is what came of
 * it. */
void commands_run(struct conformance *c, char **words, size_t n, char *result);

/* Where every scenario starts. */
void commands_reset(struct conformance *c);

/* The PF's netdev, which comes and goes with its driver. */
void commands_find_netdev(struct conformance *c);

/* "VF NAME VALUE...; VF NAME VALUE...": what came of setting them, with a message per VF,
 * sent at once; or with one for all. "VF NAME": what the VF has. */
void attributes_set(struct conformance *c, char **words, size_t n, char *result);
void attributes_set_together(struct conformance *c, char **words, size_t n, char *result);
void attributes_get(struct conformance *c, char **words, char *result);

/* "mode", "mode switchdev", "inline_mode link", ...: what the eswitch has, "none" where
 * it has not that, or what setting it gave. */
void eswitch_ask(struct conformance *c, char **words, size_t n, char *result);

/* "VF min_tx_rate 100": what setting that through devlink gave. */
void eswitch_set_rate(struct conformance *c, char **words, char *result);
int eswitch_set(struct conformance *c, enum pf_attr attr, const char *word);

/* Opens a VF through VFIO, or moves its netdev to another namespace; until release. */
void holders_open(struct conformance *c, const char *word, char *result);
void holders_move(struct conformance *c, const char *word, char *result);
void holders_release(struct conformance *c);
