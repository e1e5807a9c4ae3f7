import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Headers, Inject, type OnModuleInit, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { Metrics } from '../observation/metrics.js';
import { Public } from './allow.js';
import { Refusal } from './refusal.js';

/** What the service counts about itself, for whoever shows METRICS_TOKEN. Without that setting there is no such page. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    if (this.config.metricsToken !== null) this.metrics.measureProcess();
  }

  @Public()
  @Get()
  async read(@Headers('authorization') authorization: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    const { metricsToken } = this.config;
    if (metricsToken === null) throw new Refusal('notFound');
    if (!isSame(authorization ?? '', `Bearer ${metricsToken}`)) throw new Refusal('signInRequired');
    const text = await this.metrics.text();
    void reply.header('Content-Type', this.metrics.contentType).header('Cache-Control', 'no-store').send(text);
  }
}

/** Compares digests, so that the time it takes tells neither how long the token is nor how much of it was right. */
function isSame(given: string, wanted: string): boolean {
  const [one, other] = [given, wanted].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(one, other);
}
