import { Injectable } from '@nestjs/common';
import { BranchMonth } from '../assessments/branch-month.entity.js';
import { Sheet } from '../assessments/sheet.entity.js';
import { canonicalJson, type Canonical } from '../audit/canonical.js';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { grouped } from '../organisation/grouped.js';
import { PublicationRecords } from '../publication/publication-records.service.js';
import { statistics } from '../scoring/summary.js';
import type { ReadDraft } from './draft-reading.service.js';
import { ImportedMonth } from './imported-month.entity.js';
import { countsOf, type KindPreview, type PreviewRow } from './kind-preview.js';
import { PastMonthFacts } from './past-month-facts.service.js';
import type { ImportedResult, KnownMonth, PastMonthsPlan } from './past-months.js';

type PlannedMonth = PastMonthsPlan['months'][number];

/** Brings results of months before the service along: each becomes an archived month that says where it came from. */
@Injectable()
export class PastMonthImports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly facts: PastMonthFacts,
    private readonly publications: PublicationRecords,
  ) {}

  async preview(read: ReadDraft): Promise<KindPreview> {
    const plan = await this.facts.plan(read);
    const rows = previewRows(plan);
    const dated = await this.datedBack(read.unit.id, plan.months);
    const notes = [...plan.notes];
    if (dated.size > 0)
      notes.push({
        code: 'datedBack',
        params: {
          count: dated.size,
          names: [...dated.values()]
            .slice(0, 5)
            .map(({ name }) => name)
            .join('、'),
        },
      });
    if (plan.months.length > 0 && !read.mapping.columns.some((meaning) => meaning?.startsWith('deduction')))
      notes.push({ code: 'scoresOnly' });
    const vetoed = namesWithVeto(read, plan);
    if (vetoed.length > 0)
      notes.push({ code: 'vetoIgnored', params: { count: vetoed.length, names: vetoed.slice(0, 5).join('、') } });
    const missing = await this.facts.missing(read, plan);
    if (missing.length > 0)
      notes.push({ code: 'notInTable', params: { count: missing.length, names: missing.slice(0, 5).join('、') } });
    return {
      ...{ counts: countsOf(rows), problems: plan.problems, notes, rows, conflicts: [], unknownValues: [] },
      months: plan.months.map(({ known: { month }, outcome, results }) => ({
        month,
        outcome,
        members: results.length,
        meanHundredths: statistics(results.flatMap(({ scoreHundredths }) => scoreHundredths ?? [])).meanHundredths,
      })),
      changes: plan.months.map(({ known: { month, scheme }, outcome, results }) => ({
        ...{ month, outcome, schemeVersionId: scheme.id },
        results: results.map(({ member, ...result }) => ({ memberId: member.memberId, ...result })),
      })) as unknown as Canonical,
    };
  }

  /** Inside a write that holds the organisation. Answers the branch-months that were made. */
  async write(read: ReadDraft, actor: Actor, now: Instant): Promise<number[]> {
    await this.database.lock('units', read.unit.id);
    const plan = await this.facts.plan(read);
    const dated = await this.datedBack(read.unit.id, plan.months);
    await this.dateBack(dated);
    const made: number[] = [];
    for (const planned of plan.months.filter(({ outcome }) => outcome === 'add'))
      made.push(await this.writeMonth(read, planned, dated, actor, now));
    return made;
  }

  private async writeMonth(
    read: ReadDraft,
    { known, results }: PlannedMonth,
    dated: DatedBack,
    actor: Actor,
    now: Instant,
  ): Promise<number> {
    const { draft, unit } = read;
    const branchMonth = await this.branchMonthOf(unit.id, known, actor, now);
    const sheetIds = await this.sheetsOf(branchMonth.id, results);
    const today = this.clock.dayOf(now);
    const datedBack = Object.fromEntries(
      results.flatMap(({ member: { membershipId } }) => {
        const was = dated.get(membershipId)?.was;
        return was !== undefined && was > `${known.month}-01` ? [[String(membershipId), was]] : [];
      }),
    );
    const { id: publicationId } = await this.publications.insertPublication({
      kind: 'imported',
      branchMonth,
      sheetIds,
      window: { fromDay: today, untilDay: today, workingDays: 0 },
      contact: '',
      at: now,
      publishedBy: actor.accountId,
      action: 'month.import',
      about: {
        month: known.month,
        fileDigest: draft.fileDigest,
        sheets: sheetIds.length,
        schemeAssumed: known.scheme.assumed,
        datedBack,
      },
    });
    await this.database.insert(ImportedMonth, [
      {
        publicationId,
        branchMonthId: branchMonth.id,
        fileName: draft.fileName,
        fileDigest: draft.fileDigest,
        importedAt: now,
        importedBy: actor.accountId,
        schemeAssumed: known.scheme.assumed,
        datedBack: canonicalJson(datedBack),
      },
    ]);
    return branchMonth.id;
  }

  /** A new month, or the one whose import was taken back. */
  private async branchMonthOf(branchId: number, { month, scheme }: KnownMonth, actor: Actor, now: Instant) {
    const before = await this.database.row<{ id: number; schemeVersionId: number }>(
      "SELECT id, schemeVersionId FROM branch_months WHERE branchId = ? AND month = ? AND state = 'takenBack'",
      [branchId, month],
    );
    if (before) {
      await this.database.change(
        `UPDATE branch_months SET state = 'archived', openedAt = ?, openedBy = ?, confirmedAt = ?, confirmedBy = ?, version = version + 1
          WHERE id = ? AND state = 'takenBack'`,
        [now, actor.accountId, now, actor.accountId, before.id],
      );
      return { id: before.id, branchId, schemeVersionId: before.schemeVersionId };
    }
    // Nobody knows any more on which day the branch met; who was there on the first is counted.
    const firstDay = `${month}-01`;
    const [id] = (await this.database.insert(BranchMonth, [
      {
        ...{ branchId, month, state: 'archived' as const, schemeVersionId: scheme.id },
        ...{ themeDay: firstDay, selfAssessmentUntil: firstDay },
        ...{ openedAt: now, openedBy: actor.accountId, confirmedAt: now, confirmedBy: actor.accountId, version: 1 },
      },
    ])) as [number];
    return { id, branchId, schemeVersionId: scheme.id };
  }

  private async sheetsOf(branchMonthId: number, results: readonly ImportedResult[]): Promise<number[]> {
    const present = await this.database.rows<{ id: number; memberId: number }>(
      'SELECT id, memberId FROM sheets WHERE branchMonthId = ?',
      [branchMonthId],
    );
    const idOf = new Map(present.map(({ id, memberId }) => [memberId, id]));
    const ids: number[] = [];
    for (const { member, ...result } of results.filter((one) => idOf.has(one.member.memberId))) {
      const id = idOf.get(member.memberId) as number;
      const row = sheetRow(branchMonthId, { member, ...result });
      const { branchMonthId: _, memberId: __, version: ___, ...columns } = row;
      await this.database.change(
        `UPDATE sheets SET ${Object.keys(columns)
          .map((column) => `${column} = ?`)
          .join(', ')}, version = version + 1 WHERE id = ?`,
        [...Object.values(columns), id],
      );
      ids.push(id);
    }
    const fresh = results.filter((one) => !idOf.has(one.member.memberId));
    if (fresh.length > 0)
      ids.push(
        ...(await this.database.insert(
          Sheet,
          fresh.map((result) => sheetRow(branchMonthId, result)),
        )),
      );
    return ids;
  }

  /**
   * Rosters are often imported on the day on which a unit begins with the service. Whoever has a result of a month before his first
   * day anywhere in the organisation was there then: his first stay is dated back.
   */
  private async datedBack(branchId: number, months: readonly PlannedMonth[]): Promise<DatedBack> {
    const dated: DatedBack = new Map();
    for (const { outcome, known, results } of months)
      for (const { member } of outcome === 'add' ? results : []) {
        const first = `${known.month}-01`;
        const before = dated.get(member.membershipId);
        if (member.fromDay <= first || (before && before.to <= first)) continue;
        dated.set(member.membershipId, { to: first, was: member.fromDay, name: member.name });
      }
    const ids = [...dated.keys()];
    const earlier = await this.database.rows<{ id: number }>(
      `SELECT stays.id FROM memberships stays
        WHERE stays.id IN ${marks(ids)}
          AND EXISTS (SELECT 1 FROM memberships others WHERE others.memberId = stays.memberId AND others.fromDay < stays.fromDay)`,
      ids,
    );
    for (const { id } of earlier) dated.delete(id);
    // Dated back before: what the roster said at first is what it goes back to.
    const before = await this.database.rows<{ datedBack: string }>(
      `SELECT imported_months.datedBack
         FROM imported_months
         JOIN branch_months ON branch_months.id = imported_months.branchMonthId AND branch_months.state <> 'takenBack'
        WHERE branch_months.branchId = ?`,
      [branchId],
    );
    for (const { datedBack } of dated.size === 0 ? [] : before)
      for (const [id, was] of Object.entries(JSON.parse(datedBack) as Record<string, Day>)) {
        const one = dated.get(Number(id));
        if (one && was > one.was) one.was = was;
      }
    return dated;
  }

  private async dateBack(dated: DatedBack): Promise<void> {
    const byDay = grouped([...dated], ([, { to }]) => to);
    for (const [day, stays] of byDay)
      await this.database.change(`UPDATE memberships SET fromDay = ? WHERE id IN ${marks(stays)}`, [
        day,
        ...stays.map(([id]) => id),
      ]);
  }
}

/** Words of a column for vetoes that say there is none. */
const noVeto = ['', '—', '-', '－', '/', '无', '否', '没有', '0'];

/** Whom the table has under a veto: months bring points alone, and a veto is set by two people with a document. */
function namesWithVeto(read: ReadDraft, { rows }: PastMonthsPlan): string[] {
  const columns = read.heads.flatMap((head, index) => (/否决|veto/i.test(head) ? [index] : []));
  if (columns.length === 0) return [];
  const rowOf = new Map(read.grid.rows.map((row) => [row.rowNumber, row]));
  return rows.flatMap(({ rowNumber, member }) => {
    const cells = rowOf.get(rowNumber)?.cells ?? [];
    const says = columns.some((column) => !noVeto.includes((cells[column]?.text ?? '').trim()));
    return member && says ? [member.name] : [];
  });
}

type DatedBack = Map<number, { to: Day; was: Day; name: string }>;

function sheetRow(branchMonthId: number, { member, ...result }: ImportedResult) {
  const {
    rowNumber,
    notScoredReason,
    baseHundredths,
    deductionHundredths,
    contributionHundredths,
    scoreHundredths,
    categoryPoints,
  } = result;
  return {
    ...{
      branchMonthId,
      memberId: member.memberId,
      rosterOrder: rowNumber,
      standing: member.standing,
      profileCode: member.profileCode,
    },
    ...{ state: 'confirmed' as const, notScoredReason, late: false, fromRecords: false, version: 1 },
    ...{ baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths },
    categoryPoints: categoryPoints === null ? null : canonicalJson(categoryPoints),
  };
}

function previewRows({ rows, months, problems }: PastMonthsPlan): PreviewRow[] {
  const bad = new Set(problems.map(({ rowNumber }) => rowNumber));
  const resultsOf = grouped(
    months.flatMap(({ known: { month }, outcome, results }) => results.map((result) => ({ month, outcome, result }))),
    ({ result }) => result.rowNumber,
  );
  return rows.map(({ rowNumber, member }): PreviewRow => {
    const own = resultsOf.get(rowNumber) ?? [];
    const isNew = own.some(({ outcome }) => outcome === 'add');
    return {
      rowNumber,
      memberName: member?.name ?? '',
      memberNumber: member?.memberNumber ?? '',
      outcome: bad.has(rowNumber) ? 'bad' : isNew ? 'add' : 'unchanged',
      changes: own.map(({ month, result: { notScoredReason, scoreHundredths } }) => ({
        what: `score@${month}`,
        before: '',
        after: notScoredReason ?? String(scoreHundredths),
      })),
    };
  });
}
