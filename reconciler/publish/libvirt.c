/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>

#include "publish/libvirt-xml.h"
#include "publish/publisher.h"

/* libvirt sets the MAC and the VLAN of an <interface> through the PF's netdev
 * (virHostdevNetConfigReplace, src/hypervisor/virhostdev.c). If it cannot, the VM does
 * not start. */
static bool may_be_interface(const struct plan_pf *pf)
{
	return pf->sets_vf_mac && !pf->observed->is_infiniband;
}

/* An <interface> has only the id of a VLAN; libvirt would overwrite the rest with 0. */
static bool fits_interface(const struct vlan *vlan)
{
	return vlan->id == 0 || (vlan->qos == 0 && vlan->proto != VLAN_8021AD);
}

/* The device of a binding; -EINVAL, with the reason in *ret_text, if libvirt could not
 * use it. */
static int make_device(const struct published *published,
		       struct libvirt_device *ret_device, const char **ret_text)
{
	const struct desired_binding *binding = published->binding;
	const struct field *mac = &published->desired->attrs[VF_ATTR_MAC];
	const struct field *vlan = &published->desired->attrs[VF_ATTR_VLAN];
	struct libvirt_device device = {.type = binding->type,
					.managed = binding->managed,
					.pci = published->vf->pci,
					.alias = binding->alias.value.text,
					.boot_order = binding->boot_order.value.number,
					.teaming = binding->teaming.value.text,
					.passthrough = &binding->passthrough};

	if (!field_is_given(mac) || mac_address_is_zero(mac->value.mac))
		mac = &published->vf->attrs[VF_ATTR_MAC];
	if (!vlan->set)
		vlan = &published->vf->attrs[VF_ATTR_VLAN];
	if (vlan->set)
		device.vlan = vlan->value.vlan;
	if (device.type == BINDING_AUTO)
		device.type =
			may_be_interface(published->pf) && fits_interface(&device.vlan)
				? BINDING_INTERFACE
				: BINDING_HOSTDEV;
	if (device.type == BINDING_INTERFACE && !may_be_interface(published->pf)) {
		*ret_text =
			"its PF has no Ethernet interface that sets the MAC of a VF, as "
			"libvirt does for an <interface>: type: hostdev, or leave type "
			"out";
		return -EINVAL;
	}
	if (device.type == BINDING_INTERFACE) {
		if (!mac->set || mac_address_is_zero(mac->value.mac)) {
			*ret_text =
				"its VF has no MAC address yet, and libvirt would make "
				"one up at each start; give it a mac";
			return -EINVAL;
		}
		device.mac = mac->value.mac;
	}
	*ret_device = device;
	return 0;
}

static int build(struct arena *arena, const struct published *published,
		 const char **ret_bytes, const char **ret_text)
{
	struct libvirt_device device;
	int r = make_device(published, &device, ret_text);
	const char *xml;

	if (r < 0)
		return r;
	xml = libvirt_xml_build(arena, &device, ret_text);
	if (!xml)
		return -ENOPKG;
	*ret_bytes = xml;
	return 0;
}

const struct publisher libvirt_publisher = {
	.directory = "libvirt",
	.suffix = ".xml",
	.marker = "<!-- Written by vfstate. Changes made here are lost. -->\n",
	.build = build,
	.library = "libxml2",
	.removed = "no VF is bound to it any more",
};
