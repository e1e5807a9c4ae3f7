import { Injectable } from '@nestjs/common';
import { type Canonical, canonicalJson } from '../audit/canonical.js';
import { Clock, type Month, monthOf } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { compareSchemes } from '../scoring/compare.js';
import { describeScheme } from '../scoring/describe.js';
import { mergeIntoSource, writeSchemeFile } from './scheme-file.js';
import type {
  SchemeBranchView,
  SchemeComparisonView,
  SchemeTextView,
  SchemeVersionSummary,
  SchemeVersionView,
} from './scheme-version.view.js';
import type { Scheme } from '../scoring/scheme.js';
import { type LoadedScheme, Schemes } from './schemes.service.js';

/** A scheme as a file, with what it is called. */
export interface SchemeFile {
  source: string;
  schemeCode: string;
  version: string;
}

/** Published versions as they are read: as data, as text, as a file, and beside one another. */
@Injectable()
export class SchemeVersions {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly clock: Clock,
  ) {}

  async list(branchId: number | null): Promise<SchemeVersionSummary[]> {
    const versions = await this.schemes.list(branchId);
    const branches = await this.branchesOf(versions);
    const month = monthOf(this.clock.today());
    return versions.map((version) => summaryOf(version, stateOf(version, versions, month), branches));
  }

  /** @throws notFound */
  async one(id: number): Promise<SchemeVersionView> {
    const version = await this.schemes.byId(id);
    const beside = await this.schemes.list(version.branchId);
    const branches = await this.branchesOf([version]);
    const state = stateOf(version, beside, monthOf(this.clock.today()));
    return { ...summaryOf(version, state, branches), definition: version.definition };
  }

  /** @throws notFound */
  async text(id: number): Promise<SchemeTextView> {
    return textOf((await this.schemes.byId(id)).definition);
  }

  /** What changed from the other version to this one. @throws notFound */
  async comparison(id: number, otherId: number): Promise<SchemeComparisonView> {
    const { definition } = await this.schemes.byId(id);
    return comparisonOf((await this.schemes.byId(otherId)).definition, definition);
  }

  /** The file as it was published, byte for byte; a branch's is its base's with its own items written in. @throws notFound */
  async file(id: number): Promise<SchemeFile> {
    const { schemeCode, version, basedOnId, definition } = await this.schemes.byId(id);
    const source = await this.sourceOf(id);
    if (source !== null) return { source, schemeCode, version };
    const base = basedOnId === null ? null : await this.sourceOf(basedOnId);
    const written = base === null ? writeSchemeFile(definition) : mergeIntoSource(base, definition);
    return { source: written, schemeCode, version };
  }

  private async sourceOf(id: number): Promise<string | null> {
    const row = await this.database.read(() =>
      this.database.row<{ source: string | null }>('SELECT source FROM scheme_versions WHERE id = ?', [id]),
    );
    return row?.source ?? null;
  }

  private async branchesOf(versions: readonly LoadedScheme[]): Promise<Map<number, SchemeBranchView>> {
    const ids = [...new Set(versions.flatMap(({ branchId }) => branchId ?? []))];
    const units = await this.database.read(() =>
      this.database.rows<SchemeBranchView>(`SELECT id, name FROM units WHERE id IN ${marks(ids)}`, ids),
    );
    return new Map(units.map((unit) => [unit.id, unit]));
  }
}

export function textOf(definition: Scheme): SchemeTextView {
  return { zh: describeScheme(definition, 'zh'), en: describeScheme(definition, 'en') };
}

export function comparisonOf(one: Scheme, other: Scheme): SchemeComparisonView {
  const [before, after] = [inOneOrder(one), inOneOrder(other)];
  return { zh: compareSchemes(before, after, 'zh'), en: compareSchemes(before, after, 'en') };
}

/** As a published version has it: a file's order of properties is no difference. */
function inOneOrder(scheme: Scheme): Scheme {
  return JSON.parse(canonicalJson(scheme as unknown as Canonical)) as Scheme;
}

/**
 * `versions` is the organisation's and those of the branch, the latest first: what comes after the one in force is superseded.
 * A branch's version is so, too, when the one that it is based on is.
 */
function stateOf(
  version: LoadedScheme,
  versions: readonly LoadedScheme[],
  month: Month,
): SchemeVersionSummary['state'] {
  const { id, branchId, basedOnId } = version;
  const line = versions.filter((each) => each.branchId === branchId && each.basedOnId === basedOnId);
  const inForce = line.findIndex(({ effectiveFromMonth }) => effectiveFromMonth <= month);
  const place = line.findIndex((each) => each.id === id);
  if (inForce >= 0 && place > inForce) return 'superseded';
  const base = basedOnId === null ? undefined : versions.find((each) => each.id === basedOnId);
  return base ? stateOf(base, versions, month) : 'published';
}

function summaryOf(
  version: LoadedScheme,
  state: SchemeVersionSummary['state'],
  branches: ReadonlyMap<number, SchemeBranchView>,
): SchemeVersionSummary {
  const { id, schemeCode, effectiveFromMonth, publishedAt, note, branchId, basedOnId, digest, definition } = version;
  const branch = branchId === null ? null : (branches.get(branchId) ?? null);
  return {
    id,
    schemeCode,
    version: version.version,
    name: definition.name,
    state,
    effectiveFromMonth,
    publishedAt,
    note,
    branch,
    basedOnId,
    digest,
  };
}
