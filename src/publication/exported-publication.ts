import { type Canonical, canonicalJson } from '../audit/canonical.js';
import type { TrailRecord } from '../audit/trail.entity.js';
import { chainOf, hashOf, sha256 } from '../audit/trail.service.js';
import { printedHead, readVerificationCode } from '../assessments/verification-code.js';

/** A publication as it leaves the house: what its digest is over, and the branch's trail from its own line on. */
export interface ExportedPublication {
  format: 'pointbook-publication';
  version: 1;
  digest: string;
  trailSequence: number;
  trailHash: string;
  verificationCode: string;
  /** See `contentOf` in digest.ts. */
  content: Record<string, Canonical>;
  records: TrailRecord[];
}

/** What the publication's own line in the trail must say the same of. */
const factsInTrail = [
  'branchId',
  'branchMonthId',
  'fromDay',
  'number',
  'revision',
  'schemeVersionId',
  'untilDay',
  'workingDays',
] as const;

/** What is wrong with an exported publication, or null; the first that is found, in the order of the checks. */
export type Mismatch =
  | 'format'
  | 'digest'
  | 'publicationRecord'
  | `record ${number}`
  | 'trailHash'
  | 'head'
  | 'headIsElsewhere'
  | 'verificationCode';

/**
 * Holds an exported publication against itself and against what was printed: a head ('1042-9F3C-…') or a verification code.
 * The stand-alone verifier (web/public/verify-publication.mjs) finds the same; test/publication/exports.spec.ts compares them.
 */
export function firstMismatch(exported: ExportedPublication, printed: string): Mismatch | null {
  const { content, digest, records, trailSequence, trailHash } = exported;
  if (exported.format !== 'pointbook-publication' || exported.version !== 1) return 'format';
  if (sha256(canonicalJson(content)) !== digest) return 'digest';
  const [own] = records;
  if (!own || own.sequence !== trailSequence || !saysTheSame(own, exported)) return 'publicationRecord';
  const chain = chainOf(content['branchId'] as number);
  for (const [index, record] of records.entries()) {
    const before = records[index - 1];
    const follows = !before || (record.sequence === before.sequence + 1 && record.previousHash === before.hash);
    if (record.chain !== chain || !follows || hashOf(record) !== record.hash) return `record ${record.sequence}`;
  }
  if (own.hash !== trailHash) return 'trailHash';
  return /^\d/.test(printed) ? headMismatch(records, printed) : codeMismatch(exported, printed);
}

function saysTheSame({ body }: TrailRecord, { content, digest }: ExportedPublication): boolean {
  const about = JSON.parse(body) as Record<string, Canonical>;
  return about['digest'] === digest && factsInTrail.every((fact) => about[fact] === content[fact]);
}

function headMismatch(records: readonly TrailRecord[], printed: string): Mismatch | null {
  const sequence = Number(/^\d+/.exec(printed)?.[0]);
  const record = records.find((each) => each.sequence === sequence);
  if (!record) return 'headIsElsewhere';
  return printedHead(sequence, record.hash) === printed.trim().toUpperCase() ? null : 'head';
}

function codeMismatch({ content, digest }: ExportedPublication, printed: string): Mismatch | null {
  const code = readVerificationCode(printed);
  if (!code) return 'verificationCode';
  const { branchId, number, digits } = code;
  const isIts = branchId === content['branchId'] && number === content['number'] && digest.startsWith(digits);
  return isIts ? null : 'verificationCode';
}
