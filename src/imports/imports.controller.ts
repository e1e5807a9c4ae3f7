import {
  applyDecorators,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BranchMonthView } from '../assessments/branch-month.view.js';
import { BranchMonths } from '../assessments/branch-months.service.js';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { Refusal } from '../http/refusal.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { Organisation } from '../organisation/organisation.service.js';
import type { ReadDraft } from './draft-reading.service.js';
import { ImportBody, ImportFileQuery, ImportMappingBody, TakeBackBody } from './import.dto.js';
import type { ImportDraft } from './import-draft.entity.js';
import { ImportSteps } from './import-steps.service.js';
import {
  ImportDraftList,
  ImportDraftSummary,
  ImportDraftView,
  ImportPreviewView,
  ImportResultView,
} from './import.view.js';
import { ImportedMonths } from './imported-months.service.js';
import { isDone } from './kind-preview.js';

const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The body is the file itself. */
const TakesTable = (): MethodDecorator =>
  applyDecorators(ApiConsumes(workbook, 'text/csv'), ApiBody({ schema: { type: 'string', format: 'binary' } }));

/** Rows of the table that are shown. */
const rowsShown = 400;

/** Tables as clerks keep them: kept for a while, read with a mapping that may be corrected, previewed, and imported as a whole. */
@ApiTags('imports')
@Controller('api/v1')
export class ImportsController {
  constructor(
    private readonly steps: ImportSteps,
    private readonly organisation: Organisation,
    private readonly months: ImportedMonths,
    private readonly branchMonths: BranchMonths,
  ) {}

  /** One's own files that wait, the latest first, and the kinds of table that one may bring here. */
  @Allow('import.prepare', 'unit')
  @Get('units/:unitId/import-drafts')
  async list(@CurrentActor() actor: Actor, @Param('unitId', ParseIdPipe) unitId: number): Promise<ImportDraftList> {
    const unit = await this.organisation.unitById(unitId);
    const drafts = await this.steps.list(unitId, actor);
    return { items: drafts.map(summaryOf), kinds: this.steps.kindsFor(actor, unit) };
  }

  /** Keeps a file for its owner alone. The same file handed in again before it was imported is the same draft. */
  @Allow('import.prepare', 'unit')
  @TakesTable()
  @Post('units/:unitId/import-drafts')
  async keep(
    @CurrentActor() actor: Actor,
    @Param('unitId', ParseIdPipe) unitId: number,
    @Query() { kind, fileName }: ImportFileQuery,
    @Req() { body }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportDraftView> {
    if (!(body instanceof Uint8Array)) throw new Refusal('unsupportedMediaType');
    const draftId = await this.steps.keep(unitId, { kind, fileName, bytes: body }, actor);
    return withVersion(reply, draftView(await this.steps.read({ unitId, draftId, actor })));
  }

  /** The table as it is in the file, with what its columns and rows mean. */
  @Allow('import.prepare', 'unit')
  @Get('units/:unitId/import-drafts/:importDraftId')
  async one(
    @CurrentActor() actor: Actor,
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('importDraftId', ParseIdPipe) draftId: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportDraftView> {
    return withVersion(reply, draftView(await this.steps.read({ unitId, draftId, actor })));
  }

  /** Says what columns and rows mean. What is left out is proposed anew. */
  @Allow('import.prepare', 'unit')
  @Put('units/:unitId/import-drafts/:importDraftId/mapping')
  async map(
    @CurrentActor() actor: Actor,
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('importDraftId', ParseIdPipe) draftId: number,
    @ExpectedVersion() version: number,
    @Body() body: ImportMappingBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportDraftView> {
    return withVersion(reply, draftView(await this.steps.map({ unitId, draftId, actor }, version, body)));
  }

  /** What importing it would do, row by row, with every mistake and its cell. Nothing is written. */
  @Allow('import.prepare', 'unit')
  @Get('units/:unitId/import-drafts/:importDraftId/preview')
  async preview(
    @CurrentActor() actor: Actor,
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('importDraftId', ParseIdPipe) draftId: number,
  ): Promise<ImportPreviewView> {
    const { read, preview, digest } = await this.steps.preview({ unitId, draftId, actor });
    const { changes: _, ...shown } = preview;
    return { digest, kind: read.draft.kind, isDone: isDone(preview), ...shown };
  }

  /** Writes what the preview showed: all of it or, where one row is bad, nothing. Asked again, it answers what came of it. */
  @Allow('import.prepare', 'unit')
  @Put('units/:unitId/import-drafts/:importDraftId/import')
  import(
    @CurrentActor() actor: Actor,
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('importDraftId', ParseIdPipe) draftId: number,
    @Body() { digest }: ImportBody,
  ): Promise<ImportResultView> {
    return this.steps.import({ unitId, draftId, actor }, digest);
  }

  /** Throws a file away that is not to be imported after all. */
  @Allow('import.prepare', 'unit')
  @Delete('units/:unitId/import-drafts/:importDraftId')
  @HttpCode(204)
  discard(
    @CurrentActor() actor: Actor,
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('importDraftId', ParseIdPipe) draftId: number,
    @ExpectedVersion() version: number,
  ): Promise<void> {
    return this.steps.discard({ unitId, draftId, actor }, version);
  }

  /** Takes an imported month back as a whole, with a reason; it may then be imported anew. */
  @Allow('month.import', 'branchMonth')
  @Put('branch-months/:branchMonthId/import-withdrawal')
  async takeBack(
    @CurrentActor() actor: Actor,
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @ExpectedVersion() version: number,
    @Body() { reason }: TakeBackBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.months.takeBack(branchMonthId, version, reason, actor);
    return withVersion(reply, await this.branchMonths.one(branchMonthId, actor));
  }
}

function summaryOf(draft: ImportDraft): ImportDraftSummary {
  const { id, version, kind, fileName, fileDigest, byteCount, createdAt, expiresAt, doneAt } = draft;
  return { id, version, kind, fileName, fileDigest, byteCount, createdAt, expiresAt, doneAt };
}

function draftView({
  draft,
  table,
  grid,
  mapping,
  heads,
  classes,
  remembered,
  yearGuessed,
  scheme,
}: ReadDraft): ImportDraftView {
  const { items = [], categories = [] } = scheme?.definition ?? {};
  return {
    ...summaryOf(draft),
    ...{ encoding: table.encoding, sheets: table.sheets, mapping, heads, remembered, yearGuessed, notes: table.notes },
    rows: grid.rows.slice(0, rowsShown).map(({ rowNumber, hidden, cells }) => ({
      rowNumber,
      hidden,
      class: classes.get(rowNumber) ?? 'note',
      cells: cells.map(({ address, text, merged }) => ({ address, text: text.slice(0, 200), merged })),
    })),
    rowCount: grid.rows.length,
    items:
      draft.kind !== 'facts'
        ? []
        : items
            .filter(({ automatic }) => !automatic)
            .map(({ code, name, options = [] }) => ({
              code,
              name,
              options: options.map((option) => ({
                code: option.code,
                name: option.name,
                pointsHundredths: option.pointsHundredths,
              })),
            })),
    categories: draft.kind !== 'pastMonths' ? [] : categories.map(({ code, name }) => ({ code, name, options: [] })),
    result: draft.result === null ? null : (JSON.parse(draft.result) as ImportResultView),
  };
}
