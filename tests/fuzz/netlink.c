/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as the kernel's answer about a PF with eight VFs, its addresses and routes.
 * What the socket layer promises holds: the message is aligned, and as long as it says.
 */
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "netlink/link-info.h"
#include "netlink/vf-netlink.h"

enum {
	N_VFS = 8
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct observed_vf vfs[N_VFS] = {0};
	struct observed_pf pf = {.vfs = vfs, .n_vfs = N_VFS};
	struct nlmsghdr *message = malloc(size);
	struct arena arena;
	struct link_info link;
	bool is_auto;
	int num_vf;

	if (size < sizeof(*message)) {
		free(message);
		return 0;
	}
	memcpy(message, data, size);
	message->nlmsg_len = (uint32_t)size;
	arena_init(&arena);
	vf_netlink_parse(&arena, message, &pf, &num_vf);
	vf_netlink_parse_global_address(&arena, message, 3, &is_auto);
	vf_netlink_is_listened_to(message);
	link_info_parse(&arena, message, &link);
	vf_netlink_parse_route(&arena, message, 3, &is_auto);
	arena_done(&arena);
	free(message);
	return 0;
}
