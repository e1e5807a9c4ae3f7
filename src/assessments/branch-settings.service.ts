import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import type { Flag } from '../database/columns.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { Organisation, type UnitRow } from '../organisation/organisation.service.js';
import type { BranchSettingsView } from './branch-settings.dto.js';
import { BranchSettingsRow } from './branch-settings.entity.js';
import { type BranchSettings, defaultSettings, settingsProblems } from './branch-settings.js';

type SettingsRow = { hasCommittee: Flag; unitId: number } & { [Column in keyof BranchSettingsRow]: unknown };

/** How each branch runs its months: its own settings, or the usual ones. */
@Injectable()
export class BranchSettingsService {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly organisation: Organisation,
    private readonly clock: Clock,
  ) {}

  async of(branchId: number): Promise<BranchSettings> {
    return (await this.ofEach([branchId])).get(branchId) ?? defaultSettings;
  }

  /** The settings of these branches by their ids, in one statement. */
  async ofEach(branchIds: readonly number[]): Promise<Map<number, BranchSettings>> {
    const rows = await this.rows(branchIds);
    return new Map(rows.map((row) => [row.unitId, settingsOf(row)]));
  }

  /** @throws notFound where there is no branch */
  view(branchId: number, actor: Actor): Promise<BranchSettingsView> {
    return this.database.read(async () => {
      const branch = await this.branch(branchId);
      const [row] = await this.rows([branchId]);
      const target = { unitPath: branch.path, memberId: null };
      return {
        branch: { id: branch.id, name: branch.name, kind: branch.kind },
        version: versionOf(row),
        ...settingsOf(row),
        mayChange: may('settings.manage', actor, target),
        mayChangeCommittee: may('unit.manage', actor, target),
      };
    });
  }

  /**
   * Replaces a branch's settings. Whether it has a committee is the bureau's to say: nobody rids himself of his own.
   * @throws notFound, stale, invalid
   */
  async replace(branchId: number, version: number, settings: BranchSettings, actor: Actor): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      await this.organisation.lock();
      const branch = await this.branch(branchId);
      const [row] = await this.rows([branchId]);
      if (versionOf(row) !== version) throw new Refusal('stale', { params: { version: versionOf(row) } });
      const errors = settingsProblems(settings);
      if (errors.length > 0) throw new Refusal('invalid', { errors });
      const { committee, ...own } = settings;
      if (committee !== settingsOf(row).committee) await this.changeCommittee(branch, committee, actor);
      await this.store(branchId, version, own);
      await this.trail.append({
        chain: chainOf(branchId),
        at: now,
        action: 'settings.change',
        actorAccountId: actor.accountId,
        about: { branchId, ...settings },
      });
    });
  }

  private async changeCommittee({ id, path, version }: UnitRow, committee: boolean, actor: Actor): Promise<void> {
    if (!may('unit.manage', actor, { unitPath: path, memberId: null })) throw invalid('committee', 'bureauDecides');
    await this.database.change(
      'UPDATE units SET hasCommittee = ?, version = version + 1 WHERE id = ? AND version = ?',
      [committee, id, version],
    );
  }

  private async store(branchId: number, version: number, own: Omit<BranchSettings, 'committee'>): Promise<void> {
    if (version === 0) {
      await this.database.insert(BranchSettingsRow, [{ branchId, ...own, version: 1 }]);
      return;
    }
    const names = Object.keys(own);
    const changed = await this.database.change(
      `UPDATE branch_settings SET ${names.map((name) => `${name} = ?`).join(', ')}, version = version + 1
        WHERE branchId = ? AND version = ?`,
      [...Object.values(own), branchId, version],
    );
    if (changed !== 1) throw new Refusal('stale');
  }

  private async branch(id: number): Promise<UnitRow> {
    const unit = await this.organisation.unitById(id);
    if (unit.kind !== 'branch') throw new Refusal('notFound');
    return unit;
  }

  private rows(branchIds: readonly number[]): Promise<SettingsRow[]> {
    return this.database.rows<SettingsRow>(
      `SELECT branch_settings.*, units.id AS unitId, units.hasCommittee
         FROM units LEFT JOIN branch_settings ON branch_settings.branchId = units.id
        WHERE units.id IN ${marks(branchIds)}`,
      branchIds,
    );
  }
}

function versionOf(row: SettingsRow | undefined): number {
  return (row?.version as number | null | undefined) ?? 0;
}

function settingsOf(row: SettingsRow | undefined): BranchSettings {
  const committee = row === undefined ? defaultSettings.committee : row.hasCommittee === 1;
  if (!row || versionOf(row) === 0) return { ...defaultSettings, committee };
  return {
    preReview: row.preReview === 1,
    committee,
    themeDayRule: row.themeDayRule as string | null,
    automaticOpening: row.automaticOpening === 1,
    openingDaysBefore: row.openingDaysBefore as number,
    selfAssessmentDaysBefore: row.selfAssessmentDaysBefore as number,
    publicationWorkingDays: row.publicationWorkingDays as number,
    contact: row.contact as string,
    objectionsAnonymous: row.objectionsAnonymous === 1,
    shortBoard: row.shortBoard === 1,
  };
}
