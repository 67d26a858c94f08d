/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use.h"
#include "report/json.h"
#include "report/printing.h"

/* observe/snapshot.c reads every key that is written here. */

json_t *json_holders(const struct holder *holders, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *holder = json_object();

		json_put_text(holder, "kind", in_use_holder_name(holders[i].kind));
		json_put_text(holder, "who", holders[i].who);
		if (holders[i].vm)
			json_put_text(holder, "vm", holders[i].vm);
		json_array_append_new(list, holder);
	}
	return list;
}

static json_t *owners_json(const struct observed_pf *pf)
{
	json_t *list = json_array();

	for (size_t i = 0; i < pf->n_owners; i++) {
		json_t *owner = json_object();

		json_put_text(owner, "tool", pf->owners[i].tool);
		json_put_text(owner, "path", pf->owners[i].path);
		if (pf->owners[i].line > 0)
			json_put_number(owner, "line", pf->owners[i].line);
		json_array_append_new(list, owner);
	}
	return list;
}

static json_t *binding_json(const struct observed_binding *binding)
{
	json_t *object;

	if (!binding)
		return json_null();
	object = json_object();
	json_put_text(object, "type", binding->is_hostdev ? "hostdev" : "interface");
	json_put(object, "managed", json_boolean(binding->managed));
	json_put_value(object, "alias", VALUE_TEXT, &binding->alias);
	json_put_value(object, "boot_order", VALUE_NUMBER, &binding->boot_order);
	json_put_value(object, "teaming", VALUE_TEXT, &binding->teaming);
	json_put_value(object, "mac", VALUE_MAC, &binding->mac);
	json_put_value(object, "vlan", VALUE_VLAN, &binding->vlan);
	json_put_text(object, "others", binding->others);
	return object;
}

static json_t *vf_json(const struct observed_vf *vf)
{
	json_t *object = json_object();

	json_put(object, "index", json_integer(vf->index));
	json_put_pci(object, "pci", vf->has_pci, vf->pci);
	json_put_text(object, "driver", vf->driver);
	json_put_text(object, "driver_override", vf->driver_override);
	json_put(object, "driver_owed", json_boolean(vf->driver_owed));
	json_put_number(object, "iommu_group", vf->iommu_group);
	json_put_text(object, "netdev", vf->netdev);
	json_put_text(object, "netdev_link",
		      !vf->netdev     ? NULL
		      : vf->netdev_up ? "up"
				      : "down");
	json_put_text(object, "netdev_raised_by", vf->netdev_raised_by);
	json_put_mac(object, "netdev_mac", vf->has_netdev_mac, vf->netdev_mac);
	json_put_value(object, "rdma_guid", VALUE_GUID, &vf->rdma_guid);
	json_put_value(object, "netdev_guid", VALUE_GUID, &vf->netdev_guid);
	json_put_number(object, "netdev_mtu", vf->netdev_mtu);
	json_put_number(object, "msix_vectors", vf->msix_vectors);
	json_put_number(object, "enable", vf->enable);
	json_put_number(object, "device_files", vf->device_files);
	json_put(object, "holders", json_holders(vf->holders, vf->n_holders));
	json_put(object, "reported", json_boolean(vf->reported));
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++)
		json_put_value(object, vf_attr_info[attr].name, vf_attr_info[attr].kind,
			       &vf->attrs[attr]);
	json_put_text(object, "vm", vf->vm);
	json_put_text(object, "interface", vf->interface);
	json_put(object, "binding", binding_json(vf->binding));
	return object;
}

static void put_id(json_t *object, const char *name, int id)
{
	char text[8];

	snprintf(text, sizeof(text), "%04x", (unsigned int)id & 0xffffu);
	json_put_text(object, name, id < 0 ? NULL : text);
}

static void put_autoprobe(json_t *object, const char *name, int autoprobe)
{
	json_put(object, name, autoprobe < 0 ? json_null() : json_boolean(autoprobe));
}

static json_t *eswitch_json(const struct observed_pf *pf)
{
	static const char *const names[PF_ATTR_ESWITCH_COUNT] = {"mode", "inline_mode",
								 "encap_mode"};
	json_t *object = json_object();

	for (int attr = 0; attr < PF_ATTR_ESWITCH_COUNT; attr++)
		json_put_value(object, names[attr], VALUE_TEXT, &pf->attrs[attr]);
	return object;
}

static json_t *pf_json(const struct observed_pf *pf)
{
	json_t *object = json_object(), *altnames = json_array(), *vfs = json_array();

	for (size_t i = 0; i < pf->n_altnames; i++)
		json_array_append_new(altnames, json_text(pf->altnames[i]));
	for (size_t i = 0; i < pf->n_vfs; i++)
		json_array_append_new(vfs, vf_json(&pf->vfs[i]));
	json_put_pci(object, "pci", pf->has_pci, pf->pci);
	json_put_text(object, "name", pf->name);
	json_put_text(object, "driver", pf->driver);
	json_put_text(object, "netdev", pf->netdev);
	json_put(object, "altnames", altnames);
	put_id(object, "vendor", pf->vendor);
	put_id(object, "device", pf->device);
	json_put_mac(object, "mac", pf->has_mac, pf->mac);
	json_put_mac(object, "permanent_mac", pf->has_permanent_mac, pf->permanent_mac);
	json_put_value(object, "guid", VALUE_GUID,
		       &(struct field){.set = pf->has_guid, .value.guid = pf->guid});
	json_put_text(object, "link", !pf->netdev ? NULL : pf->link ? "up" : "down");
	json_put(object, "carrier", json_boolean(pf->carrier));
	json_put_number(object, "speed", pf->speed_mbps);
	json_put_value(object, "mtu", VALUE_NUMBER, &pf->attrs[PF_ATTR_MTU]);
	json_put_number(object, "iommu_group", pf->iommu_group);
	json_put(object, "infiniband", json_boolean(pf->is_infiniband));
	json_put(object, "eswitch", eswitch_json(pf));
	json_put_number(object, "msix_vectors", pf->msix_vectors);
	json_put_number(object, "totalvfs", pf->totalvfs);
	json_put(object, "numvfs", json_integer(pf->numvfs));
	put_autoprobe(object, "drivers_autoprobe", pf->autoprobe);
	put_autoprobe(object, "drivers_autoprobe_saved", pf->autoprobe_saved);
	json_put(object, "holders", json_holders(pf->holders, pf->n_holders));
	json_put(object, "owners", owners_json(pf));
	json_put(object, "vfs", vfs);
	return object;
}

static json_t *iommu_devices_json(const struct observed *observed)
{
	json_t *list = json_array();

	for (size_t i = 0; i < observed->n_iommu_devices; i++) {
		const struct iommu_device *device = &observed->iommu_devices[i];
		json_t *object = json_object();

		json_put_number(object, "group", device->group);
		json_put_pci(object, "pci", true, device->pci);
		json_put_text(object, "driver", device->driver);
		json_array_append_new(list, object);
	}
	return list;
}

void report_snapshot(const struct report *report, const struct observed *observed)
{
	json_t *document = json_object(), *pfs = json_array(), *drivers = json_array();

	for (size_t i = 0; i < observed->n_vfio_drivers; i++)
		json_array_append_new(drivers, json_text(observed->vfio_drivers[i]));
	for (size_t i = 0; i < observed->n_pfs; i++)
		json_array_append_new(pfs, pf_json(&observed->pfs[i]));
	json_put(document, "version", json_integer(SNAPSHOT_VERSION));
	if (observed->selection)
		json_put_text(document, "selection", observed->selection);
	json_put_text(document, "host", observed->host);
	json_put_text(document, "taken", observed->taken);
	json_put_text(document, "vfstate", observed->vfstate);
	json_put_text(document, "kernel", observed->kernel);
	json_put_text(document, "host_id", observed->host_id);
	json_put(document, "iommu", json_boolean(observed->iommu));
	json_put(document, "iommu_devices", iommu_devices_json(observed));
	json_put(document, "vfio_drivers", drivers);
	json_put(document, "pfs", pfs);
	json_print(report->out, document);
}
