/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The interfaces of one VM, each with a plan of its PF, for commands that are about a
 * VM. */
#pragma once

#include "commands/run.h"

struct vm_interface {
	const struct desired_binding *binding;
	const struct plan *plan;
	const struct plan_pf *pf; /* NULL: the PF is missing or cannot be read */
	const char *fault;	  /* why there is no `pf`; NULL: there is */
};

struct vm_plan {
	struct vm_interface *interfaces; /* in the order of the configuration */
	size_t n;
};

/* Loads the configuration for a command whose first word is a VM, before files. NULL with
 * diagnostics. */
const struct desired *vm_plan_load(struct run *run, const struct invocation *invocation);

/* Whether the configuration has an interface of that VM. */
bool vm_plan_is_configured(const struct desired *desired, const char *vm);

/* Adds the error for a VM that is not configured, with the nearest name. Code
 * not-found. */
void vm_plan_refuse(struct diags *diags, const struct desired *desired, const char *vm);

/* Observes the PFs of the VM's interfaces and plans each; if one has a VF of a pool, all
 * configured PFs. Reads the
 * snapshot of --state, or the live kernel, without the files of other managers. Returns
 * 0, or the exit code with diagnostics in run->diags. */
_must_check_ int vm_plan_make(struct run *run, const struct invocation *invocation,
			      const struct desired *desired, const char *vm,
			      struct vm_plan *ret_plan);

/* The same for one VF, whether or not a VM is configured to get it: *ret_plan has one
 * interface without `vm`, or none if no configured PF has a VF with that address. */
_must_check_ int vm_plan_of_vf(struct run *run, const struct invocation *invocation,
			       const struct desired *desired, struct pci_address pci,
			       struct vm_plan *ret_plan);

/* "uplink0/3", or "pool fast" for an interface without a VF. */
const char *vm_interface_name(struct arena *arena, const struct vm_interface *interface);

/* The VF of the interface; NULL: the PF is missing or does not have it. */
const struct observed_vf *vm_interface_vf(const struct vm_interface *interface);
