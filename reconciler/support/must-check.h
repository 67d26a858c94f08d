/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* For functions whose result must not be ignored. Not for those that some callers ignore
 * with (void): gcc warns about these calls too. */
#pragma once

#define _must_check_ __attribute__((warn_unused_result))
