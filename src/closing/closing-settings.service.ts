import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { ClosingSettingsRow } from './closing.entity.js';
import type { ClosingSettingsBody, ClosingSettingsView } from './closing.dto.js';
import { includes, scopeBelow } from '../identity/scope.js';

export type ClosingDays = Pick<ClosingSettingsRow, 'acknowledgeWorkingDays' | 'publicationWorkingDays'>;

/** Where no unit says anything else (domain/process.md: published 5 working days). */
export const usualDays: ClosingDays = { acknowledgeWorkingDays: 3, publicationWorkingDays: 5 };

type PathRow = ClosingSettingsRow & { path: string };

/** How many working days members have to read their half-year, and for how many it is published. */
@Injectable()
export class ClosingSettings {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly clock: Clock,
  ) {}

  /** By the nearest unit that says something: the branch itself, or one above it. Call it inside `read` or `write`. */
  async ofPaths(paths: readonly string[]): Promise<ClosingDays[]> {
    const rows = await this.database.rows<PathRow>(
      `SELECT closing_settings.*, units.path FROM closing_settings JOIN units ON units.id = closing_settings.unitId`,
    );
    const nearest = rows.sort((one, other) => other.path.length - one.path.length);
    return paths.map((path) => {
      const { acknowledgeWorkingDays, publicationWorkingDays } =
        nearest.find((row) => includes(scopeBelow(row.path), path)) ?? usualDays;
      return { acknowledgeWorkingDays, publicationWorkingDays };
    });
  }

  view(unitId: number, actor: Actor): Promise<ClosingSettingsView> {
    return this.database.read(async () => {
      const { path, version } = await this.unit(unitId);
      const [days] = (await this.ofPaths([path])) as [ClosingDays];
      return { ...days, version, mayChange: may('settings.manage', actor, { unitPath: path, memberId: null }) };
    });
  }

  /** @throws notFound, stale */
  async replace(unitId: number, version: number, body: ClosingSettingsBody, actor: Actor): Promise<void> {
    const at = this.clock.now();
    const { acknowledgeWorkingDays, publicationWorkingDays } = body;
    await this.database.write(async () => {
      await this.database.lock('units', unitId);
      const unit = await this.unit(unitId);
      if (unit.version !== version) throw new Refusal('stale', { params: { version: unit.version } });
      const days = { acknowledgeWorkingDays, publicationWorkingDays };
      if (version === 0) await this.database.insert(ClosingSettingsRow, [{ unitId, ...days, version: 1 }]);
      else
        await this.database.change(
          `UPDATE closing_settings SET acknowledgeWorkingDays = ?, publicationWorkingDays = ?, version = version + 1
            WHERE unitId = ? AND version = ?`,
          [acknowledgeWorkingDays, publicationWorkingDays, unitId, version],
        );
      const about = { unitId, ...days };
      await this.trail.append({
        ...{ chain: chainOf(unitId), at, action: 'closing.settings', actorAccountId: actor.accountId, about },
      });
    });
  }

  private async unit(unitId: number): Promise<{ path: string; version: number }> {
    const unit = await this.database.row<{ path: string; kind: string; version: number | null }>(
      `SELECT units.path, units.kind, closing_settings.version
         FROM units LEFT JOIN closing_settings ON closing_settings.unitId = units.id WHERE units.id = ?`,
      [unitId],
    );
    if (!unit || unit.kind === 'group') throw new Refusal('notFound');
    return { path: unit.path, version: unit.version ?? 0 };
  }
}
