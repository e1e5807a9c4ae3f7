import type { Instant } from '../calendar.js';

/** Where the contents of evidence files lie: a folder of this machine, or a bucket that speaks S3. */
export interface EvidenceStore {
  /** Keeps the bytes under a name that nobody has used. When it has answered they are there, also after a power cut. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, or null where there are none of this name. */
  get(name: string): Promise<Uint8Array | null>;
  /** Nothing there is fine, too. */
  remove(name: string): Promise<void>;
  /** Everything that lies in the store, also what was left half-written. */
  list(): AsyncIterable<StoredName>;
}

export interface StoredName {
  name: string;
  storedAt: Instant;
}

/** What the store is injected by. */
export const EVIDENCE_STORE = Symbol('EvidenceStore');

/** The store does not answer, or not as it should. Nothing is known about what it did. */
export class EvidenceStoreAway extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'EvidenceStoreAway';
  }
}

/** Names are ours: 48 hexadecimal digits. Anything else never comes near a path or an address. */
export const storageNamePattern = /^[0-9a-f]{48}$/;
