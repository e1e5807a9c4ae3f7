import { Controller, Get, Header, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { HeadOnly } from '../http/head-only.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { PaperForms } from '../paper/paper-forms.service.js';
import { Schemes } from '../schemes/schemes.service.js';
import { Database } from '../database/database.js';
import { DocumentExports } from './document-exports.service.js';
import { mediaTypeOf } from './exported.js';
import { PaperFormsQuery } from './paper-forms.dto.js';
import { paperFormsDocument } from './paper-forms-document.js';

/** The month's empty forms as a Word document, for offices that print from there. */
@ApiTags('documents')
@Controller('api/v1')
export class PaperFormsController {
  constructor(
    private readonly database: Database,
    private readonly forms: PaperForms,
    private readonly schemes: Schemes,
    private readonly documents: DocumentExports,
  ) {}

  /** The forms of those named, or of all who have not handed in, one page a member. */
  @Get('branch-months/:branchMonthId/paper-forms.docx')
  @Allow('month.read', 'branchMonth')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(mediaTypeOf.docx)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async word(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Query() { sheetIds }: PaperFormsQuery,
    @HeadOnly() headOnly: boolean,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    const forms = await this.forms.of(branchMonthId, actor);
    const asked = sheetIds?.split(',').map(Number);
    const sheets = forms.items.filter(({ sheetId, state }) => asked?.includes(sheetId) ?? state === 'draft');
    const { definition } = await this.database.read(() => this.schemes.byId(forms.branchMonth.schemeVersionId));
    const { branch, month } = forms.branchMonth;
    return this.documents.file(headOnly, {
      actor,
      unitId: branch.id,
      document: 'selfAssessment',
      about: { branchMonthId, month, sheets: sheets.length },
      format: 'docx',
      fileName: `${branch.name} ${month} 自评表`,
      plainName: `forms-${month}`,
      make: (stamp) => paperFormsDocument(forms, sheets, definition, stamp),
    });
  }
}
