/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's netdevs in sysfs: class/net/NAME, and the net/ folder of a PF. */
#include <errno.h>
#include <string.h>

#include "fake-parts.h"
#include "support/text.h"

int fake_vf_ifindex(const struct fake_pf *pf, const struct fake_vf *vf)
{
	return 1000 * (pf->ifindex + 100 * vf->probe) + (int)(vf - pf->vfs);
}

int fake_netdevs_read(struct fake_kernel *fake, const struct place *place,
		      const char *path, char *buffer, size_t size)
{
	bool up = place->vf ? place->vf->netdev_up : place->pf->link;
	bool is_second = !place->vf && place->pf->second_netdev[0] &&
			 strstr(path, place->pf->second_netdev) != NULL;
	char mac[MAC_ADDRESS_TEXT], guid[GUID_TEXT];

	if (place->vf && place->vf->second_netdev[0])
		up |= strstr(path, place->vf->second_netdev) != NULL;
	if (strcmp(place->file, "flags") == 0)
		return fake_sysfs_put(buffer, size, "0x%x", 0x1002u | (up || is_second));
	if (strcmp(place->file, "ifindex") == 0 && is_second)
		return fake_sysfs_put(buffer, size, "%d", fake_second_ifindex(place->pf));
	if (strcmp(place->file, "address") == 0 && place->vf &&
	    place->pf->personality->is_infiniband) {
		text_format_bytes(place->vf->netdev_guid.bytes, sizeof(struct guid),
				  guid);
		return fake_sysfs_put(buffer, size,
				      "00:00:00:00:fe:80:00:00:00:00:00:00:%s", guid);
	}
	if (strcmp(place->file, "address") == 0 && place->vf) {
		mac_address_format(place->vf->netdev_mac, mac);
		return fake_sysfs_put(buffer, size, "%s", mac);
	}
	if (strcmp(place->file, "mtu") == 0 && place->vf)
		return fake_sysfs_put(buffer, size, "%u", place->vf->netdev_mtu);
	if (strcmp(place->file, "ifindex") == 0)
		return fake_sysfs_put(buffer, size, "%d",
				      place->vf ? fake_vf_ifindex(place->pf, place->vf)
						: place->pf->ifindex);
	if (strcmp(place->file, "carrier") == 0 && !place->vf)
		return place->pf->link ? fake_sysfs_put(buffer, size, "%d",
							fake_has_carrier(fake, place->pf))
				       : -EINVAL;
	if (strcmp(place->file, "speed") == 0 && !place->vf)
		return fake_has_carrier(fake, place->pf)
			       ? fake_sysfs_put(buffer, size, "1000")
			       : -EINVAL;
	return place->file[0] ? -ENOENT : -EISDIR;
}

/* Representors share the PF's net/ folder with the uplink. */
int fake_netdevs_list_pf(const struct fake_pf *pf,
			 int (*visit)(void *data, const char *name), void *data)
{
	char name[16];
	int r = 0;

	int n = fake_is_switchdev(pf) ? pf->numvfs : pf->n_representors;

	for (int i = 0; i < n && r == 0; i++) {
		snprintf(name, sizeof(name), "arep%d", i);
		r = visit(data, name);
	}
	if (r == 0 && pf->second_netdev[0])
		r = visit(data, pf->second_netdev);
	if (r == 0)
		r = pf->netdev[0] ? visit(data, pf->netdev) : -ENOENT;
	return r;
}

bool fake_netdev_is_settled(const struct fake_kernel *fake, const char *name)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		const struct fake_pf *pf = &fake->pfs[i];

		for (int j = 0; j < pf->numvfs; j++) {
			const struct fake_vf *vf = &pf->vfs[j];

			if (strcmp(vf->netdev, name) == 0)
				return fake->now_ms >=
				       vf->netdev_at +
					       (int64_t)pf->udev_delay_ms * (j + 1);
		}
	}
	return true;
}
