import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Clock, type Month, monthOf } from '../calendar.js';
import { Allow } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { describeScheme } from '../scoring/describe.js';
import { SchemeTextView, SchemeVersionList, SchemeVersionSummary, SchemeVersionView } from './scheme-version.view.js';
import { type LoadedScheme, Schemes } from './schemes.service.js';

/** The rule: its versions as data, and as text made from that data. */
@ApiTags('schemes')
@Controller('api/v1/scheme-versions')
export class SchemesController {
  constructor(
    private readonly schemes: Schemes,
    private readonly clock: Clock,
  ) {}

  /** All versions of the rule, the latest first. */
  @Get()
  @Allow('scheme.read', 'organisation')
  async list(): Promise<SchemeVersionList> {
    const versions = await this.schemes.list();
    const month = monthOf(this.clock.today());
    return { items: versions.map((version) => summaryOf(version, versions, month)) };
  }

  /** A version of the rule as data. */
  @Get(':schemeVersionId')
  @Allow('scheme.read', 'organisation')
  async one(@Param('schemeVersionId', ParseIdPipe) id: number): Promise<SchemeVersionView> {
    const version = await this.schemes.byId(id);
    const month = monthOf(this.clock.today());
    return { ...summaryOf(version, await this.schemes.list(), month), definition: version.definition };
  }

  /** A version of the rule as people read it. */
  @Get(':schemeVersionId/text')
  @Allow('scheme.read', 'organisation')
  async text(@Param('schemeVersionId', ParseIdPipe) id: number): Promise<SchemeTextView> {
    const { definition } = await this.schemes.byId(id);
    return { zh: describeScheme(definition, 'zh'), en: describeScheme(definition, 'en') };
  }
}

/** `versions` is all of them, the latest first: what comes after the one in force is superseded. */
function summaryOf(version: LoadedScheme, versions: readonly LoadedScheme[], month: Month): SchemeVersionSummary {
  const { id, schemeCode, version: number, definition, effectiveFromMonth, digest } = version;
  const inForce = versions.findIndex((each) => each.effectiveFromMonth <= month);
  const place = versions.findIndex((each) => each.id === id);
  const state = inForce >= 0 && place > inForce ? 'superseded' : 'published';
  return { id, schemeCode, version: number, name: definition.name, state, effectiveFromMonth, digest };
}
