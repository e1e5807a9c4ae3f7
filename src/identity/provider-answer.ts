import * as client from 'openid-client';
import type { RefusalCode } from '../http/refusal.js';
import type { ProviderConfig } from '../provider-config.js';

export type ProviderFailure = Extract<RefusalCode, 'signInCancelled' | 'signInBroken' | 'providerAway'>;

/**
 * What a failure at the provider means for the person, and a word on it for the log: codes alone, because what a provider writes
 * beside them may tell of people.
 */
export function failureOf(error: unknown, otherwise: ProviderFailure): { refusal: ProviderFailure; said: string } {
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError) {
    const said = wordOf(error.error);
    if (said === 'access_denied') return { refusal: 'signInCancelled', said };
    const isAway = ['temporarily_unavailable', 'server_error'].includes(said);
    return { refusal: isAway ? 'providerAway' : 'signInBroken', said };
  }
  const { code = 'unknown', cause } = error as { code?: string; cause?: unknown };
  if (error instanceof TypeError) return { refusal: 'providerAway', said: 'no connection' };
  if (code === 'OAUTH_TIMEOUT') return { refusal: 'providerAway', said: 'no answer in time' };
  if (cause instanceof Response && cause.status >= 500)
    return { refusal: 'providerAway', said: `status ${cause.status}` };
  return { refusal: otherwise, said: wordOf(code) };
}

/** Words of the standard are of letters and lines; anything else isn't written into the log. */
const wordOf = (text: string): string => (/^\w{1,60}$/.test(text) ? text : 'no word of the standard');

/** Whether the provider's word says that it asked for a second factor, in the words that the settings name. */
export function isSecondFactor(
  claims: Readonly<Record<string, unknown>>,
  { secondFactorAmr, secondFactorAcr }: Pick<ProviderConfig, 'secondFactorAmr' | 'secondFactorAcr'>,
): boolean {
  const { amr, acr } = claims;
  return (
    (Array.isArray(amr) && secondFactorAmr.some((word) => amr.includes(word))) ||
    secondFactorAcr.some((value) => value === acr)
  );
}
