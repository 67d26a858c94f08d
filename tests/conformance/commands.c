/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands of the scenarios. */
#include <errno.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance.h"
#include "model/value-read.h"
#include "netlink/vf-netlink.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

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
		if (ret_vf->netdev || !observed_vf_driver(ret_vf) ||
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
		strcpy(result, observed_vf_is_up(&vf) ? "up" : "down");
	else
		strcpy(result,
		       vf.netdev_mac.set && mac_address_is_equal(
						    vf.netdev_mac.value.mac,
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
		snprintf(result, RESULT_MAX, "%s",
			 observed_vf_driver(&vf) ? observed_vf_driver(&vf) : "none");
	else if (strcmp(command, "enable") == 0)
		snprintf(result, RESULT_MAX, "%u", field_number(&vf.enable));
	else
		strcpy(result, vf.has_pci ? "yes" : "no");
}

/* The netdev of the PF; it is another one after its driver has started again. */
void commands_find_netdev(struct conformance *c)
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
		commands_find_netdev(c);
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

void commands_run(struct conformance *c, char **words, size_t n, char *result)
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
	else if (strcmp(command, "port-rate") == 0 && n == 3)
		eswitch_set_rate(c, words, result);
	else if (strcmp(command, "count") == 0)
		do_count(c, result);
	else if (strcmp(command, "set") == 0 && n >= 3)
		attributes_set(c, words, n, result);
	else if (strcmp(command, "together") == 0 && n >= 3)
		attributes_set_together(c, words, n, result);
	else if (strcmp(command, "get") == 0 && n == 2)
		attributes_get(c, words, result);
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

void commands_reset(struct conformance *c)
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
