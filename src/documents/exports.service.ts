import { Injectable, type StreamableFile } from '@nestjs/common';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { Meetings } from '../meetings/meetings.service.js';
import { Boards } from '../publication/boards.service.js';
import { Schemes } from '../schemes/schemes.service.js';
import { boardDescription, type BoardForm } from './board-document.js';
import { ClosedSummaries } from './closed-summaries.service.js';
import type { DocumentDescription } from './description.js';
import { DocumentExports } from './document-exports.service.js';
import type { ExportWish } from './exported.js';
import { halfYearDescription } from './half-year-document.js';
import { minutesDocument } from './minutes-document.js';

/** The board, the half-year and the minutes as documents. */
@Injectable()
export class Exports {
  constructor(
    private readonly documents: DocumentExports,
    private readonly meetings: Meetings,
    private readonly schemes: Schemes,
    private readonly boards: Boards,
    private readonly summaries: ClosedSummaries,
  ) {}

  /** Refuses with 409 what was withdrawn, and with 403 those who are shown no more than their own row. */
  async board(
    branchMonthId: number,
    form: BoardForm | undefined,
    wish: ExportWish,
    actor: Actor,
  ): Promise<StreamableFile | DocumentDescription> {
    const board = await this.boards.one(branchMonthId, actor);
    const { branch, month, state, withdrawal, ownRowOnly, shortBoard } = board;
    if (withdrawal) throw new Refusal('wrongState', { params: { state } });
    if (ownRowOnly) throw new Refusal('forbidden');
    return this.documents.answer(wish, {
      actor,
      unitId: branch.id,
      document: 'board',
      action: 'board.export',
      about: { branchMonthId, month },
      describe: (stamp) => boardDescription(board, stamp, form ?? (shortBoard ? 'short' : 'long')),
    });
  }

  async summary(
    unitId: number,
    period: string,
    wish: ExportWish,
    actor: Actor,
  ): Promise<StreamableFile | DocumentDescription> {
    const summary = await this.summaries.of(unitId, period);
    return this.documents.answer(wish, {
      actor,
      unitId,
      document: 'summary',
      action: 'summary.export',
      about: { period },
      describe: (stamp) => halfYearDescription(summary, stamp),
    });
  }

  /** The minutes of a review meeting, cut to what the reader may know. */
  async minutes(branchMonthId: number, number: number, headOnly: boolean, actor: Actor): Promise<StreamableFile> {
    const meetings = await this.meetings.of(branchMonthId, actor);
    const meeting = meetings.items.find((each) => each.number === number);
    if (!meeting) throw new Refusal('notFound');
    const { definition } = await this.schemes.byId(meetings.schemeVersionId);
    const { branch, month } = meetings;
    return this.documents.file(headOnly, {
      actor,
      unitId: branch.id,
      document: 'minutes',
      action: 'minutes.export',
      about: { branchMonthId, month, number },
      format: 'docx',
      make: (stamp) => minutesDocument(meetings, meeting, definition, stamp),
      fileName: `${branch.name}${month}评定会议记录（${number}）`,
      plainName: `minutes-${branch.id}-${month}-${number}`,
    });
  }
}
