import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { type Permission, permissionKey } from '../http/allow.js';
import { type LineDeclaration, lineKey } from '../http/leaves-line.js';
import { AccessLines } from './access-lines.service.js';
import { lookOf } from './look.js';

/**
 * Behind every handler that declares `@LeavesLine`: when it has its answer, and before that is sent, the look is noted. What is
 * refused or not there leaves nothing, and an answer whose line can't be kept isn't sent.
 */
@Injectable()
export class LeavesLineInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly lines: AccessLines,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const declared = this.reflector.get<LineDeclaration | undefined>(lineKey, context.getHandler());
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!declared || !request.actor || request.method === 'HEAD') return next.handle();
    const permission = this.reflector.get<Permission>(permissionKey, context.getHandler());
    const { actor, target } = request;
    if (!permission.action || !target) throw new Error('A handler that leaves a line says whom it is about (@Allow).');
    const look = lookOf(declared, permission.action, actor, target);
    if (!look) return next.handle();
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        await this.lines.note(look);
        return answer;
      }),
    );
  }
}
