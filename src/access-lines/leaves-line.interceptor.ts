import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { type Actor, type Permission, permissionKey, subjects } from '../http/allow.js';
import { type LineDeclaration, lineKey } from '../http/leaves-line.js';
import { Access } from '../identity/access.service.js';
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
    private readonly access: Access,
    private readonly lines: AccessLines,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const declared = this.reflector.get<LineDeclaration | undefined>(lineKey, context.getHandler());
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!declared || !request.actor || request.method === 'HEAD') return next.handle();
    const permission = this.reflector.get<Permission>(permissionKey, context.getHandler());
    const { actor } = request;
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        await this.note(declared, permission, request, actor);
        return answer;
      }),
    );
  }

  private async note(
    declared: LineDeclaration,
    { action, subject }: Permission,
    request: FastifyRequest,
    actor: Actor,
  ): Promise<void> {
    if (!action || !subject) throw new Error('A handler that leaves a line says whom it is about (@Allow).');
    const parameter = subjects[subject];
    const id = parameter === null ? 0 : Number((request.params as Record<string, string>)[parameter]);
    const target = await this.access.locate(subject, id);
    const look = target && lookOf(declared, action, actor, target);
    if (look) await this.lines.note(look);
  }
}
