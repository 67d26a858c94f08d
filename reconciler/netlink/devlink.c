/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "netlink/devlink.h"

#include <errno.h>
#include <linux/devlink.h>
#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>

#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

enum {
	HANDLE_MAX = 64,
	NO_VF_PORT = -1,
	BYTES_PER_MBIT = 1000 * 1000 / 8
};

/* The devlink handle of the device: bus and name. */
struct handle {
	char bus[HANDLE_MAX], name[HANDLE_MAX];
};

static const struct {
	int type;
	size_t size;
} eswitch_attrs[PF_ATTR_ESWITCH_END] = {
	[PF_ATTR_ESWITCH_MODE] = {DEVLINK_ATTR_ESWITCH_MODE, sizeof(uint16_t)},
	[PF_ATTR_ESWITCH_INLINE_MODE] = {DEVLINK_ATTR_ESWITCH_INLINE_MODE,
					 sizeof(uint8_t)},
	[PF_ATTR_ESWITCH_ENCAP_MODE] = {DEVLINK_ATTR_ESWITCH_ENCAP_MODE, sizeof(uint8_t)},
};

static int find_handle(struct kernel *kernel, const struct observed_pf *pf,
		       struct handle *handle)
{
	int r;

	if (pf->has_pci) {
		strcpy(handle->bus, "pci");
		pci_address_format(pf->pci, handle->name);
		return 0;
	}
	r = kernel_link_name(kernel, handle->bus, sizeof(handle->bus),
			     "class/net/%s/device/subsystem", pf->netdev);
	return r < 0 ? r
		     : kernel_link_name(kernel, handle->name, sizeof(handle->name),
					"class/net/%s/device", pf->netdev);
}

static struct nl_msg *new_message(const struct handle *handle, int command, int flags)
{
	struct genlmsghdr header = {.cmd = (uint8_t)command,
				    .version = DEVLINK_GENL_VERSION};
	/* The backend fills in the family number when it sends the message. */
	_cleanup_(guard_msg) struct nl_msg *msg = nlmsg_alloc_simple(0, flags);
	struct nl_msg *done;

	if (!msg || nlmsg_append(msg, &header, sizeof(header), NLMSG_ALIGNTO) < 0 ||
	    nla_put_string(msg, DEVLINK_ATTR_BUS_NAME, handle->bus) < 0 ||
	    nla_put_string(msg, DEVLINK_ATTR_DEV_NAME, handle->name) < 0)
		return NULL;
	done = msg;
	msg = NULL;
	return done;
}

static struct nlattr *find_attr(struct nlmsghdr *message, int type)
{
	return nlmsg_find_attr(message, GENL_HDRLEN, type);
}

static uint32_t attr_number(const struct nlattr *attr)
{
	uint32_t number = 0;

	/* Host byte order, 8 to 32 bits: read by length. */
	if (nla_len(attr) == (int)sizeof(uint8_t))
		number = nla_get_u8(attr);
	else if (nla_len(attr) == (int)sizeof(uint16_t))
		number = nla_get_u16(attr);
	else if (nla_len(attr) == (int)sizeof(uint32_t))
		number = nla_get_u32(attr);
	return number;
}

/* The devlink name for a number of the kernel; NULL: unknown. */
static const char *word_of(enum pf_attr attr, uint32_t number)
{
	const char *const *words = pf_attr_info[attr].words;

	while (*words && number-- > 0)
		words++;
	return *words;
}

static int read_eswitch(struct kernel *kernel, struct arena *arena,
			struct observed_pf *pf)
{
	_cleanup_(guard_msg) struct nl_msg *msg = NULL;
	struct kernel_reply reply;
	struct handle handle;
	int r = find_handle(kernel, pf, &handle);

	if (r < 0)
		return r;
	msg = new_message(&handle, DEVLINK_CMD_ESWITCH_GET, 0);
	r = kernel_ask(kernel, KERNEL_DEVLINK, arena, msg, &reply);
	if (r < 0)
		return r;
	for (int attr = PF_ATTR_ESWITCH_FIRST;
	     reply.message && attr < PF_ATTR_ESWITCH_END; attr++) {
		struct nlattr *data = find_attr(reply.message, eswitch_attrs[attr].type);
		const char *word =
			data ? word_of((enum pf_attr)attr, attr_number(data)) : NULL;

		if (word)
			pf->attrs[attr] = (struct field){.set = true, .value.text = word};
	}
	return 0;
}

int devlink_set_eswitch(struct kernel *kernel, struct arena *arena,
			const struct observed_pf *pf, enum pf_attr attr, const char *word,
			const char **ret_ext_ack)
{
	_cleanup_(guard_msg) struct nl_msg *msg = NULL;
	const char *const *words = pf_attr_info[attr].words;
	uint16_t number = 0;
	uint8_t byte;
	struct kernel_reply reply;
	struct handle handle;
	int r = find_handle(kernel, pf, &handle);

	*ret_ext_ack = NULL;
	if (r < 0)
		return r;
	while (strcmp(words[number], word) != 0)
		number++;
	byte = (uint8_t)number;
	msg = new_message(&handle, DEVLINK_CMD_ESWITCH_SET, 0);
	if (!msg ||
	    nla_put(msg, eswitch_attrs[attr].type, (int)eswitch_attrs[attr].size,
		    eswitch_attrs[attr].size == sizeof(byte) ? (const void *)&byte
							     : (const void *)&number) < 0)
		return -ENOMEM;
	r = kernel_ask(kernel, KERNEL_DEVLINK, arena, msg, &reply);
	*ret_ext_ack = reply.ext_ack;
	return r;
}

/* Dumps all ports or rates; kernels before 6.5 do not limit a dump to one device. */
static int dump(struct kernel *kernel, struct arena *arena, const struct handle *handle,
		int command, struct kernel_reply *ret_reply)
{
	_cleanup_(guard_msg) struct nl_msg *msg =
		new_message(handle, command, NLM_F_DUMP);

	return kernel_ask(kernel, KERNEL_DEVLINK, arena, msg, ret_reply);
}

static bool is_text(const struct nlattr *attr, const char *text)
{
	return attr && (size_t)nla_len(attr) == strlen(text) + 1 &&
	       strcmp(nla_data(attr), text) == 0;
}

static bool is_of(struct nlmsghdr *message, const struct handle *handle)
{
	return is_text(find_attr(message, DEVLINK_ATTR_BUS_NAME), handle->bus) &&
	       is_text(find_attr(message, DEVLINK_ATTR_DEV_NAME), handle->name);
}

/* The VF behind a port of the device, if the VF is on this host; NO_VF_PORT for any other
 * port. */
static int port_vf(const struct handle *handle, struct nlmsghdr *message)
{
	struct nlattr *flavour = find_attr(message, DEVLINK_ATTR_PORT_FLAVOUR);
	struct nlattr *vf = find_attr(message, DEVLINK_ATTR_PORT_PCI_VF_NUMBER);
	struct nlattr *external = find_attr(message, DEVLINK_ATTR_PORT_EXTERNAL);

	if (!flavour || !vf || attr_number(flavour) != DEVLINK_PORT_FLAVOUR_PCI_VF ||
	    (external && attr_number(external)) || !is_of(message, handle))
		return NO_VF_PORT;
	return (int)attr_number(vf);
}

static void take_mac(struct observed_vf *vf, struct nlmsghdr *message)
{
	struct nlattr *function = find_attr(message, DEVLINK_ATTR_PORT_FUNCTION);
	struct nlattr *address = function
					 ? nla_find(nla_data(function), nla_len(function),
						    DEVLINK_PORT_FUNCTION_ATTR_HW_ADDR)
					 : NULL;
	struct field *mac = &vf->attrs[VF_ATTR_MAC];

	if (mac->set || !address || nla_len(address) != (int)sizeof(mac->value.mac))
		return;
	mac->set = true;
	memcpy(mac->value.mac.bytes, nla_data(address), sizeof(mac->value.mac.bytes));
}

/* Reads the ports of VFs, indexed by VF: messages of DEVLINK_CMD_PORT_GET, NULL if a VF
 * has no port. */
static int read_ports(struct kernel *kernel, struct arena *arena,
		      const struct observed_pf *pf, struct handle *handle,
		      struct nlmsghdr ***ret_ports)
{
	struct nlmsghdr **ports =
		arena_calloc(arena, pf->n_vfs, sizeof(struct nlmsghdr *));
	struct kernel_reply reply;
	int r = find_handle(kernel, pf, handle);

	if (r == 0)
		r = dump(kernel, arena, handle, DEVLINK_CMD_PORT_GET, &reply);
	if (r < 0)
		return r;
	for (size_t i = 0; i < reply.n_messages; i++) {
		int vf = port_vf(handle, reply.messages[i]);

		if (vf >= 0 && (size_t)vf < pf->n_vfs)
			ports[vf] = reply.messages[i];
	}
	*ret_ports = ports;
	return 0;
}

static bool port_index(struct nlmsghdr *message, uint32_t *ret_index)
{
	struct nlattr *index =
		message ? find_attr(message, DEVLINK_ATTR_PORT_INDEX) : NULL;

	if (index)
		*ret_index = attr_number(index);
	return index != NULL;
}

static const struct {
	int type;
	enum vf_attr attr;
} rate_attrs[] = {{DEVLINK_ATTR_RATE_TX_SHARE, VF_ATTR_MIN_TX_RATE},
		  {DEVLINK_ATTR_RATE_TX_MAX, VF_ATTR_MAX_TX_RATE}};

static bool is_rate_told(const struct observed_vf *vf, enum vf_attr attr)
{
	return vf->attrs[attr].set && vf->attrs[attr].value.number > 0;
}

/* Takes the rates of one VF from the leaf of its port. devlink counts in bytes per
 * second; a fraction of a Mbit/s is rounded up. */
static void take_rates(struct observed_vf *vf, struct nlmsghdr *leaf)
{
	for (size_t i = 0; i < ARRAY_SIZE(rate_attrs); i++) {
		struct nlattr *rate = find_attr(leaf, rate_attrs[i].type);
		uint64_t mbit;

		if (!rate || nla_len(rate) != (int)sizeof(uint64_t) ||
		    is_rate_told(vf, rate_attrs[i].attr))
			continue;
		mbit = nla_get_u64(rate) / BYTES_PER_MBIT +
		       (nla_get_u64(rate) % BYTES_PER_MBIT != 0);
		vf->attrs[rate_attrs[i].attr] = (struct field){
			.set = true,
			.value.number = mbit > UINT32_MAX ? UINT32_MAX : (uint32_t)mbit};
	}
}

static int read_rates(struct kernel *kernel, struct arena *arena, struct observed_pf *pf,
		      const struct handle *handle, struct nlmsghdr *const *ports)
{
	struct kernel_reply reply;
	int r = dump(kernel, arena, handle, DEVLINK_CMD_RATE_GET, &reply);

	for (size_t i = 0; r == 0 && i < reply.n_messages; i++) {
		uint32_t leaf, port;

		/* A node groups leaves and has a name instead of a port. */
		if (!is_of(reply.messages[i], handle) ||
		    !port_index(reply.messages[i], &leaf))
			continue;
		for (size_t v = 0; v < pf->n_vfs; v++) {
			if (port_index(ports[v], &port) && port == leaf)
				take_rates(&pf->vfs[v], reply.messages[i]);
		}
	}
	return r;
}

/* Reads values of VFs that rtnetlink does not report, or reports as unset: drivers that
 * provide them through the ports of VFs need not provide them there. */
static int read_vfs(struct kernel *kernel, struct arena *arena, struct observed_pf *pf)
{
	struct nlmsghdr **ports;
	struct handle handle;
	bool is_told = true;
	int r = read_ports(kernel, arena, pf, &handle, &ports);

	if (r < 0)
		return r;
	for (size_t i = 0; i < pf->n_vfs; i++) {
		if (ports[i])
			take_mac(&pf->vfs[i], ports[i]);
		for (size_t j = 0; j < ARRAY_SIZE(rate_attrs); j++)
			is_told &= is_rate_told(&pf->vfs[i], rate_attrs[j].attr);
	}
	return is_told ? 0 : read_rates(kernel, arena, pf, &handle, ports);
}

/* Not errors: a driver without an eswitch, a kernel without devlink, or a user other than
 * root (GENL_ADMIN_PERM, net/devlink/netlink.c). */
static void tell(struct diags *diags, const char *dir, int r)
{
	if (r < 0 && r != -EOPNOTSUPP && r != -ENODEV && r != -ENOENT && r != -EPERM)
		diag_error(diags, SPAN_NONE, "observe",
			   "cannot read the eswitch of /sys/%s through devlink: %s", dir,
			   strerror(-r));
}

void devlink_observe(struct kernel *kernel, struct arena *arena, struct diags *diags,
		     const char *dir, struct observed_pf *pf)
{
	const struct field *mode = &pf->attrs[PF_ATTR_ESWITCH_MODE];

	tell(diags, dir, read_eswitch(kernel, arena, pf));
	if (pf->n_vfs > 0 && mode->set &&
	    strcmp(mode->value.text, PF_ESWITCH_SWITCHDEV) == 0)
		tell(diags, dir, read_vfs(kernel, arena, pf));
}

/* Creates a message for the port of a VF. */
static int new_port_message(struct kernel *kernel, struct arena *arena,
			    const struct observed_pf *pf, unsigned int vf, int command,
			    struct nl_msg **ret_msg)
{
	struct nlmsghdr **ports;
	struct handle handle;
	uint32_t index;
	int r = read_ports(kernel, arena, pf, &handle, &ports);

	if (r < 0)
		return r;
	if (vf >= pf->n_vfs || !port_index(ports[vf], &index))
		return -EOPNOTSUPP;
	*ret_msg = new_message(&handle, command, 0);
	return *ret_msg && nla_put_u32(*ret_msg, DEVLINK_ATTR_PORT_INDEX, index) == 0
		       ? 0
		       : -ENOMEM;
}

int devlink_set_vf_mac(struct kernel *kernel, struct arena *arena,
		       const struct observed_pf *pf, unsigned int vf,
		       struct mac_address mac, const char **ret_ext_ack)
{
	_cleanup_(guard_msg) struct nl_msg *msg = NULL;
	struct nlattr *function;
	struct kernel_reply reply;
	int r = new_port_message(kernel, arena, pf, vf, DEVLINK_CMD_PORT_SET, &msg);

	*ret_ext_ack = NULL;
	if (r < 0)
		return r;
	function = nla_nest_start(msg, DEVLINK_ATTR_PORT_FUNCTION | NLA_F_NESTED);
	if (!function || nla_put(msg, DEVLINK_PORT_FUNCTION_ATTR_HW_ADDR,
				 sizeof(mac.bytes), mac.bytes) < 0)
		return -ENOMEM;
	nla_nest_end(msg, function);
	r = kernel_ask(kernel, KERNEL_DEVLINK, arena, msg, &reply);
	*ret_ext_ack = reply.ext_ack;
	return r;
}

int devlink_set_vf_rate(struct kernel *kernel, struct arena *arena,
			const struct observed_pf *pf, unsigned int vf, enum vf_attr attr,
			uint32_t mbit, const char **ret_ext_ack)
{
	_cleanup_(guard_msg) struct nl_msg *msg = NULL;
	struct kernel_reply reply;
	int r = new_port_message(kernel, arena, pf, vf, DEVLINK_CMD_RATE_SET, &msg);
	size_t i = 0;

	*ret_ext_ack = NULL;
	while (rate_attrs[i].attr != attr)
		i++;
	if (r == 0 &&
	    nla_put_u64(msg, rate_attrs[i].type, (uint64_t)mbit * BYTES_PER_MBIT) < 0)
		r = -ENOMEM;
	if (r < 0)
		return r;
	r = kernel_ask(kernel, KERNEL_DEVLINK, arena, msg, &reply);
	*ret_ext_ack = reply.ext_ack;
	return r;
}
