/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/tree.h"

#include <errno.h>
#include <string.h>

#include "support/guard.h"
#include "support/yaml-events.h"

enum {
	SHOWN_MAX = 128 /* bytes of a tag or an alias, which may have millions */
};

struct anchor {
	const char *name;
	const struct tree_node *node; /* NULL while its node is still being read */
};

struct builder {
	struct arena *arena;
	struct diags *diags;
	struct yaml_events events;
	struct anchor *anchors;
	size_t n_anchors;
	size_t n_nodes;
};

static struct tree_node *new_node(struct builder *b, enum tree_type type,
				  struct span place, const yaml_char_t *anchor)
{
	struct tree_node *node = arena_alloc(b->arena, sizeof(*node));

	node->type = type;
	node->place = place;
	node->at = &node->place;
	node->weight = 1;
	if (anchor) {
		b->anchors = arena_grow(b->arena, b->anchors, b->n_anchors,
					sizeof(*b->anchors));
		b->anchors[b->n_anchors++].name =
			arena_strdup(b->arena, (const char *)anchor);
	}
	return node;
}

static void close_anchor(struct builder *b, const char *name,
			 const struct tree_node *node)
{
	for (size_t i = b->n_anchors; name && i > 0; i--) {
		if (strcmp(b->anchors[i - 1].name, name) == 0) {
			b->anchors[i - 1].node = node;
			return;
		}
	}
}

static int build(struct builder *b, const yaml_event_t *event, unsigned int depth,
		 const struct tree_node **ret_node);

static void add_item(struct builder *b, struct tree_node *node,
		     const struct tree_node *key, const struct tree_node *value)
{
	node->items =
		arena_grow(b->arena, node->items, node->n_items, sizeof(*node->items));
	node->items[node->n_items++] = (struct tree_item){.key = key, .value = value};
	node->weight += (key ? key->weight : 0) + value->weight;
}

static void refuse_duplicates(struct builder *b, const struct tree_node *map)
{
	_cleanup_free_ const struct tree_item **sorted = tree_sort_items(map);
	size_t first = 0;

	for (size_t i = 1; i < map->n_items; i++) {
		const struct tree_node *key = sorted[i]->key;
		struct diag *diag;

		if (strcmp(sorted[first]->key->text, key->text) != 0) {
			first = i;
			continue;
		}
		diag = diag_error(b->diags, key->at, "duplicate-key",
				  "'%s' is given twice", key->text);
		diag_note(b->diags, diag, sorted[first]->key->at, "first given here");
	}
}

/* Reads what is inside a map or list, up to its end event. */
static int build_items(struct builder *b, struct tree_node *node, unsigned int depth)
{
	yaml_event_type_t end =
		node->type == TREE_MAP ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;

	for (;;) {
		const struct tree_node *parts[2] = {0};
		size_t n_parts = node->type == TREE_MAP ? 2 : 1;

		for (size_t i = 0; i < n_parts; i++) {
			_cleanup_(yaml_event_delete) yaml_event_t event = {0};
			int r;

			r = yaml_events_next(&b->events, &event);
			if (r < 0)
				return r;
			if (i == 0 && event.type == end)
				return 0;
			r = build(b, &event, depth + 1, &parts[i]);
			if (r < 0)
				return r;
		}
		if (node->type == TREE_LIST) {
			add_item(b, node, NULL, parts[0]);
		} else if (parts[0]->type == TREE_SCALAR) {
			add_item(b, node, parts[0], parts[1]);
		} else {
			diag_error(b->diags, parts[0]->at, "wrong-type",
				   "a key must be a plain word, not %s",
				   tree_type_name(parts[0]->type));
			return -EINVAL;
		}
	}
}

static int build_scalar(struct builder *b, const yaml_event_t *event, struct span place,
			const struct tree_node **ret_node)
{
	struct tree_node *node;
	const char *text = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;

	if (length > TREE_SCALAR_MAX) {
		diag_error(b->diags, span_keep(b->arena, place), "yaml-limit",
			   "a value of %zu bytes; at most %d", length, TREE_SCALAR_MAX);
		return -E2BIG;
	}
	if (memchr(text, '\0', length)) {
		diag_error(b->diags, span_keep(b->arena, place), "yaml-syntax",
			   "a NUL character in a value");
		return -EINVAL;
	}
	node = new_node(b, TREE_SCALAR, place, event->data.scalar.anchor);
	node->text = arena_strndup(b->arena, text, length);
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	close_anchor(b, (const char *)event->data.scalar.anchor, node);
	*ret_node = node;
	return 0;
}

static int build_alias(struct builder *b, const yaml_event_t *event, struct span place,
		       const struct tree_node **ret_node)
{
	const char *name = (const char *)event->data.alias.anchor;
	const struct tree_node *target = NULL;
	struct tree_node *node;
	size_t i;

	for (i = b->n_anchors; i > 0; i--) {
		if (strcmp(b->anchors[i - 1].name, name) == 0)
			break;
	}
	if (i == 0) {
		diag_error(b->diags, span_keep(b->arena, place), "yaml-alias",
			   "no anchor '&%.*s' before this", SHOWN_MAX, name);
		return -EINVAL;
	}
	target = b->anchors[i - 1].node;
	if (!target) {
		diag_error(b->diags, span_keep(b->arena, place), "yaml-alias",
			   "'*%.*s' contains itself", SHOWN_MAX, name);
		return -ELOOP;
	}
	b->n_nodes += target->weight;
	/* A copy, so that a value's place is where it is used. */
	node = arena_alloc(b->arena, sizeof(*node));
	*node = *target;
	node->place = place;
	node->at = &node->place;
	*ret_node = node;
	return 0;
}

static int check_limits(struct builder *b, struct span place, unsigned int depth)
{
	if (depth > TREE_DEPTH_MAX) {
		diag_error(b->diags, span_keep(b->arena, place), "yaml-limit",
			   "nested more than %d levels deep", TREE_DEPTH_MAX);
		return -E2BIG;
	}
	if (b->n_anchors > TREE_ANCHORS_MAX) {
		diag_error(b->diags, span_keep(b->arena, place), "yaml-limit",
			   "more than %d anchors", TREE_ANCHORS_MAX);
		return -E2BIG;
	}
	if (++b->n_nodes > TREE_NODES_MAX) {
		diag_error(b->diags, span_keep(b->arena, place), "yaml-limit",
			   "more than %d values, aliases counted as what they stand for",
			   TREE_NODES_MAX);
		return -E2BIG;
	}
	return 0;
}

/* Nothing here has a type of its own: a tag is a mistake, or meant for another program.
 */
static bool refuse_tag(struct builder *b, const yaml_event_t *event, struct span place)
{
	const yaml_char_t *tag = event->type == YAML_SCALAR_EVENT ? event->data.scalar.tag
				 : event->type == YAML_MAPPING_START_EVENT
					 ? event->data.mapping_start.tag
				 : event->type == YAML_SEQUENCE_START_EVENT
					 ? event->data.sequence_start.tag
					 : NULL;

	if (!tag)
		return false;
	diag_error(b->diags, span_keep(b->arena, place), "yaml-tag",
		   "a value with a tag (%.*s)", SHOWN_MAX, (const char *)tag);
	return true;
}

static int build(struct builder *b, const yaml_event_t *event, unsigned int depth,
		 const struct tree_node **ret_node)
{
	struct span place = yaml_events_place(&b->events, event);
	const yaml_char_t *anchor;
	struct tree_node *node;
	int r;

	r = check_limits(b, place, depth);
	if (r < 0)
		return r;
	if (refuse_tag(b, event, place))
		return -EINVAL;
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return build_scalar(b, event, place, ret_node);
	case YAML_ALIAS_EVENT:
		r = build_alias(b, event, place, ret_node);
		return r < 0 ? r : check_limits(b, place, depth);
	case YAML_MAPPING_START_EVENT:
		anchor = event->data.mapping_start.anchor;
		node = new_node(b, TREE_MAP, place, anchor);
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = event->data.sequence_start.anchor;
		node = new_node(b, TREE_LIST, place, anchor);
		break;
	default:
		diag_error(b->diags, span_keep(b->arena, place), "yaml-syntax",
			   "not a value");
		return -EINVAL;
	}
	r = build_items(b, node, depth);
	if (r < 0)
		return r;
	if (node->type == TREE_MAP)
		refuse_duplicates(b, node);
	close_anchor(b, (const char *)anchor, node);
	*ret_node = node;
	return 0;
}

/* Stream start, document start, one value, document end, stream end. */
static int build_document(struct builder *b, const struct tree_node **ret_node)
{
	const struct tree_node *root = NULL;

	for (;;) {
		_cleanup_(yaml_event_delete) yaml_event_t event = {0};
		int r;

		r = yaml_events_next(&b->events, &event);
		if (r < 0)
			return r;
		switch (event.type) {
		case YAML_STREAM_START_EVENT:
		case YAML_DOCUMENT_END_EVENT:
			break;
		case YAML_STREAM_END_EVENT:
			*ret_node = root;
			return 0;
		case YAML_DOCUMENT_START_EVENT:
			if (!root)
				break;
			diag_error(b->diags,
				   span_keep(b->arena,
					     yaml_events_place(&b->events, &event)),
				   "yaml-syntax",
				   "a second document; one file holds one");
			return -EINVAL;
		default:
			r = build(b, &event, 0, &root);
			if (r < 0)
				return r;
		}
	}
}

const struct tree_node *tree_parse(struct arena *arena, struct diags *diags,
				   const struct source *source)
{
	struct builder b = {.arena = arena, .diags = diags};
	const struct tree_node *root = NULL;
	struct tree_node *empty;
	int r;

	if (yaml_events_open(&b.events, diags, source) < 0)
		return NULL;
	r = build_document(&b, &root);
	yaml_events_close(&b.events);
	if (r < 0)
		return NULL;
	if (root &&
	    !(root->type == TREE_SCALAR && !root->quoted && root->text[0] == '\0'))
		return root;
	empty = arena_alloc(arena, sizeof(*empty));
	empty->type = TREE_MAP;
	empty->place =
		(struct span){.source = source, .line = 1, .column = 1, .length = 1};
	empty->at = &empty->place;
	return empty;
}
