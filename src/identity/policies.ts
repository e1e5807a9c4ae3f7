import { type Role, roles } from '../http/allow.js';
import { administratorRoles } from './administrators.js';

/** A setting that is a whole number, from `least` to `most`; the unit stands last in its name. */
interface WholePolicy {
  kind: 'whole';
  default: number;
  least: number;
  most: number;
}

interface SwitchPolicy {
  kind: 'switch';
  default: boolean;
}

interface RolesPolicy {
  kind: 'roles';
  default: readonly Role[];
}

export type Policy = WholePolicy | SwitchPolicy | RolesPolicy;

const whole = (otherwise: number, least: number, most: number): WholePolicy => ({
  kind: 'whole',
  default: otherwise,
  least,
  most,
});

/**
 * What the organisation decides about its own safety: each with what holds until it is decided, and the bounds within which
 * it may be decided. What each means for people stands beside it in PolicyValuesView, and in the web client's words.
 */
export const policies = {
  // The bounds keep a borrowed telephone safe and a meeting possible; decisions/0026 says where they come from.
  sessionIdleMinutes: whole(30, 5, 120),
  sessionLifeMinutes: whole(12 * 60, 60, 24 * 60),
  secondFactorRoles: { kind: 'roles', default: administratorRoles } as RolesPolicy,
  passwordLengthMin: whole(10, 8, 64),
  personalTokens: { kind: 'switch', default: true } as SwitchPolicy,
  personalTokenDaysMax: whole(90, 1, 366),
  retentionYearsAfterLeaving: whole(5, 1, 50),
  evidenceRetentionMonths: whole(36, 6, 240),
  accessLogRetentionMonths: whole(12, 6, 60),
} satisfies Record<string, Policy>;

export type PolicyName = keyof typeof policies;
export const policyNames = Object.keys(policies) as PolicyName[];

type ValueOf<P> = P extends WholePolicy ? number : P extends SwitchPolicy ? boolean : readonly Role[];
export type PolicyValues = { [Name in PolicyName]: ValueOf<(typeof policies)[Name]> };
export type PolicyValue = PolicyValues[PolicyName];

/** What holds where nothing was ever decided. */
export const defaultPolicyValues = Object.fromEntries(
  policyNames.map((name) => [name, policies[name].default]),
) as unknown as PolicyValues;

/** Roles in the order of the list of all roles, each once: two ways to write one decision are one value. */
function inOrder(value: PolicyValue): PolicyValue {
  return Array.isArray(value) ? roles.filter((role) => value.includes(role)) : value;
}

/** The values as they are kept. */
export function settled(values: PolicyValues): PolicyValues {
  return Object.fromEntries(policyNames.map((name) => [name, inOrder(values[name])])) as unknown as PolicyValues;
}

/** The names whose values differ, in the order of the registry. */
export function changedPolicies(before: PolicyValues, after: PolicyValues): PolicyName[] {
  return policyNames.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/**
 * Whether the values fit together: a session that lives shorter than it may rest would never be said to rest.
 * Answers the name that is wrong; undefined when all fit.
 */
export function contradiction(values: PolicyValues): PolicyName | undefined {
  return values.sessionIdleMinutes > values.sessionLifeMinutes ? 'sessionIdleMinutes' : undefined;
}
