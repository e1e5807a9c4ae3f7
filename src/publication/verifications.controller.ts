import { Controller, Get, Header, Param, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../http/allow.js';
import { VerificationView } from './verification.view.js';
import { Verifications } from './verifications.service.js';

/** What a printed board's code leads to. */
@ApiTags('verification')
@Controller('api/v1/verifications')
export class VerificationsController {
  constructor(private readonly verifications: Verifications) {}

  /** Whether a publication with this code exists, stands, was withdrawn or amended. Never a name, never a score. */
  @Get(':code')
  @Public()
  @Header('Cache-Control', 'no-store')
  one(@Param('code') code: string, @Req() { ip }: FastifyRequest): Promise<VerificationView> {
    return this.verifications.one(code, ip);
  }
}
