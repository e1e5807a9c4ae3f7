import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import { CONFIG, type Config } from '../config.js';
import { Refusal } from '../http/refusal.js';
import { bearerOf } from './bearer.js';
import { PersonalTokenUse } from './personal-token-use.service.js';
import { readSessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.service.js';
import type { SignedInAccount } from './signed-in.js';

type Find = (request: FastifyRequest) => Promise<SignedInAccount | undefined>;

/** A way for passport to find out who makes a request. Fastify's request is not Node's, so passport's types don't know it. */
class Credential extends passport.Strategy {
  constructor(
    override readonly name: string,
    private readonly find: Find,
  ) {
    super();
  }

  override authenticate(request: unknown): void {
    this.find(request as FastifyRequest).then(
      (account) => (account ? this.success(account) : this.fail(401)),
      (error: unknown) => this.error(error),
    );
  }
}

/**
 * Who makes a request: the browser's session, or a personal token. One of the two; a request with both is refused, because
 * nobody could say whose it is. The authenticator is this service's own, see PasswordGuard.
 */
@Injectable()
export class Credentials {
  private readonly authenticator = new passport.Passport();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    sessions: Sessions,
    tokens: PersonalTokenUse,
  ) {
    // A token that is nobody's is counted as a guess of its address by limits/address-limit.guard.ts.
    const bearer: Find = (request) => tokens.find(bearerOf(request.headers.authorization) ?? '');
    const session: Find = async (request) => {
      const secret = readSessionCookie(request, this.config.secureCookie);
      return secret === undefined ? undefined : sessions.find(secret);
    };
    this.authenticator.use(new Credential('bearer', bearer));
    this.authenticator.use(new Credential('session', session));
  }

  /** Whether the request names a token of its own accord. No page of another site can make a browser do that unasked. */
  isBearer(request: FastifyRequest): boolean {
    if (bearerOf(request.headers.authorization) === undefined) return false;
    if (readSessionCookie(request, this.config.secureCookie) === undefined) return true;
    throw new Refusal('malformed', { errors: [{ path: 'Authorization', code: 'besideCookie' }] });
  }

  /** @throws signInRequired, or invalidToken if a token was shown that doesn't hold */
  async of(request: FastifyRequest): Promise<SignedInAccount> {
    const strategy = this.isBearer(request) ? 'bearer' : 'session';
    const account = await new Promise<SignedInAccount | false | undefined>((resolve, reject) => {
      const done = (error: unknown, found?: SignedInAccount | false) =>
        error ? reject(error as Error) : resolve(found);
      this.authenticator.authenticate(strategy, { session: false }, done)(request, undefined, reject);
    });
    if (!account) throw new Refusal(strategy === 'bearer' ? 'invalidToken' : 'signInRequired');
    return account;
  }
}

export const isReading = ({ method }: Pick<FastifyRequest, 'method'>): boolean => method === 'GET' || method === 'HEAD';
