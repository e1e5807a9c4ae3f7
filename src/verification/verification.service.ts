import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { chainOf, organisationChain } from '../audit/trail.service.js';
import type { Month } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Scheme } from '../scoring/scheme.js';
import { type Break, type Counts, type Finding, finding, noCounts, type Place } from './break.js';
import { ChainWalk } from './chain-walk.js';
import { closingFindings } from './closing-findings.js';
import { ClosingTrail } from './closing-trail.js';
import { Decisions } from './decisions.js';
import { KeptFacts } from './kept-facts.js';
import { keptRows } from './kept-rows.js';
import type { MonthFacts } from './month-facts.js';
import { MonthFactsReader } from './month-facts.service.js';
import { goneFindings, numberFindings, publicationFindings, rowFindings, standingFindings } from './month-rules.js';
import { numberedRows } from './numbered-rows.js';
import type { PrintedHead } from './printed-head.js';
import { Moments, RecordedRoles, RecordedSchemes, type RoleRow } from './recorded.js';
import { readDefinition, schemeFindings, type SchemeRow } from './scheme-rules.js';
import { TrailReader } from './trail-reader.service.js';
import { below, isBelow } from '../identity/scope.js';

export interface VerificationWish {
  /** The unit and all below it; null: everything there is. */
  unitId: number | null;
  /** The first month that is looked at; the trail is always looked at from its beginning. Null: all months. */
  fromMonth: Month | null;
  printed: readonly PrintedHead[];
}

/** How far it is, then every break as it is found, and what was looked at. */
export type VerificationEvent =
  | { type: 'progress'; done: number; total: number; place: Place }
  | { type: 'break'; found: Break }
  | { type: 'result'; counts: Counts };

interface UnitRow {
  id: number;
  name: string;
  path: string;
  parentId: number | null;
}

type MonthRow = { id: number; month: Month };

const noPlace: Place = { unitId: null, unitName: null, month: null, memberName: null };

/**
 * Checks what is kept against what was recorded: the trail, every publication, every published score. Reads one month of one
 * branch at a time and changes nothing, beside a service that goes on working: what comes in meanwhile is read together
 * with the month it is about.
 */
@Injectable()
export class Verification {
  constructor(
    private readonly database: Database,
    private readonly trail: TrailReader,
    private readonly months: MonthFactsReader,
  ) {}

  /** In the order in which people look: the organisation, then branch by branch, month by month. */
  async *run(wish: VerificationWish): AsyncGenerator<VerificationEvent> {
    const counts = { ...noCounts };
    const units = await this.units(wish.unitId);
    const total = units.length + 1;
    const whole = wish.unitId === null || units.some(({ parentId }) => parentId === null);
    yield { type: 'progress', done: 0, total, place: noPlace };
    const schemes = new Map<number, Scheme>();
    yield* at(noPlace, await this.organisation(wish, schemes, { counts, whole }));
    for (const [index, unit] of units.entries()) {
      const place = { ...noPlace, unitId: unit.id, unitName: unit.name };
      yield { type: 'progress', done: index + 1, total, place };
      yield* this.unit(unit, wish, schemes, counts);
      await turn();
    }
    if (whole) yield* at(noPlace, await this.strangeChains());
    yield { type: 'progress', done: total, total, place: noPlace };
    yield { type: 'result', counts };
  }

  /** The chain of what belongs to no branch, with the rule's versions and, for the whole organisation, who holds which role. */
  private async organisation(
    wish: VerificationWish,
    schemes: Map<number, Scheme>,
    { counts, whole }: { counts: Counts; whole: boolean },
  ): Promise<Finding[]> {
    const [recorded, roles] = [new RecordedSchemes(), new RecordedRoles()];
    const walk = new ChainWalk(organisationChain, printedOf(wish, organisationChain), counts, (record, said) => {
      recorded.follow(said);
      roles.follow(record, said);
    });
    await this.trail.follow(walk);
    return this.database.read(async () => {
      await this.trail.finish(walk);
      const findings = await this.schemesOf(null, recorded, schemes, counts);
      if (!whole) return [...walk.findings, ...findings];
      const rows = await this.database.rows<RoleRow>(
        'SELECT id, accountId, role, unitId, fromDay, untilDay FROM role_assignments ORDER BY id',
      );
      counts.roles += rows.length;
      return [...walk.findings, ...findings, ...roles.findings(rows)];
    });
  }

  private async *unit(
    unit: UnitRow,
    wish: VerificationWish,
    ofOrganisation: ReadonlyMap<number, Scheme>,
    counts: Counts,
  ): AsyncGenerator<VerificationEvent> {
    const place = { ...noPlace, unitId: unit.id, unitName: unit.name };
    const closings = new ClosingTrail();
    const [decisions, moments, recorded, kept] = [
      new Decisions(),
      new Moments(),
      new RecordedSchemes(),
      new KeptFacts(),
    ];
    const chain = chainOf(unit.id);
    const walk = new ChainWalk(chain, printedOf(wish, chain), counts, (record, said) => {
      decisions.follow(record, said);
      moments.follow(record, said);
      recorded.follow(said);
      kept.follow(record, said);
      closings.follow(record, said);
    });
    await this.trail.follow(walk);
    const schemes = new Map(ofOrganisation);
    yield* at(place, await this.database.read(() => this.schemesOf(unit.id, recorded, schemes, counts)));
    for (const { id, month } of await this.monthsOf(unit.id, wish.fromMonth)) {
      // A month and whatever the trail has got since are read as one moment, so that nothing seems to lack its line.
      const facts = await this.database.read(async () => {
        await this.trail.follow(walk);
        return this.months.read(id, schemes);
      });
      if (!facts) continue;
      const nameOf = new Map(facts.sheets.map((sheet) => [sheet.id, sheet.memberName]));
      for (const one of monthFindings(facts, { decisions, moments, kept }, counts))
        yield* at({ ...place, month, memberName: nameOf.get(one.sheetId ?? 0) ?? null }, [one]);
      await turn();
    }
    const findings = await this.database.read(async () => {
      await this.trail.finish(walk);
      const publications = await this.database.rows<{ id: number; number: number; trailSequence: number }>(
        'SELECT id, number, trailSequence FROM publications WHERE branchId = ? ORDER BY number, id',
        [unit.id],
      );
      return [
        ...numberFindings('publications', publications),
        ...goneFindings(decisions.publications, publications),
        ...(await numberedRows(this.database, unit.id)),
        ...(await keptRows(this.database, unit.id, kept)),
        ...(await closingFindings(this.database, unit.id, closings, schemes)),
      ];
    });
    yield* at(place, [...findings, ...walk.findings]);
  }

  /** Versions of the organisation (null) or of one branch, read into `schemes`. */
  private async schemesOf(
    branchId: number | null,
    recorded: RecordedSchemes,
    schemes: Map<number, Scheme>,
    counts: Counts,
  ): Promise<Finding[]> {
    const rows = await this.database.rows<SchemeRow>(
      `SELECT id, schemeCode, version, effectiveFromMonth, definition, digest FROM scheme_versions
        WHERE ${branchId === null ? 'branchId IS NULL' : 'branchId = ?'} ORDER BY effectiveFromMonth, id`,
      branchId === null ? [] : [branchId],
    );
    counts.schemeVersions += rows.length;
    for (const row of rows) {
      const definition = readDefinition(row);
      if (definition) schemes.set(row.id, definition);
    }
    return [...rows.flatMap((row) => schemeFindings(row, recorded.byId.get(row.id))), ...recorded.goneFindings(rows)];
  }

  private units(unitId: number | null): Promise<UnitRow[]> {
    return this.database.read(async () => {
      const topmost = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [unitId ?? 0]);
      if (unitId !== null && !topmost) return [];
      return this.database.rows<UnitRow>(
        `SELECT id, name, path, parentId FROM units WHERE ${isBelow('path')} ORDER BY path`,
        [below(topmost?.path ?? '/')],
      );
    });
  }

  private monthsOf(branchId: number, fromMonth: Month | null): Promise<MonthRow[]> {
    return this.database.read(() =>
      this.database.rows<MonthRow>(
        'SELECT id, month FROM branch_months WHERE branchId = ? AND month >= ? ORDER BY month, id',
        [branchId, fromMonth ?? ''],
      ),
    );
  }

  /** Chains that belong to no unit, and records that belong to no chain. */
  private async strangeChains(): Promise<Finding[]> {
    const known = new Set([organisationChain, ...(await this.units(null)).map(({ id }) => chainOf(id))]);
    const rows = await this.database.read(() =>
      this.database.rows<{ chain: string; inTable: string }>(
        `SELECT chain, 'trail_heads' AS inTable FROM trail_heads
          UNION ALL SELECT DISTINCT chain, 'trail_records' AS inTable FROM trail_records`,
      ),
    );
    return rows
      .filter(({ chain }) => !known.has(chain))
      .map(({ chain, inTable }) => finding('chainWithoutUnit', inTable, { chain }));
  }
}

function* at(place: Place, findings: readonly Finding[]): Generator<VerificationEvent> {
  for (const one of findings) yield { type: 'break', found: { ...place, ...one } };
}

function printedOf({ printed }: VerificationWish, chain: string): PrintedHead[] {
  return printed.filter((one) => one.chain === chain);
}

function monthFindings(
  facts: MonthFacts,
  { decisions, moments, kept }: { decisions: Decisions; moments: Moments; kept: KeptFacts },
  counts: Counts,
): Finding[] {
  const { branchMonth, publications, sheets } = facts;
  counts.months += 1;
  counts.sheets += sheets.length;
  const { openedAt, reviewStartedAt, confirmedAt } = branchMonth;
  const withdrawn = Object.fromEntries(
    publications.map(({ withdrawnAt }, index) => [`withdrawnAt ${index + 1}`, withdrawnAt]),
  );
  return [
    ...publications.flatMap((each) => {
      counts.publications += 1;
      const isImported = each.publication.kind === 'imported';
      if (isImported) counts.imported += 1;
      counts.lines += [...each.linesOf.values()].reduce((sum, lines) => sum + lines.length, 0);
      counts.scores += isImported ? 0 : each.rows.filter(({ notScoredReason }) => notScoredReason === null).length;
      const line = decisions.publications.get(each.publication.trailSequence);
      return [...rowFindings(each, line), ...publicationFindings(each, line)];
    }),
    ...numberFindings(
      'publications',
      publications.map(({ publication: { id, revision } }) => ({ id, number: revision })),
      'revisionMissing',
    ),
    ...standingFindings(facts, kept.waiting),
    ...moments.findings('branch_months', branchMonth.id, { openedAt, reviewStartedAt, confirmedAt, ...withdrawn }),
    ...sheets.flatMap(({ id, submittedAt, decidedAt }) => moments.findings('sheets', id, { submittedAt, decidedAt })),
  ];
}
