import { Secret, TOTP } from 'otpauth';
import type { Instant } from '../calendar.js';

/** What every authenticator app expects (RFC 6238): SHA-1, six digits, half a minute each. */
const form = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** A telephone's clock may be half a minute off. */
const window = 1;
/** As long as SHA-1's block of output, as RFC 4226 asks for. */
const secretBytes = 20;

/** A random secret, in base32. */
export function newSecret(): string {
  return new Secret({ size: secretBytes }).base32;
}

/** What the QR code holds: the app files it under the service's name and the account's. */
export function enrolmentUri(secret: string, signInName: string): string {
  return new TOTP({
    ...form,
    issuer: 'Pointbook 积分册',
    label: signInName,
    secret: Secret.fromBase32(secret),
  }).toString();
}

/**
 * The half minute (since 1970) that a code belongs to, if it is later than `lastStep` and at most one away from now;
 * undefined for a code that is wrong, too old, too early, or was taken before.
 */
export function acceptedStep(
  secret: string,
  { code, now, lastStep }: { code: string; now: Instant; lastStep: number },
): number | undefined {
  const timestamp = Date.parse(now);
  const delta = TOTP.validate({ ...form, secret: Secret.fromBase32(secret), token: code, timestamp, window });
  if (delta === null) return undefined;
  const step = Math.floor(timestamp / 1000 / form.period) + delta;
  return step > lastStep ? step : undefined;
}
