/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Turns an observed VF into values of a configuration. */
#include <stdlib.h>
#include <string.h>

#include "model/in-use.h"
#include "model/names.h"
#include "plan/adopt-parts.h"
#include "plan/quirks.h"

/* The MTU that a netdev starts with (ether_setup; ipoib_setup: 2044 or 4092). */
enum {
	MTU_ETHERNET = 1500,
	MTU_IPOIB = 2044,
	MTU_IPOIB_4K = 4092
};

struct context {
	struct adopt_remarks *remarks;
	const struct observed_pf *pf;
	bool is_any_bound; /* some VF of the PF has a driver that is not VFIO */
	const struct observed_vf *vf;
};

typedef struct adopt_setting setting_reader(const struct context *context,
					    enum vf_attr attr);

static const struct adopt_setting nothing;

static struct adopt_setting say(struct value value)
{
	return (struct adopt_setting){.field = {.set = true, .value = value}};
}

static struct adopt_setting imply(struct value value)
{
	struct adopt_setting setting = say(value);

	setting.is_implied = true;
	return setting;
}

static struct adopt_setting say_text(const char *text)
{
	return say((struct value){.text = text});
}

bool adopt_is_libvirts(const struct observed_vf *vf)
{
	for (size_t i = 0; i < vf->n_holders; i++) {
		if (vf->holders[i].kind == HOLDER_LIBVIRT)
			return true;
	}
	return vf->vm && (!vf->binding || vf->binding->managed);
}

/* Whether a VM gets the VF. Its netdev then comes and goes with the VM. */
static bool is_vms(const struct observed_vf *vf)
{
	return vf->vm || adopt_is_libvirts(vf);
}

static setting_reader read_attr;
static struct adopt_setting read_attr(const struct context *context, enum vf_attr attr)
{
	const struct attr_info *info = &vf_attr_info[attr];
	struct field field = context->vf->attrs[attr];
	bool is_off = info->kind == VALUE_BOOL && !field.value.on;

	if (!field.set)
		return nothing;
	if (info->max && field.value.number > info->max) {
		adopt_remark(context->remarks, (int)context->vf->index,
			     "%s is %u; at most %u can be configured", info->name,
			     field.value.number, info->max);
		return nothing;
	}
	return is_off || value_is_neutral(info->kind, field.value) ? imply(field.value)
								   : say(field.value);
}

/* Drivers differ in the default, so no value is implied. */
static setting_reader read_spoofchk;
static struct adopt_setting read_spoofchk(const struct context *context,
					  enum vf_attr attr)
{
	const struct field *field = &context->vf->attrs[attr];

	return field->set ? say(field->value) : nothing;
}

static setting_reader read_mac;
static struct adopt_setting read_mac(const struct context *context, enum vf_attr attr)
{
	const struct observed_binding *binding = context->vf->binding;
	const struct field *mac =
		binding && binding->mac.set ? &binding->mac : &context->vf->attrs[attr];
	char text[MAC_ADDRESS_TEXT];

	if (!mac->set || mac_address_is_zero(mac->value.mac))
		return nothing;
	if (!mac_address_is_group(mac->value.mac))
		return say(mac->value);
	mac_address_format(mac->value.mac, text);
	adopt_remark(context->remarks, (int)context->vf->index,
		     "mac %s is a group address, which cannot be configured", text);
	return nothing;
}

static setting_reader read_vlan;
static struct adopt_setting read_vlan(const struct context *context, enum vf_attr attr)
{
	const struct observed_binding *binding = context->vf->binding;
	const struct field *own = &context->vf->attrs[attr];
	struct value value = own->value;

	/* libvirt sets only the id; the VF may have a priority or a protocol too. */
	if (binding && binding->vlan.set &&
	    (!own->set || own->value.vlan.id != binding->vlan.value.vlan.id))
		value = binding->vlan.value;
	else if (!own->set)
		return nothing;
	if (value.vlan.id > VLAN_ID_MAX) {
		adopt_remark(context->remarks, (int)context->vf->index,
			     "vlan %u cannot be configured, 1 to %d can", value.vlan.id,
			     VLAN_ID_MAX);
		return nothing;
	}
	if (value.vlan.qos > VLAN_QOS_MAX || (value.vlan.id == 0 && value.vlan.qos)) {
		adopt_remark(context->remarks, (int)context->vf->index,
			     "vlan %u with a priority of %u cannot be configured",
			     value.vlan.id, value.vlan.qos);
		return nothing;
	}
	if (value.vlan.id == 0)
		return imply((struct value){.vlan = {.proto = VLAN_8021Q}});
	return say(value);
}

static bool is_autoprobe_off(const struct observed_pf *pf)
{
	const struct field autoprobe = observed_pf_autoprobe(pf);

	return autoprobe.set && !autoprobe.value.on;
}

static bool has_nic_driver(const struct observed_vf *vf)
{
	return observed_vf_may_have_driver(vf) && !in_use_is_vfio(observed_vf_driver(vf));
}

static struct adopt_setting say_driver(const struct context *context, const char *name)
{
	if (names_is_word(name))
		return say_text(name);
	adopt_remark(context->remarks, (int)context->vf->index,
		     "its driver's name cannot be configured");
	return nothing;
}

static struct adopt_setting read_bound(const struct context *context)
{
	const struct observed_vf *vf = context->vf;
	struct value is_default = {.text = VF_DRIVER_DEFAULT};

	if (adopt_is_libvirts(vf) &&
	    (in_use_is_vfio(observed_vf_driver(vf)) || vf->driver_override))
		return in_use_by_vfio(vf) ? imply(is_default) : nothing;
	if (vf->driver_override || in_use_is_vfio(observed_vf_driver(vf)))
		return say_driver(context, observed_vf_driver(vf));
	/* Without autoprobe the kernel would not bind it again. */
	return is_autoprobe_off(context->pf) ? say(is_default) : imply(is_default);
}

static struct adopt_setting read_unbound(const struct context *context)
{
	const struct observed_vf *vf = context->vf;

	if (vf->driver_pending || field_is_on(&context->pf->autoprobe_saved))
		return imply((struct value){.text = VF_DRIVER_DEFAULT});
	if (adopt_is_libvirts(vf))
		return nothing;
	if (vf->driver_override)
		return say_driver(context, vf->driver_override);
	if (is_autoprobe_off(context->pf))
		return imply((struct value){.text = VF_DRIVER_NONE});
	/* If other VFs have a driver, somebody unbound this one. */
	if (context->is_any_bound)
		return say_text(VF_DRIVER_NONE);
	adopt_remark(context->remarks, (int)vf->index,
		     "no driver is bound; driver: none keeps it so where the kernel has "
		     "one");
	return nothing;
}

static setting_reader read_driver;
static struct adopt_setting read_driver(const struct context *context, enum vf_attr attr)
{
	(void)attr;
	if (!context->pf->has_pci || !context->vf->has_pci || context->vf->driver_unread)
		return nothing;
	return observed_vf_driver(context->vf) ? read_bound(context)
					       : read_unbound(context);
}

/* The firmware chooses the default, so no value is implied. */
static setting_reader read_msix;
static struct adopt_setting read_msix(const struct context *context, enum vf_attr attr)
{
	int vectors = context->vf->attrs[VF_ATTR_MSIX_VECTORS].value.number;

	(void)attr;
	return context->pf->msix_vectors.set && vectors > 0 && vectors <= MSIX_VECTORS_MAX
		       ? say((struct value){.number = (uint32_t)vectors})
		       : nothing;
}

static setting_reader read_mtu;
static struct adopt_setting read_mtu(const struct context *context, enum vf_attr attr)
{
	struct field mtu = context->vf->attrs[attr];
	uint32_t number = mtu.value.number;
	bool is_first = context->pf->is_infiniband
				? number == MTU_IPOIB || number == MTU_IPOIB_4K
				: number == MTU_ETHERNET;

	if (!mtu.set || is_vms(context->vf) || number < MTU_MIN || number > MTU_MAX)
		return nothing;
	return is_first ? imply(mtu.value) : say(mtu.value);
}

static setting_reader read_link;
static struct adopt_setting read_link(const struct context *context, enum vf_attr attr)
{
	struct field link = context->vf->attrs[attr];

	if (!link.set || is_vms(context->vf))
		return nothing;
	if (context->vf->netdev_raised_by &&
	    strcmp(context->vf->netdev_raised_by, NETDEV_RAISED_BY_VFSTATE) != 0)
		return nothing;
	return link.value.on ? say(link.value) : imply(link.value);
}

static setting_reader *const rows[VF_KEY_COUNT] = {
	[VF_ATTR_MAC] = read_mac,	    [VF_ATTR_VLAN] = read_vlan,
	[VF_ATTR_SPOOFCHK] = read_spoofchk, [VF_ATTR_DRIVER] = read_driver,
	[VF_ATTR_MSIX_VECTORS] = read_msix, [VF_ATTR_MTU] = read_mtu,
	[VF_ATTR_LINK] = read_link,
};

/* A driver may report rates that the kernel would not accept (do_setvfinfo). */
static void drop_odd_rates(struct adopt_remarks *remarks, struct adopt_vf *vf,
			   unsigned int index)
{
	struct adopt_setting *min = &vf->settings[VF_ATTR_MIN_TX_RATE];
	uint32_t highest = vf->settings[VF_ATTR_MAX_TX_RATE].field.value.number;

	if (highest == 0 || min->field.value.number <= highest)
		return;
	adopt_remark(remarks, (int)index, "min_tx_rate %u is above max_tx_rate %u",
		     min->field.value.number, highest);
	*min = nothing;
}

struct own_mac {
	struct adopt_setting *setting;
	unsigned int vf;
};

static int compare_macs(const void *a, const void *b)
{
	const struct own_mac *x = a, *y = b;
	int order = memcmp(&x->setting->field.value.mac, &y->setting->field.value.mac,
			   sizeof(struct mac_address));

	return order ? order : (x->vf > y->vf) - (x->vf < y->vf);
}

/* If several VFs have the same MAC, only the first one keeps it. */
static void drop_twins(struct adopt_remarks *remarks, struct adopt_vf *vfs, size_t n)
{
	struct own_mac *macs = arena_calloc(remarks->arena, n + 1, sizeof(*macs));
	size_t n_macs = 0, first = 0;
	char text[MAC_ADDRESS_TEXT];

	for (size_t i = 0; i < n; i++) {
		if (vfs[i].settings[VF_ATTR_MAC].field.set)
			macs[n_macs++] = (struct own_mac){&vfs[i].settings[VF_ATTR_MAC],
							  (unsigned int)i};
	}
	qsort(macs, n_macs, sizeof(*macs), compare_macs);
	for (size_t i = 1; i < n_macs; i++) {
		struct mac_address mac = macs[i].setting->field.value.mac;

		if (!mac_address_is_equal(macs[first].setting->field.value.mac, mac)) {
			first = i;
			continue;
		}
		mac_address_format(mac, text);
		adopt_remark(remarks, (int)macs[i].vf,
			     "mac %s is that of VF %u too, so it is left out here", text,
			     macs[first].vf);
		*macs[i].setting = nothing;
	}
}

/* Remarks on values that the VF may have, but that could not be read. */
static void remark_unread(struct adopt_remarks *remarks, const struct observed_pf *pf,
			  const struct observed_vf *vf, bool is_any_reported)
{
	if (pf->netdev && is_any_reported && !vf->reported)
		adopt_remark(remarks, (int)vf->index,
			     "the kernel does not report its MAC, VLAN and the like");
	if (pf->netdev && has_nic_driver(vf) && !vf->netdev)
		adopt_remark(remarks, (int)vf->index,
			     "its interface is not in this network namespace, so its "
			     "MTU and link are unknown");
}

/* The same for all VFs of a PF. A device that is not a NIC lacks nothing. */
static void remark_unread_pf(struct adopt_remarks *remarks, const struct observed_pf *pf,
			     bool is_any_reported)
{
	const struct driver_quirks *quirks = quirks_find(pf->driver);
	bool is_nic =
		pf->netdev || !pf->driver || in_use_is_vfio(pf->driver) || quirks->driver;

	if (pf->n_vfs == 0 || is_any_reported || !is_nic ||
	    quirks->refuses == VF_ATTRS_ALL)
		return;
	adopt_remark(remarks, NO_VF, "MAC, VLAN and the like of the VFs are unknown: %s",
		     pf->netdev ? "the driver does not report them"
				: "the PF has no network interface here");
}

struct adopt_vf *adopt_vfs(struct adopt_remarks *remarks, const struct observed_pf *pf)
{
	struct adopt_vf *vfs = arena_calloc(remarks->arena, pf->n_vfs, sizeof(*vfs));
	bool is_any_reported = false, is_any_bound = false;

	for (size_t i = 0; i < pf->n_vfs; i++) {
		is_any_reported |= pf->vfs[i].reported;
		is_any_bound |= has_nic_driver(&pf->vfs[i]);
	}
	remark_unread_pf(remarks, pf, is_any_reported);
	for (size_t i = 0; i < pf->n_vfs; i++) {
		struct context context = {remarks, pf, is_any_bound, &pf->vfs[i]};

		remark_unread(remarks, pf, &pf->vfs[i], is_any_reported);
		for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
			setting_reader *read = rows[attr] ? rows[attr] : read_attr;

			vfs[i].settings[attr] = read(&context, (enum vf_attr)attr);
		}
		drop_odd_rates(remarks, &vfs[i], (unsigned int)i);
	}
	drop_twins(remarks, vfs, pf->n_vfs);
	return vfs;
}
