import type { Role } from '../http/allow.js';

/**
 * Three who keep each other in check (docs/decisions/0028): one looks after accounts and who holds which role, one sets the
 * policies, one reads what both have done. Nobody is two of them on one day, and none of the three changes his own roles.
 */
export const administratorRoles = ['systemAdministrator', 'securityAdministrator', 'auditor'] as const satisfies Role[];
export type AdministratorRole = (typeof administratorRoles)[number];

/** The roles that nobody holds on a day on which he holds this one. */
export function keptApartFrom(role: Role): readonly AdministratorRole[] {
  const isOneOfThem = (administratorRoles as readonly Role[]).includes(role);
  return isOneOfThem ? administratorRoles.filter((other) => other !== role) : [];
}
