import type { Carried } from './carried.js';
import type { RefusalCode, RefusalReason } from './refusal.js';

/** What the security log is about (OWASP ASVS 5.0, V16.3): who came in, who was kept out, and what decides over it. */
export const securityEvents = [
  'account.changed',
  'access.refused',
  'crossSite.refused',
  'limit.reached',
  'password.changed',
  'policy.changed',
  'request.malformed',
  'role.changed',
  'session.ended',
  'session.refused',
  'signIn.failed',
  'signIn.locked',
  'signIn.succeeded',
  'token.changed',
  'token.refused',
  'upload.refused',
] as const;
export type SecurityEvent = (typeof securityEvents)[number];

/** A request that was answered, as far as it says something about security. */
export interface Answered {
  method: string;
  /** The pattern of the address, never the address itself. */
  route: string;
  status: number;
  code?: RefusalCode | undefined;
  because?: RefusalReason | undefined;
  /** What the request came with to show who it is from. */
  carried: Carried;
}

const session = '/api/v1/session';

/** What succeeds there changes who may do what. */
const changes: readonly [RegExp, SecurityEvent][] = [
  [/^\/api\/v1\/session\/password/, 'password.changed'],
  [/\/role-assignments(\/|$)/, 'role.changed'],
  [/\/accounts(\/|$)/, 'account.changed'],
  [/\/policies(\/|$)/, 'policy.changed'],
  [/\/(personal-)?tokens(\/|$)/, 'token.changed'],
];

const uploads = /\/(evidence|imports?|import-drafts|roster-imports|templates?|versions|files?)(\/|$)/;

/** The security event that this answer is, or undefined where it is an ordinary one. */
export function securityEventOf(answered: Answered): SecurityEvent | undefined {
  return answered.status < 400 ? eventOfSuccess(answered) : eventOfRefusal(answered);
}

function eventOfSuccess({ method, route }: Answered): SecurityEvent | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (route === session) return method === 'DELETE' ? 'session.ended' : 'signIn.succeeded';
  return changes.find(([pattern]) => pattern.test(route))?.[1];
}

function eventOfRefusal({ method, route, status, code, because, carried }: Answered): SecurityEvent | undefined {
  if (because === 'crossSite') return 'crossSite.refused';
  if (because === 'right') return 'access.refused';
  if (because === 'limit') return 'limit.reached';
  if (code === 'tooManyRequests') return 'signIn.locked';
  if (code === 'invalidCredentials') return 'signIn.failed';
  if (status === 401 && carried !== 'nothing') return carried === 'token' ? 'token.refused' : 'session.refused';
  if (method !== 'GET' && uploads.test(route) && (status === 413 || status === 415 || status === 422))
    return 'upload.refused';
  return code === 'malformed' ? 'request.malformed' : undefined;
}
