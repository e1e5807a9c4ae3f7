import { Injectable } from '@nestjs/common';
import { FigureChanges } from '../assessments/figure-changes.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Clock } from '../calendar.js';
import { sha256 } from '../audit/trail.service.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import type { Changes } from '../publication/amended-lines.js';
import { Amendments } from '../publication/amendments.service.js';
import { correctionWindowWorkingDays } from '../publication/correction.js';
import { CorrectionNotice } from '../publication/correction-notice.entity.js';
import { windowOf } from '../publication/window.js';
import { CorrectionEffects } from './correction-effects.service.js';
import { CorrectionRecords } from './correction-records.service.js';
import type { CorrectionEffectsView } from './correction.view.js';

/** Issues a countersigned slip. */
@Injectable()
export class CorrectionIssues {
  constructor(
    private readonly database: Database,
    private readonly records: CorrectionRecords,
    private readonly amendments: Amendments,
    private readonly effects: CorrectionEffects,
    private readonly figureChanges: FigureChanges,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
  ) {}

  /**
   * In one transaction: the row is published as corrected, what it changed is kept with the slip, and those it changed something
   * for are told. Half-years that are kept follow (`FigureChanges`); the others are read from the published rows.
   */
  async issue(correctionId: number, version: number, actor: Actor): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const { sheetId } = await this.records.find(correctionId);
      const { sheet: unlocked } = await this.amendments.look(sheetId);
      const locked = await this.amendments.lock(unlocked.branchMonthId, sheetId);
      const correction = await this.records.lock(correctionId);
      await this.records.refuse(correction, { step: 'issue', correctionId, version, actor }, today);
      const changes = JSON.parse(correction.changes) as Changes;
      const effects = await this.effects.of(locked, changes, { now, today });
      const window = windowOf(today, correctionWindowWorkingDays, await this.calendars.current());
      const { year, number } = correction;
      const publicationId = await this.amendments.amend(locked, {
        kind: 'correction',
        cause: { correctionId },
        changes,
        state: 'corrected',
        window: { ...window, workingDays: correctionWindowWorkingDays },
        at: now,
        today,
        actor,
        action: 'row.correct',
        about: { correctionId, year, number },
      });
      const kept = JSON.stringify(effects);
      await this.records.update(correction, {
        state: 'issued',
        issuedBy: actor.accountId,
        issuedAt: now,
        effects: kept,
      });
      await this.database.insert(
        CorrectionNotice,
        affectedBy(effects, correction.subjectMemberId).map((memberId) => ({ correctionId, memberId })),
      );
      const about = { publicationId, effectsDigest: sha256(kept) };
      const { subjectMemberId } = correction;
      const { month } = locked.branchMonth;
      await this.figureChanges.tell({ memberIds: [subjectMemberId], month, cause: 'correction', correctionId });
      await this.records.record('issue', correction, { actor, now }, about);
    });
  }
}

/** Whose row it is, and everybody whose band or rank it changes. */
function affectedBy({ summaries }: CorrectionEffectsView, subjectMemberId: number): number[] {
  const others = summaries.flatMap((summary) => summary.others.map(({ member }) => member.id));
  return [...new Set([subjectMemberId, ...others])];
}
