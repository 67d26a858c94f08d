/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/apply.h"

#include <errno.h>

#include "apply/apply-internal.h"
#include "model/in-use-pf.h"
#include "model/in-use.h"
#include "observe/disk-claims.h"
#include "observe/hidden-users.h"
#include "observe/observe.h"
#include "observe/pf-users.h"
#include "support/guard.h"

/* A user who comes within this time is missed. It is no longer than the search itself may
 * take (device-users.c). */
enum {
	LOOK_MS = 100,
	LOOK_VFS = 8
};

enum {
	TURN_MS = 50 /* uevents and the end of a write cut it short */
};

bool apply_is_stopped(struct apply_context *context)
{
	const volatile sig_atomic_t *stop = context->options->stop;

	if (stop && *stop)
		context->result->is_stopped = true;
	return context->result->is_stopped;
}

void apply_look_anew(struct apply_context *context, int n_vfs)
{
	/* Skip the search through all netdevs and sockets: it takes too long here, and
	 * the plan was made with it. */
	context->users =
		(struct vf_users){.uppers = {.own.is_read = true, .files.is_read = true}};
	context->users_left = n_vfs;
}

void apply_look(struct apply_context *context, const struct apply_pf *pf,
		struct observed_vf *vf)
{
	bool was_read = vf_users_are_read(&context->users);

	if (context->users_left == 0 ||
	    (was_read && kernel_now_ms(context->kernel) >= context->users_until)) {
		apply_look_anew(context, LOOK_VFS);
		was_read = false;
	}
	context->users_left--;
	observe_vf(context->kernel, context->arena, NULL, context->run, pf->dir,
		   &context->users, vf);
	if (!was_read)
		context->users_until = kernel_now_ms(context->kernel) + LOOK_MS;
}

bool apply_begins(struct apply_context *context, struct apply_pf *pf, int timeout_ms)
{
	if (pf->has_begun)
		return false;
	pf->has_begun = true;
	apply_begins_again(context, pf, timeout_ms);
	return true;
}

void apply_begins_again(struct apply_context *context, struct apply_pf *pf,
			int timeout_ms)
{
	pf->deadline = kernel_now_ms(context->kernel) + timeout_ms;
}

bool apply_is_over(struct apply_context *context, const struct apply_pf *pf)
{
	return apply_is_stopped(context) ||
	       kernel_now_ms(context->kernel) >= pf->deadline;
}

void apply_pause(struct apply_context *context)
{
	if (context->options->on_pause)
		context->options->on_pause(context->options->data);
}

/* Returns the VF with the claims on its disks as holders. */
static struct observed_vf with_claims(struct apply_context *context,
				      const struct observed_vf *now)
{
	struct observed_vf vf = *now;

	disk_claims_add_to_vf(context->kernel, context->arena, &vf);
	return vf;
}

const char *apply_user(struct apply_context *context, const struct apply_pf *pf,
		       const struct observed_vf *now, const struct change *change)
{
	const char *user;
	struct observed_vf vf;

	if (pf->plan->permits & DISRUPTION_VFS)
		return NULL;
	user = in_use_refuses(context->arena, pf->live, now, change);
	if (user || now->n_disks == 0)
		return user;
	vf = with_claims(context, now);
	return in_use_refuses(context->arena, pf->live, &vf, change);
}

const char *apply_user_text(struct apply_context *context, const struct observed_pf *pf,
			    const struct observed_vf *vf, const char *by)
{
	struct change_user user = {.vf = vf, .by = by};

	user.is_unsure = in_use_is_unsure(context->arena, pf, vf);
	return in_use_text(context->arena, true, &user, 1, 1);
}

const char *apply_keeps_vf(struct apply_context *context, const struct apply_pf *pf,
			   const struct observed_vf *now, const struct change *change)
{
	const char *user = apply_user(context, pf, now, change);

	/* An unbind would wait for the user without a limit, and the run would hang. */
	if (!user && change->impact != IMPACT_LIVE && in_use_by_vfio(now))
		user = in_use_by(context->arena, pf->live, now);
	return user;
}

int apply_read_again(struct apply_context *context, struct apply_pf *pf)
{
	struct observed_pf *now = arena_alloc(context->arena, sizeof(*now));
	int r = observe_pf_again(context->kernel, context->arena, &context->unheard,
				 context->run, pf->live, now);

	if (r == 0)
		pf->live = now;
	return r;
}

/* The same for the users of the PF itself. A PF that was down when it was planned had
 * none, so it counts as down. */
static bool is_pf_idle(struct apply_context *context, struct apply_pf *pf, size_t change,
		       const struct observed_pf *now)
{
	const struct change *planned = &pf->plan->changes[change];
	struct observed_pf seen = *now;
	struct netns_uppers uppers = {0};
	const char *by;

	if (planned->takes == DISRUPTION_REFUSED || planned->takes & pf->plan->permits)
		return true;
	if (!observed_pf_is_up(pf->plan->observed))
		seen.attrs[PF_ATTR_LINK].value.on = false;
	if (!observed_pf_is_up(&seen) && seen.ifindex > 0 && seen.n_other_netdevs == 0)
		return true;
	pf_users_observe(context->kernel, context->arena, &uppers, &seen);
	by = in_use_pf_refuses(context->arena, &seen, planned, pf->plan->permits);
	if (by)
		apply_in_use(context, pf, change, by);
	return !by;
}

bool apply_is_idle(struct apply_context *context, struct apply_pf *pf, size_t change,
		   const struct observed_pf *now)
{
	struct netns_uppers uppers = {0};

	if (!is_pf_idle(context, pf, change, now))
		return false;
	if (pf->plan->permits & DISRUPTION_VFS)
		return true;
	for (size_t i = 0; i < now->n_vfs; i++) {
		struct observed_vf vf = now->vfs[i];
		const char *by = in_use_by(context->arena, now, &vf);

		if (!by) {
			hidden_users_add_to_vf(context->kernel, context->arena, &uppers,
					       &vf);
			vf = with_claims(context, &vf);
			by = in_use_by(context->arena, now, &vf);
		}
		if (!by)
			continue;
		apply_in_use(context, pf, change,
			     apply_user_text(context, now, &now->vfs[i], by));
		return false;
	}
	return true;
}

void apply_wait_for(struct apply_context *context, const char *format, ...)
{
	va_list args;

	if (!context->options->on_wait)
		return;
	va_start(args, format);
	context->options->on_wait(context->options->data,
				  arena_vprintf(context->arena, format, args));
	va_end(args);
}

/* Records which stages have changes. Settles what the planner refused, before anything is
 * written. */
static void look_through(struct apply_context *context, struct apply_pf *pf)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		pf->stages |= APPLY_STAGE(change->stage);
		if (change->block == BLOCK_IN_USE)
			apply_in_use(context, pf, i, change->reason);
		else if (change->block == BLOCK_UNSUPPORTED)
			apply_fail(context, pf, i, -EOPNOTSUPP, change->reason, NULL);
	}
}

/* Skips the changes of a PF if one of them is not possible, since they would be
 * reverted. */
static void skip_all(struct apply_context *context, struct apply_pf *pf)
{
	bool is_possible = true;

	for (size_t i = 0; i < pf->plan->n_changes; i++)
		is_possible &= pf->plan->changes[i].block != BLOCK_UNSUPPORTED;
	for (size_t i = 0; i < pf->plan->n_changes && !is_possible; i++) {
		if (apply_is_open(pf, i) && !pf->plan->changes[i].is_pending)
			apply_skip(context, pf, i,
				   "something else on this PF is not possible");
	}
}

static void start_pf(struct apply_context *context, size_t i)
{
	const struct plan_pf *plan = &context->result->plan->pfs[i];
	struct apply_pf *pf = &context->pfs[i];

	pf->plan = plan;
	pf->live = plan->observed;
	pf->outcomes =
		arena_calloc(context->arena, plan->n_changes, sizeof(*pf->outcomes));
	context->result->outcomes[i] = pf->outcomes;
	observe_pf_dir(plan->observed, pf->dir);
	look_through(context, pf);
	if (context->options->all_or_nothing)
		skip_all(context, pf);
}

/* The steps in order, each with the stages whose changes it settles. A PF without changes
 * in these stages skips the step. */
static const struct {
	bool (*run)(struct apply_context *context, struct apply_pf *pf);
	uint32_t stages;
} steps[] = {
	{apply_pf_attrs, APPLY_STAGE(STAGE_PF_ATTR)},
	{apply_link_up, APPLY_STAGE(STAGE_PF_UP)},
	{apply_numvfs, APPLY_STAGE(STAGE_AUTOPROBE_OFF) |
			       APPLY_STAGE(STAGE_ESWITCH_WITHOUT_VFS) |
			       APPLY_STAGE(STAGE_NUMVFS)},
	/* Before any driver is asked to take a VF. */
	{apply_unmanaged, APPLY_STAGE(STAGE_NUMVFS)},
	{apply_eswitch,
	 APPLY_STAGE(STAGE_ESWITCH_WITHOUT_VFS) | APPLY_STAGE(STAGE_ESWITCH)},
	{apply_attrs, APPLY_STAGE(STAGE_VF_ATTR)},
	{apply_rates, APPLY_STAGE(STAGE_VF_ATTR)},
	{apply_msix, APPLY_STAGE(STAGE_VF_MSIX)},
	{apply_overrides, APPLY_STAGE(STAGE_VF_OVERRIDE)},
	{apply_autoprobe_on, APPLY_STAGE(STAGE_AUTOPROBE_ON)},
	{apply_drivers, APPLY_STAGE(STAGE_VF_DRIVER)},
	{apply_autoprobe_back_off, APPLY_STAGE(STAGE_AUTOPROBE_BACK_OFF)},
	{apply_netdevs, APPLY_STAGE(STAGE_VF_NETDEV)},
	{apply_link_down, APPLY_STAGE(STAGE_PF_DOWN)},
};

static bool run_step(struct apply_context *context, struct apply_pf *pf, size_t step)
{
	/* An earlier step may have changed the users of a VF. */
	apply_look_anew(context, LOOK_VFS);
	return !(pf->stages & steps[step].stages) || steps[step].run(context, pf);
}

/* Takes every PF as far as it can go now, step by step. Returns how many are not done. */
static size_t take_turn(struct apply_context *context)
{
	size_t n_left = 0;

	for (size_t step = 0; step < ARRAY_SIZE(steps); step++) {
		for (size_t i = 0; i < context->n_pfs; i++) {
			struct apply_pf *pf = &context->pfs[i];

			if (pf->step != step)
				continue;
			if (run_step(context, pf, step)) {
				pf->step++;
				pf->has_begun = false;
			} else {
				n_left++;
			}
		}
	}
	return n_left;
}

const struct result *apply_plan(struct kernel *kernel, struct arena *arena,
				const struct root *run, const struct plan *plan,
				const struct apply_options *options)
{
	struct result *result = arena_alloc(arena, sizeof(*result));
	struct apply_context context = {
		.kernel = kernel,
		.arena = arena,
		.run = run,
		.options = options,
		.result = result,
		.n_pfs = plan->n_pfs,
	};

	diags_init(&context.unheard, arena);
	result->plan = plan;
	result->outcomes = arena_calloc(arena, plan->n_pfs, sizeof(*result->outcomes));
	result->is_unfinished = arena_calloc(arena, plan->n_pfs, sizeof(bool));
	context.pfs = arena_calloc(arena, plan->n_pfs, sizeof(*context.pfs));
	for (size_t i = 0; i < plan->n_pfs; i++) {
		start_pf(&context, i);
		apply_unmanaged(&context, &context.pfs[i]);
	}
	/* A stopped run takes every step too: one of them restores autoprobe. */
	while (take_turn(&context) > 0) {
		apply_pause(&context);
		kernel_wait(kernel, TURN_MS);
	}
	for (size_t i = 0; i < plan->n_pfs; i++)
		result->is_unfinished[i] = context.pfs[i].is_lost;
	recovery_settle(&context);
	unmanaged_vfs_sweep(&context);
	apply_is_stopped(&context);
	return result;
}
