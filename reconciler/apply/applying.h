/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the steps of an apply share. */
#pragma once

#include "apply/apply.h"

struct applying_pf {
	const struct plan_pf *plan;
	struct outcome *outcomes; /* one per change */
	const struct observed_pf
		*live; /* as planned for; read anew once VFs were created */
	char dir[64];  /* below /sys */
};

struct applying {
	struct kernel *kernel;
	struct arena *arena;
	struct diags unheard; /* faults of reading in between; the verification tells its
				 own */
	const struct root *run;
	const struct apply_options *options;
	struct result *result;
	struct applying_pf *pfs;
	size_t n_pfs;
};

/* The steps, in their order. Each looks at the changes of its kinds and settles them. */
void apply_links(struct applying *applying);
void apply_numvfs(struct applying *applying);
void apply_attrs(struct applying *applying);
void apply_autoprobe_on(struct applying *applying);
void apply_drivers(struct applying *applying);
void apply_autoprobe_back_off(struct applying *applying);

/* Writes a PF's drivers_autoprobe, after noting how it is to be left. */
void applying_autoprobe(struct applying *applying, struct applying_pf *pf, size_t change);

bool applying_is_stopped(struct applying *applying);

/* Whether a change still waits for its step. */
bool applying_is_open(const struct applying_pf *pf, size_t change);

/* Settles a change. `text` and `hint` are owned by the arena or constant; may be NULL. */
void applying_done(struct applying *applying, struct applying_pf *pf, size_t change,
		   const char *text);
void applying_already(struct applying *applying, struct applying_pf *pf, size_t change);
void applying_skip(struct applying *applying, struct applying_pf *pf, size_t change,
		   const char *text);
void applying_in_use(struct applying *applying, struct applying_pf *pf, size_t change,
		     const char *text);
void applying_fail(struct applying *applying, struct applying_pf *pf, size_t change,
		   int error, const char *text, const char *hint);

/* Fails a change with what the kernel's errno most likely means for it. */
void applying_refused(struct applying *applying, struct applying_pf *pf, size_t change,
		      int error, const char *ext_ack);

/* Who would be interrupted by the change of a VF, as it is now, and must not be; NULL. */
const char *applying_user(struct applying *applying, const struct applying_pf *pf,
			  const struct observed_vf *now, const struct change *change);

/* Whether nobody uses a VF of the PF, as it is now; otherwise the change is settled. */
bool applying_is_idle(struct applying *applying, struct applying_pf *pf, size_t change,
		      const struct observed_pf *now);

/* At the end: removes the notes of what was paid, and leaves those of what was not. */
void owed_settle(struct applying *applying);

/* Says what is waited for. */
void applying_wait_for(struct applying *applying, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
