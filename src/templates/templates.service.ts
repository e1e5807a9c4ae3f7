import { Injectable } from '@nestjs/common';
import { type Canonical } from '../audit/canonical.js';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { safeFileName } from '../evidence/file-name.js';
import { UploadScan } from '../evidence/upload-scan.service.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { Organisation } from '../organisation/organisation.service.js';
import { hinders } from './findings.js';
import { digestOf, type TemplateKind } from './office-package.js';
import { type ReadTemplate, readTemplate } from './read-template.js';
import type { Template } from './template.entity.js';
import type { TemplateListView, TemplateView } from './template.view.js';
import { TemplateProblem, templateLimits } from './template-problem.js';
import { TemplateRecords } from './template-records.service.js';
import type { TemplateSource } from './vocabulary.js';

export interface GivenTemplate {
  requestId: string;
  name: string;
  source: TemplateSource;
  fileName: string;
  bytes: Uint8Array;
}

/** A unit's templates: added, replaced, retired, and listed for everybody below. */
@Injectable()
export class Templates {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly organisation: Organisation,
    private readonly records: TemplateRecords,
    private readonly scan: UploadScan,
  ) {}

  /** Those of the unit and of the units above it. */
  async of(unitId: number, actor: Actor): Promise<TemplateListView> {
    const { path } = await this.organisation.unitById(unitId);
    const templates = await this.database.read(async () => this.records.views(await this.records.offeredTo(path)));
    return { templates, mayManage: may('template.manage', actor, { unitPath: path, memberId: null }) };
  }

  /** The file of one of its versions, as it was handed in. @throws notFound */
  async file(
    unitId: number,
    templateId: number,
    number: number,
  ): Promise<{ bytes: Buffer; fileName: string; kind: TemplateKind }> {
    const { path } = await this.organisation.unitById(unitId);
    return this.database.read(async () => {
      const template = await this.records.offered(path, templateId);
      const version = await this.records.versionOf(template.id, number);
      return { bytes: await this.records.bytesOf(version), fileName: version.fileName, kind: template.kind };
    });
  }

  /**
   * Adds a template. The same request again, or the same file under the same name, answers the one that is there.
   * @throws invalid (why the file is refused, what in it is no placeholder, name taken)
   */
  async add(unitId: number, given: GivenTemplate, actor: Actor): Promise<TemplateView> {
    const { path } = await this.organisation.unitById(unitId);
    const name = given.name.normalize('NFC').trim();
    if (name === '') throw invalid('name', 'missing');
    const { file } = await usable(given.bytes, given.source);
    await this.scan.refuseInfected(given.bytes);
    const digest = digestOf(given.bytes);
    const now = this.clock.now();
    const id = await this.database.write(async () => {
      await this.organisation.lock();
      const repeated = await this.repeated(unitId, { ...given, name }, digest);
      if (repeated) return repeated.id;
      const others = (await this.records.ofUnit(unitId)).filter(({ retiredAt }) => retiredAt === null);
      if (others.some((other) => other.name === name)) throw invalid('name', 'nameTaken');
      if (others.length >= templateLimits.templatesOfUnit)
        throw invalid('file', 'tooManyTemplates', { limit: templateLimits.templatesOfUnit });
      const { requestId, source } = given;
      const templateId = await this.records.insert({
        ...{ unitId, requestId, name, source, kind: file.kind, currentNumber: 1 },
        ...{ createdBy: actor.accountId, createdAt: now, retiredBy: null, retiredAt: null, version: 1 },
      });
      await this.addVersion({ templateId, number: 1, digest, kind: file.kind }, given, { actor, now });
      await this.leaveLine(unitId, 'template.add', { templateId, name, source, number: 1, digest }, { actor, now });
      return templateId;
    });
    return this.view(path, id);
  }

  /** A new version of a template; the same file as the newest changes nothing. @throws stale, invalid, wrongState, notFound */
  async replace(
    unitId: number,
    templateId: number,
    { version, fileName, bytes }: { version: number; fileName: string; bytes: Uint8Array },
    actor: Actor,
  ): Promise<TemplateView> {
    const { path } = await this.organisation.unitById(unitId);
    const { source } = await this.own(unitId, templateId);
    const { file } = await usable(bytes, source);
    await this.scan.refuseInfected(bytes);
    const digest = digestOf(bytes);
    const now = this.clock.now();
    await this.database.write(async () => {
      const template = await this.locked(unitId, templateId);
      const newest = await this.records.versionOf(templateId, template.currentNumber);
      if (newest.digest === digest) return;
      requireCurrent(template, version);
      if (file.kind !== template.kind) throw invalid('file', 'otherKind', { kind: template.kind });
      const number = template.currentNumber + 1;
      if (number > templateLimits.versionsOfTemplate)
        throw invalid('file', 'tooManyVersions', { limit: templateLimits.versionsOfTemplate });
      await this.addVersion({ templateId, number, digest, kind: file.kind }, { fileName, bytes }, { actor, now });
      await this.change(template, 'currentNumber = ?', [number]);
      await this.leaveLine(unitId, 'template.replace', { templateId, number, digest }, { actor, now });
    });
    return this.view(path, templateId);
  }

  /** Takes a template out of use; its versions are kept. @throws stale, notFound */
  async retire(unitId: number, templateId: number, version: number, actor: Actor): Promise<TemplateView> {
    const { path } = await this.organisation.unitById(unitId);
    const now = this.clock.now();
    await this.database.write(async () => {
      const template = await this.locked(unitId, templateId);
      if (template.retiredAt !== null) return;
      requireCurrent(template, version);
      await this.change(template, 'retiredBy = ?, retiredAt = ?', [actor.accountId, now]);
      await this.leaveLine(unitId, 'template.retire', { templateId }, { actor, now });
    });
    return this.view(path, templateId);
  }

  /** A template of this very unit: those of the units above are theirs to change. */
  private async own(unitId: number, templateId: number): Promise<Template> {
    const found = (await this.database.read(() => this.records.ofUnit(unitId))).find(({ id }) => id === templateId);
    if (!found) throw new Refusal('notFound');
    return found;
  }

  private async locked(unitId: number, templateId: number): Promise<Template> {
    const template = await this.database.lock<Template>('templates', templateId);
    if (template?.unitId !== unitId) throw new Refusal('notFound');
    return template;
  }

  private async change({ id, version }: Template, set: string, values: (string | number)[]): Promise<void> {
    const changed = await this.database.change(
      `UPDATE templates SET ${set}, version = version + 1 WHERE id = ? AND version = ?`,
      [...values, id, version],
    );
    if (changed !== 1) throw new Refusal('stale');
  }

  private async repeated(unitId: number, given: GivenTemplate, digest: string): Promise<Template | undefined> {
    const byRequest = await this.records.byRequest(given.requestId);
    const same = async (template: Template) =>
      template.unitId === unitId &&
      template.name === given.name &&
      template.source === given.source &&
      (await this.records.versionOf(template.id, template.currentNumber)).digest === digest;
    if (byRequest) {
      const first = await this.records.versionOf(byRequest.id, 1);
      const isSame = byRequest.unitId === unitId && byRequest.name === given.name && first.digest === digest;
      if (!isSame) throw invalid('requestId', 'usedForSomethingElse');
      return byRequest;
    }
    for (const template of await this.records.ofUnit(unitId))
      if (template.retiredAt === null && (await same(template))) return template;
    return undefined;
  }

  private addVersion(
    { templateId, number, digest, kind }: { templateId: number; number: number; digest: string; kind: TemplateKind },
    { fileName, bytes }: { fileName: string; bytes: Uint8Array },
    { actor, now }: { actor: Actor; now: Instant },
  ): Promise<void> {
    const row = {
      ...{ templateId, number, digest },
      fileName: safeFileName(fileName, kind),
      byteCount: bytes.byteLength,
      addedBy: actor.accountId,
      addedAt: now,
    };
    return this.records.insertVersion(row, bytes);
  }

  private async view(path: string, templateId: number): Promise<TemplateView> {
    const [view] = await this.database.read(async () =>
      this.records.views([await this.records.offered(path, templateId)]),
    );
    return view!;
  }

  private async leaveLine(
    unitId: number,
    action: string,
    about: Record<string, Canonical>,
    { actor, now }: { actor: Actor; now: Instant },
  ): Promise<void> {
    await this.trail.append({ chain: chainOf(unitId), at: now, action, actorAccountId: actor.accountId, about });
  }
}

function requireCurrent(template: Template, version: number): void {
  if (template.version !== version) throw new Refusal('stale', { params: { version: template.version } });
  if (template.retiredAt !== null) throw new Refusal('wrongState', { params: { state: 'retired' } });
}

/** A file that may be kept as a template: it is what it says, and every placeholder in it means something. */
async function usable(bytes: Uint8Array, source: TemplateSource): Promise<ReadTemplate> {
  return refusing(async () => {
    const template = await readTemplate(bytes, source);
    const wrong = template.findings(null).filter(hinders);
    if (wrong.length > 0)
      throw new Refusal('invalid', {
        errors: wrong.slice(0, 200).map(({ sheet, address, problem, written }) => ({
          path: [sheet, address].filter(Boolean).join('!') || 'file',
          code: problem!,
          params: { written },
        })),
      });
    return template;
  });
}

/** Says what is wrong with a file as every other mistake is said. */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    throw invalid('file', error.code, error.params);
  }
}
