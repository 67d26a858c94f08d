/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/yaml-node.h"

#include <errno.h>
#include <string.h>

#include "support/guard.h"
#include "support/yaml-events.h"

enum {
	SHOWN_MAX = 128 /* shown bytes of a tag or an alias, which may have millions */
};

struct anchor {
	const char *name;
	const struct yaml_node *node; /* NULL while its node is still being read */
};

struct builder {
	struct arena *arena;
	struct diags *diags;
	struct yaml_events events;
	struct anchor *anchors;
	size_t n_anchors;
	size_t n_nodes;
};

static struct yaml_node *new_node(struct builder *b, enum yaml_type type,
				  struct span place, const yaml_char_t *anchor)
{
	struct yaml_node *node = arena_alloc(b->arena, sizeof(*node));

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
			 const struct yaml_node *node)
{
	for (size_t i = b->n_anchors; name && i > 0; i--) {
		if (strcmp(b->anchors[i - 1].name, name) == 0) {
			b->anchors[i - 1].node = node;
			return;
		}
	}
}

static int build(struct builder *b, const yaml_event_t *event, unsigned int depth,
		 const struct yaml_node **ret_node);

static void add_item(struct builder *b, struct yaml_node *node,
		     const struct yaml_node *key, const struct yaml_node *value)
{
	node->items =
		arena_grow(b->arena, node->items, node->n_items, sizeof(*node->items));
	node->items[node->n_items++] = (struct yaml_item){.key = key, .value = value};
	node->weight += (key ? key->weight : 0) + value->weight;
}

static void refuse_duplicates(struct builder *b, const struct yaml_node *map)
{
	_cleanup_free_ const struct yaml_item **sorted = yaml_sort_items(map);
	size_t first = 0;

	for (size_t i = 1; i < map->n_items; i++) {
		const struct yaml_node *key = sorted[i]->key;
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

/* Reads the items of a map or list, up to its end event. */
static int build_items(struct builder *b, struct yaml_node *node, unsigned int depth)
{
	yaml_event_type_t end =
		node->type == YAML_MAP ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;

	for (;;) {
		const struct yaml_node *parts[2] = {0};
		size_t n_parts = node->type == YAML_MAP ? 2 : 1;

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
		if (node->type == YAML_LIST) {
			add_item(b, node, NULL, parts[0]);
		} else if (parts[0]->type == YAML_SCALAR) {
			add_item(b, node, parts[0], parts[1]);
		} else {
			diag_error(b->diags, parts[0]->at, "wrong-type",
				   "a key must be a plain word, not %s",
				   yaml_type_name(parts[0]->type));
			return -EINVAL;
		}
	}
}

static int build_scalar(struct builder *b, const yaml_event_t *event, struct span place,
			const struct yaml_node **ret_node)
{
	struct yaml_node *node;
	const char *text = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;

	if (length > YAML_SCALAR_MAX) {
		diag_error(b->diags, span_keep(b->arena, place), "yaml-limit",
			   "a value of %zu bytes; at most %d", length, YAML_SCALAR_MAX);
		return -E2BIG;
	}
	if (memchr(text, '\0', length)) {
		diag_error(b->diags, span_keep(b->arena, place), "yaml-syntax",
			   "a NUL character in a value");
		return -EINVAL;
	}
	node = new_node(b, YAML_SCALAR, place, event->data.scalar.anchor);
	node->text = arena_strndup(b->arena, text, length);
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	close_anchor(b, (const char *)event->data.scalar.anchor, node);
	*ret_node = node;
	return 0;
}

static int build_alias(struct builder *b, const yaml_event_t *event, struct span place,
		       const struct yaml_node **ret_node)
{
	const char *name = (const char *)event->data.alias.anchor;
	const struct yaml_node *target = NULL;
	struct yaml_node *node;
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
	/* A copy, so that the place of the value is where it is used. */
	node = arena_alloc(b->arena, sizeof(*node));
	*node = *target;
	node->place = place;
	node->at = &node->place;
	*ret_node = node;
	return 0;
}

static int check_limits(struct builder *b, struct span place, unsigned int depth)
{
	if (depth > YAML_DEPTH_MAX) {
		diag_error(b->diags, span_keep(b->arena, place), "yaml-limit",
			   "nested more than %d levels deep", YAML_DEPTH_MAX);
		return -E2BIG;
	}
	if (b->n_anchors > YAML_ANCHORS_MAX) {
		diag_error(b->diags, span_keep(b->arena, place), "yaml-limit",
			   "more than %d anchors", YAML_ANCHORS_MAX);
		return -E2BIG;
	}
	if (++b->n_nodes > YAML_NODES_MAX) {
		diag_error(b->diags, span_keep(b->arena, place), "yaml-limit",
			   "more than %d values, aliases counted as what they stand for",
			   YAML_NODES_MAX);
		return -E2BIG;
	}
	return 0;
}

/* vfstate has no types of its own: a tag is a mistake, or meant for another program. */
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
		 const struct yaml_node **ret_node)
{
	struct span place = yaml_events_place(&b->events, event);
	const yaml_char_t *anchor;
	struct yaml_node *node;
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
		node = new_node(b, YAML_MAP, place, anchor);
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = event->data.sequence_start.anchor;
		node = new_node(b, YAML_LIST, place, anchor);
		break;
	default:
		diag_error(b->diags, span_keep(b->arena, place), "yaml-syntax",
			   "not a value");
		return -EINVAL;
	}
	r = build_items(b, node, depth);
	if (r < 0)
		return r;
	if (node->type == YAML_MAP)
		refuse_duplicates(b, node);
	close_anchor(b, (const char *)anchor, node);
	*ret_node = node;
	return 0;
}

/* Stream start, document start, one value, document end, stream end. */
static int build_document(struct builder *b, const struct yaml_node **ret_node)
{
	const struct yaml_node *root = NULL;

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

const struct yaml_node *yaml_parse(struct arena *arena, struct diags *diags,
				   const struct source *source)
{
	struct builder b = {.arena = arena, .diags = diags};
	const struct yaml_node *root = NULL;
	struct yaml_node *empty;
	int r;

	if (yaml_events_open(&b.events, diags, source) < 0)
		return NULL;
	r = build_document(&b, &root);
	yaml_events_close(&b.events);
	if (r < 0)
		return NULL;
	if (root &&
	    !(root->type == YAML_SCALAR && !root->quoted && root->text[0] == '\0'))
		return root;
	empty = arena_alloc(arena, sizeof(*empty));
	empty->type = YAML_MAP;
	empty->place =
		(struct span){.source = source, .line = 1, .column = 1, .length = 1};
	empty->at = &empty->place;
	return empty;
}
