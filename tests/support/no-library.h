/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A library that is not installed, in programs that are linked with --wrap=dlopen. */
#pragma once

/* Of which dlopen() finds nothing; NULL: none. */
extern const char *no_library;
