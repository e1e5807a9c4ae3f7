import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from './allow.js';
import { Readiness, type Unready } from './readiness.service.js';

/** Live: the process answers. Ready: it can do its work, which needs the database. */
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Public()
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200, or 503 with what is the matter. */
  @Public()
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: 'ok' } | { status: 'unready'; problem: Unready }> {
    const problem = await this.readiness.problem();
    if (problem === null) return { status: 'ok' };
    void reply.status(503).header('Retry-After', '5');
    return { status: 'unready', problem };
  }
}
