import { Injectable } from '@nestjs/common';
import type { Canonical } from '../audit/canonical.js';
import { chainOf, sha256, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import { CorrectionViews } from '../disputes/correction-views.service.js';
import { ObjectionViews } from '../disputes/objection-views.service.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { correctionNotice, correctionSlip } from './correction-documents.js';
import { documentFooter, type Stamp } from './document-words.js';
import type { ExportedFile } from './exports.service.js';
import { objectionRegister } from './objection-register.js';

/** The register of objections, correction slips and their notices as files. Who took what, and when, stands in the trail. */
@Injectable()
export class DisputeDocuments {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly objections: ObjectionViews,
    private readonly corrections: CorrectionViews,
  ) {}

  async register(branchId: number, year: number, actor: Actor): Promise<ExportedFile> {
    const branch = await this.branch(branchId);
    const items = await this.objections.ofBranch(branchId, year, actor);
    const bytes = await objectionRegister(branch, year, items, this.stamp(branch, actor));
    await this.note(branchId, 'register.export', { year }, bytes, actor);
    const fileName = `${branch.name}${year}年异议受理及复核登记表.xlsx`;
    return { bytes, fileName, plainName: `objections-${branchId}-${year}.xlsx` };
  }

  async slip(correctionId: number, actor: Actor): Promise<ExportedFile> {
    const { view, stamp } = await this.correction(correctionId, actor);
    const bytes = await correctionSlip(view, await this.corrections.effectsOf(correctionId, actor), stamp);
    await this.note(view.branch.id, 'correction.export', { correctionId, form: 'slip' }, bytes, actor);
    const number = view.number === null ? '草稿' : `${view.year}-${view.number}`;
    return {
      bytes,
      fileName: `${view.branch.name}积分更正单${number}.docx`,
      plainName: `correction-${correctionId}.docx`,
    };
  }

  /** Refuses (409) before it is issued: there is nothing to tell yet. */
  async notice(correctionId: number, actor: Actor): Promise<ExportedFile> {
    const { view, stamp } = await this.correction(correctionId, actor);
    if (view.state !== 'issued') throw new Refusal('wrongState', { params: { state: view.state } });
    const bytes = await correctionNotice(view, stamp);
    await this.note(view.branch.id, 'correction.export', { correctionId, form: 'notice' }, bytes, actor);
    const fileName = `${view.branch.name}积分更正公告${view.year}-${view.number}.docx`;
    return { bytes, fileName, plainName: `correction-notice-${correctionId}.docx` };
  }

  private async correction(id: number, actor: Actor) {
    const view = await this.corrections.one(id, actor);
    const { footerLeft, footerRight } = documentFooter(this.stamp(view.branch, actor));
    return { view, stamp: `${footerLeft}　${footerRight}` };
  }

  private async branch(id: number): Promise<{ name: string }> {
    const row = await this.database.read(() =>
      this.database.row<{ name: string }>("SELECT name FROM units WHERE id = ? AND kind = 'branch'", [id]),
    );
    if (!row) throw new Refusal('notFound');
    return row;
  }

  private stamp({ name }: { name: string }, actor: Actor): Stamp {
    return { exportedBy: actor.displayName, exportedAt: this.clock.now(), organisation: name };
  }

  private async note(
    branchId: number,
    action: string,
    about: Record<string, Canonical>,
    bytes: Buffer,
    actor: Actor,
  ): Promise<void> {
    const at = this.clock.now();
    const line = { chain: chainOf(branchId), at, action, actorAccountId: actor.accountId };
    await this.database.write(() => this.trail.append({ ...line, about: { ...about, fileDigest: sha256(bytes) } }));
  }
}
