import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { chainOf, saltedDigests, Trail } from '../audit/trail.service.js';
import { Clock, type Day } from '../calendar.js';
import { Database } from '../database/database.js';
import type { EvidenceFile } from '../evidence/evidence-file.entity.js';
import { EvidenceFiles, type StoredFile } from '../evidence/evidence-files.service.js';
import { evidenceLimits } from '../evidence/evidence-kind.js';
import { safeFileName } from '../evidence/file-name.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import type { BranchMonth } from './branch-month.entity.js';
import { whyNotDecide } from './deciders.js';
import { Deciders } from './deciders.service.js';
import type { EvidenceFileView } from './evidence.view.js';
import { fileIdsOf } from './lines.js';
import { type LockedSheet, SheetRecords } from './sheet-records.service.js';
import type { Sheet } from './sheet.entity.js';
import type { SheetLine } from './sheet-line.entity.js';
import { extensionRuns } from './extension.js';
import { type Sight, sightOf } from './sight.js';
import { mayStep } from './states.js';

/** A file as it was handed in for a sheet. */
export interface HandedInFile {
  sheetId: number;
  requestId: string;
  fileName: string;
  bytes: Uint8Array;
}

type SheetOfMonth = Pick<LockedSheet, 'sheet' | 'branchMonth'>;

/** Evidence files of a sheet: who hands them in, sees them and takes them away again, and until when. */
@Injectable()
export class SheetEvidence {
  constructor(
    private readonly database: Database,
    private readonly records: SheetRecords,
    private readonly files: EvidenceFiles,
    private readonly deciders: Deciders,
    private readonly trail: Trail,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps a file for a sheet; a line names it afterwards. The same request again answers the same file.
   * @throws invalid (why the file is refused), wrongState, forbidden, away
   */
  async add(given: HandedInFile, actor: Actor): Promise<EvidenceFileView> {
    const { now, today } = this.clock.moment();
    // Who may not hand anything in learns so before a picture of 60 million points is drawn for him.
    const before = await this.database.read(async () => {
      await this.requireMayChange(await this.ofMonth(given.sheetId), actor, today);
      return this.repeated(given);
    });
    if (before) return this.viewOf(before.id);
    const stored = await this.files.keep(given.bytes);
    const id = await this.insert(given, stored, { actor, now, today }).catch(async (error: unknown) => {
      // Refused for certain. After anything else nobody knows whether there is a row, and the sweep will.
      if (error instanceof Refusal && error.code !== 'away') await this.files.discard(stored.storageName);
      throw error;
    });
    return this.viewOf(id);
  }

  /** The file with its bytes, for who may see what it bears out. Anybody else is told that it isn't there. */
  async read(fileId: number, actor: Actor): Promise<{ file: EvidenceFile; bytes: Uint8Array }> {
    const file = await this.database.read(async () => {
      const found = await this.files.byId(fileId);
      if (!found || found.erasedAt !== null) throw new Refusal('notFound');
      const sight = await this.sight(actor, await this.ofMonth(found.sheetId));
      if (!maySee(found, await this.linesOf(found.sheetId), sight, actor)) throw new Refusal('notFound');
      return found;
    });
    return { file, bytes: await this.files.bytesOf(file) };
  }

  /** Takes a file away that no line names. @throws conflict (a line does), wrongState, forbidden */
  async remove(fileId: number, actor: Actor): Promise<void> {
    const { now, today } = this.clock.moment();
    const storageName = await this.database.write(async () => {
      const found = await this.files.byId(fileId);
      if (!found) throw new Refusal('notFound');
      const locked = await this.records.lock(found.sheetId);
      await this.requireMayChange(locked, actor, today);
      // Another request may have been quicker, before the sheet was locked.
      const file = await this.files.byId(fileId);
      if (!file) throw new Refusal('notFound');
      const sight = await this.sight(actor, locked);
      if (!maySee(file, locked.lines, sight, actor)) throw new Refusal('notFound');
      if (locked.lines.some((line) => fileIdsOf(line).includes(fileId)))
        throw new Refusal('conflict', { errors: [{ path: 'evidenceFileId', code: 'inUse' }] });
      await this.files.delete(fileId);
      await this.leaveLine('evidence.remove', locked, { fileId }, { actor, now });
      return file.storageName;
    });
    await this.files.discard(storageName);
  }

  private insert(
    given: HandedInFile,
    stored: StoredFile,
    { actor, now, today }: { actor: Actor; now: string; today: Day },
  ): Promise<number> {
    const { sheetId, requestId, fileName } = given;
    return this.database
      .write(async () => {
        const locked = await this.records.lock(sheetId);
        const repeated = await this.repeated(given);
        if (repeated) {
          if (repeated.storageName !== stored.storageName) throw new AlreadyKept(repeated.id);
          return repeated.id;
        }
        await this.requireMayChange(locked, actor, today);
        if ((await this.files.ofSheet(sheetId)).length >= evidenceLimits.filesOfSheet)
          throw invalid('file', 'tooManyFiles', { limit: evidenceLimits.filesOfSheet });
        const { kind, bytes, digest, originalDigest, storageName } = stored;
        const id = await this.files.insert({
          sheetId,
          requestId,
          storageName,
          kind,
          byteCount: bytes.byteLength,
          digest,
          originalDigest,
          fileName: safeFileName(fileName, kind),
          uploadedBy: actor.accountId,
          uploadedAt: now,
        });
        const said = saltedDigests(locked.salt, { content: digest, original: originalDigest });
        await this.leaveLine('evidence.add', locked, { fileId: id, ...said }, { actor, now });
        return id;
      })
      .catch(async (error: unknown) => {
        if (!(error instanceof AlreadyKept)) throw error;
        await this.files.discard(stored.storageName);
        return error.fileId;
      });
  }

  private async repeated({ requestId, sheetId, bytes }: HandedInFile): Promise<EvidenceFile | undefined> {
    const found = await this.files.byRequest(requestId);
    if (!found) return undefined;
    const originalDigest = createHash('sha256').update(bytes).digest('hex');
    if (found.sheetId === sheetId && found.originalDigest === originalDigest) return found;
    throw invalid('requestId', 'usedForSomethingElse');
  }

  /** While the sheet is written in, whoever writes in it; while it is decided, whoever decides it. */
  private async requireMayChange({ sheet, branchMonth }: SheetOfMonth, actor: Actor, today: Day): Promise<void> {
    const { memberId } = sheet;
    const ofCase = await this.deciders.caseOf(memberId, branchMonth.branchId, today);
    const group = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [sheet.groupId]);
    const writes = may('sheet.write', actor, { unitPath: group?.path ?? ofCase.branchPath, memberId });
    const decides = whyNotDecide(actor, ofCase) === null;
    if (writes && mayStep('save', sheet, branchMonth.state)) return;
    if (decides && mayStep('decide', sheet, branchMonth.state)) return;
    if (!writes && !decides) throw new Refusal('forbidden');
    throw new Refusal('wrongState', { params: { state: sheet.state, monthState: branchMonth.state } });
  }

  private async sight(actor: Actor, { sheet, branchMonth }: SheetOfMonth): Promise<Sight> {
    const branch = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [
      branchMonth.branchId,
    ]);
    const extended = extensionRuns(sheet, this.clock.today());
    return sightOf(actor, { ...sheet, extended, monthState: branchMonth.state, branchPath: branch?.path ?? '' });
  }

  private async ofMonth(sheetId: number): Promise<SheetOfMonth> {
    const sheet = await this.database.row<Sheet>('SELECT * FROM sheets WHERE id = ?', [sheetId]);
    if (!sheet) throw new Refusal('notFound');
    const branchMonth = await this.database.row<BranchMonth>('SELECT * FROM branch_months WHERE id = ?', [
      sheet.branchMonthId,
    ]);
    return { sheet, branchMonth: branchMonth as BranchMonth };
  }

  private linesOf(sheetId: number): Promise<SheetLine[]> {
    return this.database.rows<SheetLine>('SELECT * FROM sheet_lines WHERE sheetId = ?', [sheetId]);
  }

  private async viewOf(fileId: number): Promise<EvidenceFileView> {
    const row = await this.database.read(() =>
      this.database.row<EvidenceFileView>(
        `SELECT evidence_files.id, fileName, kind, byteCount, accounts.displayName AS uploadedBy, uploadedAt
           FROM evidence_files JOIN accounts ON accounts.id = evidence_files.uploadedBy
          WHERE evidence_files.id = ?`,
        [fileId],
      ),
    );
    if (!row) throw new Refusal('notFound');
    return row;
  }

  private async leaveLine(
    action: string,
    { sheet, branchMonth }: SheetOfMonth,
    about: Record<string, string | number | null>,
    { actor, now }: { actor: Actor; now: string },
  ): Promise<void> {
    const { id: sheetId, memberId, branchMonthId } = sheet;
    await this.trail.append({
      chain: chainOf(branchMonth.branchId),
      at: now,
      action,
      actorAccountId: actor.accountId,
      about: { sheetId, memberId, branchMonthId, ...about },
    });
  }
}

/** Two of the same request at once: the other one was quicker. */
class AlreadyKept extends Error {
  constructor(readonly fileId: number) {
    super('kept already');
  }
}

/** A file is seen with the line that names it; one that no line names yet, by who handed it in. */
function maySee(file: EvidenceFile, lines: readonly SheetLine[], sight: Sight, actor: Actor): boolean {
  if (file.uploadedBy === actor.accountId) return true;
  return lines
    .filter((line) => fileIdsOf(line).includes(file.id))
    .some(({ origin }) => (origin === 'review' ? sight.decisions : sight.claims));
}
