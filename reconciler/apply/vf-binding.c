/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/vf-binding.h"

#include <errno.h>
#include <string.h>

#include "model/in-use.h"
#include "observe/observe.h"
#include "run-state/run-state.h"

struct controller_search {
	struct kernel *kernel;
	const char *dir;
};

const struct change *vf_binding_change(const struct vf_binding *binding)
{
	return &binding->pf->plan->changes[binding->change];
}

bool vf_binding_is_none(const struct vf_binding *binding)
{
	return binding->name && vf_attr_is_no_driver(binding->name);
}

/* Lets only the named driver bind the VF. No driver is called "none", so "none" keeps it
 * unbound. */
static int set_override(struct apply_context *context, const struct vf_binding *binding,
			const struct observed_vf *vf)
{
	if (!binding->name ||
	    (vf->driver_override && strcmp(binding->name, vf->driver_override) == 0))
		return 0;
	return kernel_write(context->kernel, binding->name, "%s/driver_override",
			    binding->dir);
}

/* Clears an override of others if the configuration leaves the driver to the kernel. A
 * newline clears it (driver_set_override, drivers/base/driver.c). */
static int clear_override(struct apply_context *context, const struct vf_binding *binding,
			  const struct observed_vf *vf)
{
	if (!vf->driver_override || !vf_binding_change(binding)->clears_override)
		return 0;
	/* Not before the driver of the override is gone: a VF that is bound and has no
	 * override looks as configured. The driver link shows it; a successful unbind
	 * does not. */
	if (sysfs_may_have_driver(context->kernel, binding->dir))
		return -EBUSY;
	return kernel_write(context->kernel, "\n", "%s/driver_override", binding->dir);
}

int vf_binding_bind(struct apply_context *context, const struct vf_binding *binding,
		    const struct observed_vf *vf)
{
	char pci[PCI_ADDRESS_TEXT];
	int r = set_override(context, binding, vf);

	pci_address_format(vf->pci, pci);
	/* For the next run, if this one is killed between the two or the driver does not
	 * come back. A driver that is configured by name needs no note: its absence is a
	 * difference. */
	if (r == 0 && observed_vf_driver(vf) && !binding->name && context->run)
		r = run_state_write(context->run, RUN_STATE_DRIVER, vf->pci, 1);
	if (r == 0 && observed_vf_driver(vf))
		r = kernel_write(context->kernel, pci, "%s/driver/unbind", binding->dir);
	if (r == 0)
		r = clear_override(context, binding, vf);
	if (r == 0 && !vf_binding_is_none(binding))
		r = kernel_write(context->kernel, pci, "bus/pci/drivers_probe");
	return r;
}

void vf_binding_fail(struct apply_context *context, const struct vf_binding *binding,
		     const char *driver)
{
	apply_fail(context, binding->pf, binding->change, -EBUSY,
		   arena_printf(context->arena, "the VF is bound to %s", driver),
		   "does another tool bind drivers on this host?");
}

static int visit_controller(void *data, const char *name)
{
	const struct controller_search *search = data;
	char state[32];

	return strncmp(name, "nvme", strlen("nvme")) == 0 &&
	       kernel_read(search->kernel, state, sizeof(state), "%s/nvme/%.32s/state",
			   search->dir, name) > 0 &&
	       strcmp(state, "live") == 0;
}

/* Until Linux 6.2 nvme binds before it tests its device, and unbinds if the device does
 * not work (nvme_reset_work, drivers/nvme/host/pci.c). */
static bool is_live(struct apply_context *context, const struct vf_binding *binding)
{
	struct controller_search search = {.kernel = context->kernel,
					   .dir = binding->dir};

	return !binding->pf->plan->vfs_start_offline ||
	       kernel_list(context->kernel, visit_controller, &search, "%s/nvme",
			   binding->dir) == 1;
}

/* drivers_probe succeeds even if it binds nothing, and a VF's driver may create its
 * netdev after its probe (iavf): only what exists counts. */
bool vf_binding_is_ready(struct apply_context *context, const struct vf_binding *binding)
{
	const char *driver = NULL, *netdev;
	int r = sysfs_read_driver(context->kernel, context->arena, NULL, binding->dir,
				  &driver);

	if (vf_binding_is_none(binding))
		return r == 0 && !driver;
	if (!driver || (binding->name && strcmp(driver, binding->name) != 0))
		return false;
	/* vfio-pci may take VFs by their ids (vfio-pci.ids=), and makes no netdev. */
	if (in_use_is_for_user_space(driver))
		return true;
	if (!binding->pf->live->netdev)
		return is_live(context, binding);
	netdev = observe_netdev(context->kernel, context->arena, NULL, binding->dir);
	return netdev && kernel_is_settled(context->kernel, "net", netdev);
}

/* udev has loaded the module that there may be, and the kernel was asked again after
 * that. */
bool vf_binding_is_hopeless(struct apply_context *context,
			    const struct vf_binding *binding)
{
	const char *pci = strrchr(binding->dir, '/') + 1;

	if (sysfs_may_have_driver(context->kernel, binding->dir) ||
	    !kernel_is_settled(context->kernel, "pci", pci))
		return false;
	(void)kernel_write(context->kernel, pci, "bus/pci/drivers_probe");
	return !sysfs_may_have_driver(context->kernel, binding->dir);
}
