import { Injectable } from '@nestjs/common';
import { canonicalJson, type Canonical } from '../audit/canonical.js';
import { sha256 } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Action, Actor } from '../http/allow.js';
import { type FieldProblem, invalid, Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { Organisation, type UnitRow } from '../organisation/organisation.service.js';
import { tableOf } from '../organisation/roster-imports.service.js';
import { DraftFiles } from './draft-files.service.js';
import { DraftReading, type MappingWish, type ReadDraft } from './draft-reading.service.js';
import { FactImports } from './fact-imports.service.js';
import type { ImportDraft } from './import-draft.entity.js';
import type { ImportKind } from './import-kind.js';
import { isDone, type KindPreview } from './kind-preview.js';
import { PastMonthImports } from './past-month-imports.service.js';
import type { CellProblem } from './past-months.js';
import { RosterTableImports } from './roster-table-imports.service.js';

/** What a person must be allowed to do to bring a table of each kind: the same as by hand. */
const rightFor: Record<ImportKind, Action> = {
  roster: 'roster.manage',
  pastMonths: 'month.import',
  facts: 'sheet.decide',
};

/** Mistakes that a refusal lists; the preview has them all. */
const mostErrors = 200;

export interface DraftPlace {
  unitId: number;
  draftId: number;
  actor: Actor;
}

export interface ImportResult {
  counts: KindPreview['counts'];
  months: KindPreview['months'];
  /** Everything was there already; nothing was written. */
  unchanged: boolean;
}

/** A table's way in: kept, read, looked at, and then imported as a whole or not at all. */
@Injectable()
export class ImportSteps {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly organisation: Organisation,
    private readonly files: DraftFiles,
    private readonly reading: DraftReading,
    private readonly rosters: RosterTableImports,
    private readonly pastMonths: PastMonthImports,
    private readonly facts: FactImports,
  ) {}

  /** The kinds of table that this person may bring to a unit. */
  kindsFor(actor: Actor, unit: UnitRow): ImportKind[] {
    return (Object.keys(rightFor) as ImportKind[]).filter((kind) => this.mayBring(kind, actor, unit));
  }

  /** @throws invalid: the file can't be read as a table */
  async keep(
    unitId: number,
    { kind, fileName, bytes }: { kind: ImportKind; fileName: string; bytes: Uint8Array },
    actor: Actor,
  ): Promise<number> {
    await this.unitFor(unitId, kind, actor);
    const { digest } = await tableOf({ bytes, fileName });
    return this.files.keep({ unitId, kind, fileName, fileDigest: digest, bytes }, actor);
  }

  async read({ unitId, draftId, actor }: DraftPlace): Promise<ReadDraft> {
    const draft = await this.files.one(unitId, draftId, actor);
    const unit = await this.unitFor(unitId, draft.kind, actor);
    return this.reading.read(draft, unit);
  }

  /** Says anew what the table means. @throws stale */
  async map({ unitId, draftId, actor }: DraftPlace, version: number, wish: MappingWish): Promise<ReadDraft> {
    const draft = await this.files.one(unitId, draftId, actor);
    const unit = await this.unitFor(unitId, draft.kind, actor);
    if (draft.doneAt !== null) throw new Refusal('wrongState', { params: { state: 'done' } });
    if (draft.version !== version) throw new Refusal('stale', { params: { version: draft.version } });
    const read = await this.reading.read(draft, unit, wish);
    await this.files.putMapping(draft, read.mapping);
    return this.read({ unitId, draftId, actor });
  }

  async preview(place: DraftPlace): Promise<{ read: ReadDraft; preview: KindPreview; digest: string }> {
    const read = await this.read(place);
    const preview = await this.database.read(() => this.previewOf(read, place.actor));
    return { read, preview, digest: digestOf(read, preview) };
  }

  /**
   * Writes what the preview with this digest showed: all of it, or nothing. Asked again, or by two at once, it is done once, and
   * everybody learns what came of it. @throws invalid (every bad row), stale (something has changed since)
   */
  async import(place: DraftPlace, digest: string): Promise<ImportResult> {
    const { actor } = place;
    const read = await this.read(place);
    const now = this.clock.now();
    return this.database.write(async () => {
      const draft = await this.files.lock(read.draft, actor);
      if (draft.doneAt !== null) return JSON.parse(draft.result as string) as ImportResult;
      await this.organisation.lock();
      const preview = await this.previewOf(read, actor);
      if (preview.problems.length > 0) throw new Refusal('invalid', { errors: errorsOf(preview.problems) });
      const unchanged = isDone(preview);
      if (!unchanged && digest !== digestOf(read, preview))
        throw new Refusal('stale', { errors: [{ path: 'digest', code: 'previewOutdated' }] });
      if (!unchanged) await this.write(read, actor, now);
      await this.reading.remember(read, now, actor.accountId);
      const result = { counts: preview.counts, months: preview.months, unchanged };
      await this.files.finish(draft, result, now);
      return result;
    });
  }

  list(unitId: number, actor: Actor): Promise<ImportDraft[]> {
    return this.files.list(unitId, actor);
  }

  async discard({ unitId, draftId, actor }: DraftPlace, version: number): Promise<void> {
    await this.files.discard(await this.files.one(unitId, draftId, actor), version);
  }

  private previewOf(read: ReadDraft, actor: Actor): Promise<KindPreview> {
    if (read.draft.kind === 'roster') return this.rosters.preview(read, actor);
    return read.draft.kind === 'facts' ? this.facts.preview(read, actor) : this.pastMonths.preview(read);
  }

  private async write(read: ReadDraft, actor: Actor, now: string): Promise<void> {
    if (read.draft.kind === 'roster') await this.rosters.write(read, actor);
    else if (read.draft.kind === 'facts') await this.facts.write(read, actor);
    else await this.pastMonths.write(read, actor, now);
  }

  private async unitFor(unitId: number, kind: ImportKind, actor: Actor): Promise<UnitRow> {
    const unit = await this.organisation.unitById(unitId);
    if (!this.mayBring(kind, actor, unit)) throw new Refusal('forbidden');
    if (unit.kind === 'group' || (kind !== 'roster' && unit.kind !== 'branch')) throw invalid('unitId', 'notABranch');
    return unit;
  }

  private mayBring(kind: ImportKind, actor: Actor, { path }: UnitRow): boolean {
    return may(rightFor[kind], actor, { unitPath: path, memberId: null });
  }
}

/** Stands for the file, for what it was said to mean, and for all that it would change. */
function digestOf({ draft, mapping }: ReadDraft, { changes }: KindPreview): string {
  const { unitId, kind, fileDigest } = draft;
  return sha256(canonicalJson({ unitId, kind, file: fileDigest, mapping: mapping as unknown as Canonical, changes }));
}

function errorsOf(problems: readonly CellProblem[]): FieldProblem[] {
  return problems
    .slice(0, mostErrors)
    .map(({ rowNumber, cell, code, params }) => ({ path: `rows[${rowNumber}]`, code, params: { ...params, cell } }));
}
