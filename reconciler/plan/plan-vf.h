/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "plan/planner.h"

/* Plans the attributes of one VF, in the kernel's order. */
void plan_vf_attrs(struct planner *planner, unsigned int index);

/* Plans its interrupt vectors, which are set while it has no driver. */
void plan_vf_msix(struct planner *planner, unsigned int index);

/* Whether its driver restarts for its interrupt vectors. */
bool plan_vf_msix_restarts(struct planner *planner, unsigned int index);

/* Plans MTU and link of its netdev, after all changes that may create the netdev. */
void plan_vf_netdev(struct planner *planner, unsigned int index);

/* Plans the change to a driver that the configuration names, or to none. */
void plan_vf_override(struct planner *planner, unsigned int index);

/* Whether the VF's driver has to start, and the change that starts it. */
bool plan_vf_needs_driver(struct planner *planner, unsigned int index);
void plan_vf_driver(struct planner *planner, unsigned int index);

/* The existing VF; NULL if the plan recreates it. All parts share this and the following
 * functions. */
const struct observed_vf *plan_vf_live(const struct planner *planner, unsigned int index);

/* Its users, as from in_use_by(); NULL for a new VF. */
const char *plan_vf_user(const struct planner *planner, const struct observed_vf *vf);

/* Whether its netdev is to go down, which ends the use of the VF through it. */
bool plan_vf_ends_use(const struct desired_vf *desired, const struct observed_vf *vf);

/* Whether the VF has a driver that makes it a network interface, here or in another
 * network namespace. */
bool plan_vf_has_nic_driver(const struct observed_vf *vf);

/* Whether the VF has the configured value of the attribute, or an equivalent one. */
bool plan_vf_is_satisfied(const struct planner *planner, const struct desired_vf *desired,
			  enum vf_attr attr, const struct observed_vf *vf);

/* The driver that the configuration names, or "none"; NULL if the kernel chooses it. */
const char *plan_vf_named_driver(const struct desired_vf *desired);

/* Whether the plan changes the VF's driver. Not for the VF of a running VM: libvirt binds
 * it, and reverts that when the VM stops. */
bool plan_vf_changes_driver(const struct desired_vf *desired,
			    const struct observed_vf *vf);
