import { Injectable } from '@nestjs/common';
import type { Month } from '../calendar.js';

/** Confirmed figures of these members' month are different now, are final only now, count otherwise under a veto, or are there no more. */
export interface FigureChange {
  memberIds: readonly number[];
  month: Month;
  cause: 'correction' | 'rowConfirmed' | 'veto' | 'takenBack';
  correctionId: number | null;
}

type Listener = (change: FigureChange) => Promise<void>;

/** Where rooms that come later say that they keep figures which follow: they are told in the same transaction. */
@Injectable()
export class FigureChanges {
  private readonly listeners: Listener[] = [];

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Call it inside the write that made the change, after its own rows. */
  async tell(change: FigureChange): Promise<void> {
    for (const listener of this.listeners) await listener(change);
  }
}
