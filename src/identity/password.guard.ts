import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { validation } from '../http/validation.js';
import { SignInBody } from './session.dto.js';
import { type Proven, SignIn } from './sign-in.service.js';

type Done = (error: unknown, proven?: Proven) => void;

/**
 * Lets a request through whose body proves to know a password; who that is stands in `request.user`.
 *
 * It has an authenticator of its own. Passport's usual one, which @nestjs/passport insists on, belongs to the whole process:
 * of two services in one process the later would check the passwords of both, in its own database.
 */
@Injectable()
export class PasswordGuard implements CanActivate {
  private readonly authenticator = new passport.Passport();

  constructor(signIn: SignIn) {
    const fields = { usernameField: 'signInName', passwordField: 'password', passReqToCallback: true } as const;
    const prove = (request: unknown, name: string, password: string, done: Done): void => {
      // The ip is the connection's peer; a forwarded address counts only behind a proxy that the settings trust.
      const address = (request as FastifyRequest).ip;
      signIn.prove({ name, password, address }).then((proven) => done(null, proven), done);
    };
    this.authenticator.use(new Strategy(fields, prove as never));
  }

  /** Guards come before pipes, and passport would also look for missing fields in the address: the body is checked first. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { user: Proven }>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    request.body = await validation.transform(request.body, { type: 'body', metatype: SignInBody });
    request.user = await new Promise<Proven>((resolve, reject) => {
      const done: Done = (error, proven) => (proven ? resolve(proven) : reject(error as Error));
      this.authenticator.authenticate('local', { session: false }, done)(request, reply, reject);
    });
    return true;
  }
}
