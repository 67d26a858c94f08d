/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "plan/planner.h"

/* The attributes of one VF, in the kernel's order. */
void plan_vf_attrs(struct planner *planner, unsigned int index);

/* Its interrupt vectors, which it gets while no driver has it. */
void plan_vf_msix(struct planner *planner, unsigned int index);

/* Whether its driver restarts for them. */
bool plan_vf_msix_restarts(struct planner *planner, unsigned int index);

/* MTU and link of its own netdev, after everything that gives it one. */
void plan_vf_netdev(struct planner *planner, unsigned int index);

/* The change that gives the VF a driver by its name, or none. */
void plan_vf_override(struct planner *planner, unsigned int index);

/* Whether the VF's driver has to start, and the change that starts it. */
bool plan_vf_needs_driver(struct planner *planner, unsigned int index);
void plan_vf_driver(struct planner *planner, unsigned int index);

/* What both parts share. The VF as it is, or NULL where the plan recreates it: */
const struct observed_vf *plan_vf_live(const struct planner *planner, unsigned int index);

/* Its user, as in_use_by; NULL for a new one. */
const char *plan_vf_user(const struct planner *planner, const struct observed_vf *vf);

/* Whether its netdev is to go down, and with it whoever uses the VF through that. */
bool plan_vf_ends_use(const struct desired_vf *desired, const struct observed_vf *vf);

/* Bound to a driver that has made it a network interface, here or in another namespace.
 */
bool plan_vf_has_nic_driver(const struct observed_vf *vf);

/* Whether the VF has what `desired` asks of the attribute, or what is as good. */
bool plan_vf_is_satisfied(const struct planner *planner, const struct desired_vf *desired,
			  enum vf_attr attr, const struct observed_vf *vf);

/* The driver that the configuration names, or "none"; NULL where the kernel picks it. */
const char *plan_vf_named_driver(const struct desired_vf *desired);

/* Whether the VF goes from whom it has to another driver; libvirt binds the VF of a VM
 * that runs, and undoes it at its end. */
bool plan_vf_changes_driver(const struct desired_vf *desired,
			    const struct observed_vf *vf);
