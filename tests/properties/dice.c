/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dice.h"

uint64_t dice_number(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

int dice_below(uint64_t *state, int n)
{
	return n > 0 ? (int)(dice_number(state) % (uint64_t)n) : 0;
}

bool dice_chance(uint64_t *state, int percent)
{
	return dice_below(state, 100) < percent;
}

struct mac_address dice_mac(uint64_t *state, int pf, int vf)
{
	return (struct mac_address){
		{0x52, 0x54, (uint8_t)dice_below(state, 4), 0, (uint8_t)pf, (uint8_t)vf}};
}

struct guid dice_guid(uint64_t *state, int vf)
{
	return (struct guid){
		{0x24, 0x8a, (uint8_t)dice_below(state, 2), 0, 0, 0, 0, (uint8_t)vf}};
}

struct value dice_value(uint64_t *state, const struct fake_pf *pf, enum vf_attr attr,
			int pf_index, int vf)
{
	const struct personality *personality = pf->personality;
	struct value value = {0};

	switch (attr) {
	case VF_ATTR_MAC:
		value.mac = dice_mac(state, pf_index, vf);
		break;
	case VF_ATTR_VLAN:
		value.vlan = (struct vlan){.id = (uint16_t)dice_below(state, 4),
					   .proto = VLAN_8021Q};
		if (value.vlan.id && dice_chance(state, 30) &&
		    !personality->refuses_qos && !personality->ignores_qos)
			value.vlan.qos = (uint8_t)dice_below(state, 8);
		break;
	case VF_ATTR_MIN_TX_RATE:
		if (!personality->attrs[attr].refuses &&
		    !personality->attrs[attr].refuses_set)
			value.number = (uint32_t)dice_below(state, 3) * 50;
		break;
	case VF_ATTR_MAX_TX_RATE:
		if (!personality->attrs[attr].refuses)
			value.number = (uint32_t)dice_below(state, 3) * 200;
		break;
	case VF_ATTR_LINK_STATE:
		if (!personality->attrs[attr].refuses &&
		    !personality->attrs[attr].ignores_set)
			value.link_state = (enum vf_link_state)dice_below(state, 3);
		if (personality->ignores_link_enable &&
		    value.link_state == VF_LINK_ENABLE)
			value.link_state = VF_LINK_AUTO;
		break;
	default:
		value.on = !personality->attrs[attr].refuses &&
			   !personality->attrs[attr].refuses_set &&
			   dice_chance(state, 50);
	}
	return value;
}
