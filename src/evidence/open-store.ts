import type { EvidenceConfig } from '../config.js';
import type { EvidenceStore } from './evidence-store.js';
import { FolderStore } from './folder-store.js';
import { S3Store } from './s3-store.js';

export function openStore(config: EvidenceConfig): EvidenceStore {
  return config.kind === 's3' ? new S3Store(config) : new FolderStore(config.folder);
}
