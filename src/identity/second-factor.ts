import type { Holding } from '../http/allow.js';
import type { PolicyValues } from './policies.js';

/** Whether somebody has to set up a second factor before doing anything else. */
export function mustEnrol(
  holdings: readonly Holding[],
  isEnrolled: boolean,
  { secondFactorRoles }: Pick<PolicyValues, 'secondFactorRoles'>,
): boolean {
  return !isEnrolled && isAsked(holdings, { secondFactorRoles });
}

/** Whether a policy asks for a second factor of who holds this. */
export function isAsked(
  holdings: readonly Holding[],
  { secondFactorRoles }: Pick<PolicyValues, 'secondFactorRoles'>,
): boolean {
  return holdings.some(({ role }) => role !== 'member' && secondFactorRoles.includes(role));
}

/** Where an account's secret is kept, for the seal around it. */
export const secretContext = (accountId: number): string => `second_factors/${accountId}/secret`;

/** Why an administrator takes a second factor away: a closed list, so that nothing personal stands in the trail. */
export const removalReasons = ['deviceLost', 'deviceReplaced', 'codesLost', 'misuseSuspected'] as const;
export type RemovalReason = (typeof removalReasons)[number];
