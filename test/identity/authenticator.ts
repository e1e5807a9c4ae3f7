import { Secret, TOTP } from 'otpauth';
import { type Answer, Client, type Service } from '../support/app.js';
import { password } from './people.js';

/** The code that an authenticator app with this secret shows at that moment. */
export function codeOf(secret: string, at: string): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.parse(at) });
}

export const later = (at: string, seconds: number): string => new Date(Date.parse(at) + seconds * 1000).toISOString();

/** What the browser would send with its next request: of each name the cookie that was set last. */
export function cookiesOf(answer: Answer): Record<string, string> {
  const pairs = answer.headers.getSetCookie().map((line) => line.split(';')[0]!.split('=') as [string, string]);
  return Object.fromEntries(pairs);
}

export function sessionOf(service: Service, answer: Answer): Client {
  return new Client(service.origin, `pointbook_session=${cookiesOf(answer)['pointbook_session'] ?? ''}`);
}

/** The first step, and how a code is then sent within it. */
export async function firstStep(service: Service, signInName: string) {
  const answer = await service.anonymous.post('/api/v1/session', { signInName, password });
  const half = cookiesOf(answer)['pointbook_sign_in'] ?? '';
  const withHalf = new Client(service.origin, `pointbook_sign_in=${half}`);
  return { answer, half, sends: (code: string) => withHalf.post('/api/v1/session/second-factor', { code }) };
}

/** Sets up a second factor as its owner would. Afterwards it is the next half minute, so that the next code is a new one. */
export async function enrol(
  service: Service,
  accountId: number,
): Promise<{ secret: string; recoveryCodes: string[]; browser: Client }> {
  const before = await service.as(accountId);
  const { secret } = (await before.post('/api/v1/second-factor')).body;
  const confirmed = await before.put('/api/v1/second-factor/confirmation', {
    code: codeOf(secret, service.clock.now()),
  });
  if (confirmed.status !== 200) throw new Error(`The second factor was not taken: ${confirmed.status}`);
  service.clock.set(later(service.clock.now(), 30));
  return { secret, recoveryCodes: confirmed.body.codes, browser: sessionOf(service, confirmed) };
}
