/** One mistake in what was sent: where it is, what is wrong, and the figures that go with it. */
export interface FieldProblem {
  path: string;
  code: string;
  params?: Record<string, string | number>;
}

/** Every way the service says no, with its HTTP status and short English title. Sentences for people live in the client. */
export const refusals = {
  malformed: [400, 'The request cannot be read'],
  invalid: [422, 'Some values are not accepted'],
  signInRequired: [401, 'Sign in first'],
  invalidCredentials: [401, 'Sign-in name or password is wrong'],
  invalidToken: [401, 'This token does not hold'],
  tokenScope: [403, 'The token is not for this'],
  notLinked: [403, 'No account is linked with this sign-in'],
  signInCancelled: [409, 'The sign-in at the provider was cancelled'],
  signInBroken: [409, 'This sign-in cannot be finished: begin it again'],
  providerAway: [503, 'The sign-in provider does not answer'],
  secondFactorRequired: [401, 'The password is right; now the code'],
  invalidCode: [401, 'The code is wrong, over or was used before'],
  freshSignInRequired: [403, 'Prove the password again first'],
  secondFactorMissing: [403, 'Set up a second factor before anything else'],
  passwordChangeRequired: [403, 'Change the first password before anything else'],
  forbidden: [403, 'Not allowed'],
  notFound: [404, 'Not found'],
  methodNotAllowed: [405, 'Method not allowed'],
  tooSlow: [408, 'The request did not arrive in time'],
  conflict: [409, 'Something else is in the way'],
  wrongState: [409, 'Not possible in this state'],
  alreadyOpen: [409, 'This month is open already'],
  duplicate: [409, 'This exists already'],
  stale: [412, 'Changed by somebody else meanwhile'],
  tooLarge: [413, 'Too large'],
  unsupportedMediaType: [415, 'This kind of content is not accepted'],
  undecided: [422, 'Some items are not decided'],
  ownCase: [422, 'Nobody decides their own sheet'],
  ownFinding: [422, 'Nobody answers an objection to what they decided themselves'],
  secondPerson: [422, 'This takes another person'],
  ownProxy: [422, 'Nobody enters their own sheet for themselves'],
  handedInByMember: [409, 'The member has handed this sheet in himself'],
  draftOfMember: [409, 'The member has begun to write this sheet himself'],
  samePerson: [422, 'This is for two different people'],
  versionRequired: [428, 'Say which version you change (If-Match)'],
  tooManyRequests: [429, 'Too many tries'],
  headersTooLarge: [431, 'The address or the headers are too long'],
  internal: [500, 'A fault of the service'],
  away: [503, 'The database does not answer'],
  busy: [503, 'Too much is asked at once'],
} as const satisfies Record<string, readonly [number, string]>;

export type RefusalCode = keyof typeof refusals;

/** Why a request was refused, where its code alone doesn't say: for the security log, never for the answer. */
export type RefusalReason = 'crossSite' | 'right' | 'limit';

/** Thrown by rules and services when a request cannot be done; becomes problem+json. Nothing of the request is written. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly more: {
      errors?: FieldProblem[];
      params?: Record<string, string | number>;
      retryAfterSeconds?: number;
      because?: RefusalReason;
    } = {},
  ) {
    super(code);
  }

  get status(): number {
    return refusals[this.code][0];
  }
}

/** Refuses one field. */
export function invalid(path: string, code: string, params?: Record<string, string | number>): Refusal {
  return new Refusal('invalid', { errors: [{ path, code, ...(params && { params }) }] });
}
