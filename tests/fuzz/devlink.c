/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as what the kernel answers of the eswitch of a PF with eight VFs, and then of
 * its ports: messages one behind the other, the first one the eswitch's. What the socket
 * layer promises holds: a message is aligned, and as long as it says. */
#include <linux/netlink.h>
#include <netlink/msg.h>
#include <string.h>

#include "fuzz.h"
#include "netlink/devlink.h"

enum {
	N_VFS = 8,
	MESSAGES_MAX = 64
};

struct answers {
	struct nlmsghdr *messages[MESSAGES_MAX];
	size_t n;
	size_t n_asked;
};

static int transact(void *self, enum kernel_protocol protocol, struct arena *arena,
		    struct nl_msg *const *requests, struct kernel_reply *replies,
		    size_t n)
{
	struct answers *answers = self;
	size_t first = answers->n_asked++ == 0 ? 0 : 1;

	(void)protocol;
	(void)arena;
	(void)requests;
	(void)n;
	replies[0] = (struct kernel_reply){0};
	if (answers->n <= first)
		return 0;
	replies[0].messages = &answers->messages[first];
	replies[0].n_messages = first == 0 ? 1 : answers->n - first;
	replies[0].message = replies[0].messages[0];
	return 0;
}

/* Each in a block of its own, so that the sanitizers see where it ends. */
static void split(struct arena *arena, const uint8_t *data, size_t size,
		  struct answers *answers)
{
	struct nlmsghdr header;

	while (size >= sizeof(header) && answers->n < MESSAGES_MAX) {
		struct nlmsghdr *message;

		memcpy(&header, data, sizeof(header));
		if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > size)
			header.nlmsg_len = (uint32_t)size;
		message = arena_alloc(arena, header.nlmsg_len);
		memcpy(message, data, header.nlmsg_len);
		message->nlmsg_len = header.nlmsg_len;
		answers->messages[answers->n++] = message;
		size -= header.nlmsg_len;
		data += header.nlmsg_len;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct kernel_ops ops = {.transact = transact};
	struct observed_vf vfs[N_VFS] = {0};
	struct observed_pf pf = {
		.has_pci = true, .pci = {.bus = 1}, .vfs = vfs, .n_vfs = N_VFS};
	struct answers answers = {0};
	struct kernel kernel = {.ops = &ops, .self = &answers};
	struct arena arena;
	struct diags diags;
	const char *ext_ack;

	arena_init(&arena);
	diags_init(&diags, &arena);
	split(&arena, data, size, &answers);
	devlink_observe(&kernel, &arena, &diags, "pf", &pf);
	devlink_set_vf_mac(&kernel, &arena, &pf, 0, (struct mac_address){0}, &ext_ack);
	devlink_set_vf_rate(&kernel, &arena, &pf, 0, VF_ATTR_MAX_TX_RATE, 100, &ext_ack);
	arena_done(&arena);
	return 0;
}
