/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's devlink: net/devlink/dev.c and the eswitch of drivers. */
#include <errno.h>
#include <linux/devlink.h>
#include <linux/genetlink.h>
#include <netlink/msg.h>
#include <string.h>

#include "fake-parts.h"

enum {
	FAMILY = 20,
	PORT_OF_VF_0 = 100
};

bool fake_is_switchdev(const struct fake_pf *pf)
{
	return pf->eswitch[PF_ATTR_ESWITCH_MODE] == DEVLINK_ESWITCH_MODE_SWITCHDEV;
}

static void handle(const struct fake_pf *pf, const char **ret_bus,
		   char name[PCI_ADDRESS_TEXT])
{
	*ret_bus = pf->personality->no_pci ? "netdevsim" : "pci";
	pci_address_format(pf->pci, name);
	if (pf->personality->no_pci)
		fake_place_netdevsim_name(pf, name);
}

static struct fake_pf *find_pf(struct fake_kernel *fake, struct nlmsghdr *request)
{
	const char *bus = nla_get_string(
		nlmsg_find_attr(request, GENL_HDRLEN, DEVLINK_ATTR_BUS_NAME));
	const char *name = nla_get_string(
		nlmsg_find_attr(request, GENL_HDRLEN, DEVLINK_ATTR_DEV_NAME));

	for (size_t i = 0; i < fake->n_pfs; i++) {
		char own_name[PCI_ADDRESS_TEXT];
		const char *own_bus;

		handle(&fake->pfs[i], &own_bus, own_name);
		if (fake->pfs[i].driver && strcmp(bus, own_bus) == 0 &&
		    strcmp(name, own_name) == 0)
			return &fake->pfs[i];
	}
	return NULL;
}

static struct nl_msg *new_answer(const struct fake_pf *pf, int command)
{
	struct genlmsghdr header = {.cmd = (uint8_t)command,
				    .version = DEVLINK_GENL_VERSION};
	struct nl_msg *msg = nlmsg_alloc_simple(FAMILY, 0);
	char name[PCI_ADDRESS_TEXT];
	const char *bus;

	handle(pf, &bus, name);
	nlmsg_append(msg, &header, sizeof(header), NLMSG_ALIGNTO);
	nla_put_string(msg, DEVLINK_ATTR_BUS_NAME, bus);
	nla_put_string(msg, DEVLINK_ATTR_DEV_NAME, name);
	return msg;
}

static void answer(struct arena *arena, struct kernel_reply *reply, struct nl_msg *msg)
{
	struct nlmsghdr *copy = arena_alloc(arena, nlmsg_hdr(msg)->nlmsg_len);

	memcpy(copy, nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	reply->messages = arena_grow(arena, reply->messages, reply->n_messages,
				     sizeof(*reply->messages));
	reply->messages[reply->n_messages++] = copy;
	reply->message = reply->messages[0];
	nlmsg_free(msg);
}

/* devlink_nl_eswitch_fill: what has no ..._get is left out. */
static int get_eswitch(struct fake_kernel *fake, struct arena *arena,
		       const struct fake_pf *pf, struct kernel_reply *reply)
{
	struct nl_msg *msg = new_answer(pf, DEVLINK_CMD_ESWITCH_GET);

	(void)fake;
	nla_put_u16(msg, DEVLINK_ATTR_ESWITCH_MODE,
		    (uint16_t)pf->eswitch[PF_ATTR_ESWITCH_MODE]);
	if (pf->personality->eswitch.has_rest) {
		nla_put_u8(msg, DEVLINK_ATTR_ESWITCH_INLINE_MODE,
			   (uint8_t)pf->eswitch[PF_ATTR_ESWITCH_INLINE_MODE]);
		nla_put_u8(msg, DEVLINK_ATTR_ESWITCH_ENCAP_MODE,
			   (uint8_t)pf->eswitch[PF_ATTR_ESWITCH_ENCAP_MODE]);
	}
	answer(arena, reply, msg);
	return 0;
}

int fake_eswitch_would_take(const struct fake_kernel *fake, const struct fake_pf *pf,
			    enum pf_attr attr)
{
	(void)fake;
	if (!pf->driver || !pf->personality->eswitch.has_mode ||
	    (attr != PF_ATTR_ESWITCH_MODE && !pf->personality->eswitch.has_rest))
		return -EOPNOTSUPP;
	return pf->personality->eswitch.without_vfs && pf->numvfs > 0 ? -EOPNOTSUPP : 0;
}

static void set_mode(struct fake_kernel *fake, struct fake_pf *pf, unsigned int mode)
{
	fake_disturb_pf(fake, pf, DISRUPTION_BLINK, "the eswitch mode");
	for (int i = 0; i < pf->numvfs; i++) {
		struct fake_vf *vf = &pf->vfs[i];

		fake_disturb(fake, pf, vf, "the eswitch mode");
		if (!pf->personality->eswitch.clears)
			continue;
		vf->mac = (struct mac_address){0};
		vf->vlan = (struct vlan){.proto = VLAN_8021Q};
		vf->min_tx_rate = vf->max_tx_rate = 0;
		vf->trust = false;
	}
	pf->eswitch[PF_ATTR_ESWITCH_MODE] = mode;
}

static int set_eswitch(struct fake_kernel *fake, struct fake_pf *pf,
		       struct nlmsghdr *request)
{
	static const int types[PF_ATTR_ESWITCH_END] = {
		[PF_ATTR_ESWITCH_MODE] = DEVLINK_ATTR_ESWITCH_MODE,
		[PF_ATTR_ESWITCH_INLINE_MODE] = DEVLINK_ATTR_ESWITCH_INLINE_MODE,
		[PF_ATTR_ESWITCH_ENCAP_MODE] = DEVLINK_ATTR_ESWITCH_ENCAP_MODE};

	for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END; attr++) {
		struct nlattr *data = nlmsg_find_attr(request, GENL_HDRLEN, types[attr]);
		unsigned int value;
		int r;

		if (!data)
			continue;
		value = attr == PF_ATTR_ESWITCH_MODE ? nla_get_u16(data)
						     : nla_get_u8(data);
		r = fake_eswitch_would_take(fake, pf, (enum pf_attr)attr);
		if (r < 0)
			return r;
		if (attr == PF_ATTR_ESWITCH_MODE && value == pf->eswitch[attr]) {
			if (pf->personality->eswitch.same_mode)
				return -pf->personality->eswitch.same_mode;
		} else if (attr == PF_ATTR_ESWITCH_MODE) {
			set_mode(fake, pf, value);
		} else {
			pf->eswitch[attr] = value;
		}
	}
	return 0;
}

/* One port per VF in switchdev mode, and the uplink's. */
static int dump_ports(struct fake_kernel *fake, struct arena *arena,
		      const struct fake_pf *pf, struct kernel_reply *reply)
{
	(void)fake;
	for (int i = -1; i < (fake_is_switchdev(pf) ? pf->numvfs : 0); i++) {
		struct nl_msg *msg = new_answer(pf, DEVLINK_CMD_PORT_GET);
		struct nlattr *function;

		nla_put_u32(msg, DEVLINK_ATTR_PORT_INDEX,
			    (uint32_t)(i < 0 ? 0 : PORT_OF_VF_0 + i));
		nla_put_u16(msg, DEVLINK_ATTR_PORT_FLAVOUR,
			    i < 0 ? DEVLINK_PORT_FLAVOUR_PHYSICAL
				  : DEVLINK_PORT_FLAVOUR_PCI_VF);
		if (i >= 0) {
			nla_put_u16(msg, DEVLINK_ATTR_PORT_PCI_VF_NUMBER, (uint16_t)i);
			function = nla_nest_start(msg, DEVLINK_ATTR_PORT_FUNCTION);
			if (pf->personality->eswitch.mac_by_port)
				nla_put(msg, DEVLINK_PORT_FUNCTION_ATTR_HW_ADDR, 6,
					pf->vfs[i].mac.bytes);
			nla_nest_end(msg, function);
		}
		answer(arena, reply, msg);
	}
	return 0;
}

/* The VF whose port the request is for; NULL. */
static struct fake_vf *vf_of_port(struct fake_pf *pf, struct nlmsghdr *request)
{
	struct nlattr *index =
		nlmsg_find_attr(request, GENL_HDRLEN, DEVLINK_ATTR_PORT_INDEX);
	int vf = (int)nla_get_u32(index) - PORT_OF_VF_0;

	return vf >= 0 && vf < pf->numvfs ? &pf->vfs[vf] : NULL;
}

static int set_port(struct fake_kernel *fake, struct fake_pf *pf,
		    struct nlmsghdr *request)
{
	struct nlattr *function =
		nlmsg_find_attr(request, GENL_HDRLEN, DEVLINK_ATTR_PORT_FUNCTION);
	struct nlattr *address = nla_find(nla_data(function), nla_len(function),
					  DEVLINK_PORT_FUNCTION_ATTR_HW_ADDR);
	struct fake_vf *vf = vf_of_port(pf, request);

	if (!vf || !pf->personality->eswitch.mac_by_port)
		return -EOPNOTSUPP;
	if (vf->is_vfio || vf->in_netns)
		fake_disturb(fake, pf, vf, "hw_addr");
	memcpy(vf->mac.bytes, nla_data(address), 6);
	return 0;
}

/* In bytes a second. */
static uint64_t port_rate(const struct fake_kernel *fake, uint32_t mbit)
{
	return mbit ? (uint64_t)mbit * 125000 + fake->rate_offset : 0;
}

/* A leaf per VF in switchdev mode (devl_rate_leaf_create). */
static int dump_rates(struct fake_kernel *fake, struct arena *arena,
		      const struct fake_pf *pf, struct kernel_reply *reply)
{
	for (int i = 0; fake_has_port_rates(pf) && i < pf->numvfs; i++) {
		struct nl_msg *msg = new_answer(pf, DEVLINK_CMD_RATE_NEW);

		nla_put_u16(msg, DEVLINK_ATTR_RATE_TYPE, DEVLINK_RATE_TYPE_LEAF);
		nla_put_u32(msg, DEVLINK_ATTR_PORT_INDEX, (uint32_t)(PORT_OF_VF_0 + i));
		nla_put_u64(msg, DEVLINK_ATTR_RATE_TX_SHARE,
			    port_rate(fake, pf->vfs[i].min_tx_rate));
		nla_put_u64(msg, DEVLINK_ATTR_RATE_TX_MAX,
			    port_rate(fake, pf->vfs[i].max_tx_rate));
		answer(arena, reply, msg);
	}
	return 0;
}

static int set_rate(struct fake_kernel *fake, struct fake_pf *pf,
		    struct nlmsghdr *request)
{
	struct nlattr *share =
		nlmsg_find_attr(request, GENL_HDRLEN, DEVLINK_ATTR_RATE_TX_SHARE);
	struct nlattr *max =
		nlmsg_find_attr(request, GENL_HDRLEN, DEVLINK_ATTR_RATE_TX_MAX);
	struct fake_vf *vf = vf_of_port(pf, request);
	int r = 0;

	if (!vf)
		return -ENODEV;
	if (share)
		r = fake_vf_set_port_rate(fake, pf, vf, VF_ATTR_MIN_TX_RATE,
					  nla_get_u64(share));
	if (r == 0 && max)
		r = fake_vf_set_port_rate(fake, pf, vf, VF_ATTR_MAX_TX_RATE,
					  nla_get_u64(max));
	if (r == 0 && vf->max_tx_rate && vf->min_tx_rate > vf->max_tx_rate)
		snprintf(fake->violation, sizeof(fake->violation),
			 "tx_share of VF %d is above its tx_max", (int)(vf - pf->vfs));
	return r;
}

static const struct command {
	int number;
	const char *words;
	int (*get)(struct fake_kernel *fake, struct arena *arena,
		   const struct fake_pf *pf, struct kernel_reply *reply);
	int (*set)(struct fake_kernel *fake, struct fake_pf *pf,
		   struct nlmsghdr *request);
} commands[] = {
	{DEVLINK_CMD_ESWITCH_GET, "get eswitch", .get = get_eswitch},
	{DEVLINK_CMD_ESWITCH_SET, "eswitch", .set = set_eswitch},
	{DEVLINK_CMD_PORT_GET, "get ports", .get = dump_ports},
	{DEVLINK_CMD_PORT_SET, "hw_addr", .set = set_port},
	{DEVLINK_CMD_RATE_GET, "get rates", .get = dump_rates},
	{DEVLINK_CMD_RATE_SET, "rate", .set = set_rate},
};

static const struct command *find_command(int number)
{
	const struct command *command = commands;

	while (command->number != number)
		command++;
	return command;
}

static int transact(struct fake_kernel *fake, struct arena *arena,
		    struct nlmsghdr *request, struct kernel_reply *reply)
{
	struct genlmsghdr *header = nlmsg_data(request);
	const struct command *command = find_command(header->cmd);
	struct fake_pf *pf = find_pf(fake, request);
	enum fake_verdict verdict;

	if (!pf)
		return -ENODEV;
	verdict = fake_begin(fake, command->set != NULL, "devlink %s %s",
			     pf->netdev[0] ? pf->netdev : "pf", command->words);
	if (verdict != FAKE_GOES)
		return verdict == FAKE_NO_EFFECT && command->set ? 0 : -fake->fault_error;
	/* igb and most others are no devlink devices (devlink_get_from_attrs_lock,
	 * net/devlink/netlink.c); those that are, without an eswitch, say EOPNOTSUPP. */
	if (!pf->personality->eswitch.has_mode)
		return -ENODEV;
	return command->set ? command->set(fake, pf, request)
			    : command->get(fake, arena, pf, reply);
}

int fake_devlink(struct fake_kernel *fake, struct arena *arena,
		 struct nl_msg *const *requests, struct kernel_reply *replies, size_t n)
{
	for (size_t i = 0; i < n; i++)
		replies[i].error =
			transact(fake, arena, nlmsg_hdr(requests[i]), &replies[i]);
	return 0;
}
