import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/identity.module.js';
import { MonthFactsReader } from './month-facts.service.js';
import { TrailReader } from './trail-reader.service.js';
import { TrailReading } from './trail-reading.service.js';
import { VerificationController } from './verification.controller.js';
import { Verification } from './verification.service.js';
import { Verifications } from './verifications.service.js';

@Module({
  imports: [IdentityModule],
  controllers: [VerificationController],
  providers: [MonthFactsReader, TrailReader, TrailReading, Verification, Verifications],
})
export class VerificationModule {}
