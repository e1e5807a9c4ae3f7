import { Injectable } from '@nestjs/common';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import { EarlierSheets } from '../assessments/earlier-sheets.service.js';
import { openItems } from '../assessments/review.js';
import { decidedEntry, decidedRows } from '../assessments/lines.js';
import { countedAlready } from '../assessments/line-problems.js';
import {
  type LockedSheet,
  nothingDecided,
  SheetRecords,
  type WholeSheet,
} from '../assessments/sheet-records.service.js';
import type { SheetLine } from '../assessments/sheet-line.entity.js';
import type { Sheet } from '../assessments/sheet.entity.js';
import type { SheetState } from '../assessments/states.js';
import { undecidedSheet } from '../assessments/undecided.js';
import { type Canonical, canonicalJson } from '../audit/canonical.js';
import { saltedDigests } from '../audit/trail.service.js';
import { type Day, type Instant } from '../calendar.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { Schemes } from '../schemes/schemes.service.js';
import { scoreSheet } from '../scoring/score.js';
import { scoreUnder } from '../vetoes/veto.js';
import { Amendment } from './amendment.entity.js';
import { amendedLines, changeProblems, type Changes } from './amended-lines.js';
import { earlierIn } from './earlier-in.js';
import { PublicationRecords } from './publication-records.service.js';
import type { Publication, PublicationKind } from './publication.entity.js';
import { SheetVetoes } from './sheet-vetoes.service.js';

/** What a sheet would be, and what it would be published as, with some changes. */
export interface Amended {
  lines: SheetLine[];
  columns: { [Column in keyof Sheet]?: SqlValue };
}

export interface AmendmentWish {
  kind: Exclude<PublicationKind, 'full' | 'imported'>;
  cause: { objectionId: number; onAppeal: boolean } | { correctionId: number };
  changes: Changes;
  /** What becomes of the sheet: it stays published, or is corrected. */
  state: SheetState;
  window: { fromDay: Day; untilDay: Day; workingDays: number };
  at: Instant;
  today: Day;
  actor: Actor;
  action: string;
  about: Record<string, Canonical>;
}

/**
 * Publishes one row again with other decided lines: scored by the same rule under the month's scheme version, against what
 * earlier sheets had used up when the row was first decided. The row before stays for ever.
 */
@Injectable()
export class Amendments {
  constructor(
    private readonly database: Database,
    private readonly sheets: SheetRecords,
    private readonly publications: PublicationRecords,
    private readonly schemes: Schemes,
    private readonly earlierSheets: EarlierSheets,
    private readonly sheetVetoes: SheetVetoes,
  ) {}

  /** Locks branch (for the number of the publication), member, month and sheet. */
  async lock(branchMonthId: number, sheetId: number): Promise<LockedSheet> {
    await this.publications.lockBranchOf(branchMonthId);
    return this.sheets.lock(sheetId);
  }

  /** The sheet with everything beside it, unlocked: for a look at what changes would make of it. */
  async look(sheetId: number): Promise<WholeSheet> {
    const sheet = await this.database.row<Sheet>('SELECT * FROM sheets WHERE id = ?', [sheetId]);
    const branchMonth =
      sheet &&
      (await this.database.row<BranchMonth>('SELECT * FROM branch_months WHERE id = ?', [sheet.branchMonthId]));
    if (!sheet || !branchMonth) throw new Refusal('notFound');
    const lines = await this.database.rows<SheetLine>('SELECT * FROM sheet_lines WHERE sheetId = ? ORDER BY number', [
      sheetId,
    ]);
    const { definition: scheme } = await this.schemes.byId(branchMonth.schemeVersionId);
    return { sheet, branchMonth, lines, scheme };
  }

  /** What the changes make of the sheet. Refuses what the scheme does not allow, field by field, and what stays undecided. */
  async amended(
    { sheet, branchMonth, lines, scheme }: WholeSheet,
    changes: Changes,
    by: { accountId: number; now: Instant; today: Day },
  ): Promise<Amended> {
    await this.refuseImported(sheet);
    const frame = { scheme, profileCode: sheet.profileCode, month: branchMonth.month, today: by.today };
    const notScored = sheet.notScoredReason !== null;
    const vetoCode = await this.sheetVetoes.codeFor(scheme, branchMonth, sheet.memberId);
    // A veto that was set or lifted since is reason enough for a slip: then the row changes although no line does.
    const vetoDiffers = !notScored && vetoCode !== sheet.vetoCode;
    const problems = changeProblems(frame, { notScored, vetoDiffers }, lines, changes);
    if (problems.length > 0) throw new Refusal('invalid', { errors: problems.slice(0, 200) });
    const elsewhere = await this.sheets.linesElsewhere(sheet, changes.additions);
    const twice = countedAlready(changes.additions, elsewhere, 'changes.additions');
    if (twice.length > 0) throw new Refusal('invalid', { errors: twice });
    const after = amendedLines(sheet.id, lines, changes, by);
    const becomesNotScored = changes.scoring !== null && changes.scoring !== 'score';
    if (becomesNotScored) return { lines: after, columns: { ...nothingDecided, notScoredReason: changes.scoring } };
    const open = openItems(scheme, sheet.profileCode, after, true, branchMonth.month);
    if (open.length > 0)
      throw new Refusal('undecided', { errors: [undecidedSheet(sheet.id, await this.nameOf(sheet.memberId), open)] });
    const earlier = earlierIn(sheet.parts) ?? (await this.earlierSheets.usedUp(scheme, sheet, branchMonth.month));
    const decided = decidedRows(scoreSheet(scheme, sheet.profileCode, after.map(decidedEntry), earlier), earlier);
    return {
      lines: after.map((line) => ({ ...line, ...decided.lines.get(line.number) })),
      columns: {
        ...decided.sheet,
        scoreHundredths: scoreUnder(scheme, vetoCode, decided.sheet.scoreHundredths),
        vetoCode,
        notScoredReason: null,
        notScoredNote: null,
      },
    };
  }

  /** Writes it, inside a write that holds `lock`: the sheet, its lines, the publication of the one row, and what it replaces. */
  async amend(locked: LockedSheet, wish: AmendmentWish): Promise<number> {
    const { sheet, branchMonth } = locked;
    const { kind, cause, changes, actor, at, today, window, action, about } = wish;
    const replaced = await this.standingFor(sheet);
    const { lines, columns } = await this.amended(locked, changes, { accountId: actor.accountId, now: at, today });
    await this.sheets.replaceAllLines(sheet.id, lines);
    await this.sheets.update(sheet, {
      ...columns,
      state: wish.state,
      decidedAt: at,
      decidedBy: actor.accountId,
      decidedByMemberId: actor.memberId,
    });
    const said = saltedDigests(locked.salt, { lines: canonicalJson(lines as unknown as Canonical) });
    const { id: publicationId } = await this.publications.insertPublication({
      kind,
      branchMonth,
      sheetIds: [sheet.id],
      window,
      contact: replaced.contact,
      at,
      publishedBy: actor.accountId,
      action,
      about: { ...about, sheetId: sheet.id, memberId: sheet.memberId, replacesPublicationId: replaced.id, ...said },
    });
    const causes = { objectionId: null, onAppeal: false, correctionId: null, ...cause };
    await this.database.insert(Amendment, [
      { publicationId, sheetId: sheet.id, replacesPublicationId: replaced.id, ...causes },
    ]);
    return publicationId;
  }

  /** The publication whose row stands for the sheet. Refuses (409) where none does: it was withdrawn. */
  async standingFor({ state, publicationId }: Sheet): Promise<Publication> {
    const publication =
      publicationId === null
        ? undefined
        : await this.database.row<Publication>('SELECT * FROM publications WHERE id = ?', [publicationId]);
    if (!publication) throw new Refusal('wrongState', { params: { state } });
    return publication;
  }

  /** Figures that came from a table have no lines: nothing can be computed anew. The month is taken back and imported anew instead. */
  private async refuseImported({ publicationId }: Sheet): Promise<void> {
    if (publicationId === null) return;
    const standing = await this.database.row<{ kind: PublicationKind }>('SELECT kind FROM publications WHERE id = ?', [
      publicationId,
    ]);
    if (standing?.kind === 'imported')
      throw new Refusal('conflict', { errors: [{ path: 'sheetId', code: 'importedMonth' }] });
  }

  private async nameOf(memberId: number): Promise<string> {
    const row = await this.database.row<{ name: string }>('SELECT name FROM members WHERE id = ?', [memberId]);
    return row?.name ?? '';
  }
}
