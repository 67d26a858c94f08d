/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <limits.h>
#include <string.h>

#include "model/in-use.h"
#include "report/json.h"
#include "report/printing.h"

static void put_span(json_t *object, const struct span *at)
{
	json_put_text(object, "file", at ? at->source->path : NULL);
	json_put(object, "line", at ? json_integer(at->line) : json_null());
	json_put(object, "column", at ? json_integer(at->column) : json_null());
}

static json_t *diag_json(const struct diag *diag)
{
	json_t *object = json_object(), *notes = json_array();

	for (const struct diag_note *note = diag->notes; note; note = note->next) {
		json_t *item = json_object();

		json_put_text(item, "text", note->text);
		put_span(item, note->at);
		json_array_append_new(notes, item);
	}
	json_put_text(object, "severity",
		      diag->severity == SEVERITY_ERROR ? "error" : "warning");
	json_put_text(object, "code", diag->code);
	json_put_text(object, "text", diag->text);
	json_put_text(object, "hint", diag->hint);
	put_span(object, diag->at);
	json_put(object, "notes", notes);
	return object;
}

static json_t *users_json(const struct change *change)
{
	json_t *array = json_array();

	for (size_t i = 0; i < change->n_users; i++) {
		const struct change_user *user = &change->users[i];
		json_t *object = json_object();

		json_put(object, "vf", json_integer(user->vf->index));
		json_put_text(object, "who", user->by);
		json_put(object, "holders",
			 json_holders(user->vf->holders, user->vf->n_holders));
		json_array_append_new(array, object);
	}
	return array;
}

/* Names all VFs in use; texts for people name the first few. */
static void put_reason(json_t *object, const char *name, const char *text,
		       const struct change *change)
{
	struct arena arena;

	arena_init(&arena);
	if (text && !change->by_pf && change->n_users > IN_USE_VFS_MAX)
		text = in_use_text(&arena, true, change->users, change->n_users,
				   change->n_users);
	json_put_text(object, name, text);
	arena_done(&arena);
}

static json_t *change_json(const struct change *change, const struct outcome *outcome)
{
	json_t *object = json_object();
	enum value_kind kind = change_value_kind(change);
	struct field to = {.set = true, .value = change->to};

	json_put_text(object, "change", change_name(change));
	json_put_number(object, "vf", change->vf);
	json_put(object, "new_vf", json_boolean(change->is_new_vf));
	json_put(object, "kept", json_boolean(change->is_kept));
	json_put_value(object, "from", kind, &change->from);
	json_put_value(object, "to", kind, &to);
	json_put_text(object, "impact", impact_name(change->impact));
	json_put_text(object, "blocked",
		      change->block == BLOCK_NONE ? NULL : block_name(change->block));
	put_reason(object, "reason", change->reason, change);
	json_put_text(object, "advice", change->advice);
	put_reason(object, "affects", change->affects, change);
	if (change->n_users > 0)
		json_put(object, "users", users_json(change));
	json_put_text(object, "why", change->why);
	put_span(object, change->at);
	if (!outcome)
		return object;
	json_put_text(object, "outcome", outcome_status_name(outcome->status));
	json_put_text(object, "error", outcome->error ? strerror(-outcome->error) : NULL);
	json_put_text(object, "text", outcome->text);
	json_put_text(object, "hint", outcome->hint);
	return object;
}

static json_t *lost_json(const struct plan_pf *pf)
{
	json_t *list = json_array();

	for (size_t i = 0; i < pf->n_lost; i++) {
		const struct lost_value *lost = &pf->lost[i];
		struct field field = {.set = true, .value = lost->value};
		json_t *object = json_object();

		json_put_number(object, "vf", (int)lost->vf);
		json_put_text(object, "change", vf_attr_info[lost->attr].name);
		json_put_value(object, "value", vf_attr_info[lost->attr].kind, &field);
		json_put_text(object, "reason", lost->reason);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *plan_json(const struct plan *plan, const struct result *result,
			 bool is_left)
{
	json_t *pfs = json_array();

	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct plan_pf *pf = &plan->pfs[i];
		json_t *object = json_object(), *changes = json_array();

		for (size_t j = 0; j < pf->n_changes; j++) {
			if (is_left && !change_is_difference(pf, &pf->changes[j]))
				continue;
			json_array_append_new(
				changes,
				change_json(&pf->changes[j],
					    result ? &result->outcomes[i][j] : NULL));
		}
		json_put_text(object, "name", pf->desired->name);
		json_put_pci(object, "pci", pf->observed->has_pci, pf->observed->pci);
		json_put_text(object, "netdev", pf->observed->netdev);
		json_put_text(object, "driver", pf->observed->driver);
		json_put(object, "numvfs", json_integer(pf->numvfs));
		json_put(object, "changes", changes);
		json_put(object, "lost", lost_json(pf));
		json_array_append_new(pfs, object);
	}
	return pfs;
}

static json_t *assigns_json(const struct plan *plan)
{
	json_t *array = json_array();

	for (size_t i = 0; i < plan->n_assigns; i++) {
		const struct assign *assign = &plan->assigns[i];
		json_t *object = json_object();

		json_put_text(object, "vm", assign->vm);
		json_put_text(object, "interface", assign->interface);
		json_put_text(object, "change", assign_kind_name(assign->kind));
		json_put_text(object, "pool", assign->pool ? assign->pool->name : NULL);
		json_put_text(object, "pf", assign->pf->name);
		json_put(object, "vf", json_integer(assign->vf));
		put_span(object, assign->at);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *undos_json(const struct run_summary *summary)
{
	json_t *array = json_array();

	for (size_t i = 0; i < summary->n_undos; i++) {
		const struct undo *undo = &summary->undos[i];
		json_t *object = json_object();

		json_put(object, "pfs", plan_json(undo->plan, undo->result, false));
		json_put(object, "remaining", plan_json(undo->after, NULL, true));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *snippets_json(const struct run_summary *summary)
{
	const struct snippets *snippets = summary->snippets;
	json_t *array = json_array();

	for (size_t i = 0; i < snippets->n; i++) {
		json_t *object = json_object();
		char path[PATH_MAX];

		if (snippets->items[i].vm)
			json_put_text(object, "vm", snippets->items[i].vm);
		json_put_text(object, snippets->items[i].vm ? "interface" : "network",
			      snippets->items[i].interface);
		snprintf(path, sizeof(path), "%s/%s", summary->run_dir,
			 snippets->items[i].path);
		json_put_text(object, "path", path);
		json_put_text(object, "status",
			      snippet_status_name(snippets->items[i].status));
		json_put_text(object, "text", snippets->items[i].text);
		json_array_append_new(array, object);
	}
	return array;
}

void report_run_summary_json(const struct report *report,
			     const struct run_summary *summary)
{
	json_t *document = json_object(), *diagnostics = json_array();

	diags_foreach (diag, summary->diags)
		json_array_append_new(diagnostics, diag_json(diag));
	json_put(document, "version", json_integer(REPORT_JSON_VERSION));
	json_put_text(document, "command", summary->command);
	json_put(document, "exit", json_integer(summary->exit_code));
	json_put(document, "diagnostics", diagnostics);
	if (summary->diags->n_dropped > 0)
		json_put(document, "diagnostics_dropped",
			 json_integer(summary->diags->n_dropped));
	if (summary->explain && summary->desired)
		json_put(document, "values", report_explain_json(summary->desired));
	if (summary->plan && summary->plan->n_assigns > 0)
		json_put(document, "assigns", assigns_json(summary->plan));
	if (summary->plan)
		json_put(document, "pfs",
			 plan_json(summary->plan, summary->result, false));
	if (summary->after)
		json_put(document, "remaining", plan_json(summary->after, NULL, true));
	if (summary->n_undos > 0)
		json_put(document, "reverted", undos_json(summary));
	if (summary->snippets)
		json_put(document, "snippets", snippets_json(summary));
	json_print(report->out, document);
}
