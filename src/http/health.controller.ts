import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Database } from '../database/database.js';
import { Public } from './allow.js';

/** Live: the process answers. Ready: it can do its work, which needs the database. */
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
  ) {}

  @Public()
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Public()
  @Get('ready')
  @HealthCheck()
  ready() {
    return this.health.check([() => this.databaseAnswers()]);
  }

  private async databaseAnswers() {
    const indicator = this.indicators.check('database');
    try {
      await this.database.read(() => this.database.rows('SELECT 1 AS answer'));
      return indicator.up();
    } catch {
      return indicator.down();
    }
  }
}
