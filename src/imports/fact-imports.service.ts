import { Injectable } from '@nestjs/common';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import { whyNotDecide } from '../assessments/deciders.js';
import { Deciders } from '../assessments/deciders.service.js';
import { extensionRuns } from '../assessments/extension.js';
import { Reviews } from '../assessments/reviews.service.js';
import type { Sheet } from '../assessments/sheet.entity.js';
import type { SheetLine } from '../assessments/sheet-line.entity.js';
import type { Canonical } from '../audit/canonical.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { grouped } from '../organisation/grouped.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { Text } from '../scoring/item.js';
import { itemOf, type Scheme } from '../scoring/scheme.js';
import { personRows, type ReadDraft } from './draft-reading.service.js';
import type { FactValue } from './fact-values.js';
import { type FactChange, type FactsPlan, type KnownSheet, planFacts } from './facts.js';
import { countsOf, type KindPreview, type PreviewRow } from './kind-preview.js';

interface Planned {
  plan: FactsPlan;
  month: BranchMonth | null;
  scheme: Scheme | null;
}

/** Enters facts of the running month on its sheets, as its reviewers do by hand. */
@Injectable()
export class FactImports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly schemes: Schemes,
    private readonly deciders: Deciders,
    private readonly reviews: Reviews,
  ) {}

  async preview(read: ReadDraft, actor: Actor): Promise<KindPreview> {
    const { plan, month, scheme } = await this.plan(read, actor);
    const rows = previewRows(plan, scheme);
    const named = new Map(plan.sheets.map(({ sheet, member }) => [sheet.id, member.name]));
    const isConflict = ({ outcome }: FactChange) => outcome === 'conflict' || outcome === 'overwrite';
    return {
      ...{ counts: countsOf(rows), problems: plan.problems, notes: [], rows, unknownValues: plan.unknownValues },
      conflicts: plan.sheets.flatMap(({ sheet, changes }) =>
        changes.filter(isConflict).map(({ key, rowNumber, cell, itemCode, before, after, outcome }) => ({
          ...{ key, rowNumber, cell, itemCode, overwrite: outcome === 'overwrite' },
          memberName: named.get(sheet.id) ?? '',
          before: valueWords(scheme, itemCode, before),
          after: valueWords(scheme, itemCode, after),
        })),
      ),
      months: month ? [{ month: month.month, outcome: 'add', members: plan.sheets.length, meanHundredths: null }] : [],
      changes: plan.sheets
        .filter(({ review }) => review !== null)
        .map(({ sheet, review }) => ({ sheetId: sheet.id, version: sheet.version, review })) as unknown as Canonical,
    };
  }

  /** Inside a write. Every sheet is changed by the same rules, checks and lines in the trail as by hand. */
  async write(read: ReadDraft, actor: Actor): Promise<void> {
    const sheets = async () => (await this.plan(read, actor)).plan.sheets.filter(({ review }) => review !== null);
    // Members first and in order, then month and sheets: two tables at once wait for one another and never deadlock.
    for (const memberId of (await sheets()).map(({ member }) => member.memberId).sort((one, other) => one - other))
      await this.database.lock('members', memberId);
    for (const { sheet, review } of await sheets())
      if (review) await this.reviews.decide({ sheetId: sheet.id, version: sheet.version, actor }, review, false);
  }

  private async plan(read: ReadDraft, actor: Actor): Promise<Planned> {
    const { unit, mapping, people } = read;
    const month = await this.monthOf(unit.id, mapping.month);
    const none = (code: string, params = {}) => ({
      ...{ month: null, scheme: null },
      plan: { sheets: [], unknownValues: [], problems: [{ rowNumber: 0, cell: '', code, params }] },
    });
    if (!month)
      return mapping.month === null ? none('noMonthInReview') : none('monthNotOpen', { month: mapping.month });
    if (month.state !== 'review') return none('monthNotInReview', { month: month.month, state: month.state });
    const { definition: scheme } = await this.schemes.byId(month.schemeVersionId);
    const sheets = await this.sheetsOf(month, unit.path, actor);
    const table = { rows: personRows(read), columns: mapping.columns, values: mapping.values, reason: mapping.reason };
    const frame = { scheme, month: month.month, today: this.clock.today(), overwrite: new Set(mapping.overwrite) };
    return { plan: planFacts(table, people, sheets, frame), month, scheme };
  }

  private monthOf(branchId: number, month: string | null): Promise<BranchMonth | undefined> {
    return month === null
      ? this.database.row<BranchMonth>(
          "SELECT * FROM branch_months WHERE branchId = ? AND state = 'review' ORDER BY month DESC LIMIT 1",
          [branchId],
        )
      : this.database.row<BranchMonth>('SELECT * FROM branch_months WHERE branchId = ? AND month = ?', [
          branchId,
          month,
        ]);
  }

  private async sheetsOf(
    { id, branchId }: BranchMonth,
    branchPath: string,
    actor: Actor,
  ): Promise<Map<number, KnownSheet>> {
    const today = this.clock.today();
    const sheets = await this.database.rows<Sheet>('SELECT * FROM sheets WHERE branchMonthId = ?', [id]);
    const lines = await this.database.rows<SheetLine>(
      `SELECT sheet_lines.* FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId
        WHERE sheets.branchMonthId = ? ORDER BY sheet_lines.sheetId, sheet_lines.number`,
      [id],
    );
    const linesOf = grouped(lines, ({ sheetId }) => sheetId);
    const standings = await this.deciders.standingsIn(branchId, today);
    return new Map(
      sheets.map((sheet) => {
        const { memberId, notScoredReason, ...rest } = sheet;
        const standing = standings.get(memberId) ?? { decides: false, bureauOnly: false };
        const refusal = extensionRuns(sheet, today)
          ? 'extended'
          : whyNotDecide(actor, { memberId, branchPath, ...standing });
        return [
          memberId,
          { ...rest, memberId, notScored: notScoredReason !== null, refusal, lines: linesOf.get(sheet.id) ?? [] },
        ];
      }),
    );
  }
}

function previewRows({ sheets, problems }: FactsPlan, scheme: Scheme | null): PreviewRow[] {
  const bad = grouped(problems, ({ rowNumber }) => rowNumber);
  const known = new Set(sheets.map(({ rowNumber }) => rowNumber));
  const others = [...bad.keys()].filter((rowNumber) => rowNumber > 0 && !known.has(rowNumber));
  const words = (itemCode: string, value: FactValue | null) => valueWords(scheme, itemCode, value).zh;
  return [
    ...sheets.map(({ rowNumber, member, changes }): PreviewRow => {
      const touched = changes.filter(({ outcome }) => outcome === 'set' || outcome === 'overwrite');
      return {
        ...{ rowNumber, memberName: member.name, memberNumber: member.memberNumber },
        outcome: bad.has(rowNumber) ? 'bad' : touched.length > 0 ? 'change' : 'unchanged',
        changes: touched.map(({ itemCode, before, after, outcome }) => ({
          what: `item:${itemCode}`,
          before: outcome === 'set' ? '' : words(itemCode, before),
          after: words(itemCode, after),
        })),
      };
    }),
    ...others.map((rowNumber): PreviewRow => ({
      rowNumber,
      memberName: '',
      memberNumber: '',
      outcome: 'bad',
      changes: [],
    })),
  ].sort((one, other) => one.rowNumber - other.rowNumber);
}

/** What a value is called: the option's name, or points and counts as they are written. */
function valueWords(scheme: Scheme | null, itemCode: string, value: FactValue | null): Text {
  if (value === null) return { zh: '无异常', en: 'nothing out of the ordinary' };
  const { optionCode, count, pointsHundredths } = value;
  const item = scheme ? itemOf(scheme, itemCode) : undefined;
  const option = item?.options?.find(({ code }) => code === optionCode);
  if (option) return option.name;
  if (count !== null) {
    const unit = item?.each?.unit ?? item?.levels?.unit;
    return { zh: `${count}${unit?.zh ?? ''}`, en: `${count} ${unit?.en ?? ''}`.trim() };
  }
  const points = pointsHundredths === null ? '' : String(pointsHundredths / 100);
  return { zh: `${points} 分`, en: `${points} points` };
}
