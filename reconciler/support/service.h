/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages of a service to systemd: its state, and records of the journal with fields.
 * Both are datagrams whose form is fixed (sd_notify(3), "Standalone Implementations";
 * https://systemd.io/JOURNAL_NATIVE_PROTOCOL/). libsystemd sends them too, and on Debian
 * 12 it loads five more libraries, which takes longer than a run with nothing to do. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define SERVICE_JOURNAL "/run/systemd/journal/socket"

struct service_field {
	const char *name; /* "MESSAGE" */
	const char *value;
};

/* Whether a descriptor is the journal's, to which systemd connected it
 * ($JOURNAL_STREAM). */
bool service_is_journal(int fd);

enum {
	SERVICE_FIELDS_MAX = 16,
	SERVICE_UNIT_MAX = 256
};

/* Sends one record of at most SERVICE_FIELDS_MAX fields to the journal at a socket,
 * without those whose value is NULL. Cuts long values. False if nobody takes it. */
bool service_log(const char *socket_path, const struct service_field *fields, size_t n);

/* The name of the unit that this process belongs to, from a file in the form of
 * /proc/self/cgroup; NULL if that is no service. */
const char *service_unit(const char *cgroup_file, char unit[SERVICE_UNIT_MAX]);

/* Sends the text that `systemctl status` shows; nothing if this is no service. */
void service_status(const char *text);

/* Asks for `timeout_ms` more before systemd gives up on the start; at most one message a
 * second. Nothing if this is no service. */
void service_extend(int timeout_ms);
