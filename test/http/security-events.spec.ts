import { type Answered, securityEventOf } from '#src/http/security-events.js';

const session = '/api/v1/session';
const answered = (one: Partial<Answered>): Answered => ({
  method: 'GET',
  route: '/api/v1/units/:unitId',
  status: 200,
  carried: 'cookie',
  ...one,
});

test.each<[string, Partial<Answered>, string | undefined]>([
  ['reading is an ordinary thing', {}, undefined],
  ['signing in', { method: 'POST', route: session }, 'signIn.succeeded'],
  ['signing out', { method: 'DELETE', route: session, status: 204 }, 'session.ended'],
  ['a wrong password', { method: 'POST', route: session, status: 401, code: 'invalidCredentials' }, 'signIn.failed'],
  ['a name that waits', { method: 'POST', route: session, status: 429, code: 'tooManyRequests' }, 'signIn.locked'],
  ['an allowance used up', { status: 429, code: 'tooManyRequests', because: 'limit' }, 'limit.reached'],
  ['no right to it', { status: 404, code: 'notFound', because: 'right' }, 'access.refused'],
  ['nothing there', { status: 404, code: 'notFound' }, undefined],
  ['a foreign page', { method: 'POST', status: 403, code: 'forbidden', because: 'crossSite' }, 'crossSite.refused'],
  ['a session that ended', { status: 401, code: 'signInRequired' }, 'session.refused'],
  ['a token that is nobody’s', { status: 401, code: 'signInRequired', carried: 'token' }, 'token.refused'],
  ['asking who one is, signed out', { status: 401, code: 'signInRequired', carried: 'nothing' }, undefined],
  ['a body that is none', { method: 'POST', status: 400, code: 'malformed' }, 'request.malformed'],
  ['a new password', { method: 'PUT', route: `${session}/password` }, 'password.changed'],
  ['a role', { method: 'POST', route: '/api/v1/units/:unitId/role-assignments', status: 201 }, 'role.changed'],
  ['an account', { method: 'PUT', route: '/api/v1/accounts/:accountId/suspension' }, 'account.changed'],
  ['a policy', { method: 'PUT', route: '/api/v1/policies' }, 'policy.changed'],
  ['a token', { method: 'DELETE', route: '/api/v1/session/tokens/:tokenId' }, 'token.changed'],
  ['a file too large', { method: 'POST', route: '/api/v1/sheets/:sheetId/evidence', status: 413 }, 'upload.refused'],
  ['a file that is none', { method: 'POST', route: '/api/v1/sheets/:sheetId/evidence', status: 422 }, 'upload.refused'],
  ['a wrong table', { method: 'POST', route: '/api/v1/units/:unitId/import-drafts', status: 422 }, 'upload.refused'],
  ['a field that is wrong', { method: 'PUT', status: 422, code: 'invalid' }, undefined],
  ['a stale page', { method: 'PUT', status: 412, code: 'stale' }, undefined],
])('%s', (_what, one, event) => {
  expect(securityEventOf(answered(one))).toBe(event);
});
