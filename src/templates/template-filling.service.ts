import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { Organisation } from '../organisation/organisation.service.js';
import { hinders } from './findings.js';
import { digestOf, type TemplateKind } from './office-package.js';
import { readTemplate } from './read-template.js';
import { stampProperties } from './stamp.js';
import type { TemplateFillQuery, TemplatePreviewQuery } from './template.dto.js';
import type { TemplatePreviewView } from './template.view.js';
import { TemplateRecords } from './template-records.service.js';
import { TemplateSources } from './template-sources.service.js';
import { periodWords } from './template-words.js';
import { refusing } from './templates.service.js';
import type { TemplateSource } from './vocabulary.js';

export interface FilledFile {
  bytes: Buffer;
  fileName: string;
  plainName: string;
  kind: TemplateKind;
}

/** Fills templates, and says beforehand what would come of it. */
@Injectable()
export class TemplateFilling {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly organisation: Organisation,
    private readonly records: TemplateRecords,
    private readonly sources: TemplateSources,
  ) {}

  /** Every placeholder of a file, where it stands and what it would become. Nothing is stored. @throws invalid */
  async preview(
    unitId: number,
    bytes: Uint8Array,
    query: TemplatePreviewQuery,
    actor: Actor,
  ): Promise<TemplatePreviewView> {
    const template = await refusing(() => readTemplate(bytes, query.source));
    const isChosen = hasChoice(query.source, query);
    const about = { actor, template: { name: '', number: 1 } };
    const data = isChosen ? await this.sources.dataFor(unitId, query.source, query, about) : null;
    const findings = await refusing(() => Promise.resolve().then(() => template.findings(data)));
    return {
      kind: template.file.kind,
      digest: digestOf(bytes),
      filled: isChosen,
      findings,
      hindrances: findings.filter(hinders).length,
    };
  }

  /** The same for a template that is kept. @throws notFound, invalid */
  async previewKept(
    unitId: number,
    templateId: number,
    query: TemplateFillQuery,
    actor: Actor,
  ): Promise<TemplatePreviewView> {
    const { template, bytes } = await this.kept(unitId, templateId);
    return this.preview(unitId, bytes, { ...query, source: template.source }, actor);
  }

  /**
   * The newest version, filled. Who took it out, by which template and for what stands in the file's properties and in the trail of
   * the unit that it was filled for. @throws notFound, wrongState (retired, or the month withdrawn), invalid, forbidden
   */
  async filled(
    unitId: number,
    templateId: number,
    { format, ...query }: TemplateFillQuery & { format: string },
    actor: Actor,
  ): Promise<FilledFile> {
    const { template, version, bytes } = await this.kept(unitId, templateId);
    const { kind, name, source } = template;
    if (format !== kind) throw new Refusal('notFound');
    if (template.retiredAt !== null) throw new Refusal('wrongState', { params: { state: 'retired' } });
    const stamped = { name, number: version.number };
    const data = await this.sources.dataFor(unitId, source, query, { actor, template: stamped });
    const now = this.clock.now();
    const filled = await refusing(async () => {
      const read = await readTemplate(bytes, source);
      read.fill(data);
      const words = `${this.sources.stampWords(actor, now, stamped)}；模板摘要 ${version.digest}`;
      stampProperties(read.file, { words, by: actor.displayName, at: now });
      return read.file.packed();
    });
    const { month, period, memberId, year } = query;
    const wanted = source === 'month' ? { month } : source === 'period' ? { period } : { memberId, year };
    await this.database.write(() =>
      this.trail.append({
        chain: chainOf(unitId),
        at: now,
        action: 'template.export',
        actorAccountId: actor.accountId,
        about: {
          templateId,
          number: version.number,
          templateDigest: version.digest,
          fileDigest: digestOf(filled),
          ...(JSON.parse(JSON.stringify(wanted)) as Record<string, string | number>),
        },
      }),
    );
    const unit = await this.organisation.unitById(unitId);
    const of = month ?? (period && periodWords(period)) ?? year ?? '';
    const person = data.scalars['name'];
    const who = person && 'text' in person ? person.text : unit.name;
    return {
      bytes: filled,
      kind,
      fileName: `${who}${of}${name}.${kind}`,
      plainName: `template-${templateId}-${unitId}-${month ?? period ?? year ?? ''}.${kind}`,
    };
  }

  private async kept(unitId: number, templateId: number) {
    const { path } = await this.organisation.unitById(unitId);
    return this.database.read(async () => {
      const template = await this.records.offered(path, templateId);
      const version = await this.records.versionOf(templateId, template.currentNumber);
      return { template, version, bytes: await this.records.bytesOf(version) };
    });
  }
}

function hasChoice(source: TemplateSource, { month, period, memberId, year }: TemplateFillQuery): boolean {
  if (source === 'month') return month !== undefined;
  return source === 'period' ? period !== undefined : memberId !== undefined && year !== undefined;
}
