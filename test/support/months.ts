import { readFileSync } from 'node:fs';
import { BranchMonth } from '#src/assessments/branch-month.entity.js';
import { Sheet } from '#src/assessments/sheet.entity.js';
import {
  isFinal,
  isPublished,
  type BranchMonthState,
  type NotScoredReason,
  type SheetState,
} from '#src/assessments/states.js';
import type { Database } from '#src/database/database.js';
import { Publication } from '#src/publication/publication.entity.js';
import { PublishedLine } from '#src/publication/published-line.entity.js';
import { PublishedSheet } from '#src/publication/published-sheet.entity.js';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import { SchemeVersion } from '#src/schemes/scheme-version.entity.js';

/** Months laid straight into the tables, as if the branches had lived through them. */

/** The default scheme in force since 2020. */
export async function theDefaultScheme(database: Database): Promise<number> {
  const source = readFileSync('schemes/default.yaml', 'utf8');
  const { scheme: definition, problems } = readSchemeFile(source);
  if (!definition) throw new Error(`The default scheme can't be read: ${JSON.stringify(problems)}`);
  const { code: schemeCode, version } = definition;
  const [id] = await database.write(() =>
    database.insert(SchemeVersion, [
      {
        schemeCode,
        version,
        effectiveFromMonth: '2020-01',
        publishedAt: '2019-12-01T00:00:00.000Z',
        definition: JSON.stringify(definition),
        source,
        digest: '0'.repeat(64),
      },
    ]),
  );
  return id!;
}

/** What a member got in a month: hundredths, or the reason why nothing. */
export interface SheetWish {
  memberId: number;
  result: number | NotScoredReason | null;
  deductionHundredths?: number;
  contributionHundredths?: number;
  /** Deduction items behind the score; a refused one counts nothing. */
  deductions?: { itemCode: string; refused?: boolean }[];
  /** While the month runs; by default what goes with the month's state. */
  state?: SheetState;
  submitted?: boolean;
  returned?: boolean;
  fromRecords?: boolean;
  /** By default 'full'. */
  profileCode?: string;
}

export interface MonthWish {
  branchId: number;
  month: string;
  state: BranchMonthState;
  themeDay?: string;
  selfAssessmentUntil?: string;
  untilDay?: string;
  sheets: SheetWish[];
}

export interface LaidMonth {
  branchMonthId: number;
  publicationId: number | null;
  sheetIds: number[];
  sheetOfMember: ReadonlyMap<number, number>;
}

const stateOfSheet = {
  selfAssessment: 'draft',
  preReview: 'submitted',
  review: 'decided',
  ready: 'decided',
  published: 'published',
  confirmed: 'confirmed',
  reported: 'confirmed',
  archived: 'confirmed',
  takenBack: 'decided',
} as const;

/** A few statements for any number of months. */
export async function layMonths(
  database: Database,
  { schemeVersionId, accountId, months }: { schemeVersionId: number; accountId: number; months: readonly MonthWish[] },
): Promise<LaidMonth[]> {
  return database.write(async () => {
    const branchMonthIds = await database.insert(
      BranchMonth,
      months.map(({ branchId, month, state, themeDay, selfAssessmentUntil }) => ({
        branchId,
        month,
        state,
        schemeVersionId,
        themeDay: themeDay ?? `${month}-05`,
        selfAssessmentUntil: selfAssessmentUntil ?? `${month}-03`,
        openedAt: `${month}-01T01:00:00.000Z`,
        openedBy: accountId,
        reviewStartedAt: state === 'selfAssessment' ? null : `${month}-05T01:00:00.000Z`,
        confirmedAt: isFinal(state) ? `${month}-20T01:00:00.000Z` : null,
        confirmedBy: isFinal(state) ? accountId : null,
        version: 1,
      })),
    );
    const sheetIds = await database.insert(
      Sheet,
      months.flatMap(({ month, state, sheets }, index) =>
        sheets.map((sheet, place) =>
          sheetRow(sheet, { branchMonthId: branchMonthIds[index]!, month, state, place, accountId }),
        ),
      ),
    );
    let taken = 0;
    const laid = months.map(({ sheets }, index) => {
      const own = sheetIds.slice(taken, (taken += sheets.length));
      const sheetOfMember = new Map(sheets.map(({ memberId }, place) => [memberId, own[place]!]));
      return { branchMonthId: branchMonthIds[index]!, publicationId: null, sheetIds: own, sheetOfMember };
    });
    const published = laid.filter((_, index) => isPublished(months[index]!.state));
    const wishes = new Map(laid.map((month, index) => [month, months[index]!]));
    return publish(database, { schemeVersionId, accountId, laid, published, wishes, revision: 1 });
  });
}

/** Publishes a month once more, with other results: a correction. */
export async function layRevision(
  database: Database,
  month: LaidMonth,
  { schemeVersionId, accountId, wish }: { schemeVersionId: number; accountId: number; wish: MonthWish },
): Promise<void> {
  await database.write(() =>
    publish(database, {
      schemeVersionId,
      accountId,
      laid: [month],
      published: [month],
      wishes: new Map([[month, wish]]),
      revision: 2,
    }),
  );
}

/** The running number of each branch's publications; a spec file has a database of its own. */
const numbers = new Map<number, number>();

async function publish(
  database: Database,
  given: {
    schemeVersionId: number;
    accountId: number;
    laid: LaidMonth[];
    published: LaidMonth[];
    wishes: Map<LaidMonth, MonthWish>;
    revision: number;
  },
): Promise<LaidMonth[]> {
  const { schemeVersionId, accountId, laid, published, wishes, revision } = given;
  const publicationIds = await database.insert(
    Publication,
    published.map((each) => {
      const { branchId, month, untilDay } = wishes.get(each)!;
      const number = (numbers.get(branchId) ?? 0) + 1;
      numbers.set(branchId, number);
      return {
        branchMonthId: each.branchMonthId,
        kind: 'full' as const,
        digestVersion: 2,
        revision,
        branchId,
        number,
        schemeVersionId,
        publishedAt: `${month}-10T01:00:00.000Z`,
        publishedBy: accountId,
        fromDay: `${month}-11`,
        untilDay: untilDay ?? `${month}-15`,
        workingDays: 3,
        contact: '纪检委员',
        digest: '0'.repeat(64),
        trailSequence: 1,
        trailHash: '0'.repeat(64),
      };
    }),
  );
  const rows = published.flatMap((each, index) =>
    wishes.get(each)!.sheets.map((sheet, place) => ({
      sheet,
      place,
      publicationId: publicationIds[index]!,
      sheetId: each.sheetOfMember.get(sheet.memberId)!,
    })),
  );
  await database.insert(
    PublishedSheet,
    rows.map(({ sheet, place, publicationId, sheetId }) => ({
      publicationId,
      sheetId,
      memberId: sheet.memberId,
      rosterOrder: place,
      standing: 'full' as const,
      profileCode: sheet.profileCode ?? 'full',
      notScoredReason: typeof sheet.result === 'string' ? sheet.result : null,
      fromRecords: sheet.fromRecords ? 1 : 0,
      ...figures(sheet),
    })) as never,
  );
  const lines = rows.flatMap(({ sheet, publicationId, sheetId }) =>
    (sheet.deductions ?? []).map(({ itemCode, refused }, index) => ({
      publicationId,
      sheetId,
      number: index + 1,
      itemCode,
      claimedHundredths: -300,
      countedHundredths: refused ? 0 : -300,
      notes: JSON.stringify(refused ? [{ code: 'refused' }] : []),
      origin: 'review' as const,
      outcome: refused ? ('refused' as const) : ('accepted' as const),
    })),
  );
  if (lines.length > 0) await database.insert(PublishedLine, lines);
  for (const [index, publicationId] of publicationIds.entries())
    await database.change('UPDATE sheets SET publicationId = ? WHERE branchMonthId = ?', [
      publicationId,
      published[index]!.branchMonthId,
    ]);
  const publicationOf = new Map(published.map((each, index) => [each, publicationIds[index]!]));
  return laid.map((each) => ({ ...each, publicationId: publicationOf.get(each) ?? null }));
}

function sheetRow(
  sheet: SheetWish,
  at: { branchMonthId: number; month: string; state: BranchMonthState; place: number; accountId: number },
) {
  const notScoredReason = typeof sheet.result === 'string' ? sheet.result : null;
  const running = notScoredReason !== null && !isPublished(at.state);
  const state = sheet.state ?? (running ? 'notScored' : stateOfSheet[at.state]);
  const submitted = sheet.submitted ?? (state !== 'draft' && notScoredReason === null);
  const decided = ['decided', 'published', 'confirmed'].includes(state) && notScoredReason === null;
  return {
    branchMonthId: at.branchMonthId,
    memberId: sheet.memberId,
    groupId: null,
    rosterOrder: at.place,
    standing: 'full' as const,
    profileCode: sheet.profileCode ?? 'full',
    state,
    notScoredReason,
    notScoredNote: null,
    submittedAt: submitted ? `${at.month}-02T01:00:00.000Z` : null,
    late: 0,
    fromRecords: sheet.fromRecords ? 1 : 0,
    returnedReason: sheet.returned ? '请补充说明' : null,
    selfScoreHundredths: null,
    decidedAt: decided ? `${at.month}-06T01:00:00.000Z` : null,
    decidedBy: decided ? at.accountId : null,
    decidedByMemberId: null,
    ...figures(sheet),
    version: 1,
  } as never;
}

function figures({ result, deductionHundredths = 0, contributionHundredths = 0 }: SheetWish) {
  if (typeof result !== 'number')
    return {
      baseHundredths: null,
      deductionHundredths: null,
      contributionHundredths: null,
      scoreHundredths: null,
      categoryPoints: null,
    };
  const baseHundredths = result - deductionHundredths - contributionHundredths;
  return {
    baseHundredths,
    deductionHundredths,
    contributionHundredths,
    scoreHundredths: result,
    categoryPoints: JSON.stringify({ B1: 2000, B2: 2000, B3: 2000, B4: baseHundredths - 6000 }),
  };
}
