import { Injectable } from '@nestjs/common';
import { type Day, monthOf } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { isEmpty, scopeOf, within } from '../identity/scope.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import type { Veto } from '../vetoes/veto.entity.js';
import { handsOf, whyNotVeto } from '../vetoes/veto.js';
import type { TaskView } from './today.view.js';

type Open = Veto & { branchName: string; branchKind: UnitKind; factDay: Day };

/** Vetoes, and liftings of them, that wait for a second person's answer. */
@Injectable()
export class VetoTasks {
  constructor(private readonly database: Database) {}

  /** Call it inside `read`. What he proposed himself, and what is about him, waits for others. */
  async of(actor: Actor): Promise<TaskView[]> {
    const scope = scopeOf(actor, 'veto.confirm');
    if (isEmpty(scope)) return [];
    const { sql, parameters } = within(scope);
    const open = await this.database.rows<Open>(
      `SELECT vetoes.*, units.name AS branchName, units.kind AS branchKind
         FROM vetoes JOIN units ON units.id = vetoes.branchId
        WHERE vetoes.state IN ('proposed', 'liftingProposed') AND ${sql}
        ORDER BY vetoes.id`,
      parameters,
    );
    return open
      .filter((veto) => whyNotVeto(veto.state === 'proposed' ? 'confirm' : 'lift', actor, handsOf(veto)) === null)
      .map(({ id, state, branchId, branchName, branchKind, factDay }) => ({
        kind: state === 'proposed' ? ('confirmVeto' as const) : ('liftVeto' as const),
        branch: { id: branchId, name: branchName, kind: branchKind },
        month: monthOf(factDay),
        ...{ branchMonthId: null, sheetId: null, vetoId: id, count: null, dueDay: null, daysLeft: null },
        calendarAnnounced: true,
      }));
  }
}
