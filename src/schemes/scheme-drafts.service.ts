import { Injectable } from '@nestjs/common';
import { sha256 } from '../audit/trail.service.js';
import { Clock, monthOf } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { Organisation } from '../organisation/organisation.service.js';
import type { Scheme } from '../scoring/scheme.js';
import { definitionProblems } from './definition.js';
import { mergeIntoSource } from './scheme-file.js';
import { type NewSchemeDraftBody, type SchemeSourceBody, sourceLengthMax } from './scheme-draft.dto.js';
import { SchemeDraft } from './scheme-draft.entity.js';
import type { SchemeCheckView, SchemeDraftHead, SchemeDraftSummary, SchemeDraftView } from './scheme-draft.view.js';
import { errorsOf, readDefinition, readSource, type SchemeReading } from './scheme-reading.js';
import type { SchemeComparisonView } from './scheme-version.view.js';
import { comparisonOf, type SchemeFile, SchemeVersions, textOf } from './scheme-versions.service.js';
import { Schemes } from './schemes.service.js';

type DraftRow = SchemeDraft & { updatedByName: string };

/** More would be a heap that nobody looks through; each is read and checked when they are listed. */
const draftsMax = 50;

/** What was read lately is kept: reading a file takes its time, and a list reads every draft. */
const readingsMax = 2 * draftsMax;

/** Drafts of the rule: text that people work at, with mistakes in it for as long as they like. */
@Injectable()
export class SchemeDrafts {
  private readonly readings = new Map<string, SchemeReading>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly organisation: Organisation,
    private readonly schemes: Schemes,
    private readonly versions: SchemeVersions,
  ) {}

  /** The one changed last comes first. */
  async list(): Promise<SchemeDraftSummary[]> {
    const rows = await this.rows('');
    return rows.map((row) => {
      const reading = this.read(row.source);
      return { ...headOf(row, reading), problems: errorsOf(reading).length };
    });
  }

  /** @throws notFound */
  async one(id: number): Promise<SchemeDraftView> {
    const [row] = await this.rows('WHERE scheme_drafts.id = ?', [id]);
    if (!row) throw new Refusal('notFound');
    const reading = this.read(row.source);
    return { ...headOf(row, reading), source: row.source, ...reading };
  }

  /** @throws notFound */
  async file(id: number): Promise<SchemeFile> {
    const { source, schemeCode, schemeVersion } = await this.one(id);
    return { source, schemeCode, version: schemeVersion };
  }

  /** What changed from a version (the one in force, if none is named) to the draft. @throws notFound, conflict (unreadable) */
  async comparison(id: number, versionId?: number): Promise<SchemeComparisonView> {
    const { definition } = await this.one(id);
    if (!definition) throw new Refusal('conflict', { errors: [{ path: 'source', code: 'unreadable' }] });
    const before =
      versionId === undefined
        ? await this.schemes.inForce(monthOf(this.clock.today()))
        : await this.schemes.byId(versionId);
    return comparisonOf(before.definition, definition);
  }

  /** A repeated request answers the draft it made the first time. @throws invalid, conflict (too many) */
  async create(actor: Actor, body: NewSchemeDraftBody): Promise<SchemeDraftView> {
    const { requestId, basedOnId = null } = body;
    const now = this.clock.now();
    const source = await this.firstSource(body);
    const firstDigest = sha256(source);
    const id = await this.database.write(async () => {
      await this.organisation.lock();
      const repeated = await this.database.row<SchemeDraft>(
        'SELECT id, basedOnId, firstDigest FROM scheme_drafts WHERE requestId = ?',
        [requestId],
      );
      if (repeated && (repeated.basedOnId !== basedOnId || repeated.firstDigest !== firstDigest))
        throw invalid('requestId', 'usedForSomethingElse');
      if (repeated) return repeated.id;
      await this.refuseTooMany();
      const row = { basedOnId, source, firstDigest, updatedAt: now, updatedBy: actor.accountId, requestId, version: 1 };
      return (await this.database.insert(SchemeDraft, [row]))[0] as number;
    });
    return this.one(id);
  }

  /** Keeps what the editor has, mistakes and all. @throws notFound, stale, invalid (what can't be written as a file) */
  async save(actor: Actor, id: number, body: SchemeSourceBody, version: number): Promise<SchemeDraftView> {
    requireOneOf(body);
    const now = this.clock.now();
    await this.database.write(async () => {
      const draft = await this.lock(id, version);
      const source = body.source ?? merged(draft.source, body.definition);
      await this.database.change(
        'UPDATE scheme_drafts SET source = ?, updatedAt = ?, updatedBy = ?, version = version + 1 WHERE id = ?',
        [source, now, actor.accountId, id],
      );
    });
    return this.one(id);
  }

  /** @throws notFound, stale */
  remove(id: number, version: number): Promise<void> {
    return this.database.write(async () => {
      await this.lock(id, version);
      await this.database.change('DELETE FROM scheme_drafts WHERE id = ?', [id]);
    });
  }

  /** What is wrong with a rule that somebody works at, and how it reads. Stores nothing. @throws invalid (what is no rule at all) */
  check(body: SchemeSourceBody): SchemeCheckView {
    requireOneOf(body);
    if (body.source === undefined) requireForm(body.definition);
    const reading = body.source === undefined ? readDefinition(body.definition) : this.read(body.source);
    const { definition } = reading;
    return { ...reading, text: definition && errorsOf(reading).length === 0 ? textOf(definition) : null };
  }

  /** The draft as the client saw it, locked until the transaction ends. @throws notFound, stale */
  async lock(id: number, version: number): Promise<SchemeDraft> {
    const draft = await this.database.lock<SchemeDraft>('scheme_drafts', id);
    if (!draft) throw new Refusal('notFound');
    if (draft.version !== version) throw new Refusal('stale', { params: { version: draft.version } });
    return draft;
  }

  private read(source: string): SchemeReading {
    const key = sha256(source);
    const reading = this.readings.get(key) ?? readSource(source);
    this.readings.delete(key);
    this.readings.set(key, reading);
    const [oldest] = this.readings.keys();
    if (this.readings.size > readingsMax && oldest !== undefined) this.readings.delete(oldest);
    return reading;
  }

  private rows(condition: string, parameters: number[] = []): Promise<DraftRow[]> {
    return this.database.read(() =>
      this.database.rows<DraftRow>(
        `SELECT scheme_drafts.*, accounts.displayName AS updatedByName
           FROM scheme_drafts JOIN accounts ON accounts.id = scheme_drafts.updatedBy
           ${condition} ORDER BY scheme_drafts.updatedAt DESC, scheme_drafts.id DESC`,
        parameters,
      ),
    );
  }

  /** Drafts are copies of the organisation's versions; a branch's items are the branch's. */
  private async firstSource({ basedOnId, source }: NewSchemeDraftBody): Promise<string> {
    if ((basedOnId === undefined) === (source === undefined)) throw invalid('source', 'oneOfBoth');
    if (basedOnId === undefined) return source as string;
    const known = (await this.schemes.list()).some(({ id }) => id === basedOnId);
    if (!known) throw invalid('basedOnId', 'unknown');
    return (await this.versions.file(basedOnId)).source;
  }

  private async refuseTooMany(): Promise<void> {
    const row = await this.database.row<{ drafts: number }>('SELECT COUNT(*) AS drafts FROM scheme_drafts');
    if ((row?.drafts ?? 0) >= draftsMax)
      throw new Refusal('conflict', { errors: [{ path: '', code: 'tooManyDrafts', params: { max: draftsMax } }] });
  }
}

function requireOneOf({ source, definition }: SchemeSourceBody): void {
  if ((source === undefined) === (definition === undefined)) throw invalid('source', 'oneOfBoth');
}

/** A definition may say wrong things, but it must be one: what has another shape is no scheme that anybody edits. */
function requireForm(definition: unknown): void {
  const errors = definitionProblems(definition);
  if (errors.length > 0) throw new Refusal('invalid', { errors: errors.slice(0, 200) });
}

function merged(source: string, definition: unknown): string {
  requireForm(definition);
  const text = mergeIntoSource(source, definition as Scheme);
  if (text.length > sourceLengthMax) throw invalid('definition', 'maxLength', { max: sourceLengthMax });
  return text;
}

function headOf(row: DraftRow, { definition }: SchemeReading): SchemeDraftHead {
  const { id, basedOnId, updatedAt, updatedByName, version } = row;
  return {
    id,
    name: definition?.name ?? { zh: '', en: '' },
    schemeCode: definition?.code ?? '',
    schemeVersion: definition?.version ?? '',
    basedOnId,
    updatedAt,
    updatedBy: updatedByName,
    version,
  };
}
