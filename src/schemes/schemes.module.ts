import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { SchemesController } from './schemes.controller.js';
import { Schemes } from './schemes.service.js';

@Module({ imports: [AuditModule], controllers: [SchemesController], providers: [Schemes], exports: [Schemes] })
export class SchemesModule {}
