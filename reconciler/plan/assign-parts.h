/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of the assignment share. */
#pragma once

#include "plan/assign.h"

/* Who has a VF. */
struct seat {
	const struct desired_binding *binding; /* that has it, or names it */
	const struct assignment *recorded;     /* that the record has for it */
};

/* A configured PF. */
struct pf_seats {
	const struct observed_pf *observed; /* NULL: not on this host */
	unsigned int n;			    /* VFs after the plan */
	unsigned int n_all;		    /* VFs now or after the plan */
	struct seat *seats;		    /* n_all of them */
};

struct assigning {
	struct arena *arena;
	struct diags *diags;
	struct plan *plan;
	struct desired *desired;
	struct pf_seats *pfs;		  /* as desired->pfs */
	struct desired_binding **wanting; /* of pools, by VM and interface */
	size_t n_wanting;
	const struct assignment **records; /* of each of `wanting`; NULL: none */
	bool *is_wanted; /* per assignment of the record: an interface of a pool has it */
};

/* Finds the configured PFs, and reserves VFs that the configuration names or the record
 * has. */
void assign_init_seats(struct assigning *assigning);

struct pf_seats *assign_seats_of(const struct assigning *assigning,
				 const struct desired_pf *pf);

/* The configured PF that the record means; NULL: it is not here, or not configured. */
const struct desired_pf *assign_find_pf(const struct assigning *assigning,
					const struct assignment *record);

/* Gives the interface a VF. */
void assign_give(struct assigning *assigning, struct desired_binding *binding,
		 const struct desired_pf *pf, unsigned int vf);

/* The same for a VF that the record does not have. */
void assign_give_new(struct assigning *assigning, struct desired_binding *binding,
		     const struct desired_pf *pf, unsigned int vf, enum assign_kind kind);

/* Gives interfaces without a record the VFs that libvirt's XML or their running VM has.
 */
void assign_adopt(struct assigning *assigning);

/* Refuses what only shows once interfaces have their VFs: a MAC address twice on one PF,
 * rates and VLANs that do not fit. */
void assign_check(struct diags *diags, struct arena *arena,
		  const struct desired *desired);

/* What the record has for an interface; NULL: nothing. */
const struct assignment *assign_find_record(const struct observed *host, const char *vm,
					    const char *interface);

/* Whether an interface has the VF, or had it according to the record. */
bool assign_is_reserved(const struct pf_seats *pf, unsigned int vf);

/* Whether the VF, if it exists, has a user. */
bool assign_is_in_use(struct assigning *assigning, const struct pf_seats *pf,
		      unsigned int vf);

/* The same, or whether libvirt's XML gives it to a VM. */
bool assign_is_held(struct assigning *assigning, const struct pf_seats *pf,
		    unsigned int vf);

/* Another VM that uses the VF; NULL: none that is known to be another one. */
const char *assign_other_vm(const struct assigning *assigning, const struct pf_seats *pf,
			    unsigned int vf, const char *vm);

/* A VF of the pool that the VM uses and that no interface has; NULL: none. */
const struct observed_vf *assign_find_used(const struct assigning *assigning,
					   const struct desired_pool *pool,
					   const char *vm);

/* Why no VF of the pool is free: "of its 7 VFs 4 are assigned, 3 in use by others, ...".
 */
const char *assign_shortage(struct assigning *assigning, const struct desired_pool *pool);

/* Whether the record only keeps a VF for an interface that is not configured any more and
 * whose VF nobody uses. */
bool assign_is_released(struct assigning *assigning, const struct assignment *record);

/* Settles plan->assignments, and adds to plan->assigns what is freed. */
void assign_settle_record(struct assigning *assigning);
