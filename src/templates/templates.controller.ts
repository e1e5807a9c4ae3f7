import {
  applyDecorators,
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mediaTypes } from '../evidence/evidence-kind.js';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { attachment } from '../http/attachment.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { Refusal } from '../http/refusal.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import type { TemplateKind } from './office-package.js';
import { NewTemplateQuery, TemplateFileQuery, TemplateFillQuery, TemplatePreviewQuery } from './template.dto.js';
import {
  TemplateChoicesView,
  TemplateListView,
  TemplatePreviewView,
  TemplateView,
  TemplateVocabularyView,
} from './template.view.js';
import { exampleFile } from './example-templates.js';
import { TemplateFilling } from './template-filling.service.js';
import { TemplateSources } from './template-sources.service.js';
import { Templates } from './templates.service.js';
import { type TemplateSource, templateSources } from './vocabulary.js';
import { wordViews } from './word-views.js';

const kinds = [mediaTypes.xlsx, mediaTypes.docx];
/** The body is the file itself. */
const TakesTemplate = (): MethodDecorator =>
  applyDecorators(
    ApiConsumes(...kinds, 'application/octet-stream'),
    ApiBody({ schema: { type: 'string', format: 'binary' } }),
  );
const HandsOutFile = (): MethodDecorator =>
  applyDecorators(
    Header('Cache-Control', 'no-store'),
    ApiParam({
      name: 'format',
      description: 'The kind of file that the template is.',
      schema: { type: 'string', enum: ['xlsx', 'docx'] },
    }),
    ApiProduces(...kinds),
    ApiOkResponse({ schema: { type: 'string', format: 'binary' } }),
  );

/** Documents of a unit's own: uploaded with placeholders, handed out filled. */
@ApiTags('templates')
@Controller('api/v1/units/:unitId')
export class TemplatesController {
  constructor(
    private readonly templates: Templates,
    private readonly filling: TemplateFilling,
    private readonly sources: TemplateSources,
  ) {}

  /** The unit's templates and those of the units above it. */
  @Get('templates')
  @Allow('template.read', 'unit')
  list(@Param('unitId', ParseIdPipe) unitId: number, @CurrentActor() actor: Actor): Promise<TemplateListView> {
    return this.templates.of(unitId, actor);
  }

  /** Every name that may stand in a template, in both languages. */
  @Get('template-vocabulary')
  @Allow('template.read', 'unit')
  vocabulary(@Param('unitId', ParseIdPipe) _unitId: number): TemplateVocabularyView {
    return { words: wordViews() };
  }

  /** What templates can be filled with here: published months, periods, members. */
  @Get('template-choices')
  @Allow('template.read', 'unit')
  choices(@Param('unitId', ParseIdPipe) unitId: number): Promise<TemplateChoicesView> {
    return this.sources.choices(unitId);
  }

  /** A template to begin with, made by the service. */
  @Get('template-examples/:source.:format')
  @Allow('template.read', 'unit')
  @HandsOutFile()
  async example(
    @Param('unitId', ParseIdPipe) _unitId: number,
    @Param('source') source: string,
    @Param('format') format: string,
  ): Promise<StreamableFile> {
    const known = templateSources.find((each) => each === source);
    const file = known && (await exampleFile(known, format));
    if (!file) throw new Refusal('notFound');
    return handedOut(
      file.bytes,
      format as TemplateKind,
      file.fileName,
      `template-${known as TemplateSource}.${format}`,
    );
  }

  /** Every placeholder of a file, where it stands, what it would become and what is wrong with it. Nothing is stored. */
  @Post('template-previews')
  @Allow('template.manage', 'unit')
  @TakesTemplate()
  @HttpCode(200)
  preview(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Query() query: TemplatePreviewQuery,
    @Req() request: FastifyRequest,
    @CurrentActor() actor: Actor,
  ): Promise<TemplatePreviewView> {
    return this.filling.preview(unitId, bytesOf(request), query, actor);
  }

  /** Keeps a file as a template. Refused while a placeholder in it means nothing. */
  @Post('templates')
  @Allow('template.manage', 'unit')
  @TakesTemplate()
  async add(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Query() query: NewTemplateQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentActor() actor: Actor,
  ): Promise<TemplateView> {
    return withVersion(reply, await this.templates.add(unitId, { ...query, bytes: bytesOf(request) }, actor));
  }

  /** A new version of the template; the old ones are kept. */
  @Put('templates/:templateId/content')
  @Allow('template.manage', 'unit')
  @TakesTemplate()
  async replace(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('templateId', ParseIdPipe) templateId: number,
    @Query() { fileName }: TemplateFileQuery,
    @ExpectedVersion() version: number,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentActor() actor: Actor,
  ): Promise<TemplateView> {
    const given = { version, fileName, bytes: bytesOf(request) };
    return withVersion(reply, await this.templates.replace(unitId, templateId, given, actor));
  }

  /** Takes the template out of use. */
  @Put('templates/:templateId/retirement')
  @Allow('template.manage', 'unit')
  async retire(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('templateId', ParseIdPipe) templateId: number,
    @ExpectedVersion() version: number,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentActor() actor: Actor,
  ): Promise<TemplateView> {
    return withVersion(reply, await this.templates.retire(unitId, templateId, version, actor));
  }

  /** A version as it was handed in. */
  @Get('templates/:templateId/versions/:number/file.:format')
  @Allow('template.read', 'unit')
  @HandsOutFile()
  async file(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('templateId', ParseIdPipe) templateId: number,
    @Param('number', ParseIdPipe) number: number,
    @Param('format') format: string,
  ): Promise<StreamableFile> {
    const { bytes, fileName, kind } = await this.templates.file(unitId, templateId, number);
    if (format !== kind) throw new Refusal('notFound');
    return handedOut(bytes, kind, fileName, `template-${templateId}-${number}.${kind}`);
  }

  /** What the newest version would become. */
  @Get('templates/:templateId/preview')
  @Allow('template.read', 'unit')
  @LeavesLine('ledger')
  previewKept(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('templateId', ParseIdPipe) templateId: number,
    @Query() query: TemplateFillQuery,
    @CurrentActor() actor: Actor,
  ): Promise<TemplatePreviewView> {
    return this.filling.previewKept(unitId, templateId, query, actor);
  }

  /** The newest version, filled for this unit. */
  @Get('templates/:templateId/filled.:format')
  @Allow('template.read', 'unit')
  @LeavesLine('ledger', 'file')
  @HandsOutFile()
  async filled(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('templateId', ParseIdPipe) templateId: number,
    @Param('format') format: string,
    @Query() query: TemplateFillQuery,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    const file = await this.filling.filled(unitId, templateId, { ...query, format }, actor);
    return handedOut(file.bytes, file.kind, file.fileName, file.plainName);
  }
}

function handedOut(bytes: Buffer, kind: TemplateKind, fileName: string, plainName: string): StreamableFile {
  return new StreamableFile(bytes, {
    type: mediaTypes[kind],
    disposition: attachment(fileName, plainName),
    length: bytes.length,
  });
}

/** The body as it came. JSON, which the framework has read already, is no file. */
function bytesOf({ body }: FastifyRequest): Uint8Array {
  if (body instanceof Uint8Array) return body;
  throw new Refusal('unsupportedMediaType');
}
