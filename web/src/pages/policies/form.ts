import type { Policies, PolicyName, PolicyValues } from '../../api-types';
import { t } from '../../i18n';

export type WholeName = { [Name in PolicyName]: PolicyValues[Name] extends number ? Name : never }[PolicyName];

/** The policies as they stand on the page: what is a number, and in which part. */
export const parts: { part: 'session' | 'access' | 'tokens' | 'retention'; names: PolicyName[] }[] = [
  { part: 'session', names: ['sessionIdleMinutes', 'sessionLifeMinutes'] },
  { part: 'access', names: ['passwordLengthMin', 'secondFactorRoles'] },
  { part: 'tokens', names: ['personalTokens', 'personalTokenDaysMax'] },
  {
    part: 'retention',
    names: ['retentionYearsAfterLeaving', 'evidenceRetentionMonths', 'accessLogRetentionMonths'],
  },
];

export function isWhole(name: PolicyName, policies: Policies): name is WholeName {
  return policies.bounds.some((bound) => bound.name === name);
}

export function boundsOf(name: PolicyName, { bounds }: Policies): { least: number; most: number } {
  const { least, most } = bounds.find((bound) => bound.name === name) ?? { least: 0, most: 0 };
  return { least, most };
}

/** What is wrong with what was typed, by policy. */
export function faultsOf(values: PolicyValues, policies: Policies): Partial<Record<PolicyName, string>> {
  const faults: Partial<Record<PolicyName, string>> = {};
  for (const { name, least, most } of policies.bounds) {
    const value = values[name];
    if (!Number.isInteger(value) || Number(value) < least || Number(value) > most)
      faults[name] = t('security.policies.whole', { least, most });
  }
  if (!faults.sessionIdleMinutes && values.sessionIdleMinutes > values.sessionLifeMinutes)
    faults.sessionIdleMinutes = t('security.policies.longerThanLife');
  return faults;
}

type RoleName = PolicyValues['secondFactorRoles'][number];

/** A value as the history writes it ('30', 'true', 'auditor,secretary'), in words. */
export function valueInWords(name: PolicyName, value: string): string {
  if (name === 'personalTokens') return value === 'true' ? t('security.policies.on') : t('security.policies.off');
  if (name !== 'secondFactorRoles') return value;
  const roles = value.split(',').filter(Boolean) as RoleName[];
  return roles.length === 0
    ? t('security.policies.none')
    : roles.map((role) => t(`words.role.${role}`)).join(t('words.list'));
}
