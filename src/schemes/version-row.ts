import { type Canonical, canonicalJson } from '../audit/canonical.js';
import { sha256 } from '../audit/trail.service.js';
import type { Instant, Month } from '../calendar.js';
import type { NewRow } from '../database/database.js';
import type { Item, Scheme } from '../scoring/scheme.js';
import type { SchemeVersion } from './scheme-version.entity.js';

/** How a version comes about. */
export interface Publishing {
  effectiveFromMonth: Month;
  now: Instant;
  /** Null: the service itself. */
  actorAccountId: number | null;
  note?: string | null;
  /** The file as it was written; a branch's version has none of its own. */
  source?: string | null;
  draftId?: number | null;
  branch?: { branchId: number; basedOnId: number; items: readonly Item[]; requestId: string | null };
}

/** A scheme that is to be published, as a row: nothing of it is decided here. */
export function versionRow(scheme: Scheme, publishing: Publishing): NewRow<SchemeVersion> {
  const { effectiveFromMonth, now, actorAccountId, note = null, source = null, draftId = null, branch } = publishing;
  const definition = canonicalJson(scheme as unknown as Canonical);
  return {
    schemeCode: scheme.code,
    version: scheme.version,
    effectiveFromMonth,
    publishedAt: now,
    definition,
    digest: sha256(definition),
    note: note === '' ? null : note,
    source,
    publishedBy: actorAccountId,
    draftId,
    branchId: branch?.branchId ?? null,
    basedOnId: branch?.basedOnId ?? null,
    ownItems: branch ? canonicalJson(branch.items as unknown as Canonical) : null,
    requestId: branch?.requestId ?? null,
  };
}

/** What the trail says of a version that was published. */
export function aboutVersion(id: number, row: NewRow<SchemeVersion>): Record<string, Canonical> {
  const { schemeCode, version, effectiveFromMonth, digest, note = null } = row;
  return { schemeVersionId: id, schemeCode, version, effectiveFromMonth, digest, note };
}
