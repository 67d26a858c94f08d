// SPDX-License-Identifier: GPL-2.0-only
/* A test double for a NIC that is short of MSI-X vectors, or a BIOS that is short of MMIO
 * space: with more than `max` VFs, the function `sym` fails with -err, and so does the
 * write to sriov_numvfs. Nothing that QEMU emulates fails like that.
 *
 *     modprobe refuse max=4 err=12                                  igb, virtio-net
 *     modprobe refuse max=1 err=28 sym=pci_sriov_configure_simple   NVMe
 */
#include <linux/kprobes.h>
#include <linux/module.h>

static int max = 1 << 30;
static int err = 28;
static int hits;
static char *sym = "pci_enable_sriov";
module_param(max, int, 0644);
module_param(err, int, 0644);
module_param(hits, int, 0444);
module_param(sym, charp, 0444);

/* Both functions are (struct pci_dev *dev, int nr_virtfn). Where it is negative, they
 * return before they do anything. */
static int enter(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	bool refused = (int)regs->si > max;

	*(bool *)instance->data = refused;
	if (refused) {
		regs->si = -1;
		hits++;
	}
	return 0;
}

static int leave(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	if (*(bool *)instance->data)
		regs->ax = (unsigned long)(long)-err;
	return 0;
}

static struct kretprobe probe = {
	.entry_handler = enter,
	.handler = leave,
	.data_size = sizeof(bool),
	.maxactive = 8,
};

static int __init refuse_init(void)
{
	probe.kp.symbol_name = sym;
	return register_kretprobe(&probe);
}

static void __exit refuse_exit(void)
{
	unregister_kretprobe(&probe);
}

module_init(refuse_init);
module_exit(refuse_exit);
MODULE_DESCRIPTION("makes the creation of VFs fail");
MODULE_LICENSE("GPL");
