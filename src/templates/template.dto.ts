import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import type { Month } from '../calendar.js';
import { IsMonth, MayBeAbsent } from '../http/validation.js';
import { type TemplateSource, templateSources } from './vocabulary.js';

/** What a template is filled with: a month of a branch, a period of any unit, or a member and his year. */
export class TemplateFillQuery {
  /** For a template of a month. */
  @MayBeAbsent()
  @IsMonth()
  month?: Month;

  /** For a template of a period: '2026-Q1', '2026-H1', '2026'. */
  @MayBeAbsent()
  @Matches(/^20\d{2}(-H[12]|-Q[1-4])?$/)
  period?: string;

  /** For a member’s card, with its year. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  memberId?: number;

  /** The year of the card. */
  @MayBeAbsent()
  @Matches(/^20\d{2}$/)
  year?: string;
}

export class TemplatePreviewQuery extends TemplateFillQuery {
  /** What the template is filled with. */
  @IsIn(templateSources)
  source: TemplateSource;
}

export class TemplateFileQuery {
  /** As the file is called at home. */
  @IsString()
  @MaxLength(2000)
  fileName: string;
}

export class NewTemplateQuery extends TemplateFileQuery {
  /** Made by the client, so that a repeated request adds nothing twice. */
  @IsUUID()
  requestId: string;

  /** Under which it is listed. */
  @IsString()
  @MaxLength(80)
  name: string;

  /** What the template is filled with. */
  @IsIn(templateSources)
  source: TemplateSource;
}
