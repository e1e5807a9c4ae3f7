import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { EVIDENCE_STORE } from './evidence-store.js';
import { EvidenceFiles } from './evidence-files.service.js';
import { openStore } from './open-store.js';
import { UploadScan } from './upload-scan.service.js';
import { VIRUS_SCANNER, VirusScanner } from './virus-scanner.js';

@Module({
  providers: [
    { provide: EVIDENCE_STORE, useFactory: ({ evidence }: Config) => openStore(evidence), inject: [CONFIG] },
    {
      provide: VIRUS_SCANNER,
      useFactory: ({ scanner }: Config) => scanner && new VirusScanner(scanner),
      inject: [CONFIG],
    },
    UploadScan,
    EvidenceFiles,
  ],
  exports: [EvidenceFiles, EVIDENCE_STORE, UploadScan],
})
export class EvidenceModule {}
