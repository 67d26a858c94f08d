/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plan is an ordered list of changes; an outcome is the result of one change. */
#pragma once

#include "model/desired.h"
#include "model/observed.h"
#include "model/vf-set.h"

/* The effect of a change on users of the VF or PF, least disruptive first. */
enum impact {
	IMPACT_LIVE,
	IMPACT_RESETS_VF,
	IMPACT_REBINDS_VF,
	IMPACT_RECREATES_VFS,
	IMPACT_REMOVES_VFS,
	IMPACT_BLINKS_PF, /* its link is away for seconds */
	IMPACT_PF_DOWN,
};

enum block {
	BLOCK_NONE,
	BLOCK_IN_USE,	   /* it would interrupt users of a VF or the PF */
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
	int vf; /* NO_VF: the change is to the PF itself */
	union {
		enum vf_attr attr;
		enum pf_attr pf_attr; /* with NO_VF */
	};
	struct field from; /* not set: unknown, or the VF is new */
	struct value to;
	bool is_new_vf;	  /* the plan creates or recreates this VF */
	bool is_optional; /* a driver that is not configured; the kernel may also bind
			     none */
	bool is_kept; /* restores the old value of a recreated VF, since no other value is
			 configured */
	bool is_again;	 /* the value is already set, but another change of the plan may
			    clear it */
	bool is_pending; /* recovery from an interrupted run: applied even if something
			    else on the PF is not possible */
	bool clears_override; /* STAGE_VF_DRIVER: the configuration wants the driver that
				 the kernel picks, whatever override others have set */
	struct field mac; /* STAGE_VF_DRIVER and _OVERRIDE: the MAC that the netdev of the
			     VF must come up with; not set: any */
	enum impact impact;
	enum disruption takes; /* how it interrupts users of the PF: its link blinks or
				  goes down; DISRUPTION_REFUSED: not at all */
	enum block block;
	const char *reason;  /* the user or the fault that blocks it; NULL: none */
	const char *advice;  /* how to end the use that blocks it; NULL: unknown */
	const char *affects; /* the users that are interrupted, if that is allowed; NULL:
				none */
	struct change_user *users; /* all of them; `reason` or `affects` names some */
	size_t n_users;
	bool by_pf;	 /* `reason` or `affects` also names users of the PF itself */
	const char *why; /* an explanation, mostly for a step that is not itself
			    configured; NULL: none */
	const struct span *at; /* its place in the YAML; may be NULL */
};

/* A value of a VF that is not configured and does not survive the plan. */
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
	const struct saved_vfs *saves; /* to save before any VF change; NULL: nothing */
	struct lost_value *lost;       /* sorted by VF */
	size_t n_lost;
	unsigned int numvfs;	      /* after the plan */
	const struct desired_vf *vfs; /* the configuration of each VF that exists before
					 or after, as derive_vf settles it */
	enum disruption permits;      /* permitted for the run or for the PF */
	struct field autoprobe; /* the final state of sriov_drivers_autoprobe; not set:
				   the PF does not have it */
	bool rate_any_link;	/* the driver accepts rates without carrier */
	bool creates;		/* the plan creates or recreates its VFs */
	const char *vfs_start_offline; /* what its VFs need first; NULL: nothing */
	bool sets_vf_mac;	       /* the MAC of a VF can be set through the PF */
	bool *goes_to_vm; /* for each VF that exists before or after: whether a VM or a
			     VFIO driver gets it */
	struct vf_set unverified; /* existing VFs with configured attributes that the
				     kernel does not report */
};

enum assign_kind {
	ASSIGN_CHOSEN,	/* from the pool */
	ASSIGN_ADOPTED, /* libvirt's XML has this VF for the interface already */
	ASSIGN_FREED,	/* the interface is not configured any more */
};

/* A change of the record of assignments. */
struct assign {
	enum assign_kind kind;
	const char *vm, *interface;
	const struct desired_pool *pool; /* NULL: freed */
	const struct desired_pf *pf;	 /* NULL: freed, and not configured */
	unsigned int vf;
	const struct span *at; /* NULL: freed */
};

struct plan {
	enum disruption disruption;
	const struct observed *host;
	const struct desired *desired;	/* with a VF for each interface that gets one */
	struct assignment *assignments; /* what the record is to say, sorted */
	size_t n_assignments;
	struct assign *assigns; /* how that differs from what it says */
	size_t n_assigns;
	struct plan_pf *pfs; /* the PFs that were found, sorted by PCI address */
	size_t n_pfs;
	const struct desired_pf **unread; /* PFs that exist but cannot be read */
	size_t n_unread;
	size_t n_missing;	   /* missing PFs, including optional ones */
	size_t n_missing_optional; /* missing PFs that are optional */
	size_t n_changes;	   /* for all PFs, including vfstate's own steps */
	size_t n_in_use;	   /* changes blocked because a VF or a PF is in use */
	size_t n_unsupported;	   /* changes blocked because they cannot be done */
};

enum outcome_status {
	OUTCOME_PENDING, /* not reached */
	OUTCOME_DONE,
	OUTCOME_ALREADY, /* the new VF already had this value */
	OUTCOME_FAILED,
	OUTCOME_SKIPPED, /* what it depends on failed or was blocked */
};

struct outcome {
	enum outcome_status status : 8;
	bool is_in_use;	   /* skipped because the VF is in use now */
	bool is_unwritten; /* failed before anything was written */
	int error;	   /* negative errno of a failure; 0 */
	const char *text;  /* the reason, for people; NULL */
	const char *hint;  /* what to do about it; NULL */
};

/* The result of an applied plan: outcomes[i][j] belongs to plan->pfs[i].changes[j]. */
struct result {
	const struct plan *plan;
	struct outcome **outcomes;
	size_t n_done;
	size_t n_already;
	size_t n_failed;     /* failed; the outcome has the reason */
	size_t n_offline;    /* VFs that their driver released because they are offline */
	size_t n_in_use;     /* found in use only right before the write */
	bool *is_unfinished; /* for each PF: a write to numvfs has not ended yet */
	bool is_stopped;     /* by a signal; the rest is pending */
};

/* The part of the plan about an entry of plan->desired; NULL: the PF is missing or cannot
 * be read. */
const struct plan_pf *plan_find_pf(const struct plan *plan, const struct desired_pf *pf);

/* The row of the attribute that changes. */
const struct attr_info *change_info(const struct change *change);

/* "numvfs", "link", "mac", "driver", ... */
const char *change_name(const struct change *change);
enum value_kind change_value_kind(const struct change *change);

bool change_is_of_vf(const struct change *change, enum vf_attr attr);
bool change_is_of_pf(const struct change *change, enum pf_attr attr);

/* "chosen", "adopted", "freed". */
const char *assign_kind_name(enum assign_kind kind);

/* "recreates-vfs" etc., for text and JSON. */
const char *impact_name(enum impact impact);
const char *block_name(enum block block);
const char *outcome_status_name(enum outcome_status status);

/* A step that is not configured and only serves others. It is not a difference from the
 * configuration if it is left undone. */
bool change_is_own_step(const struct plan_pf *pf, const struct change *change);

/* For a plan made after an apply: whether the host differs from the configuration in this
 * value. If the number of VFs differs, the plan recreates the VFs; the values that they
 * already have are not differences. */
bool change_is_difference(const struct plan_pf *pf, const struct change *change);

/* The number of values that differ from the configuration. */
size_t plan_count_differences(const struct plan *plan);
