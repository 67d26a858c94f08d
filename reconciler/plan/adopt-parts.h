/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of adopt() share. */
#pragma once

#include "model/adopted.h"
#include "model/observed.h"
#include "model/plan.h"
#include "model/vf-set.h"

/* What can be said of one key of a VF. */
struct adopt_setting {
	struct field field; /* not set: nothing can be said */
	bool is_implied;    /* it is so if nothing is said */
};

struct adopt_vf {
	struct adopt_setting settings[VF_KEY_COUNT];
};

/* Remarks about a PF: one text for all the VFs that it is true of. */
struct adopt_remark {
	const char *text;
	struct vf_set vfs; /* empty: about the PF itself */
};

struct adopt_remarks {
	struct arena *arena;
	struct adopt_remark *items;
	size_t n;
	size_t n_left_out; /* a PF has no more than ADOPT_REMARKS_MAX texts */
};

enum {
	ADOPT_REMARKS_MAX = 64
};

/* `vf`: NO_VF for the PF itself. */
void adopt_remark(struct adopt_remarks *remarks, int vf, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Their lines: "VFs 0-2: ...". */
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

/* What each VF of the PF can be said to have. */
struct adopt_vf *adopt_vfs(struct adopt_remarks *remarks, const struct observed_pf *pf);

/* Whether libvirt binds the VF to its driver: its VM has it, or gets it so. */
bool adopt_is_libvirts(const struct observed_vf *vf);

/* Folds VFs that are alike into defaults and ranges. */
void adopt_fold(struct arena *arena, const struct adopt_vf *vfs, size_t n,
		struct adopted_pf *pf);

/* Fills in the bindings of adoption->desired, whose PFs are there. */
void adopt_vms(struct adoption *adoption);
