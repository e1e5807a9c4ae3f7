import { monthOf } from '../calendar.js';
import type { ClosingPublication } from '../closing/closing-publication.entity.js';
import type { ClosingRevision, ClosingRow } from '../closing/closing-row.entity.js';
import type { Closing } from '../closing/closing.entity.js';
import { publicationDigestOf } from '../closing/rows.js';
import { type Database, marks } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import type { Note } from '../scoring/problem.js';
import { monthsOfPeriod, periodOf } from '../scoring/periods.js';
import type { Scheme } from '../scoring/scheme.js';
import type { HalfYearMonthView } from '../summaries/half-year.view.js';
import type { VetoFact } from '../scoring/summary.js';
import { asFact } from '../vetoes/veto.js';
import { type Finding, finding } from './break.js';
import {
  figuresFindings,
  type Published,
  publishedKey,
  type PublishedMonth,
  revisionFindings,
} from './closing-rules.js';
import type { ClosingTrail } from './closing-trail.js';

/** Everything about a branch's closings that is not as it was recorded, or doesn't follow from its months. Inside `read`. */
export async function closingFindings(
  database: Database,
  branchId: number,
  trail: ClosingTrail,
  schemes: ReadonlyMap<number, Scheme>,
): Promise<Finding[]> {
  const closings = await database.rows<Closing>('SELECT * FROM closings WHERE branchId = ? ORDER BY period', [
    branchId,
  ]);
  const ids = closings.map(({ id }) => id);
  const of = (table: string) => `SELECT * FROM ${table} WHERE closingId IN ${marks(ids)}`;
  const revisions = await database.rows<ClosingRevision>(
    `${of('closing_revisions')} ORDER BY closingId, revision`,
    ids,
  );
  const rows = await database.rows<ClosingRow>(`${of('closing_rows')} ORDER BY closingId, revision, position`, ids);
  const publications = await database.rows<ClosingPublication>(`${of('closing_publications')} ORDER BY number`, ids);
  const readings = await database.rows<{ closingId: number; memberId: number; figuresDigest: string }>(
    of('closing_acknowledgements'),
    ids,
  );
  const rowsOf = grouped(rows, ({ closingId, revision }) => `${closingId} ${revision}`);
  const findings = revisions.flatMap((each) => {
    const key = `${each.closingId} ${each.revision}`;
    return revisionFindings(rowsOf.get(key) ?? [], each, trail.revisions.get(key));
  });
  const standing = closings.flatMap(({ id, revision }) => rowsOf.get(`${id} ${revision}`) ?? []);
  const published = await publishedMonths(database, standing);
  const vetoes = await setVetoes(database, standing);
  for (const closing of closings) {
    const { id, revision, period, state } = closing;
    const own = revisions.find((each) => each.closingId === id && each.revision === revision);
    const scheme = own && schemes.get(own.schemeVersionId);
    if (scheme)
      findings.push(
        ...figuresFindings(
          rowsOf.get(`${id} ${revision}`) ?? [],
          { scheme, per: periodOf(period) ?? 'halfYear', vetoes: heldAt(own.madeAt, vetoes, scheme, period) },
          published,
        ),
      );
    const recorded = trail.states.get(id) ?? 'notGenerated';
    if (recorded !== state)
      findings.push(finding('closingState', 'closings', { id }, { column: 'state', expected: recorded, found: state }));
  }
  return [
    ...findings,
    ...publications.flatMap((each) => publicationFindings(each, closings, revisions, trail)),
    ...readingFindings(readings, trail),
    ...goneFindings(closings, revisions, publications, trail),
  ];
}

function publicationFindings(
  publication: ClosingPublication,
  closings: readonly Closing[],
  revisions: readonly ClosingRevision[],
  trail: ClosingTrail,
): Finding[] {
  const { id, closingId, revision, trailSequence, trailHash, digest } = publication;
  const period = closings.find((closing) => closing.id === closingId)?.period ?? '';
  const rows = revisions.find((each) => each.closingId === closingId && each.revision === revision)?.digest ?? '';
  const expected = publicationDigestOf({ ...publication, period }, rows);
  const line = trail.publications.get(trailSequence);
  const at = (
    column: string,
    about: { expected: unknown; found: unknown },
    code: 'closingDigest' | 'closingUnrecorded',
  ) => finding(code, 'closing_publications', { id }, { column, ...about });
  return [
    ...(expected === digest ? [] : [at('digest', { expected, found: digest }, 'closingDigest')]),
    ...(line?.digest === digest ? [] : [at('digest', { expected: line?.digest, found: digest }, 'closingUnrecorded')]),
    ...(line && line.hash !== trailHash
      ? [at('trailHash', { expected: line.hash, found: trailHash }, 'closingUnrecorded')]
      : []),
  ];
}

function readingFindings(
  readings: readonly { closingId: number; memberId: number; figuresDigest: string }[],
  trail: ClosingTrail,
): Finding[] {
  const there = new Set(readings.map((each) => `${each.closingId} ${each.memberId} ${each.figuresDigest}`));
  return [
    ...readings
      .filter((each) => !trail.readings.has(`${each.closingId} ${each.memberId} ${each.figuresDigest}`))
      .map(({ closingId, memberId }) => finding('rowUnrecorded', 'closing_acknowledgements', { closingId, memberId })),
    ...[...trail.readings]
      .filter((key) => !there.has(key))
      .map((key) => {
        const [closingId = '', memberId = ''] = key.split(' ');
        return finding('rowGone', 'closing_acknowledgements', { closingId, memberId });
      }),
  ];
}

function goneFindings(
  closings: readonly Closing[],
  revisions: readonly ClosingRevision[],
  publications: readonly ClosingPublication[],
  trail: ClosingTrail,
): Finding[] {
  const ids = new Set(closings.map(({ id }) => id));
  const kept = new Set(revisions.map(({ closingId, revision }) => `${closingId} ${revision}`));
  const sequences = new Set(publications.map(({ trailSequence }) => trailSequence));
  return [
    ...[...trail.states.keys()].filter((id) => !ids.has(id)).map((id) => finding('rowGone', 'closings', { id })),
    ...[...trail.revisions.keys()]
      .filter((key) => !kept.has(key))
      .map((key) => {
        const [closingId = '', revision = ''] = key.split(' ');
        return finding('rowGone', 'closing_revisions', { closingId, revision });
      }),
    ...[...trail.publications]
      .filter(([sequence]) => !sequences.has(sequence))
      .map(([, { number }]) => finding('rowGone', 'closing_publications', { number })),
  ];
}

/** What stands published in the months that these rows count, of any branch. */
async function publishedMonths(database: Database, rows: readonly ClosingRow[]): Promise<Published> {
  const monthIds = new Set(
    rows.flatMap(({ months }) =>
      (JSON.parse(months) as HalfYearMonthView[]).flatMap(({ branchMonthId }) => branchMonthId ?? []),
    ),
  );
  const from = `FROM sheets
     JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id`;
  const where = `WHERE sheets.branchMonthId IN ${marks([...monthIds])}`;
  const sheets = await database.rows<PublishedMonth & { branchMonthId: number; memberId: number; sheetId: number }>(
    `SELECT sheets.branchMonthId, finals.memberId, finals.sheetId, finals.scoreHundredths, finals.deductionHundredths,
            finals.contributionHundredths, finals.parts, finals.profileCode ${from} ${where}`,
    [...monthIds],
  );
  const lines = await database.rows<{ sheetId: number; itemCode: string; notes: string }>(
    `SELECT details.sheetId, details.itemCode, details.notes FROM sheets
       JOIN published_lines details ON details.publicationId = sheets.publicationId AND details.sheetId = sheets.id ${where}`,
    [...monthIds],
  );
  const occurred = lines.filter(({ notes }) => !(JSON.parse(notes) as Note[]).some(({ code }) => code === 'refused'));
  const itemsOf = grouped(occurred, ({ sheetId }) => sheetId);
  return new Map(
    sheets.map((sheet) => [
      publishedKey(sheet.branchMonthId, sheet.memberId),
      { ...sheet, itemCodes: (itemsOf.get(sheet.sheetId) ?? []).map(({ itemCode }) => itemCode) },
    ]),
  );
}

interface SetVeto {
  memberId: number;
  vetoCode: string;
  factDay: string;
  confirmedAt: string;
  liftedAt: string | null;
}

/** Vetoes of these members that were ever set. There are a handful in a year. */
async function setVetoes(database: Database, rows: readonly ClosingRow[]): Promise<SetVeto[]> {
  const members = new Set(rows.map(({ memberId }) => memberId));
  const vetoes = await database.rows<SetVeto>(
    `SELECT memberId, vetoCode, factDay, confirmedAt, liftedAt FROM vetoes
      WHERE confirmedAt IS NOT NULL ORDER BY memberId, factDay, id`,
  );
  return vetoes.filter(({ memberId }) => members.has(memberId));
}

/** By member, what held at an instant of the vetoes whose fact lies in the period. */
function heldAt(at: string, vetoes: readonly SetVeto[], scheme: Scheme, period: string): Map<number, VetoFact[]> {
  const months = new Set(monthsOfPeriod(period, scheme.yearStartsMonth) ?? []);
  const holding = vetoes.filter(
    ({ vetoCode, factDay, confirmedAt, liftedAt }) =>
      confirmedAt <= at &&
      (liftedAt === null || liftedAt > at) &&
      months.has(monthOf(factDay)) &&
      scheme.vetoes.some(({ code }) => code === vetoCode),
  );
  return new Map(
    [...grouped(holding, ({ memberId }) => memberId)].map(([memberId, own]) => [
      memberId,
      own.map((veto) => asFact(scheme, veto)),
    ]),
  );
}
