import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { EVIDENCE_STORE } from './evidence-store.js';
import { EvidenceFiles } from './evidence-files.service.js';
import { openStore } from './open-store.js';

@Module({
  providers: [
    { provide: EVIDENCE_STORE, useFactory: ({ evidence }: Config) => openStore(evidence), inject: [CONFIG] },
    EvidenceFiles,
  ],
  exports: [EvidenceFiles, EVIDENCE_STORE],
})
export class EvidenceModule {}
