/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/apply.h"

#include <errno.h>

#include "apply/applying.h"
#include "apply/refusal.h"
#include "model/in-use.h"
#include "observe/disk-claims.h"
#include "observe/hidden-users.h"
#include "observe/observe.h"
#include "observe/pf-users.h"
#include "support/guard.h"

/* Who comes to use a VF within that time is not seen: no longer than the look itself may
 * take (device-users.c). */
enum {
	LOOK_MS = 100,
	LOOK_VFS = 8
};

enum {
	TURN_MS = 50 /* uevents and the end of a write cut it short */
};

bool applying_is_stopped(struct applying *applying)
{
	const volatile sig_atomic_t *stop = applying->options->stop;

	if (stop && *stop)
		applying->result->is_stopped = true;
	return applying->result->is_stopped;
}

void applying_look_anew(struct applying *applying, int n_vfs)
{
	/* What a look at every netdev or socket shows was looked for when the change was
	 * planned: that takes too long. */
	applying->users =
		(struct vf_users){.uppers = {.own.is_read = true, .files.is_read = true}};
	applying->users_left = n_vfs;
}

void applying_look(struct applying *applying, const struct applying_pf *pf,
		   struct observed_vf *vf)
{
	bool was_read = vf_users_are_read(&applying->users);

	if (applying->users_left == 0 ||
	    (was_read && kernel_now_ms(applying->kernel) >= applying->users_until)) {
		applying_look_anew(applying, LOOK_VFS);
		was_read = false;
	}
	applying->users_left--;
	observe_vf(applying->kernel, applying->arena, NULL, applying->run, pf->dir,
		   &applying->users, vf);
	if (!was_read)
		applying->users_until = kernel_now_ms(applying->kernel) + LOOK_MS;
}

bool applying_begins(struct applying *applying, struct applying_pf *pf, int timeout_ms)
{
	if (pf->has_begun)
		return false;
	pf->has_begun = true;
	pf->deadline = kernel_now_ms(applying->kernel) + timeout_ms;
	return true;
}

bool applying_is_over(struct applying *applying, const struct applying_pf *pf)
{
	return applying_is_stopped(applying) ||
	       kernel_now_ms(applying->kernel) >= pf->deadline;
}

bool applying_is_open(const struct applying_pf *pf, size_t change)
{
	return pf->outcomes[change].status == OUTCOME_PENDING;
}

void applying_pause(struct applying *applying)
{
	if (applying->options->on_pause)
		applying->options->on_pause(applying->options->data);
}

static void settle(struct applying *applying, struct applying_pf *pf, size_t change,
		   struct outcome outcome)
{
	const struct apply_options *options = applying->options;

	pf->outcomes[change] = outcome;
	if (options->on_outcome)
		options->on_outcome(options->data, pf->plan, &pf->plan->changes[change],
				    &pf->outcomes[change]);
}

void applying_done(struct applying *applying, struct applying_pf *pf, size_t change,
		   const char *text)
{
	applying->result->n_done++;
	settle(applying, pf, change,
	       (struct outcome){.status = OUTCOME_DONE, .text = text});
}

void applying_already(struct applying *applying, struct applying_pf *pf, size_t change)
{
	applying->result->n_already++;
	settle(applying, pf, change, (struct outcome){.status = OUTCOME_ALREADY});
}

void applying_skip(struct applying *applying, struct applying_pf *pf, size_t change,
		   const char *text)
{
	settle(applying, pf, change,
	       (struct outcome){.status = OUTCOME_SKIPPED, .text = text});
}

void applying_in_use(struct applying *applying, struct applying_pf *pf, size_t change,
		     const char *text)
{
	applying->result->n_in_use++;
	settle(applying, pf, change,
	       (struct outcome){
		       .status = OUTCOME_SKIPPED, .is_in_use = true, .text = text});
}

void applying_fail(struct applying *applying, struct applying_pf *pf, size_t change,
		   int error, const char *text, const char *hint)
{
	applying->result->n_failed++;
	settle(applying, pf, change,
	       (struct outcome){.status = OUTCOME_FAILED,
				.error = error,
				.text = text,
				.hint = hint});
}

void applying_refused(struct applying *applying, struct applying_pf *pf, size_t change,
		      int error, const char *ext_ack)
{
	const struct refusal *refusal =
		refusal_find(&pf->plan->changes[change], pf->live, error);
	const char *text = refusal ? refusal->reason : NULL;

	if (ext_ack && text)
		text = arena_printf(applying->arena, "%s (the kernel: %s)", text,
				    ext_ack);
	else if (ext_ack)
		text = ext_ack;
	applying_fail(applying, pf, change, error, text, refusal ? refusal->hint : NULL);
}

/* The VF with those who have claimed a disk of it. */
static struct observed_vf with_claims(struct applying *applying,
				      const struct observed_vf *now)
{
	struct observed_vf vf = *now;

	disk_claims_add_to_vf(applying->kernel, applying->arena, &vf);
	return vf;
}

const char *applying_user(struct applying *applying, const struct applying_pf *pf,
			  const struct observed_vf *now, const struct change *change)
{
	const char *user;
	struct observed_vf vf;

	if (pf->plan->permits & DISRUPTION_VFS)
		return NULL;
	user = in_use_refuses(applying->arena, pf->live, now, change);
	if (user || change->impact == IMPACT_LIVE)
		return user;
	vf = with_claims(applying, now);
	return in_use_refuses(applying->arena, pf->live, &vf, change);
}

const char *applying_user_text(struct applying *applying, const struct observed_pf *pf,
			       const struct observed_vf *vf, const char *by)
{
	struct change_user user = {.vf = vf, .by = by};

	user.is_unsure = in_use_is_unsure(applying->arena, pf, vf);
	return in_use_text(applying->arena, true, &user, 1, 1);
}

const char *applying_keeps_vf(struct applying *applying, const struct applying_pf *pf,
			      const struct observed_vf *now, const struct change *change)
{
	const char *user = applying_user(applying, pf, now, change);

	/* An unbind would wait for who has it without an end, and this run with it. */
	if (!user && change->impact != IMPACT_LIVE && in_use_by_vfio(now))
		user = in_use_by(applying->arena, pf->live, now);
	return user;
}

int applying_read_again(struct applying *applying, struct applying_pf *pf)
{
	struct observed_pf *now = arena_alloc(applying->arena, sizeof(*now));
	int r = observe_pf_again(applying->kernel, applying->arena, &applying->unheard,
				 applying->run, pf->live, now);

	if (r == 0)
		pf->live = now;
	return r;
}

/* Whether nobody has come to use the PF itself since it was planned. Nobody had a PF that
 * was down. */
static bool is_pf_idle(struct applying *applying, struct applying_pf *pf, size_t change,
		       const struct observed_pf *now)
{
	const struct change *planned = &pf->plan->changes[change];
	struct observed_pf seen = *now;
	struct netns_uppers uppers = {0};
	const char *by;

	if (planned->takes == DISRUPTION_REFUSED || planned->takes & pf->plan->permits)
		return true;
	seen.link &= pf->plan->observed->link;
	if (!seen.link && seen.ifindex > 0 && seen.n_other_netdevs == 0)
		return true;
	pf_users_observe(applying->kernel, applying->arena, &uppers, &seen);
	by = in_use_pf_refuses(applying->arena, &seen, planned, pf->plan->permits);
	if (by)
		applying_in_use(applying, pf, change, by);
	return !by;
}

bool applying_is_idle(struct applying *applying, struct applying_pf *pf, size_t change,
		      const struct observed_pf *now)
{
	struct netns_uppers uppers = {0};

	if (!is_pf_idle(applying, pf, change, now))
		return false;
	if (pf->plan->permits & DISRUPTION_VFS)
		return true;
	for (size_t i = 0; i < now->n_vfs; i++) {
		struct observed_vf vf = now->vfs[i];
		const char *by = in_use_by(applying->arena, now, &vf);

		if (!by) {
			hidden_users_add_to_vf(applying->kernel, applying->arena, &uppers,
					       &vf);
			vf = with_claims(applying, &vf);
			by = in_use_by(applying->arena, now, &vf);
		}
		if (!by)
			continue;
		applying_in_use(applying, pf, change,
				applying_user_text(applying, now, &now->vfs[i], by));
		return false;
	}
	return true;
}

void applying_wait_for(struct applying *applying, const char *format, ...)
{
	va_list args;

	if (!applying->options->on_wait)
		return;
	va_start(args, format);
	applying->options->on_wait(applying->options->data,
				   arena_vprintf(applying->arena, format, args));
	va_end(args);
}

/* Looks which kinds of changes there are. What the planner refused is settled before
 * anything is written. */
static void look_through(struct applying *applying, struct applying_pf *pf)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		pf->kinds |= 1u << change->kind;
		if (change->block == BLOCK_IN_USE)
			applying_in_use(applying, pf, i, change->reason);
		else if (change->block == BLOCK_UNSUPPORTED)
			applying_fail(applying, pf, i, -EOPNOTSUPP, change->reason, NULL);
	}
}

/* Whether a killed run owes it. */
static bool is_owed(const struct applying_pf *pf, const struct change *change)
{
	const struct observed_pf *before = pf->plan->observed;

	switch (change->kind) {
	case CHANGE_AUTOPROBE_ON:
	case CHANGE_AUTOPROBE_BACK_OFF:
		return before->autoprobe_saved >= 0;
	case CHANGE_VF_DRIVER:
		return !change->is_new_vf && (before->autoprobe_saved >= 0 ||
					      before->vfs[change->vf].driver_owed);
	default:
		return false;
	}
}

/* What would have to be put back again is not begun. */
static void skip_all(struct applying *applying, struct applying_pf *pf)
{
	bool is_possible = true;

	for (size_t i = 0; i < pf->plan->n_changes; i++)
		is_possible &= pf->plan->changes[i].block != BLOCK_UNSUPPORTED;
	for (size_t i = 0; i < pf->plan->n_changes && !is_possible; i++) {
		if (applying_is_open(pf, i) && !is_owed(pf, &pf->plan->changes[i]))
			applying_skip(applying, pf, i,
				      "something else on this PF is not possible");
	}
}

static void start_pf(struct applying *applying, size_t i)
{
	const struct plan_pf *plan = &applying->result->plan->pfs[i];
	struct applying_pf *pf = &applying->pfs[i];

	pf->plan = plan;
	pf->live = plan->observed;
	pf->outcomes =
		arena_calloc(applying->arena, plan->n_changes, sizeof(*pf->outcomes));
	applying->result->outcomes[i] = pf->outcomes;
	observe_pf_dir(plan->observed, pf->dir);
	look_through(applying, pf);
	if (applying->options->all_or_nothing)
		skip_all(applying, pf);
}

#define KIND(kind) (1u << CHANGE_##kind)

/* In their order, each with the kinds of changes that it settles; where a PF has none of
 * them there is nothing to do. */
static const struct {
	bool (*run)(struct applying *applying, struct applying_pf *pf);
	uint32_t kinds;
} stages[] = {
	{apply_mtu, KIND(PF_ATTR)},
	{apply_link_up, KIND(PF_UP)},
	{apply_numvfs, KIND(AUTOPROBE_OFF) | KIND(ESWITCH_WITHOUT_VFS) | KIND(NUMVFS)},
	{apply_eswitch, KIND(ESWITCH_WITHOUT_VFS) | KIND(ESWITCH) | KIND(VF_ATTR)},
	{apply_attrs, KIND(VF_ATTR)},
	{apply_rates, KIND(VF_ATTR)},
	{apply_msix, KIND(VF_MSIX)},
	{apply_overrides, KIND(VF_OVERRIDE)},
	{apply_autoprobe_on, KIND(AUTOPROBE_ON)},
	{apply_drivers, KIND(VF_DRIVER)},
	{apply_autoprobe_back_off, KIND(AUTOPROBE_BACK_OFF)},
	{apply_netdevs, KIND(VF_NETDEV)},
	{apply_link_down, KIND(PF_DOWN)},
};

static bool run_stage(struct applying *applying, struct applying_pf *pf, size_t stage)
{
	/* What a stage does to a VF may change who uses it. */
	applying_look_anew(applying, LOOK_VFS);
	return !(pf->kinds & stages[stage].kinds) || stages[stage].run(applying, pf);
}

/* Every PF goes on as far as it can, stage by stage. How many are not through. */
static size_t take_turn(struct applying *applying)
{
	size_t n_left = 0;

	for (size_t stage = 0; stage < ARRAY_SIZE(stages); stage++) {
		for (size_t i = 0; i < applying->n_pfs; i++) {
			struct applying_pf *pf = &applying->pfs[i];

			if (pf->stage != stage)
				continue;
			if (run_stage(applying, pf, stage)) {
				pf->stage++;
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
	struct applying applying = {
		.kernel = kernel,
		.arena = arena,
		.run = run,
		.options = options,
		.result = result,
		.n_pfs = plan->n_pfs,
	};

	diags_init(&applying.unheard, arena);
	result->plan = plan;
	result->outcomes = arena_calloc(arena, plan->n_pfs, sizeof(*result->outcomes));
	result->is_unfinished = arena_calloc(arena, plan->n_pfs, sizeof(bool));
	applying.pfs = arena_calloc(arena, plan->n_pfs, sizeof(*applying.pfs));
	for (size_t i = 0; i < plan->n_pfs; i++)
		start_pf(&applying, i);
	/* Every stage runs, stopped or not: autoprobe's restore is one of them. */
	while (take_turn(&applying) > 0) {
		applying_pause(&applying);
		kernel_wait(kernel, TURN_MS);
	}
	for (size_t i = 0; i < plan->n_pfs; i++)
		result->is_unfinished[i] = applying.pfs[i].is_lost;
	owed_settle(&applying);
	applying_is_stopped(&applying);
	return result;
}
