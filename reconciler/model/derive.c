/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/derive.h"

#include <string.h>

#include "support/hash.h"

static void set_mac(struct value *value, struct mac_address mac)
{
	*value = (struct value){.mac = mac};
}

/* A locally administered address hashed from the host, the VM and its interface, so that
 * another VF or NIC does not change it. */
static struct mac_address mac_of_interface(const char *host_id,
					   const struct desired_binding *binding)
{
	/* Hashes each with its '\0', so that "ab", "c" and "a", "bc" differ. */
	uint64_t hash = hash_add(HASH_START, host_id, strlen(host_id) + 1);

	hash = hash_add(hash, binding->vm, strlen(binding->vm) + 1);
	hash = hash_add(hash, binding->interface, strlen(binding->interface) + 1);
	return mac_address_from_hash(hash_end(hash));
}

bool derive_mac_of_interface(const struct observed *host,
			     const struct desired_binding *binding,
			     struct mac_address *ret_mac)
{
	if (host->host_id)
		*ret_mac = mac_of_interface(host->host_id, binding);
	return host->host_id != NULL;
}

static void derive_mac(const struct observed *host, const struct observed_pf *pf,
		       const struct desired_vf *vf, unsigned int index,
		       struct value *value)
{
	if (value->source == VALUE_OF_VM && host->host_id && vf->binding)
		set_mac(value, mac_of_interface(host->host_id, vf->binding));
	else if (value->source == VALUE_OF_PF && pf->permanent_mac.set)
		set_mac(value, mac_address_derive(pf->permanent_mac.value.mac, index));
	else if (value->source == VALUE_OF_PF && pf->mac.set)
		set_mac(value, mac_address_derive(pf->mac.value.mac, index));
}

/* A locally administered EUI-64 hashed from the GUID of the PF's port. */
static void derive_guid(const struct observed_pf *pf, enum vf_attr attr,
			unsigned int index, struct value *value)
{
	const uint8_t input[] = {attr == VF_ATTR_PORT_GUID, (uint8_t)(index >> 8),
				 (uint8_t)index};
	uint64_t hash;

	if (value->source != VALUE_OF_PF || !pf->guid.set)
		return;
	hash = hash_add(HASH_START, pf->guid.value.guid.bytes,
			sizeof(pf->guid.value.guid.bytes));
	hash = hash_end(hash_add(hash, input, sizeof(input)));
	*value = (struct value){0};
	for (size_t i = 0; i < sizeof(value->guid.bytes); i++)
		value->guid.bytes[i] = (uint8_t)(hash >> 8 * i);
	value->guid.bytes[0] = (uint8_t)((value->guid.bytes[0] & 0xfc) | 0x02);
}

struct desired_vf derive_vf(const struct observed *host,
			    const struct observed_pf *observed,
			    const struct desired_pf *desired, unsigned int index)
{
	struct desired_vf vf = *desired_pf_vf(desired, index);

	vf.index = index;
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		struct field *field = &vf.attrs[attr];

		if (!field->set || field_is_given(field))
			continue;
		if (vf_attr_info[attr].kind == VALUE_MAC)
			derive_mac(host, observed, &vf, index, &field->value);
		else
			derive_guid(observed, (enum vf_attr)attr, index, &field->value);
	}
	return vf;
}

struct desired_vf *derive_vfs(struct arena *arena, const struct observed *host,
			      const struct observed_pf *observed,
			      const struct desired_pf *desired, size_t n)
{
	struct desired_vf *vfs = arena_calloc(arena, n, sizeof(*vfs));

	for (size_t i = 0; i < n; i++)
		vfs[i] = derive_vf(host, observed, desired, (unsigned int)i);
	return vfs;
}

struct field derive_numvfs(const struct observed_pf *observed,
			   const struct desired_pf *desired)
{
	struct field numvfs = desired->attrs[PF_ATTR_NUMVFS];

	if (numvfs.set && numvfs.value.source == VALUE_MAX &&
	    field_number(&observed->totalvfs) > 0)
		numvfs.value = observed->totalvfs.value;
	return numvfs;
}
