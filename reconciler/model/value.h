/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same types for configured and observed values. A field that is not set means "leave
 * alone" in the configuration and "not reported" in an observation. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/mac-address.h"
#include "support/diag.h"

enum value_kind {
	VALUE_BOOL,
	VALUE_LINK, /* up or down, of a netdev */
	VALUE_NUMBER,
	VALUE_RATE, /* Mbit/s */
	VALUE_TEXT,
	VALUE_MAC,
	VALUE_GUID,
	VALUE_PCI_ID, /* a number; vendor or device */
	VALUE_VLAN,
	VALUE_LINK_STATE, /* of a VF */
	VALUE_FLAGS,	  /* switches with names that the driver chooses */
};

/* Protocols of a VLAN tag: the kernel's ETH_P_8021Q and ETH_P_8021AD. */
enum {
	VLAN_8021Q = 0x8100,
	VLAN_8021AD = 0x88a8,
	VLAN_ID_MAX = 4094,
	VLAN_QOS_MAX = 7
};

struct vlan {
	uint16_t id; /* 0: no VLAN */
	uint16_t proto;
	uint8_t qos;
};

/* The kernel's IFLA_VF_LINK_STATE_* values. */
enum vf_link_state {
	VF_LINK_AUTO,
	VF_LINK_ENABLE,
	VF_LINK_DISABLE,
};

/* InfiniBand: eight bytes. */
struct guid {
	uint8_t bytes[8];
};

enum {
	GUID_TEXT = sizeof("00:11:22:33:44:55:66:77")
};

/* Names are at most FLAG_NAME_MAX bytes long (ETH_GSTRING_LEN, linux/ethtool.h). */
enum {
	FLAG_NAME_MAX = 31
};

struct flag {
	const char *name;
	bool on;
	const struct span *at; /* as in struct field */
};

struct flags {
	const struct flag *items;
	size_t n;
};

/* Where a value comes from: the configuration, or the host. */
enum value_source {
	VALUE_GIVEN,
	VALUE_OF_PF, /* `derive`: hashed from the PF's own address and the VF's index */
	VALUE_OF_VM, /* a MAC hashed from the host, the VM and its interface */
	VALUE_MAX,   /* `max`: as many as the driver allows */
};

struct value {
	union {
		bool on;
		uint32_t number;
		const char *text;
		struct mac_address mac;
		struct guid guid;
		struct vlan vlan;
		enum vf_link_state link_state;
		const struct flags *flags;
	};
	enum value_source source;
};

struct field {
	bool set;
	bool is_kept; /* not configured: current value of a VF to be recreated */
	struct value value;
	const struct span *at; /* its place in the configuration */
};

/* The configuration has an explicit value. */
bool field_is_given(const struct field *field);

/* The number; 0 if it is not set. */
uint32_t field_number(const struct field *field);

/* Sets `field` to `more`, which must be set; flags are added instead of replaced. */
void field_merge(struct arena *arena, enum value_kind kind, struct field *field,
		 const struct field *more);

/* Set, and on or up. */
bool field_is_on(const struct field *field);

bool value_is_equal(enum value_kind kind, struct value a, struct value b);

/* The value that stands for "nothing set here" (0, no VLAN, the zero MAC, auto). */
bool value_is_neutral(enum value_kind kind, struct value value);

enum {
	VALUE_FORMAT_MAX = 64
};

/* For people: "on", "100 Mbit/s", "100 qos 3", "52:54:00:00:00:01". */
void value_format(enum value_kind kind, struct value value, char text[VALUE_FORMAT_MAX]);

/* Parses "00:11:22:33:44:55:66:77", the format of ip link. */
bool guid_parse(const char *text, struct guid *ret_guid);

/* The word for the source in the configuration: "derive", "max"; "" for an explicit
 * value. */
const char *value_source_word(enum value_source source);

/* The flag of that name; NULL: none. */
const struct flag *flags_find(const struct flags *flags, const char *name);

const char *vf_link_state_name(enum vf_link_state state);
const char *vlan_proto_name(uint16_t proto);
