/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "adopt-host.h"

#include <stdio.h>

#include "plan/adopt.h"
#include "report/report.h"

void adopt_host_init(struct adopt_host *host, struct unit *unit, size_t n_vfs)
{
	static const char *const vfio[] = {"vfio-pci"};

	*host = (struct adopt_host){.unit = unit};
	for (unsigned int i = 0; i < ADOPT_HOST_VFS; i++) {
		struct observed_vf *vf = &host->vfs[i];

		*vf = (struct observed_vf){
			.index = i,
			.has_pci = true,
			.pci = {.bus = 1, .device = (uint8_t)(16 + i)},
			.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "ixgbevf"},
			.netdev = arena_printf(&unit->arena, "v%u", i),
			.attrs[VF_ATTR_MTU] = {.set = true, .value.number = 1500},
			.attrs[VF_ATTR_MSIX_VECTORS] = {0},
			.enable = UNIT_NUMBER(1),
			.device_files = UNIT_NUMBER(0),
			.iommu_group = UNIT_NUMBER(i),
			.reported = true};
		vf->attrs[VF_ATTR_SPOOFCHK] =
			(struct field){.set = true, .value.on = true};
		vf->attrs[VF_ATTR_VLAN].set = vf->attrs[VF_ATTR_MAX_TX_RATE].set = true;
		vf->attrs[VF_ATTR_TRUST].set = true;
	}
	host->pf = (struct observed_pf){
		.has_pci = true,
		.pci = {.bus = 1},
		.driver = "ixgbe",
		.netdev = "up0",
		.ifindex = 2,
		.attrs[PF_ATTR_LINK] = {.set = true, .value.on = true},
		.totalvfs = UNIT_NUMBER(63),
		.attrs[PF_ATTR_NUMVFS] = {.set = true, .value.number = (int)n_vfs},
		.attrs[PF_ATTR_AUTOPROBE] = {.set = true, .value.on = 1},
		.vfs = host->vfs,
		.n_vfs = n_vfs};
	host->observed = (struct observed){.iommu = true,
					   .knows_vfio_drivers = true,
					   .vfio_drivers = (const char **)vfio,
					   .n_vfio_drivers = 1,
					   .pfs = &host->pf,
					   .n_pfs = 1};
}

void adopt_host_set_mac(struct observed_vf *vf, uint8_t last)
{
	vf->netdev_mac = UNIT_MAC(0x52, 0x54, 0, 0, 0, last);
	vf->attrs[VF_ATTR_MAC] = vf->netdev_mac;
}

void adopt_host_set_vlan(struct observed_vf *vf, uint16_t id)
{
	vf->attrs[VF_ATTR_VLAN].value.vlan = (struct vlan){.id = id, .proto = VLAN_8021Q};
}

const char *adopt_host_export(struct adopt_host *host)
{
	struct report report = {.err = stderr};
	char *text = NULL, *copy;
	size_t size;

	report.out = open_memstream(&text, &size);
	report_export(&report, adopt(&host->unit->arena, &host->observed));
	fclose(report.out);
	copy = arena_strdup(&host->unit->arena, text);
	free(text);
	if (!unit_desired(host->unit, copy))
		fail_msg("export prints no configuration:\n%s", copy);
	assert_string_equal(unit_codes(host->unit), "");
	return copy;
}

const char *adopt_host_export_vfs(struct adopt_host *host)
{
	const char *all = adopt_host_export(host), *text = strstr(all, "link: up\n");

	if (!text)
		fail_msg("export prints no 'link: up':\n%s", all);
	return text + strlen("link: up\n");
}
