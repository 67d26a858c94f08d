/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-kernel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/guard.h"

enum {
	LOWER_UP = 1 << 16
};

/* What a path below bus/pci/devices or class/net leads to. */
struct place {
	struct fake_pf *pf;
	struct fake_vf *vf; /* NULL: the PF itself */
	const char *file;   /* the rest of the path; "" */
	bool is_net;	    /* of class/net */
};

static __attribute__((format(printf, 2, 3))) void log_write(struct fake_kernel *fake,
							    const char *format, ...)
{
	va_list args;

	if (fake->n_log == FAKE_LOG_MAX)
		abort();
	if (fake->dies_at && fake->n_log + 1 == fake->dies_at)
		_exit(9);
	va_start(args, format);
	vsnprintf(fake->log[fake->n_log++], FAKE_LINE_MAX, format, args);
	va_end(args);
	if (fake->stop && (int)fake->n_log == fake->write_stop_at)
		*fake->stop = 1;
}

static bool has_carrier(const struct fake_kernel *fake, const struct fake_pf *pf)
{
	return pf->link && pf->carrier_delay_ms >= 0 && fake->now_ms >= pf->carrier_at;
}

static bool has_netdev(const struct fake_kernel *fake, const struct fake_vf *vf)
{
	return vf->netdev[0] && fake->now_ms >= vf->netdev_at;
}

static bool find_pci(struct fake_kernel *fake, struct pci_address pci,
		     struct place *place)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		struct fake_pf *pf = &fake->pfs[i];

		place->pf = pf;
		place->vf = NULL;
		if (pci_address_compare(pf->pci, pci) == 0)
			return true;
		for (int v = 0; v < pf->numvfs; v++) {
			place->vf = &pf->vfs[v];
			if (pci_address_compare(place->vf->pci, pci) == 0)
				return true;
		}
	}
	return false;
}

static bool find_net(struct fake_kernel *fake, const char *name, struct place *place)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		struct fake_pf *pf = &fake->pfs[i];

		place->pf = pf;
		place->vf = NULL;
		if (strcmp(pf->netdev, name) == 0)
			return true;
		for (int v = 0; v < pf->numvfs; v++) {
			place->vf = &pf->vfs[v];
			if (has_netdev(fake, place->vf) &&
			    strcmp(place->vf->netdev, name) == 0)
				return true;
		}
	}
	return false;
}

/* bus/pci/devices/BDF[/net/NAME]/FILE and class/net/NAME[/device]/FILE. */
static bool find_place(struct fake_kernel *fake, const char *path, struct place *place)
{
	static const char pci_prefix[] = "bus/pci/devices/", net_prefix[] = "class/net/";
	char name[64];
	struct pci_address pci;
	size_t length;

	*place = (struct place){.is_net = strncmp(path, net_prefix, strlen(net_prefix)) ==
					  0};
	if (place->is_net)
		path += strlen(net_prefix);
	else if (strncmp(path, pci_prefix, strlen(pci_prefix)) == 0)
		path += strlen(pci_prefix);
	else
		return false;
	length = strcspn(path, "/");
	if (length >= sizeof(name))
		return false;
	memcpy(name, path, length);
	name[length] = '\0';
	place->file = path[length] == '/' ? path + length + 1 : "";
	if (!place->is_net)
		return pci_address_parse(name, &pci) && find_pci(fake, pci, place);
	if (!find_net(fake, name, place))
		return false;
	if (strncmp(place->file, "device/", strlen("device/")) == 0) {
		place->is_net = false;
		place->file += strlen("device/");
	}
	return true;
}

static int put(char *buffer, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static int put(char *buffer, size_t size, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(buffer, size, format, args);
	va_end(args);
	return (size_t)length < size ? length : -EMSGSIZE;
}

static int read_net(struct fake_kernel *fake, const struct place *place, char *buffer,
		    size_t size)
{
	bool up = place->vf ? place->vf->netdev_up : place->pf->link;
	char mac[MAC_ADDRESS_TEXT];

	if (strcmp(place->file, "flags") == 0)
		return put(buffer, size, "0x%x", 0x1002u | up);
	if (strcmp(place->file, "address") == 0 && place->vf) {
		mac_address_format(place->vf->netdev_mac, mac);
		return put(buffer, size, "%s", mac);
	}
	if (strcmp(place->file, "ifindex") == 0 && !place->vf)
		return put(buffer, size, "%d", place->pf->ifindex);
	if (strcmp(place->file, "carrier") == 0 && !place->vf)
		return place->pf->link
			       ? put(buffer, size, "%d", has_carrier(fake, place->pf))
			       : -EINVAL;
	if (strcmp(place->file, "speed") == 0 && !place->vf)
		return has_carrier(fake, place->pf) ? put(buffer, size, "1000") : -EINVAL;
	return place->file[0] ? -ENOENT : -EISDIR;
}

static int fake_read(void *self, const char *path, char *buffer, size_t size)
{
	struct fake_kernel *fake = self;
	struct place place;

	if (!find_place(fake, path, &place))
		return -ENOENT;
	if (place.is_net)
		return read_net(fake, &place, buffer, size);
	if (strcmp(place.file, "uevent") == 0)
		return put(buffer, size, "DRIVER=x");
	if (strcmp(place.file, "vendor") == 0)
		return put(buffer, size, "0x8086");
	if (strcmp(place.file, "device") == 0)
		return put(buffer, size, place.vf ? "0x10ca" : "0x10c9");
	if (strcmp(place.file, "class") == 0)
		return put(buffer, size, "0x020000");
	if (place.vf && strcmp(place.file, "driver_override") == 0)
		return put(buffer, size, "%s",
			   place.vf->override[0] ? place.vf->override : "(null)");
	if (place.vf && strcmp(place.file, "enable") == 0)
		return put(buffer, size, "%d", place.vf->enable);
	if (!place.vf && strcmp(place.file, "sriov_totalvfs") == 0)
		return put(buffer, size, "%d", place.pf->totalvfs);
	if (!place.vf && strcmp(place.file, "sriov_numvfs") == 0)
		return put(buffer, size, "%d", place.pf->numvfs);
	if (!place.vf && strcmp(place.file, "sriov_drivers_autoprobe") == 0)
		return put(buffer, size, "%d", place.pf->autoprobe);
	return place.file[0] ? -ENOENT : -EISDIR;
}

static int fake_link_name(void *self, const char *path, char *buffer, size_t size)
{
	struct fake_kernel *fake = self;
	char text[PCI_ADDRESS_TEXT];
	struct place place;
	unsigned int vf;
	int r = -ENOENT;

	if (!find_place(fake, path, &place))
		return -ENOENT;
	if (place.is_net && strcmp(place.file, "device") == 0) {
		pci_address_format(place.vf ? place.vf->pci : place.pf->pci, text);
		r = put(buffer, size, "%s", text);
	} else if (strcmp(place.file, "subsystem") == 0) {
		r = put(buffer, size, "pci");
	} else if (strcmp(place.file, "driver") == 0 && !place.vf && place.pf->driver) {
		r = put(buffer, size, "%s", place.pf->driver);
	} else if (strcmp(place.file, "driver") == 0 && place.vf && place.vf->is_bound) {
		r = put(buffer, size, "%s", place.vf->is_vfio ? "vfio-pci" : "igbvf");
	} else if (strcmp(place.file, "iommu_group") == 0 && fake->iommu) {
		r = put(buffer, size, "%d",
			place.vf ? (int)(place.vf - place.pf->vfs) : 40);
	} else if (!place.vf && sscanf(place.file, "virtfn%u", &vf) == 1 &&
		   (int)vf < place.pf->numvfs) {
		pci_address_format(place.pf->vfs[vf].pci, text);
		r = put(buffer, size, "%s", text);
	}
	return r < 0 ? r : 0;
}

static int fake_list(void *self, const char *path,
		     int (*visit)(void *data, const char *name), void *data)
{
	struct fake_kernel *fake = self;
	struct place place;
	char text[PCI_ADDRESS_TEXT];
	int r = 0;

	if (strcmp(path, "class/iommu") == 0)
		return fake->iommu ? visit(data, "dmar0") : -ENOENT;
	if (find_place(fake, path, &place) && place.file[0] == '\0')
		return visit(data, "uevent");
	if (find_place(fake, path, &place) && !place.is_net &&
	    strcmp(place.file, "net") == 0) {
		if (!place.vf)
			return place.pf->netdev[0] ? visit(data, place.pf->netdev)
						   : -ENOENT;
		return has_netdev(fake, place.vf) ? visit(data, place.vf->netdev)
						  : -ENOENT;
	}
	for (size_t i = 0; i < fake->n_pfs && r == 0; i++) {
		pci_address_format(fake->pfs[i].pci, text);
		if (strcmp(path, "bus/pci/devices") == 0)
			r = visit(data, text);
		else if (strcmp(path, "class/net") == 0)
			r = visit(data, fake->pfs[i].netdev);
		else
			return -ENOENT;
	}
	return r;
}

static void probe(struct fake_kernel *fake, struct fake_pf *pf, struct fake_vf *vf)
{
	int index = (int)(vf - pf->vfs);

	/* pci_device_can_probe, drivers/pci/pci-driver.c */
	if (vf->is_bound || pf->no_vf_driver || (!pf->autoprobe && !vf->override[0]))
		return;
	vf->is_bound = true;
	vf->is_vfio = strcmp(vf->override, "vfio-pci") == 0;
	if (vf->is_vfio)
		return;
	vf->enable = 1;
	if (mac_address_is_zero(vf->mac))
		vf->mac = (struct mac_address){{2, 0, 0, 0, 9, (uint8_t)index}};
	vf->netdev_mac = vf->mac;
	if (pf->netdev_delay_ms < 0)
		return;
	snprintf(vf->netdev, sizeof(vf->netdev), "%.20sv%d", pf->netdev, index);
	vf->netdev_at = fake->now_ms + pf->netdev_delay_ms;
}

static int set_numvfs(struct fake_kernel *fake, struct fake_pf *pf, int wanted)
{
	if (wanted > pf->totalvfs)
		return -ERANGE;
	if (wanted == pf->numvfs)
		return 0;
	if (!pf->driver)
		return -ENOENT;
	if (wanted > 0 && pf->numvfs > 0)
		return -EBUSY;
	fake->now_ms += wanted ? 100 : 1000;
	memset(pf->vfs, 0, sizeof(pf->vfs));
	pf->numvfs =
		pf->gives_vfs >= 0 && wanted > pf->gives_vfs ? pf->gives_vfs : wanted;
	pf->carrier_at = fake->now_ms + pf->carrier_delay_ms;
	for (int i = 0; i < pf->numvfs; i++) {
		pf->vfs[i].pci = (struct pci_address){.bus = pf->pci.bus,
						      .device = (uint8_t)(0x10 + i / 4),
						      .function = (uint8_t)(i % 4 * 2)};
		pf->vfs[i].spoofchk = true;
		probe(fake, pf, &pf->vfs[i]);
		pf->vfs[i].netdev_up = pf->netdev_is_in_use;
	}
	return 0;
}

static void unbind(struct fake_vf *vf)
{
	vf->is_bound = vf->is_vfio = false;
	vf->enable = 0;
	vf->netdev[0] = '\0';
	vf->netdev_up = false;
}

static int fake_write(void *self, const char *path, const char *text)
{
	struct fake_kernel *fake = self;
	struct pci_address pci;
	struct place place;

	log_write(fake, "write %s %s", path, strcmp(text, "\n") == 0 ? "-" : text);
	if (fake->fail_write_path) {
		size_t length = strlen(path), end = strlen(fake->fail_write_path);

		if (length >= end &&
		    strcmp(path + length - end, fake->fail_write_path) == 0)
			return -fake->fail_write_error;
	}
	if (strcmp(path, "bus/pci/drivers_probe") == 0) {
		if (!pci_address_parse(text, &pci) || !find_pci(fake, pci, &place) ||
		    !place.vf)
			return -ENODEV;
		probe(fake, place.pf, place.vf);
		return 0;
	}
	if (!find_place(fake, path, &place))
		return -ENOENT;
	if (!place.vf && strcmp(place.file, "sriov_drivers_autoprobe") == 0)
		place.pf->autoprobe = atoi(text);
	else if (!place.vf && strcmp(place.file, "sriov_numvfs") == 0)
		return set_numvfs(fake, place.pf, atoi(text));
	else if (place.vf && strcmp(place.file, "driver_override") == 0)
		snprintf(place.vf->override, sizeof(place.vf->override), "%s",
			 strcmp(text, "\n") == 0 ? "" : text);
	else if (place.vf && strcmp(place.file, "driver/unbind") == 0)
		unbind(place.vf);
	else
		return -ENOENT;
	return 0;
}

static struct fake_pf *find_ifindex(struct fake_kernel *fake, int ifindex)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		if (fake->pfs[i].ifindex == ifindex)
			return &fake->pfs[i];
	}
	return NULL;
}

static void put_setting(struct nl_msg *msg, int type, uint32_t vf, uint32_t value)
{
	uint32_t setting[2] = {vf, value};

	nla_put(msg, type, sizeof(setting), setting);
}

static void put_vf(struct nl_msg *msg, const struct fake_vf *vf, uint32_t index)
{
	struct nlattr *info = nla_nest_start(msg, IFLA_VF_INFO), *list;
	struct ifla_vf_mac mac = {.vf = index};
	struct ifla_vf_vlan vlan = {
		.vf = index, .vlan = vf->vlan.id, .qos = vf->vlan.qos};
	struct ifla_vf_vlan_info vlan_info = {.vf = index,
					      .vlan = vf->vlan.id,
					      .qos = vf->vlan.qos,
					      .vlan_proto = htons(vf->vlan.proto)};
	struct ifla_vf_rate rate = {.vf = index,
				    .min_tx_rate = vf->min_tx_rate,
				    .max_tx_rate = vf->max_tx_rate};

	memcpy(mac.mac, vf->mac.bytes, 6);
	nla_put(msg, IFLA_VF_MAC, sizeof(mac), &mac);
	nla_put(msg, IFLA_VF_VLAN, sizeof(vlan), &vlan);
	nla_put(msg, IFLA_VF_RATE, sizeof(rate), &rate);
	put_setting(msg, IFLA_VF_SPOOFCHK, index, vf->spoofchk);
	put_setting(msg, IFLA_VF_LINK_STATE, index, vf->link_state);
	put_setting(msg, IFLA_VF_RSS_QUERY_EN, index, UINT32_MAX);
	put_setting(msg, IFLA_VF_TRUST, index, vf->trust);
	list = nla_nest_start(msg, IFLA_VF_VLAN_LIST);
	nla_put(msg, IFLA_VF_VLAN_INFO, sizeof(vlan_info), &vlan_info);
	nla_nest_end(msg, list);
	nla_nest_end(msg, info);
}

static int get_link(struct fake_kernel *fake, struct arena *arena, struct fake_pf *pf,
		    struct kernel_reply *reply)
{
	struct ifinfomsg link = {.ifi_index = pf->ifindex,
				 .ifi_flags = pf->link ? IFF_UP : 0};
	struct nl_msg *msg = nlmsg_alloc_size(64 * 1024);
	uint8_t mac[6] = {0x90, 0xe2, 0xba, 0x21, (uint8_t)pf->ifindex, 0};
	struct nlattr *list;

	link.ifi_flags |= has_carrier(fake, pf) ? LOWER_UP : 0;
	nlmsg_put(msg, 0, 0, RTM_NEWLINK, 0, 0);
	nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO);
	nla_put_u32(msg, IFLA_MTU, 1500);
	nla_put(msg, IFLA_ADDRESS, sizeof(mac), mac);
	nla_put(msg, IFLA_PERM_ADDRESS, sizeof(mac), mac);
	nla_put_u32(msg, IFLA_NUM_VF, (uint32_t)pf->numvfs);
	list = nla_nest_start(msg, IFLA_VFINFO_LIST);
	for (int i = 0; i < pf->numvfs; i++) {
		if (!pf->vfs[i].is_hidden)
			put_vf(msg, &pf->vfs[i], (uint32_t)i);
	}
	nla_nest_end(msg, list);
	reply->message = arena_alloc(arena, nlmsg_hdr(msg)->nlmsg_len);
	memcpy(reply->message, nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
	return 0;
}

/* One IFLA_VF_* of a request, as do_setvfinfo takes it. */
static int set_attr(struct fake_kernel *fake, struct fake_pf *pf, struct nlattr *attr)
{
	static const struct {
		int type;
		enum vf_attr attr;
		const char *name;
	} kinds[] = {
		{IFLA_VF_MAC, VF_ATTR_MAC, "mac"},
		{IFLA_VF_VLAN, VF_ATTR_VLAN, "vlan"},
		{IFLA_VF_VLAN_LIST, VF_ATTR_VLAN, "vlan-list"},
		{IFLA_VF_RATE, VF_ATTR_MAX_TX_RATE, "rate"},
		{IFLA_VF_SPOOFCHK, VF_ATTR_SPOOFCHK, "spoofchk"},
		{IFLA_VF_LINK_STATE, VF_ATTR_LINK_STATE, "link_state"},
		{IFLA_VF_RSS_QUERY_EN, VF_ATTR_QUERY_RSS, "query_rss"},
		{IFLA_VF_TRUST, VF_ATTR_TRUST, "trust"},
	};
	bool is_list = nla_type(attr) == IFLA_VF_VLAN_LIST;
	const void *data = is_list ? nla_data(nla_data(attr)) : nla_data(attr);
	const uint32_t *words = data;
	const struct ifla_vf_vlan_info *vlan_info = data;
	struct fake_vf *vf = words[0] < (uint32_t)pf->numvfs ? &pf->vfs[words[0]] : NULL;
	size_t kind;

	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		if (kinds[kind].type == nla_type(attr))
			break;
	}
	if (kind == ARRAY_SIZE(kinds))
		return -EINVAL;
	log_write(fake, "setlink %s vf %u %s", pf->netdev, words[0], kinds[kind].name);
	if (!vf)
		return -EINVAL;
	if (pf->refuses[kinds[kind].attr])
		return -pf->refuses[kinds[kind].attr];
	if (nla_type(attr) == IFLA_VF_RATE && !pf->rate_any_link &&
	    !has_carrier(fake, pf))
		return -EINVAL;
	if (pf->ignores[kinds[kind].attr])
		return 0;
	switch (nla_type(attr)) {
	case IFLA_VF_MAC:
		memcpy(vf->mac.bytes, ((const struct ifla_vf_mac *)data)->mac, 6);
		break;
	case IFLA_VF_VLAN:
		vf->vlan = (struct vlan){.id = (uint16_t)words[1],
					 .qos = (uint8_t)words[2],
					 .proto = VLAN_8021Q};
		break;
	case IFLA_VF_VLAN_LIST:
		vf->vlan = (struct vlan){.id = (uint16_t)vlan_info->vlan,
					 .qos = (uint8_t)vlan_info->qos,
					 .proto = ntohs(vlan_info->vlan_proto)};
		break;
	case IFLA_VF_RATE:
		vf->min_tx_rate = words[1];
		vf->max_tx_rate = words[2];
		break;
	case IFLA_VF_SPOOFCHK:
		vf->spoofchk = words[1];
		break;
	case IFLA_VF_LINK_STATE:
		vf->link_state = words[1];
		break;
	case IFLA_VF_TRUST:
		vf->trust = words[1];
		break;
	}
	return 0;
}

static int set_link(struct fake_kernel *fake, struct fake_pf *pf,
		    struct nlmsghdr *request)
{
	struct ifinfomsg *link = nlmsg_data(request);
	struct nlattr *list = nlmsg_find_attr(request, sizeof(*link), IFLA_VFINFO_LIST);
	struct nlattr *info, *attr;
	int list_rest, rest;

	if (link->ifi_change & IFF_UP) {
		log_write(fake, "setlink %s %s", pf->netdev,
			  link->ifi_flags & IFF_UP ? "up" : "down");
		if (!pf->link)
			pf->carrier_at = fake->now_ms + pf->carrier_delay_ms;
		pf->link = link->ifi_flags & IFF_UP;
	}
	if (!list)
		return 0;
	if (pf->busy_times > 0) {
		pf->busy_times--;
		return -EBUSY;
	}
	nla_for_each_nested (info, list, list_rest) {
		nla_for_each_nested (attr, info, rest) {
			int r = set_attr(fake, pf, attr);

			if (r < 0)
				return r;
		}
	}
	return 0;
}

static int fake_transact(void *self, struct arena *arena, struct nl_msg *const *requests,
			 struct kernel_reply *replies, size_t n)
{
	struct fake_kernel *fake = self;

	for (size_t i = 0; i < n; i++) {
		struct nlmsghdr *request = nlmsg_hdr(requests[i]);
		struct ifinfomsg *link = nlmsg_data(request);
		struct fake_pf *pf = find_ifindex(fake, link->ifi_index);

		if (!pf)
			replies[i].error = -ENODEV;
		else if (request->nlmsg_type == RTM_GETLINK && pf->fails_get_link)
			replies[i].error = -pf->fails_get_link;
		else if (request->nlmsg_type == RTM_GETLINK)
			replies[i].error = get_link(fake, arena, pf, &replies[i]);
		else
			replies[i].error = set_link(fake, pf, request);
	}
	return 0;
}

static int fake_wait(void *self, int timeout_ms)
{
	struct fake_kernel *fake = self;

	fake->now_ms += timeout_ms;
	return 0;
}

static int64_t fake_now_ms(void *self)
{
	return ((struct fake_kernel *)self)->now_ms;
}

static bool fake_is_settled(void *self, const char *subsystem, const char *name)
{
	(void)self;
	(void)subsystem;
	(void)name;
	return true;
}

static const struct kernel_ops fake_ops = {
	.read = fake_read,
	.write = fake_write,
	.link_name = fake_link_name,
	.list = fake_list,
	.transact = fake_transact,
	.wait = fake_wait,
	.now_ms = fake_now_ms,
	.is_settled = fake_is_settled,
};

void fake_kernel_init(struct fake_kernel *fake, size_t n_pfs, struct kernel *ret_kernel)
{
	*fake = (struct fake_kernel){.n_pfs = n_pfs, .iommu = true};
	for (size_t i = 0; i < n_pfs; i++) {
		struct fake_pf *pf = &fake->pfs[i];

		pf->pci = (struct pci_address){.bus = (uint8_t)(i + 1)};
		pf->driver = "igb";
		snprintf(pf->netdev, sizeof(pf->netdev), "enp%zus0", i + 1);
		pf->ifindex = (int)i + 2;
		pf->totalvfs = 7;
		pf->autoprobe = 1;
		pf->gives_vfs = -1;
		pf->carrier_delay_ms = 1200;
		pf->netdev_delay_ms = 50;
	}
	*ret_kernel = (struct kernel){.ops = &fake_ops, .self = fake};
}

void fake_kernel_clear_log(struct fake_kernel *fake)
{
	fake->n_log = 0;
}

void fake_kernel_add_vfs(struct fake_kernel *fake, size_t pf, int n)
{
	set_numvfs(fake, &fake->pfs[pf], n);
	fake->now_ms += 5000;
	fake_kernel_clear_log(fake);
}

int fake_kernel_find(const struct fake_kernel *fake, const char *part, size_t from)
{
	for (size_t i = from; i < fake->n_log; i++) {
		if (strstr(fake->log[i], part))
			return (int)i;
	}
	return -1;
}
