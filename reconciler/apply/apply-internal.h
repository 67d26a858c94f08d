/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the steps of an apply share. */
#pragma once

#include "apply/apply.h"
#include "observe/observe.h"

enum numvfs_step {
	NUMVFS_NOT_BEGUN,
	NUMVFS_REMOVES,
	NUMVFS_CREATES,
	NUMVFS_GOES_BACK, /* the number was refused; restore the former one */
	NUMVFS_LINKS,	  /* written; wait for the VFs' PCI devices */
	NUMVFS_DONE,
};

/* A change of the number of VFs in progress. */
struct numvfs_write {
	enum numvfs_step step;
	size_t change;
	const struct observed_pf *before; /* right before the first write */
	int refusal; /* -errno for the wanted number; 0: not refused */
	int64_t began_at, tell_at;
	int64_t deadline;
};

struct vf_requests; /* VF attributes to be sent: vf-attrs.c */
struct bindings;    /* VFs that wait for their drivers: vf-driver.c */

struct apply_pf {
	const struct plan_pf *plan;
	struct outcome *outcomes;	/* one per change */
	uint32_t stages;		/* with changes in the plan, one bit each */
	const struct observed_pf *live; /* as observed for the plan, or later */
	char dir[64];			/* below /sys */
	size_t step;			/* the current one */
	bool has_begun;			/* that step */
	int64_t deadline;
	struct numvfs_write numvfs;
	struct vf_requests *requests;
	struct bindings *bindings;
	bool is_lost; /* a write to sriov_numvfs has not returned */
};

struct apply_context {
	struct kernel *kernel;
	struct arena *arena;
	struct diags unheard; /* read errors during the apply; not reported, since the
				 verification reports its own */
	const struct root *run;
	const struct apply_options *options;
	struct result *result;
	struct apply_pf *pfs;
	size_t n_pfs;
	const struct apply_pf *writer; /* whose sriov_numvfs is being written; NULL */
	struct vf_users users;	       /* found by the last apply_look */
	int64_t users_until;	       /* when they expire, in kernel_now_ms() */
	int users_left;		       /* how many more VFs they are valid for */
};

/* The steps, in order. Each does for one PF what can be done now without waiting, settles
 * the changes of its stages, and returns true when the PF is done with the step. */
bool apply_pf_attrs(struct apply_context *context, struct apply_pf *pf);
bool apply_link_up(struct apply_context *context, struct apply_pf *pf);
bool apply_numvfs(struct apply_context *context, struct apply_pf *pf);
bool apply_unmanaged(struct apply_context *context, struct apply_pf *pf);
bool apply_eswitch(struct apply_context *context, struct apply_pf *pf);
bool apply_attrs(struct apply_context *context, struct apply_pf *pf);
bool apply_rates(struct apply_context *context, struct apply_pf *pf);
bool apply_msix(struct apply_context *context, struct apply_pf *pf);
bool apply_overrides(struct apply_context *context, struct apply_pf *pf);
bool apply_autoprobe_on(struct apply_context *context, struct apply_pf *pf);
bool apply_drivers(struct apply_context *context, struct apply_pf *pf);
bool apply_autoprobe_back_off(struct apply_context *context, struct apply_pf *pf);
bool apply_netdevs(struct apply_context *context, struct apply_pf *pf);
bool apply_link_down(struct apply_context *context, struct apply_pf *pf);

/* Network managers may have those VFs again that no PF of a plan for the whole
 * configuration has any more. */
void unmanaged_vfs_sweep(struct apply_context *context);

/* Makes the eswitch changes that need a PF without VFs. Call it while there are none. */
void eswitch_without_vfs(struct apply_context *context, struct apply_pf *pf);

/* Observes the PF again and updates pf->live, which later steps use. 0 or -errno. */
int apply_read_again(struct apply_context *context, struct apply_pf *pf);

/* Observes a VF and its users, right before a write to it. A few VFs share one search
 * through processes and network namespaces, since it takes longer than everything
 * else. */
void apply_look(struct apply_context *context, const struct apply_pf *pf,
		struct observed_vf *vf);

/* Discards the users found so far: the next apply_look searches again, for up to `n_vfs`
 * VFs. */
void apply_look_anew(struct apply_context *context, int n_vfs);

/* Why a VF must not be unbound from its driver now; NULL if it may. */
const char *apply_keeps_vf(struct apply_context *context, const struct apply_pf *pf,
			   const struct observed_vf *now, const struct change *change);

/* True at a PF's first turn in a step; sets the step's deadline. */
bool apply_begins(struct apply_context *context, struct apply_pf *pf, int timeout_ms);

/* Restarts the step's timeout after progress. */
void apply_begins_again(struct apply_context *context, struct apply_pf *pf,
			int timeout_ms);

/* Whether the step's time is over, or the run was stopped. */
bool apply_is_over(struct apply_context *context, const struct apply_pf *pf);

/* Reports a write to sriov_numvfs that takes long. After the deadline gives it up and
 * settles the PF's changes; true in that case. */
bool numvfs_watch(struct apply_context *context, struct apply_pf *pf);

/* Whether the change sets drivers_autoprobe to its final value: a run that cannot go on
 * still makes it. */
bool apply_restores_autoprobe(const struct apply_pf *pf, const struct change *change);

/* Writes a PF's drivers_autoprobe, after noting its final value for the next run. */
void apply_autoprobe(struct apply_context *context, struct apply_pf *pf, size_t change);

bool apply_is_stopped(struct apply_context *context);

/* Whether a change still waits for its step. */
bool apply_is_open(const struct apply_pf *pf, size_t change);

/* The first open change in `stages` (bits of APPLY_STAGE), from index `from` on; the
 * plan's n_changes if there is none. */
size_t apply_next_open(const struct apply_pf *pf, uint32_t stages, size_t from);

#define APPLY_STAGE(stage) (1u << (stage))
#define APPLY_FOR_EACH_OPEN(i, pf, stages)                                               \
	for (size_t i = apply_next_open(pf, stages, 0); i < (pf)->plan->n_changes;       \
	     i = apply_next_open(pf, stages, i + 1))

/* The outcome of the change to a VF's attribute, and that change; NULL if the plan has
 * none. */
const struct outcome *apply_find(const struct apply_pf *pf, int vf, enum vf_attr attr,
				 const struct change **ret_change);

/* Settles a change. `text` and `hint` are constant or owned by the arena, and may be
 * NULL. */
void apply_done(struct apply_context *context, struct apply_pf *pf, size_t change,
		const char *text);
void apply_already(struct apply_context *context, struct apply_pf *pf, size_t change);
void apply_skip(struct apply_context *context, struct apply_pf *pf, size_t change,
		const char *text);
void apply_in_use(struct apply_context *context, struct apply_pf *pf, size_t change,
		  const char *text);
void apply_fail(struct apply_context *context, struct apply_pf *pf, size_t change,
		int error, const char *text, const char *hint);

/* Fails a change with the likeliest reason for the kernel's errno. */
void apply_refused(struct apply_context *context, struct apply_pf *pf, size_t change,
		   int error, const char *ext_ack);

/* The user whom the change to a VF, observed as `now`, would interrupt without
 * permission; NULL if there is none. */
const char *apply_user(struct apply_context *context, const struct apply_pf *pf,
		       const struct observed_vf *now, const struct change *change);

/* "VF 3 is in use: BY". `by` is what in_use_by or apply_user returned. */
const char *apply_user_text(struct apply_context *context, const struct observed_pf *pf,
			    const struct observed_vf *vf, const char *by);

/* Checks the users of the PF and its VFs, observed as `now`. True if the change
 * interrupts none of them or is permitted to; otherwise settles the change. */
bool apply_is_idle(struct apply_context *context, struct apply_pf *pf, size_t change,
		   const struct observed_pf *now);

/* Removes the notes of VFs that are gone: nothing is pending for them, and new VFs will
 * have their PCI addresses. */
void recovery_forget_vfs(struct apply_context *context, const struct observed_pf *pf);

/* At the end of an apply: removes the notes of completed recovery, and keeps those of
 * pending recovery. */
void recovery_settle(struct apply_context *context);

/* Between steps: prints what was reported so far. */
void apply_pause(struct apply_context *context);

/* Reports what the run waits for. */
void apply_wait_for(struct apply_context *context, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
