/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The peak memory of a command, in KiB. The kernel counts a process's from before its
 * exec on (exec_mmap, fs/exec.c), so whoever starts it must be small: a shell or an
 * interpreter would be what is measured.
 *
 * usage: bench-peak COMMAND [ARGUMENT...]      its output is thrown away */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>

int main(int argc, char **argv, char **environment)
{
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	int status;
	pid_t pid;

	if (argc < 2 || posix_spawn_file_actions_init(&actions) != 0 ||
	    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0) !=
		    0 ||
	    posix_spawnp(&pid, argv[1], &actions, NULL, argv + 1, environment) != 0 ||
	    wait4(pid, &status, 0, &usage) != pid)
		return 64;
	posix_spawn_file_actions_destroy(&actions);
	printf("%ld\n", usage.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
