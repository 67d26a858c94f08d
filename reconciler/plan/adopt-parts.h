/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of adopt() share. */
#pragma once

#include "model/adopted.h"
#include "model/observed.h"
#include "model/plan.h"
#include "model/vf-set.h"

/* The value of one key of a VF. */
struct adopt_setting {
	struct field field; /* not set: unknown, or it cannot be configured */
	bool is_implied;    /* the VF has it even if the configuration does not set it */
};

struct adopt_vf {
	struct adopt_setting settings[VF_KEY_COUNT];
};

/* A remark about a PF: one text for all VFs that it applies to. */
struct adopt_remark {
	const char *text;
	struct vf_set vfs; /* empty: about the PF itself */
};

struct adopt_remarks {
	struct arena *arena;
	struct adopt_remark *items;
	size_t n;
	size_t n_left_out; /* further texts, beyond ADOPT_REMARKS_MAX */
};

enum {
	ADOPT_REMARKS_MAX = 64
};

/* `vf`: NO_VF for the PF itself. */
void adopt_remark(struct adopt_remarks *remarks, int vf, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Formats the remarks as lines: "VFs 0-2: ...". */
const char **adopt_remark_lines(const struct adopt_remarks *remarks, size_t *ret_n);

/* One PF while its configuration is made. */
struct adopt_pf {
	const struct observed_pf *live;
	struct desired_pf *desired;
	struct adopt_vf *vfs;
	struct adopt_remarks remarks;
};

struct adoption {
	struct arena *arena;
	const struct observed *observed;
	struct desired *desired;
	struct adopt_pf *parts;	      /* one for each of desired->pfs */
	struct adopt_remarks remarks; /* about VMs */
	bool has_differences;
};

/* Returns the values of each VF of the PF; remarks say what cannot be configured. */
struct adopt_vf *adopt_vfs(struct adopt_remarks *remarks, const struct observed_pf *pf);

/* Whether libvirt binds the VF's driver: one of its VMs uses the VF, or gets it as
 * managed. */
bool adopt_is_libvirts(const struct observed_vf *vf);

/* Folds equal VFs into defaults and ranges. */
void adopt_fold(struct arena *arena, const struct adopt_vf *vfs, size_t n,
		struct adopted_pf *pf);

/* Fills in the bindings of adoption->desired, after its PFs. */
void adopt_vms(struct adoption *adoption);
