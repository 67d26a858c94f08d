/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the steps of an apply share. */
#pragma once

#include "apply/apply.h"
#include "observe/observe.h"

enum numvfs_step {
	NUMVFS_NOT_BEGUN,
	NUMVFS_REMOVES,
	NUMVFS_CREATES,
	NUMVFS_GOES_BACK, /* the number was refused: the former one again */
	NUMVFS_LINKS,	  /* that is done; the VFs' PCI devices are waited for */
	NUMVFS_DONE,
};

/* Another number of VFs is under way. */
struct numvfs_write {
	enum numvfs_step step;
	size_t change;
	const struct observed_pf *before; /* right before the first write */
	int refusal;			  /* of the number that was wanted; 0 */
	int64_t began_at, tell_at;
	int64_t deadline;
};

struct vf_requests; /* VF attributes to be sent: vf-attrs.c */
struct bindings;    /* VF drivers that are waited for: vf-driver.c */

struct apply_pf {
	const struct plan_pf *plan;
	struct outcome *outcomes; /* one per change */
	uint32_t stages;	  /* that have changes in the plan, a bit each */
	const struct observed_pf
		*live;	/* as planned for; read again once VFs were created */
	char dir[64];	/* below /sys */
	size_t step;	/* at which it stands */
	bool has_begun; /* with that step */
	int64_t deadline;
	struct numvfs_write numvfs;
	struct vf_requests *requests;
	struct bindings *bindings;
	bool is_lost; /* the kernel has not come back from a write to sriov_numvfs */
};

struct apply_context {
	struct kernel *kernel;
	struct arena *arena;
	struct diags unheard; /* faults of reading in between; the verification reports
				 its own */
	const struct root *run;
	const struct apply_options *options;
	struct result *result;
	struct apply_pf *pfs;
	size_t n_pfs;
	const struct apply_pf *writer; /* whose sriov_numvfs is written now; NULL */
	struct vf_users users;	       /* that apply_look has found last, */
	int64_t users_until;	       /* and for how long that counts, */
	int users_left;		       /* and for how many VFs */
};

/* The steps, in their order. Each does for one PF what can be done now, without waiting,
 * settles the changes of its stages, and returns true when the PF is through. */
bool apply_pf_attrs(struct apply_context *context, struct apply_pf *pf);
bool apply_link_up(struct apply_context *context, struct apply_pf *pf);
bool apply_numvfs(struct apply_context *context, struct apply_pf *pf);
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

/* Makes the changes of the eswitch that want a PF without VFs, of which there are none
 * now. */
void eswitch_without_vfs(struct apply_context *context, struct apply_pf *pf);

/* Reads what there is now, which is what the rest can be applied to: pf->live. 0 or
 * -errno. */
int apply_read_again(struct apply_context *context, struct apply_pf *pf);

/* Looks at a VF and its users, right before something is written to it. Processes and
 * network namespaces are looked through for a few VFs at once: that takes longer than all
 * the rest. */
void apply_look(struct apply_context *context, const struct apply_pf *pf,
		struct observed_vf *vf);

/* From now on for `n_vfs` of them, of which the first has not been looked at. */
void apply_look_anew(struct apply_context *context, int n_vfs);

/* Why a VF must not be taken off its driver now; NULL where it may. */
const char *apply_keeps_vf(struct apply_context *context, const struct apply_pf *pf,
			   const struct observed_vf *now, const struct change *change);

/* True at a PF's first turn in a step, whose deadline this sets. */
bool apply_begins(struct apply_context *context, struct apply_pf *pf, int timeout_ms);

/* Sets the step's deadline again: there was progress. */
void apply_begins_again(struct apply_context *context, struct apply_pf *pf,
			int timeout_ms);

/* Whether the step's time is over, or the run was stopped. */
bool apply_is_over(struct apply_context *context, const struct apply_pf *pf);

/* Whether the write to sriov_numvfs that takes too long is reported, or given up
 * and settled; true in the last case. */
bool numvfs_watch(struct apply_context *context, struct apply_pf *pf);

/* Whether the change leaves drivers_autoprobe as it is to be left: a run that cannot go
 * on still makes it. */
bool apply_restores_autoprobe(const struct apply_pf *pf, const struct change *change);

/* Writes a PF's drivers_autoprobe, after noting how it is to be left. */
void apply_autoprobe(struct apply_context *context, struct apply_pf *pf, size_t change);

bool apply_is_stopped(struct apply_context *context);

/* Whether a change still waits for its step. */
bool apply_is_open(const struct apply_pf *pf, size_t change);

/* The first one of some stages (APPLY_STAGE) that does, from `from` on; the plan's number
 * of changes where there is none. */
size_t apply_next_open(const struct apply_pf *pf, uint32_t stages, size_t from);

#define APPLY_STAGE(stage) (1u << (stage))
#define APPLY_FOR_EACH_OPEN(i, pf, stages)                                               \
	for (size_t i = apply_next_open(pf, stages, 0); i < (pf)->plan->n_changes;       \
	     i = apply_next_open(pf, stages, i + 1))

/* What became of the change of a VF's attribute; NULL where the plan has none. */
const struct outcome *apply_find(const struct apply_pf *pf, int vf, enum vf_attr attr,
				 const struct change **ret_change);

/* Settles a change. `text` and `hint` are owned by the arena or constant; may be NULL. */
void apply_done(struct apply_context *context, struct apply_pf *pf, size_t change,
		const char *text);
void apply_already(struct apply_context *context, struct apply_pf *pf, size_t change);
void apply_skip(struct apply_context *context, struct apply_pf *pf, size_t change,
		const char *text);
void apply_in_use(struct apply_context *context, struct apply_pf *pf, size_t change,
		  const char *text);
void apply_fail(struct apply_context *context, struct apply_pf *pf, size_t change,
		int error, const char *text, const char *hint);

/* Fails a change with what the kernel's errno most likely means for it. */
void apply_refused(struct apply_context *context, struct apply_pf *pf, size_t change,
		   int error, const char *ext_ack);

/* Who would be interrupted by the change of a VF, as it is now, and must not be; NULL. */
const char *apply_user(struct apply_context *context, const struct apply_pf *pf,
		       const struct observed_vf *now, const struct change *change);

/* "VF 3 is in use: ..." of what in_use_by or apply_user has said. */
const char *apply_user_text(struct apply_context *context, const struct observed_pf *pf,
			    const struct observed_vf *vf, const char *by);

/* Whether nobody uses a VF of the PF, as it is now; otherwise the change is settled. */
bool apply_is_idle(struct apply_context *context, struct apply_pf *pf, size_t change,
		   const struct observed_pf *now);

/* Nothing is pending for VFs that are gone, and their addresses are used again. */
void recovery_forget_vfs(struct apply_context *context, const struct observed_pf *pf);

/* At the end: removes the notes of what was paid, and leaves those of what was not. */
void recovery_settle(struct apply_context *context);

/* Between steps: prints what was reported so far. */
void apply_pause(struct apply_context *context);

/* Says what is waited for. */
void apply_wait_for(struct apply_context *context, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
