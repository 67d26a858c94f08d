/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plan is an ordered list of changes; an outcome says what became of each. */
#pragma once

#include "model/desired.h"
#include "model/observed.h"
#include "model/vf-set.h"

/* What a change does to those who use the VF or PF now, the gentlest first. */
enum impact {
	IMPACT_LIVE,
	IMPACT_RESETS_VF,
	IMPACT_REBINDS_VF,
	IMPACT_RECREATES_VFS,
	IMPACT_REMOVES_VFS,
	IMPACT_FLAPS_PF,
};

enum block {
	BLOCK_NONE,
	BLOCK_IN_USE,	   /* it would interrupt who uses a VF now */
	BLOCK_UNSUPPORTED, /* the hardware or its driver cannot do it */
};

enum {
	NO_VF = -1
};

/* A VF in use that a change would interrupt, or does. */
struct change_user {
	const struct observed_vf *vf;
	const char *by; /* see in-use.h */
	bool is_unsure; /* the same */
};

struct change {
	enum stage stage;
	int vf; /* NO_VF for the PF's own */
	union {
		enum vf_attr attr;
		enum pf_attr pf_attr; /* with NO_VF */
	};
	struct field from; /* not set: unknown, or the VF is new */
	struct value to;
	bool is_new_vf;	      /* the plan (re)creates this VF */
	bool is_optional;     /* a driver that the YAML does not ask for: the kernel's own
				 course */
	bool is_kept;	      /* the recreated VF gets what it had, since nothing else is
				 configured */
	bool is_again;	      /* it is so, and another change of the plan may end that */
	bool is_pending;      /* an interrupted run has left it out: it is made though
				 something else on the PF is not possible */
	bool clears_override; /* STAGE_VF_DRIVER: the configuration asks for the kernel's
				 choice, whatever override others left */
	struct field mac; /* of STAGE_VF_DRIVER and _OVERRIDE: what the VF's netdev comes
			     up with; not set: any */
	enum impact impact;
	enum disruption takes; /* what it does to those who use the PF: its link blinks,
				  or goes; DISRUPTION_REFUSED: nothing */
	enum block block;
	const char *reason;	   /* who or what blocks it; NULL */
	const char *advice;	   /* what somebody can do about who blocks it; NULL */
	const char *affects;	   /* who is interrupted, where that is allowed; NULL */
	struct change_user *users; /* those of whom `reason` or `affects` names some */
	size_t n_users;
	bool by_pf;	 /* `reason` or `affects` also names who uses the PF itself */
	const char *why; /* of a step the YAML does not ask for by itself; NULL */
	const struct span
		*at; /* the YAML that configures it; none for vfstate's own steps */
};

/* What a VF has, nobody configured, and does not survive the plan. */
struct lost_value {
	unsigned int vf;
	enum vf_attr attr;
	struct value value;
	const char *reason;
};

/* Everything for one PF, in the order of the stages. */
struct plan_pf {
	const struct desired_pf *desired;
	const struct observed_pf *observed;
	struct change *changes;
	size_t n_changes;
	const struct saved_vfs *saves; /* to be noted before VFs are removed or made;
					  NULL: nothing */
	struct lost_value *lost;       /* by VF */
	size_t n_lost;
	unsigned int numvfs;	      /* after the plan */
	const struct desired_vf *vfs; /* what each should be like that is there before
					 or after, as derive_vf settles it */
	enum disruption permits;      /* of the run and of the PF */
	struct field autoprobe; /* how sriov_drivers_autoprobe is to be left; not set:
				   the PF has none */
	bool rate_any_link;	/* the driver takes rates without carrier */
	bool creates;		/* its VFs, or creates them again */
	const char *vfs_start_offline; /* what its VFs need before they work; NULL */
	bool sets_vf_mac;	       /* the MAC of a VF can be set through the PF */
	struct vf_set unverified;      /* existing VFs with configured attributes that the
					  kernel does not report */
};

struct plan {
	enum disruption disruption;
	const struct observed *host;
	struct plan_pf *pfs; /* those that were found, by PCI address */
	size_t n_pfs;
	const struct desired_pf **unread; /* PFs that are there and cannot be read */
	size_t n_unread;
	size_t n_missing;	   /* PFs that are not there, */
	size_t n_missing_optional; /* and those of them that need not be */
	size_t n_changes;	   /* of all PFs, vfstate's own steps included */
	size_t n_in_use;	   /* blocked since somebody uses a VF */
	size_t n_unsupported;	   /* blocked since it cannot be done */
};

enum outcome_status {
	OUTCOME_PENDING, /* not reached */
	OUTCOME_DONE,
	OUTCOME_ALREADY, /* the new VF came with this value */
	OUTCOME_FAILED,
	OUTCOME_SKIPPED, /* what it depends on failed or was blocked */
};

struct outcome {
	enum outcome_status status : 8;
	bool is_in_use;	   /* skipped because the VF is in use now */
	bool is_unwritten; /* failed before anything was written for it */
	int error;	   /* negative errno of a failure; 0 */
	const char *text;  /* why, for people; NULL */
	const char *hint;  /* what to do about it; NULL */
};

/* A plan that was applied: outcomes[i][j] is of plan->pfs[i].changes[j]. */
struct result {
	const struct plan *plan;
	struct outcome **outcomes;
	size_t n_done;
	size_t n_already;
	size_t n_failed;     /* could not be done, and why is in the outcome */
	size_t n_offline;    /* VFs that their driver gave up, since they are offline */
	size_t n_in_use;     /* found in use only when it was to be written */
	bool *is_unfinished; /* of each PF: the kernel has not ended a write to numvfs */
	bool is_stopped;     /* by a signal; the rest is pending */
};

/* The row of the attribute that changes. */
const struct attr_info *change_info(const struct change *change);

/* "numvfs", "link", "mac", "driver", ... */
const char *change_name(const struct change *change);
enum value_kind change_value_kind(const struct change *change);

bool change_is_of_vf(const struct change *change, enum vf_attr attr);
bool change_is_of_pf(const struct change *change, enum pf_attr attr);

/* "recreates-vfs" and so on, as in text and JSON. */
const char *impact_name(enum impact impact);
const char *block_name(enum block block);
const char *outcome_status_name(enum outcome_status status);

/* A step that only serves others, which the configuration does not ask for: where it is
 * left, it is no difference from the configuration. */
bool change_is_own_step(const struct plan_pf *pf, const struct change *change);

/* Of a plan that is made after an apply: whether the host is not as configured there.
 * Where the number of VFs is not the wanted one, the plan creates the VFs again, and what
 * they have already is no difference. */
bool change_is_difference(const struct plan_pf *pf, const struct change *change);

/* How many values are not as configured. */
size_t plan_count_differences(const struct plan *plan);
