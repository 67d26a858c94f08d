/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/process-name.h"

#include <stdlib.h>
#include <string.h>

#include "support/guard.h"
#include "support/text.h"

enum {
	COMM_MAX = 64, /* TASK_COMM_LEN is 16; kernel threads have longer ones */
	COMMAND_MAX = 64 * 1024,
};

struct search {
	struct kernel *kernel;
	struct arena *arena;
	long pid;
	const char *vm;
};

/* libvirt leaves a VM's process id in /run/libvirt/qemu/NAME.pid
 * (virPidFileConstructPath, src/util/virpidfile.c). */
static int visit_pid_file(void *data, const char *name)
{
	struct search *search = data;
	size_t length = strlen(name), suffix = strlen(".pid");
	long pid;

	if (length <= suffix || !text_is_printable(name) ||
	    strcmp(name + length - suffix, ".pid") != 0 ||
	    kernel_read_number(search->kernel, &pid, "/run/libvirt/qemu/%s", name) < 0 ||
	    pid != search->pid)
		return 0;
	search->vm = arena_strndup(search->arena, name, length - suffix);
	return 1;
}

/* Copies the next part of "web01,debug-threads=on" to `part`; a comma in a value is
 * written twice (get_opt_value, util/qemu-option.c). Returns what follows it; NULL at the
 * end. */
static const char *next_part(const char *text, char *part)
{
	for (; *text; text++) {
		if (*text == ',' && *++text != ',')
			break;
		*part++ = *text;
	}
	*part = '\0';
	return *text ? text : NULL;
}

/* The name in the value of -name: its first part without a key, or guest=. */
static const char *name_of_option(struct arena *arena, const char *value)
{
	char *part = arena_alloc(arena, strlen(value) + 1);
	const char *name = NULL, *rest = value;

	for (bool is_first = true; rest; is_first = false) {
		rest = next_part(rest, part);
		if (strncmp(part, "guest=", strlen("guest=")) == 0)
			name = arena_strdup(arena, part + strlen("guest="));
		else if (is_first && !strchr(part, '='))
			name = arena_strdup(arena, part);
	}
	return name;
}

static bool is_option(const char *word, const char *option)
{
	word += strncmp(word, "--", 2) == 0;
	return word[0] == '-' && strcmp(word + 1, option) == 0;
}

/* The VM's name, for a QEMU that libvirt did not start. Proxmox gives both: -id 101 -name
 * web01. */
static const char *name_of_command(struct search *search)
{
	_cleanup_free_ char *command = malloc(COMMAND_MAX);
	const char *name = NULL, *id = NULL, *end, *value;
	int length;

	if (!command)
		abort();
	length = kernel_read(search->kernel, command, COMMAND_MAX, "/proc/%ld/cmdline",
			     search->pid);
	if (length <= 0)
		return NULL;
	end = command + length;
	for (const char *word = command; word < end; word = value) {
		value = word + strlen(word) + 1;
		if (value >= end)
			break;
		if (is_option(word, "name"))
			name = name_of_option(search->arena, value);
		else if (is_option(word, "id"))
			id = arena_strdup(search->arena, value);
	}
	if (!name || !*name)
		name = id;
	return name && *name && text_is_printable(name) ? name : NULL;
}

/* qemu-system-x86_64, qemu-kvm; Proxmox and older distributions: kvm. */
static bool is_qemu(const char *comm)
{
	return strncmp(comm, "qemu", strlen("qemu")) == 0 ||
	       strncmp(comm, "kvm", strlen("kvm")) == 0;
}

const char *process_name(struct kernel *kernel, struct arena *arena, long pid,
			 const char **ret_vm)
{
	struct search search = {.kernel = kernel, .arena = arena, .pid = pid};
	char comm[COMM_MAX];

	(void)kernel_list(kernel, visit_pid_file, &search, "/run/libvirt/qemu");
	/* A process may have any name, even one that is not printable. */
	if (kernel_read(kernel, comm, sizeof(comm), "/proc/%ld/comm", pid) < 0 ||
	    !text_is_printable(comm))
		strcpy(comm, "a process");
	if (!search.vm && is_qemu(comm))
		search.vm = name_of_command(&search);
	*ret_vm = search.vm;
	return arena_printf(arena, "%s (pid %ld%s%s)", comm, pid,
			    search.vm ? ", VM " : "", search.vm ? search.vm : "");
}
