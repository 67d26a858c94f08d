/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The values that the configuration has: the kernel has them too. */
#include "oracles.h"

#include <string.h>

#include "model/derive.h"
#include "possible.h"
#include "users.h"

/* The value that a setting means on a PF. */
static struct value value_meant(const struct fake_pf *pf,
				const struct desired_pf *desired, int vf,
				enum vf_attr attr)
{
	const struct observed host = {.host_id = FAKE_HOST_ID};
	const struct observed_pf observed = {
		.permanent_mac = {.set = true,
				  .value.mac = {{0x90, 0xe2, 0xba, 0x21,
						 (uint8_t)pf->ifindex, 0}}},
		.guid = {.set = pf->personality->is_infiniband,
			 .value.guid = fake_guid(pf)},
	};

	return derive_vf(&host, &observed, desired, (unsigned int)vf).attrs[attr].value;
}

/* What a user of the VF may keep: MAC and VLAN if the host does not see who it is, a MAC
 * that a trusted VF took, and what cannot be set without a reset. */
static bool may_keep(const struct run *run, const struct fake_pf *pf,
		     const struct fake_vf *vf, enum vf_attr attr)
{
	const struct fake_kernel *fake = run->fake;
	bool restarts = VF_ATTRS_GUID & VF_ATTR_BIT(attr) && vf->is_bound && !vf->is_vfio;
	bool resets = pf->personality->attrs[attr].resets_vf || restarts ||
		      strcmp(pf->personality->name, "other") == 0;

	if (!users_may_have_vf(fake, vf))
		return false;
	if (run->disruption & DISRUPTION_VFS)
		return attr == VF_ATTR_MAC && vf->trust;
	return attr == VF_ATTR_MAC || attr == VF_ATTR_VLAN ||
	       attr == VF_ATTR_LINK_STATE || resets;
}

/* Trust may wait for a MAC that is configured, or that the VF had. */
static bool lacks_mac(const struct fake_pf *pf, const struct desired_pf *desired,
		      const struct desired_vf *vf, int index)
{
	struct value wanted = value_meant(pf, desired, index, VF_ATTR_MAC);

	return vf->attrs[VF_ATTR_MAC].set && !mac_address_is_zero(wanted.mac) &&
	       !mac_address_is_equal(wanted.mac, pf->vfs[index].mac);
}

/* Without asking the planner: each value that the configuration has, the kernel has,
 * unless the driver would not take it, or somebody has the VF. */
bool oracle_values_vfs(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];
		const struct fake_pf *pf = fake_pf_of(run, plan_pf);
		const struct desired_pf *desired = plan_pf->desired;
		struct fake_pf other = possible_pf_in_wanted_mode(run, plan_pf);

		if (!pf->netdev[0] || run_is_unfinished(run, plan_pf))
			continue;
		for (int v = 0; v < pf->numvfs; v++) {
			const struct desired_vf *vf =
				desired_pf_vf(desired, (unsigned int)v);

			for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
				struct value wanted, has;
				enum value_kind kind = vf_attr_info[attr].kind;
				bool sticks;

				if (!vf->attrs[attr].set)
					continue;
				wanted = value_meant(pf, desired, v, (enum vf_attr)attr);
				has = fake_vf_value(&pf->vfs[v], (enum vf_attr)attr);
				if (value_is_equal(kind, wanted, has) ||
				    may_keep(run, pf, &pf->vfs[v], (enum vf_attr)attr))
					continue;
				if (attr == VF_ATTR_TRUST && wanted.on &&
				    (lacks_mac(pf, desired, vf, v) ||
				     run_find_left(run, desired, v, VF_ATTR_MAC)))
					continue;
				/* What it made up itself is as good as none. */
				if (attr == VF_ATTR_MAC &&
				    mac_address_is_zero(wanted.mac) &&
				    pf->vfs[v].is_bound)
					continue;
				if (fake_vf_would_take(run->fake, pf, v,
						       (enum vf_attr)attr, wanted,
						       &sticks) == 0 &&
				    sticks &&
				    fake_vf_would_take(run->fake, &other, v,
						       (enum vf_attr)attr, wanted,
						       &sticks) == 0)
					return run_fails_value(failure, desired->name, v,
							       (enum vf_attr)attr, has,
							       wanted);
			}
		}
	}
	return true;
}

static bool is_on(const char *const *names, uint32_t on, const char *name, bool *ret_on)
{
	for (uint32_t i = 0; names && names[i]; i++) {
		if (strcmp(names[i], name) != 0)
			continue;
		*ret_on = on & 1u << i;
		return true;
	}
	return false;
}

/* Each switch that the PF has is where it is wanted, but for those that are refused while
 * there are VFs. */
bool oracle_values_flags(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];
		const struct field *flags =
			&plan_pf->desired->attrs[PF_ATTR_PRIVATE_FLAGS];
		const struct field *features = &plan_pf->desired->attrs[PF_ATTR_FEATURES];
		const struct fake_pf *pf = fake_pf_of(run, plan_pf);
		bool on, is_free;

		is_free = pf->netdev[0] && !users_need_pf(run, pf, DISRUPTION_BLINK) &&
			  (run->disruption & DISRUPTION_VFS ||
			   !users_may_have_any_vf(run, pf));
		for (size_t j = 0; is_free && flags->set && j < flags->value.flags->n;
		     j++) {
			const struct flag *flag = &flags->value.flags->items[j];

			if (is_on(pf->personality->private_flags, pf->private_flags,
				  flag->name, &on) &&
			    on != flag->on && plan_pf->observed->n_vfs == 0)
				return fails(failure, "%s: %s is not switched",
					     plan_pf->desired->name, flag->name);
		}
		if (is_free && features->set &&
		    is_on(fake_features, pf->features, "rx-vlan-hw-parse", &on) && on)
			return fails(failure, "%s: rxvlan is on", plan_pf->desired->name);
	}
	return true;
}

/* And each PF has the MTU. */
bool oracle_values_mtus(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];
		const struct field *wanted = &plan_pf->desired->attrs[PF_ATTR_MTU];
		const struct fake_pf *pf = fake_pf_of(run, plan_pf);

		if (wanted->set && pf->netdev[0] &&
		    wanted->value.number <= FAKE_MTU_MAX &&
		    pf->mtu != wanted->value.number &&
		    !users_need_pf(run, pf, DISRUPTION_BLINK) &&
		    (run->disruption & DISRUPTION_VFS || !users_may_have_any_vf(run, pf)))
			return fails(failure, "%s: mtu is %u, not %u",
				     plan_pf->desired->name, pf->mtu,
				     wanted->value.number);
	}
	return true;
}

/* The eswitch is as it is wanted, where the driver has it and nobody is in the way. */
bool oracle_values_eswitches(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];
		const struct fake_pf *pf = fake_pf_of(run, plan_pf);

		for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END;
		     attr++) {
			const struct field *wanted = &plan_pf->desired->attrs[attr];

			if (!wanted->set || pf->eswitch[attr] > 3 ||
			    strcmp(wanted->value.text,
				   pf_attr_info[attr].words[pf->eswitch[attr]]) == 0 ||
			    fake_eswitch_would_take(run->fake, pf, (enum pf_attr)attr) <
				    0 ||
			    users_need_pf(run, pf, DISRUPTION_BLINK) ||
			    (!(run->disruption & DISRUPTION_VFS) &&
			     users_may_have_any_vf(run, pf)))
				continue;
			return fails(failure, "%s: %s is %s, not %s",
				     plan_pf->desired->name, pf_attr_info[attr].name,
				     pf_attr_info[attr].words[pf->eswitch[attr]],
				     wanted->value.text);
		}
	}
	return true;
}

static struct value device_value(const struct fake_vf *vf, enum vf_attr attr)
{
	switch (attr) {
	case VF_ATTR_MSIX_VECTORS:
		return (struct value){.number = vf->msix_vectors};
	case VF_ATTR_MTU:
		return (struct value){.number = vf->netdev_mtu};
	case VF_ATTR_LINK:
		return (struct value){.on = vf->netdev_up};
	default:
		return (struct value){0};
	}
}

/* And what VFs have by themselves. */
static bool has_device_attr(const struct fake_kernel *fake, const struct fake_pf *pf,
			    const struct fake_vf *vf, enum vf_attr attr,
			    struct value wanted)
{
	bool has_netdev = fake_vf_has_netdev(fake, vf);

	switch (attr) {
	case VF_ATTR_MSIX_VECTORS:
		return vf->msix_vectors == wanted.number ||
		       wanted.number > (uint32_t)pf->personality->msix_vectors;
	case VF_ATTR_MTU:
		return !has_netdev || vf->netdev_mtu == wanted.number ||
		       wanted.number > FAKE_MTU_MAX;
	case VF_ATTR_LINK:
		return !has_netdev || vf->netdev_up == wanted.on;
	default:
		return true;
	}
}

bool oracle_values_devices(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];
		const struct fake_pf *pf = fake_pf_of(run, plan_pf);

		for (int v = 0; v < pf->numvfs && !pf->personality->no_pci; v++) {
			const struct desired_vf *desired =
				desired_pf_vf(plan_pf->desired, (unsigned int)v);
			const struct fake_vf *vf = &pf->vfs[v];

			for (int attr = VF_ATTR_COUNT; attr < VF_KEY_COUNT; attr++) {
				if (!desired->attrs[attr].set ||
				    has_device_attr(run->fake, pf, vf, (enum vf_attr)attr,
						    desired->attrs[attr].value) ||
				    (vf->is_vfio && vf->enable > 0) ||
				    (!(run->disruption & DISRUPTION_VFS) &&
				     users_may_have_vf(run->fake, vf)))
					continue;
				return run_fails_value(
					failure, plan_pf->desired->name, v,
					(enum vf_attr)attr,
					device_value(vf, (enum vf_attr)attr),
					desired->attrs[attr].value);
			}
		}
	}
	return true;
}
