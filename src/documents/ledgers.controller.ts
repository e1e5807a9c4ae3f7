import { Controller, Get, Param, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import type { DocumentDescription } from './description.js';
import { DocumentExports } from './document-exports.service.js';
import { Exported, type ExportWish, Wished } from './exported.js';
import { ledgerDocument, type LedgerDocumentKind } from './ledger-documents.js';
import { LedgerReader } from './ledger-reader.service.js';
import { describeWhole } from './streamed-document.js';

type Answer = Promise<StreamableFile | DocumentDescription>;

/** Documents 3 and 4 of one published month. Those of a whole unit are kept exports. Refused with 409 before publication. */
@ApiTags('documents')
@Controller('api/v1/branch-months/:branchMonthId')
export class LedgersController {
  constructor(
    private readonly reader: LedgerReader,
    private readonly exports: DocumentExports,
  ) {}

  /** 支部月度积分台账: every item a column, and what was said about it on a second sheet. */
  @Get('ledger.:format')
  @Allow('publication.export', 'branchMonth')
  @LeavesLine('ledger', 'file')
  @Exported('xlsx', 'csv')
  ledger(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Answer {
    return this.answer('ledger', branchMonthId, wish, actor);
  }

  /** 扣分明细. */
  @Get('deductions.:format')
  @Allow('publication.export', 'branchMonth')
  @LeavesLine('ledger', 'file')
  @Exported('xlsx', 'csv')
  deductions(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Answer {
    return this.answer('deductions', branchMonthId, wish, actor);
  }

  /** 贡献明细. */
  @Get('contributions.:format')
  @Allow('publication.export', 'branchMonth')
  @LeavesLine('ledger', 'file')
  @Exported('xlsx', 'csv')
  contributions(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Answer {
    return this.answer('contributions', branchMonthId, wish, actor);
  }

  private async answer(kind: LedgerDocumentKind, branchMonthId: number, wish: ExportWish, actor: Actor): Answer {
    const scope = await this.reader.ofMonth(branchMonthId);
    const source = { rows: () => this.reader.rows(scope), lines: () => this.reader.lines(scope) };
    return this.exports.answer(wish, {
      actor,
      unitId: scope.unit.id,
      document: kind,
      about: { branchMonthId, month: scope.fromMonth },
      describe: (stamp) => describeWhole(ledgerDocument(kind, scope, source, stamp)),
    });
  }
}
