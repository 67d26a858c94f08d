/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs scenarios on the fake kernel or on a real one, through the same kernel_ops, and
 * compares every result with what the scenario says. Where both runs agree with one file,
 * the fake is as the kernel is.
 *
 * usage: conformance --fake|--fake-capped PERSONALITY FILE
 *        conformance --live DEVICE FILE
 * DEVICE is a PCI address, or a netdev without one. --fake-capped ends the VF list of an
 * answer after 256 VFs, as Linux 7.3 does.
 *
 * A file has scenarios, "== NAME", each starting from a PF that is down, in legacy mode
 * and has no VFs, and lines "COMMAND ARGUMENT... = RESULT". A result of an operation is 0
 * or the name of an errno. */
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance.h"
#include "model/value-read.h"
#include "observe/vf-netlink.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

enum {
	LINE_MAX_BYTES = 256
};

static const char *errno_name(int r)
{
	return r < 0 ? strerrorname_np(-r) : "0";
}

void conformance_put_errno(char *result, int r)
{
	snprintf(result, RESULT_MAX, "%s", errno_name(r));
}

static bool read_pf(struct conformance *c, struct observed_pf *ret_pf)
{
	struct diags diags;

	diags_init(&diags, &c->arena);
	return observe_pf_again(&c->kernel, &c->arena, &diags, NULL, &c->key, ret_pf) ==
	       0;
}

bool conformance_read_vf(struct conformance *c, const char *word,
			 struct observed_vf *ret_vf)
{
	struct observed_pf pf;
	unsigned int vf = (unsigned int)atoi(word);

	if (!read_pf(c, &pf) || vf >= pf.n_vfs)
		return false;
	*ret_vf = pf.vfs[vf];
	return true;
}

/* "5", "5/3" (qos), "5/3/802.1ad". */
static struct vlan parse_vlan(const char *word)
{
	unsigned int id = 0, qos = 0;
	char proto[16] = "802.1Q";

	sscanf(word, "%u/%u/%15s", &id, &qos, proto);
	return (struct vlan){.id = (uint16_t)id,
			     .qos = (uint8_t)qos,
			     .proto = strcmp(proto, "802.1ad") == 0 ? VLAN_8021AD
								    : VLAN_8021Q};
}

static bool parse_attr(const char *name, const char *word, struct field *attrs)
{
	unsigned int min = 0, max = 0;

	if (strcmp(name, "rates") == 0) {
		sscanf(word, "%u-%u", &min, &max);
		attrs[VF_ATTR_MIN_TX_RATE] =
			(struct field){.set = true, .value.number = min};
		attrs[VF_ATTR_MAX_TX_RATE] =
			(struct field){.set = true, .value.number = max};
		return true;
	}
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		struct field *field = &attrs[attr];

		if (strcmp(vf_attr_info[attr].name, name) != 0)
			continue;
		field->set = true;
		if (attr == VF_ATTR_MAC)
			return mac_address_parse(word, &field->value.mac);
		if (attr == VF_ATTR_VLAN)
			field->value.vlan = parse_vlan(word);
		else if (attr == VF_ATTR_LINK_STATE)
			field->value.link_state = strcmp(word, "auto") == 0 ? VF_LINK_AUTO
						  : strcmp(word, "enable") == 0
							  ? VF_LINK_ENABLE
							  : VF_LINK_DISABLE;
		else
			field->value.on = strcmp(word, "on") == 0;
		return true;
	}
	return false;
}

/* "VF ATTR VALUE [ATTR VALUE...]" from words[0] up to a ";" or the end; the words used.
 */
static size_t parse_set(struct conformance *c, char **words, size_t n,
			struct nl_msg **msg)
{
	struct field attrs[VF_ATTR_COUNT] = {0};
	size_t i = 1;

	for (; i + 1 < n && strcmp(words[i], ";") != 0; i += 2) {
		if (!parse_attr(words[i], words[i + 1], attrs)) {
			printf("# what is %s %s?\n", words[i], words[i + 1]);
			exit(2);
		}
	}
	*msg = vf_netlink_set_request(c->ifindex, (unsigned int)atoi(words[0]), attrs);
	return i;
}

/* One message per VF, several in flight. */
static void do_pipeline(struct conformance *c, char **words, size_t n, char *result)
{
	struct nl_msg *msgs[16];
	struct kernel_reply replies[16] = {0};
	size_t n_msgs = 0, length = 0;

	for (size_t i = 0; i < n && n_msgs < ARRAY_SIZE(msgs); i++)
		i += parse_set(c, words + i, n - i, &msgs[n_msgs++]);
	kernel_transact(&c->kernel, KERNEL_ROUTE, &c->arena, msgs, replies, n_msgs);
	for (size_t i = 0; i < n_msgs; i++) {
		length += (size_t)snprintf(result + length, RESULT_MAX - length, "%s%s",
					   i ? " " : "", errno_name(replies[i].error));
		nlmsg_free(msgs[i]);
	}
}

/* All VFs in one message, as `ip` never does it. */
static void do_together(struct conformance *c, char **words, size_t n, char *result)
{
	_cleanup_(guard_msg) struct nl_msg *msg = nlmsg_alloc_size(8192);
	struct ifinfomsg link = {.ifi_index = c->ifindex};
	struct kernel_reply reply = {0};
	struct nlattr *list;

	nlmsg_put(msg, 0, 0, RTM_SETLINK, 0, NLM_F_REQUEST);
	nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO);
	list = nla_nest_start(msg, IFLA_VFINFO_LIST);
	for (size_t i = 0; i < n; i++) {
		_cleanup_(guard_msg) struct nl_msg *one = NULL;
		struct nlattr *info;

		i += parse_set(c, words + i, n - i, &one);
		info = nla_data(
			nlmsg_find_attr(nlmsg_hdr(one), sizeof(link), IFLA_VFINFO_LIST));
		nla_put(msg, IFLA_VF_INFO | NLA_F_NESTED, nla_len(info), nla_data(info));
	}
	nla_nest_end(msg, list);
	kernel_ask(&c->kernel, KERNEL_ROUTE, &c->arena, msg, &reply);
	conformance_put_errno(result, reply.error);
}

static void do_get(struct conformance *c, char **words, char *result)
{
	struct observed_vf vf;

	if (!conformance_read_vf(c, words[0], &vf) || !vf.reported) {
		strcpy(result, "missing");
		return;
	}
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		if (strcmp(vf_attr_info[attr].name, words[1]) != 0)
			continue;
		strcpy(result, "unreported");
		if (vf.attrs[attr].set)
			value_format(vf_attr_info[attr].kind, vf.attrs[attr].value,
				     result);
		return;
	}
	strcpy(result, "no such attribute");
}

static void do_number(struct conformance *c, const char *file, char **words, size_t n,
		      char *result)
{
	long number;
	int r;

	if (n > 0) {
		conformance_put_errno(result, kernel_write(&c->kernel, words[0], "%s/%s",
							   c->dir, file));
		return;
	}
	r = kernel_read_number(&c->kernel, &number, "%s/%s", c->dir, file);
	if (r < 0)
		conformance_put_errno(result, r);
	else
		snprintf(result, RESULT_MAX, "%ld", number);
}

static void do_link(struct conformance *c, bool up, char *result)
{
	_cleanup_(guard_msg) struct nl_msg *msg = vf_netlink_up_request(c->ifindex, up);
	struct kernel_reply reply = {0};

	kernel_ask(&c->kernel, KERNEL_ROUTE, &c->arena, msg, &reply);
	conformance_put_errno(result, reply.error);
}

/* Waits for it a while, since it comes by itself. */
static void do_carrier(struct conformance *c, char *result)
{
	int64_t deadline = kernel_now_ms(&c->kernel) + 2 * APPEAR_MS;
	long carrier = 0;
	int r;

	for (;;) {
		/* udev renames it some time after its driver made it. */
		const char *netdev = observe_netdev(&c->kernel, &c->arena, NULL, c->dir);

		r = netdev ? kernel_read_number(&c->kernel, &carrier,
						"class/net/%s/carrier", netdev)
			   : -ENODEV;
		if (r < 0 || carrier || kernel_now_ms(&c->kernel) >= deadline)
			break;
		kernel_wait(&c->kernel, 50);
	}
	snprintf(result, RESULT_MAX, "%s", r < 0 ? errno_name(r) : carrier ? "1" : "0");
}

static void vf_address(struct conformance *c, const char *word,
		       char pci[PCI_ADDRESS_TEXT])
{
	struct observed_vf vf = {.has_pci = false};

	strcpy(pci, "none");
	if (conformance_read_vf(c, word, &vf) && vf.has_pci)
		pci_address_format(vf.pci, pci);
}

static void do_vf_write(struct conformance *c, const char *word, const char *file,
			const char *text, char *result)
{
	char pci[PCI_ADDRESS_TEXT];

	vf_address(c, word, pci);
	conformance_put_errno(result, kernel_write(&c->kernel, text ? text : pci,
						   "bus/pci/devices/%s/%s", pci, file));
}

static void do_probe(struct conformance *c, const char *word, char *result)
{
	char pci[PCI_ADDRESS_TEXT];

	vf_address(c, word, pci);
	conformance_put_errno(result,
			      kernel_write(&c->kernel, pci, "bus/pci/drivers_probe"));
}

static void do_overridden(struct conformance *c, const char *word, char *result)
{
	char pci[PCI_ADDRESS_TEXT];
	int r;

	vf_address(c, word, pci);
	r = kernel_read(&c->kernel, result, RESULT_MAX,
			"bus/pci/devices/%s/driver_override", pci);
	if (r < 0)
		conformance_put_errno(result, r);
}

/* Waits a while for the netdev of a VF that has a driver. */
bool conformance_wait_for_netdev(struct conformance *c, const char *word,
				 struct observed_vf *ret_vf)
{
	int64_t deadline = kernel_now_ms(&c->kernel) + APPEAR_MS;

	while (conformance_read_vf(c, word, ret_vf)) {
		if (ret_vf->netdev || !ret_vf->driver ||
		    kernel_now_ms(&c->kernel) >= deadline)
			return ret_vf->netdev;
		kernel_wait(&c->kernel, 50);
	}
	return false;
}

static void do_netdev(struct conformance *c, const char *word, bool of_mac, char *result)
{
	struct observed_vf vf;

	if (!conformance_wait_for_netdev(c, word, &vf))
		strcpy(result, "none");
	else if (!of_mac)
		strcpy(result, vf.netdev_up ? "up" : "down");
	else
		strcpy(result,
		       vf.has_netdev_mac && mac_address_is_equal(
						    vf.netdev_mac,
						    vf.attrs[VF_ATTR_MAC].value.mac)
			       ? "same"
			       : "other");
}

static void do_vf(struct conformance *c, const char *command, const char *word,
		  char *result)
{
	struct observed_vf vf;

	if (!conformance_read_vf(c, word, &vf))
		strcpy(result, "no VF");
	else if (strcmp(command, "driver") == 0)
		snprintf(result, RESULT_MAX, "%s", vf.driver ? vf.driver : "none");
	else if (strcmp(command, "enable") == 0)
		snprintf(result, RESULT_MAX, "%d", vf.enable);
	else
		strcpy(result, vf.has_pci ? "yes" : "no");
}

/* The netdev of the PF; it is another one after its driver has started again. */
static void find_netdev(struct conformance *c)
{
	int64_t deadline = kernel_now_ms(&c->kernel) + APPEAR_MS;
	long ifindex = 0;

	do {
		const char *netdev = observe_netdev(&c->kernel, &c->arena, NULL, c->dir);

		if (netdev && kernel_read_number(&c->kernel, &ifindex,
						 "class/net/%s/ifindex", netdev) == 0)
			break;
		kernel_wait(&c->kernel, 50);
	} while (kernel_now_ms(&c->kernel) < deadline);
	c->ifindex = (int)ifindex;
}

/* The PF's own driver, which the fake takes without more ado. */
static void do_pf_driver(struct conformance *c, bool bind, char *result)
{
	char pci[PCI_ADDRESS_TEXT];

	pci_address_format(c->key.pci, pci);
	strcpy(result, "0");
	if (c->fake)
		c->fake->pfs[0].driver =
			bind ? c->fake->pfs[0].personality->driver : NULL;
	else if (bind)
		conformance_put_errno(
			result, kernel_write(&c->kernel, pci, "bus/pci/drivers_probe"));
	else
		conformance_put_errno(result, kernel_write(&c->kernel, pci,
							   "%s/driver/unbind", c->dir));
	if (bind)
		find_netdev(c);
}

static void do_count(struct conformance *c, char *result)
{
	struct observed_pf pf;
	unsigned int n = 0;

	if (read_pf(c, &pf)) {
		for (size_t i = 0; i < pf.n_vfs; i++)
			n += pf.vfs[i].reported;
	}
	snprintf(result, RESULT_MAX, "%u", n);
}

static void run_command(struct conformance *c, char **words, size_t n, char *result)
{
	const char *command = words[0];

	strcpy(result, "no such command");
	words++;
	n--;
	if (strcmp(command, "numvfs") == 0)
		do_number(c, "sriov_numvfs", words, n, result);
	else if (strcmp(command, "totalvfs") == 0)
		do_number(c, "sriov_totalvfs", words, n, result);
	else if (strcmp(command, "autoprobe") == 0)
		do_number(c, "sriov_drivers_autoprobe", words, n, result);
	else if (strcmp(command, "up") == 0 || strcmp(command, "down") == 0)
		do_link(c, command[0] == 'u', result);
	else if (strcmp(command, "carrier") == 0)
		do_carrier(c, result);
	else if (strcmp(command, "pf-unbind") == 0 || strcmp(command, "pf-bind") == 0)
		do_pf_driver(c, command[3] == 'b', result);
	else if (strcmp(command, "eswitch") == 0 && n >= 1)
		eswitch_ask(c, words, n, result);
	else if (strcmp(command, "count") == 0)
		do_count(c, result);
	else if (strcmp(command, "set") == 0 && n >= 3)
		do_pipeline(c, words, n, result);
	else if (strcmp(command, "together") == 0 && n >= 3)
		do_together(c, words, n, result);
	else if (strcmp(command, "get") == 0 && n == 2)
		do_get(c, words, result);
	else if (strcmp(command, "unbind") == 0 && n == 1)
		do_vf_write(c, words[0], "driver/unbind", NULL, result);
	else if (strcmp(command, "override") == 0 && n == 2)
		do_vf_write(c, words[0], "driver_override",
			    strcmp(words[1], "-") == 0 ? "\n" : words[1], result);
	else if (strcmp(command, "overridden") == 0 && n == 1)
		do_overridden(c, words[0], result);
	else if (strcmp(command, "probe") == 0 && n == 1)
		do_probe(c, words[0], result);
	else if (strcmp(command, "netdev") == 0 && n == 1)
		do_netdev(c, words[0], false, result);
	else if (strcmp(command, "netdev-mac") == 0 && n == 1)
		do_netdev(c, words[0], true, result);
	else if (strcmp(command, "hold") == 0 && n == 1)
		holders_open(c, words[0], result);
	else if (strcmp(command, "netns") == 0 && n == 1)
		holders_move(c, words[0], result);
	else if (strcmp(command, "release") == 0) {
		holders_release(c);
		strcpy(result, "0");
	} else if (n == 1) {
		do_vf(c, command, words[0], result);
	}
}

/* Where every scenario starts. */
static void reset(struct conformance *c)
{
	char unused[RESULT_MAX];
	char zero_text[] = "0", one_text[] = "1";
	char *zero[] = {zero_text}, *one[] = {one_text};

	holders_release(c);
	do_number(c, "sriov_numvfs", zero, 1, unused);
	do_number(c, "sriov_drivers_autoprobe", one, 1, unused);
	do_link(c, false, unused);
	eswitch_set(c, PF_ATTR_ESWITCH_MODE, "legacy");
}

static bool start(struct conformance *c, const char *kind, const char *device)
{
	bool is_capped = strcmp(kind, "--fake-capped") == 0;

	if ((strcmp(kind, "--fake") == 0 || is_capped) && personality_find(device)) {
		c->fake = calloc(1, sizeof(*c->fake));
		if (!c->fake)
			abort();
		fake_kernel_init(c->fake, 1, &c->kernel);
		fake_kernel_set_personality(c->fake, 0, personality_find(device));
		c->fake->may_disturb = true;
		c->fake->caps_vf_list = is_capped;
		if (c->fake->pfs[0].personality->no_pci)
			c->fake->pfs[0].totalvfs = 300; /* its max_vfs */
		c->key = (struct observed_pf){
			.has_pci = !c->fake->pfs[0].personality->no_pci,
			.pci = c->fake->pfs[0].pci,
			.netdev = c->fake->pfs[0].netdev};
	} else if (strcmp(kind, "--live") == 0 &&
		   live_kernel_init(&c->live, &c->kernel) == 0) {
		c->key.has_pci = pci_address_parse(device, &c->key.pci);
		c->key.netdev = c->key.has_pci ? NULL : device;
	} else {
		return false;
	}
	observe_pf_dir(&c->key, c->dir);
	find_netdev(c);
	return true;
}

/* Splits in place; the words of one line. */
static size_t split(char *line, char **words, size_t max)
{
	size_t n = 0;
	char *rest = NULL;

	for (char *word = strtok_r(line, " \t", &rest); word && n < max;
	     word = strtok_r(NULL, " \t", &rest))
		words[n++] = word;
	return n;
}

/* True where the line's result is the expected one. */
static bool run_line(struct conformance *c, const char *name, unsigned int number,
		     char *line)
{
	char *words[64], *expected = strstr(line, " = "), result[RESULT_MAX],
			 copy[LINE_MAX_BYTES];
	size_t n;

	if (!expected) {
		printf("# %s, line %u: no result is expected\n", name, number);
		return false;
	}
	snprintf(copy, sizeof(copy), "%s", line);
	*expected = '\0';
	expected += strlen(" = ");
	n = split(line, words, ARRAY_SIZE(words));
	run_command(c, words, n, result);
	if (strcmp(result, expected) == 0)
		return true;
	printf("# %s, line %u: %s, not %s: %s\n", name, number, result, expected, copy);
	return false;
}

/* The lines of a file, and what follows the last. */
struct script {
	char (*lines)[LINE_MAX_BYTES];
	size_t n;
};

static bool read_script(struct arena *arena, const char *path, struct script *ret_script)
{
	_cleanup_file_ FILE *file = fopen(path, "re");
	char line[LINE_MAX_BYTES];

	while (file && fgets(line, sizeof(line), file)) {
		ret_script->lines =
			arena_grow(arena, ret_script->lines, ret_script->n, sizeof(line));
		line[strcspn(line, "\n")] = '\0';
		strcpy(ret_script->lines[ret_script->n++], line);
	}
	return ret_script->n > 0;
}

static bool is_title(const char *line)
{
	return strncmp(line, "== ", 3) == 0;
}

/* Runs one scenario, from the line behind its title to the next title. */
static bool run_scenario(struct conformance *c, const struct script *script, size_t title)
{
	bool good = true;

	reset(c);
	for (size_t i = title + 1; i < script->n && !is_title(script->lines[i]); i++) {
		char line[LINE_MAX_BYTES];

		strcpy(line, script->lines[i]);
		if (line[0] != '#' && line[0] != '\0')
			good &= run_line(c, script->lines[title] + 3, (unsigned int)i + 1,
					 line);
	}
	return good;
}

/* An emulated NIC resets itself when its link goes while it has something to send ("Reset
 * adapter": igb_watchdog_task, drivers/net/ethernet/intel/igb/igb_main.c), and whatever
 * falls into that is disturbed; so it is tried once more, and that is said. */
static bool is_good(struct conformance *c, const struct script *script, size_t title)
{
	if (run_scenario(c, script, title))
		return true;
	if (c->fake)
		return false;
	printf("# once more: %s\n", script->lines[title] + 3);
	return run_scenario(c, script, title);
}

int main(int argc, char **argv)
{
	struct conformance c = {.live = {.sys = {.fd = -1}}};
	struct script script = {0};
	size_t n_good = 0, n_bad = 0;

	arena_init(&c.arena);
	if (argc != 4 || !read_script(&c.arena, argv[3], &script) ||
	    !start(&c, argv[1], argv[2])) {
		fprintf(stderr,
			"usage: conformance --fake|--fake-capped PERSONALITY FILE\n"
			"       conformance --live DEVICE FILE\n");
		return 2;
	}
	for (size_t i = 0; i < script.n; i++) {
		bool good;

		if (!is_title(script.lines[i]))
			continue;
		good = is_good(&c, &script, i);
		printf("%s - %s\n", good ? "ok" : "not ok", script.lines[i] + 3);
		*(good ? &n_good : &n_bad) += 1;
	}
	reset(&c);
	printf("# %zu scenarios agree, %zu do not\n", n_good, n_bad);
	if (c.fake)
		free(c.fake);
	else
		live_kernel_done(&c.live);
	arena_done(&c.arena);
	return n_bad > 0 || n_good == 0;
}
