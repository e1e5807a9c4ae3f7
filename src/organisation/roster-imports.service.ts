import { Injectable } from '@nestjs/common';
import { canonicalJson } from '../audit/canonical.js';
import { sha256 } from '../audit/trail.service.js';
import { Clock, type Day } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { type FieldProblem, invalid, Refusal } from '../http/refusal.js';
import { readTable, type Table } from '../spreadsheets/read-table.js';
import { SpreadsheetProblem } from '../spreadsheets/spreadsheet-problem.js';
import { KnownOrganisations } from './known-organisation.service.js';
import { Organisation } from './organisation.service.js';
import { planRoster, type RosterPlan } from './roster-plan.js';
import { readRoster, type RosterReading } from './roster-rows.js';
import { RosterWriting } from './roster-writing.service.js';
import type { RosterImportView, RosterPreviewView } from './roster.dto.js';

/** A file as it was handed in for a unit. */
export interface RosterFile {
  unitId: number;
  fileName: string;
  bytes: Uint8Array;
}

/** A table that somebody has already read, with a head of the roster's own words. */
export interface RosterTable {
  unitId: number;
  fileName: string;
  table: Table;
}

/** Mistakes that a refusal lists; the preview has them all. */
const mostErrors = 200;

/** Imports rosters: a preview that stores nothing, and then everything or nothing. */
@Injectable()
export class RosterImports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly organisation: Organisation,
    private readonly knownOrganisations: KnownOrganisations,
    private readonly writing: RosterWriting,
  ) {}

  async preview(actor: Actor, file: RosterFile): Promise<RosterPreviewView> {
    return this.previewOf(actor, { ...file, table: await tableOf(file) });
  }

  async previewOf(actor: Actor, file: RosterTable): Promise<RosterPreviewView> {
    const { table, reading, today } = this.read(file.table);
    const plan = await this.database.read(() => this.plan(actor, file.unitId, reading, today));
    const { counts, notes } = plan;
    return {
      digest: digestOf(file.unitId, table, plan),
      fileName: file.fileName,
      encoding: table.encoding,
      counts,
      rows: plan.rows.map(({ rowNumber, values, outcome, changes, problems }) => ({
        rowNumber,
        values,
        outcome,
        changes,
        problems,
      })),
      notes,
    };
  }

  /**
   * Writes what the preview with this digest showed. Where the organisation has changed since, nothing is written, unless
   * nothing is left to be done: the same import again finds itself done. @throws invalid (every bad row), stale
   */
  async import(actor: Actor, file: RosterFile, digest: string): Promise<RosterImportView> {
    return this.importOf(actor, { ...file, table: await tableOf(file) }, digest);
  }

  async importOf(actor: Actor, file: RosterTable, digest: string): Promise<RosterImportView> {
    const { table, reading, today } = this.read(file.table);
    const at = this.clock.now();
    return this.database.write(async () => {
      await this.organisation.lock();
      const plan = await this.plan(actor, file.unitId, reading, today);
      if (plan.counts.bad > 0) throw new Refusal('invalid', { errors: errorsOf(plan) });
      const isDone = plan.rows.every(({ outcome }) => outcome === 'unchanged');
      if (!isDone && digest !== digestOf(file.unitId, table, plan))
        throw new Refusal('stale', { errors: [{ path: 'digest', code: 'previewOutdated' }] });
      if (!isDone) await this.writing.write(plan, { actor, at, fileDigest: table.digest });
      return { counts: plan.counts };
    });
  }

  private read(table: Table): { table: Table; reading: RosterReading; today: Day } {
    const today = this.clock.today();
    const reading = readRoster(table, today);
    if ('fault' in reading) throw invalid('file', reading.fault.code, reading.fault.params);
    return { table, reading, today };
  }

  private async plan(actor: Actor, unitId: number, reading: RosterReading, today: Day): Promise<RosterPlan> {
    const unit = await this.organisation.unitById(unitId);
    if (unit.kind === 'group') throw invalid('unitId', 'isAGroup');
    const numbers = reading.lines.flatMap(({ memberNumber }) => memberNumber ?? []);
    const known = await this.knownOrganisations.known(actor, unit, [...new Set(numbers)]);
    return planRoster(reading, known, today);
  }
}

/** @throws invalid: whatever keeps the file from being read */
export function tableOf({ bytes, fileName }: Pick<RosterFile, 'bytes' | 'fileName'>, sheet?: string): Promise<Table> {
  return readTable(bytes, fileName, sheet).catch((error: unknown) => {
    throw error instanceof SpreadsheetProblem ? invalid('file', error.code, error.params) : error;
  });
}

/** Stands for the file and for all that it would change: the same file of another day may mean something else. */
function digestOf(unitId: number, table: Table, { rows }: RosterPlan): string {
  const changes = rows.map(({ rowNumber, outcome, changes }) => [
    rowNumber,
    outcome,
    ...changes.map(({ field, before, after }) => [field, before, after]),
  ]);
  return sha256(canonicalJson({ unitId, file: table.digest, changes }));
}

function errorsOf({ rows }: RosterPlan): FieldProblem[] {
  return rows
    .flatMap(({ rowNumber, problems }) =>
      problems.map(({ field, cell, code, params }) => ({
        path: `rows[${rowNumber}].${field}`,
        code,
        params: { ...params, cell },
      })),
    )
    .slice(0, mostErrors);
}
