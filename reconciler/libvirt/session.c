/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt/session.h"

#include <errno.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "support/guard.h"

GUARD_DEFINE(domain, virDomainPtr, virDomainFree)
GUARD_DEFINE(network, virNetworkPtr, virNetworkFree)

/* libvirt would print its errors. */
static void ignore_error(void *data, virErrorPtr error)
{
	(void)data;
	(void)error;
}

static int __attribute__((format(printf, 2, 3))) report_failure(struct session *session,
								const char *format, ...)
{
	const char *what;
	va_list args;

	va_start(args, format);
	what = arena_vprintf(session->arena, format, args);
	va_end(args);
	diag_error(session->diags, SPAN_NONE, "libvirt-failed", "%s: %s", what,
		   virGetLastErrorMessage());
	return -EIO;
}

int session_open(struct session *session, struct arena *arena, struct diags *diags,
		 const char *uri, bool is_read_only)
{
	virSetErrorFunc(NULL, ignore_error);
	*session = (struct session){.arena = arena, .diags = diags};
	session->connection =
		is_read_only ? virConnectOpenReadOnly(uri) : virConnectOpen(uri);
	if (session->connection)
		return 0;
	report_failure(session, "cannot connect to %s", uri);
	return -ENOTCONN;
}

void session_done(struct session *session)
{
	if (session->connection)
		virConnectClose(session->connection);
	session->connection = NULL;
}

/* Takes the text that libvirt has allocated. */
static const char *keep(struct session *session, char *text)
{
	const char *kept = text ? arena_strdup(session->arena, text) : NULL;

	free(text);
	return kept;
}

static int compare_domains(const void *a, const void *b)
{
	const struct host_domain *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int compare_networks(const void *a, const void *b)
{
	const struct host_network *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* A domain may be gone since it was listed. */
static bool is_gone(void)
{
	int code = virGetLastErrorCode();

	return code == VIR_ERR_NO_DOMAIN || code == VIR_ERR_NO_NETWORK;
}

/* 1 if the domain is gone. */
static int read_domain(struct session *session, virDomainPtr domain,
		       struct host_domain *ret_domain)
{
	const char *name = arena_strdup(session->arena, virDomainGetName(domain));
	int is_active = virDomainIsActive(domain);
	int is_persistent = virDomainIsPersistent(domain);
	const char *xml =
		is_active < 0 || is_persistent < 0
			? NULL
			: keep(session,
			       virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE));

	if (!xml)
		return is_gone() ? 1
				 : report_failure(session, "cannot read domain %s", name);
	*ret_domain = (struct host_domain){name, is_active, is_persistent, xml};
	return 0;
}

static int read_domains(struct session *session, struct host_definitions *host)
{
	virDomainPtr *domains;
	int n = virConnectListAllDomains(session->connection, &domains, 0), r = 0;

	if (n < 0)
		return report_failure(session, "cannot list the domains");
	host->domains =
		arena_calloc(session->arena, (size_t)n + 1, sizeof(*host->domains));
	for (int i = 0; i < n; i++) {
		int one = r < 0 ? r
				: read_domain(session, domains[i],
					      &host->domains[host->n_domains]);

		host->n_domains += one == 0;
		r = one < 0 ? one : r;
		virDomainFree(domains[i]);
	}
	free(domains);
	qsort(host->domains, host->n_domains, sizeof(*host->domains), compare_domains);
	return r;
}

/* The definition of an active network, which need not be what is active. Drivers that do
 * not distinguish the two refuse the flag. */
static char *network_xml(virNetworkPtr network, bool is_active)
{
	char *xml =
		virNetworkGetXMLDesc(network, is_active ? VIR_NETWORK_XML_INACTIVE : 0);

	if (!xml && is_active && virGetLastErrorCode() == VIR_ERR_INVALID_ARG)
		xml = virNetworkGetXMLDesc(network, 0);
	return xml;
}

static int read_network(struct session *session, virNetworkPtr network,
			struct host_network *ret_network)
{
	const char *name = arena_strdup(session->arena, virNetworkGetName(network));
	int is_active = virNetworkIsActive(network);
	const char *xml =
		is_active < 0 ? NULL : keep(session, network_xml(network, is_active));

	if (!xml)
		return is_gone()
			       ? 1
			       : report_failure(session, "cannot read network %s", name);
	*ret_network = (struct host_network){name, is_active, xml};
	return 0;
}

static int read_networks(struct session *session, struct host_definitions *host)
{
	virNetworkPtr *networks;
	int n = virConnectListAllNetworks(session->connection, &networks, 0), r = 0;

	if (n < 0)
		return report_failure(session, "cannot list the networks");
	host->networks =
		arena_calloc(session->arena, (size_t)n + 1, sizeof(*host->networks));
	for (int i = 0; i < n; i++) {
		int one = r < 0 ? r
				: read_network(session, networks[i],
					       &host->networks[host->n_networks]);

		host->n_networks += one == 0;
		r = one < 0 ? one : r;
		virNetworkFree(networks[i]);
	}
	free(networks);
	qsort(host->networks, host->n_networks, sizeof(*host->networks),
	      compare_networks);
	return r;
}

int session_read(struct session *session, bool with_networks,
		 struct host_definitions *ret_host)
{
	struct host_definitions host = {0};
	int r = read_domains(session, &host);

	if (r == 0 && with_networks)
		r = read_networks(session, &host);
	if (r == 0)
		*ret_host = host;
	return r;
}

const char *session_read_secure(struct session *session, const char *name)
{
	_cleanup_(guard_domain) virDomainPtr domain =
		virDomainLookupByName(session->connection, name);
	/* What was undefined while it runs must not be defined again. */
	const char *xml =
		domain && virDomainIsPersistent(domain) == 1
			? keep(session,
			       virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE |
								   VIR_DOMAIN_XML_SECURE))
			: NULL;

	if (!xml)
		report_failure(session, "cannot read domain %s", name);
	return xml;
}

int session_define_domain(struct session *session, const char *name, const char *xml)
{
	_cleanup_(guard_domain) virDomainPtr domain = virDomainDefineXMLFlags(
		session->connection, xml, VIR_DOMAIN_DEFINE_VALIDATE);

	return domain ? 0 : report_failure(session, "cannot define domain %s", name);
}

int session_define_network(struct session *session, const char *name, const char *xml)
{
	_cleanup_(guard_network) virNetworkPtr network = virNetworkDefineXMLFlags(
		session->connection, xml, VIR_NETWORK_DEFINE_VALIDATE);

	return network ? 0 : report_failure(session, "cannot define network %s", name);
}
