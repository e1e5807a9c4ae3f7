import { Injectable, type StreamableFile } from '@nestjs/common';
import { Database } from '../database/database.js';
import { CorrectionViews } from '../disputes/correction-views.service.js';
import { ObjectionViews } from '../disputes/objection-views.service.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { correctionNotice, correctionSlip } from './correction-documents.js';
import { DocumentExports } from './document-exports.service.js';
import { footerWords, type Stamp } from './document-words.js';
import { objectionRegister } from './objection-register.js';

/** The register of objections, correction slips and their notices as files. Who took what, and when, stands in the trail. */
@Injectable()
export class DisputeDocuments {
  constructor(
    private readonly database: Database,
    private readonly documents: DocumentExports,
    private readonly objections: ObjectionViews,
    private readonly corrections: CorrectionViews,
  ) {}

  async register(branchId: number, year: number, headOnly: boolean, actor: Actor): Promise<StreamableFile> {
    const branch = await this.branch(branchId);
    const items = await this.objections.ofBranch(branchId, year, actor);
    return this.documents.file(headOnly, {
      actor,
      unitId: branchId,
      document: 'register',
      action: 'register.export',
      about: { year },
      format: 'xlsx',
      fileName: `${branch.name}${year}年异议受理及复核登记表`,
      plainName: `objections-${branchId}-${year}`,
      make: (stamp) => objectionRegister(branch, year, items, of(branch, stamp)),
    });
  }

  async slip(correctionId: number, headOnly: boolean, actor: Actor): Promise<StreamableFile> {
    const view = await this.corrections.one(correctionId, actor);
    const effects = await this.corrections.effectsOf(correctionId, actor);
    const number = view.number === null ? '草稿' : `${view.year}-${view.number}`;
    return this.documents.file(headOnly, {
      actor,
      unitId: view.branch.id,
      document: 'slip',
      action: 'correction.export',
      about: { correctionId, form: 'slip' },
      format: 'docx',
      fileName: `${view.branch.name}积分更正单${number}`,
      plainName: `correction-${correctionId}`,
      make: (stamp) => correctionSlip(view, effects, footerWords(of(view.branch, stamp))),
    });
  }

  /** Refuses (409) before it is issued: there is nothing to tell yet. */
  async notice(correctionId: number, headOnly: boolean, actor: Actor): Promise<StreamableFile> {
    const view = await this.corrections.one(correctionId, actor);
    if (view.state !== 'issued') throw new Refusal('wrongState', { params: { state: view.state } });
    return this.documents.file(headOnly, {
      actor,
      unitId: view.branch.id,
      document: 'correctionNotice',
      action: 'correction.export',
      about: { correctionId, form: 'notice' },
      format: 'docx',
      fileName: `${view.branch.name}积分更正公告${view.year}-${view.number}`,
      plainName: `correction-notice-${correctionId}`,
      make: (stamp) => correctionNotice(view, footerWords(of(view.branch, stamp))),
    });
  }

  private async branch(id: number): Promise<{ name: string }> {
    const row = await this.database.read(() =>
      this.database.row<{ name: string }>("SELECT name FROM units WHERE id = ? AND kind = 'branch'", [id]),
    );
    if (!row) throw new Refusal('notFound');
    return row;
  }
}

/** A branch's own papers go by its name. */
const of = ({ name }: { name: string }, stamp: Stamp): Stamp => ({ ...stamp, organisation: name });
