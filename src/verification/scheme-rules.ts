import { sha256 } from '../audit/trail.service.js';
import type { SchemeVersion } from '../schemes/scheme-version.entity.js';
import type { Scheme } from '../scoring/scheme.js';
import { type Finding, finding } from './break.js';

/** The versions of the rule as they stand in the database, read for the one verification. */
export type ReadSchemes = ReadonlyMap<number, Scheme>;

export type SchemeRow = Pick<
  SchemeVersion,
  'id' | 'schemeCode' | 'version' | 'effectiveFromMonth' | 'definition' | 'digest'
>;

/** What a line of the trail said of a version when it was published. */
export interface RecordedScheme {
  digest: string;
  /** Null where the line says no more than the digest: versions with a branch's own items. */
  schemeCode: string | null;
  version: string | null;
  effectiveFromMonth: string | null;
}

/** Whether a version is still what its digest says, and its digest what the trail said on the day it was published. */
export function schemeFindings(row: SchemeRow, recorded: RecordedScheme | undefined): Finding[] {
  const key = { id: row.id };
  const of = (code: Finding['code'], more: { column?: string; expected?: unknown; found?: unknown }) =>
    finding(code, 'scheme_versions', key, more);
  const computed = sha256(row.definition);
  const findings: Finding[] = [];
  if (computed !== row.digest)
    findings.push(of('schemeDigest', { column: 'definition', expected: row.digest, found: computed }));
  if (!recorded) return [...findings, of('schemeUnrecorded', { column: 'digest', found: row.digest })];
  for (const column of ['digest', 'schemeCode', 'version', 'effectiveFromMonth'] as const)
    if (recorded[column] !== null && recorded[column] !== row[column])
      findings.push(of('schemeUnrecorded', { column, expected: recorded[column], found: row[column] }));
  return findings;
}

/** The definition, read; null when it is none any more. */
export function readDefinition({ definition }: SchemeRow): Scheme | null {
  try {
    return JSON.parse(definition) as Scheme;
  } catch {
    return null;
  }
}
