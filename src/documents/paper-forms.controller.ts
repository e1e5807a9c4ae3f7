import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { attachment } from '../http/attachment.js';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { PaperForms } from '../paper/paper-forms.service.js';
import { Schemes } from '../schemes/schemes.service.js';
import { Database } from '../database/database.js';
import { PaperFormsQuery } from './paper-forms.dto.js';
import { paperFormsDocument } from './paper-forms-document.js';

const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** The month's empty forms as a Word document, for offices that print from there. */
@ApiTags('documents')
@Controller('api/v1')
export class PaperFormsController {
  constructor(
    private readonly database: Database,
    private readonly forms: PaperForms,
    private readonly schemes: Schemes,
  ) {}

  /** The forms of those named, or of all who have not handed in, one page a member. */
  @Get('branch-months/:branchMonthId/paper-forms.docx')
  @Allow('month.read', 'branchMonth')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(wordType)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async word(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Query() { sheetIds }: PaperFormsQuery,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    const forms = await this.forms.of(branchMonthId, actor);
    const asked = sheetIds?.split(',').map(Number);
    const sheets = forms.items.filter(({ sheetId, state }) => asked?.includes(sheetId) ?? state === 'draft');
    const { definition } = await this.database.read(() => this.schemes.byId(forms.branchMonth.schemeVersionId));
    const bytes = await paperFormsDocument(forms, sheets, definition);
    const { branch, month } = forms.branchMonth;
    return new StreamableFile(bytes, {
      type: wordType,
      disposition: attachment(`${branch.name} ${month} 自评表.docx`, `forms-${month}.docx`),
      length: bytes.length,
    });
  }
}
