import type { Day, Instant, Month } from '../calendar.js';
import { TextView } from '../schemes/scheme.view.js';
import type { PublicationKind } from './publication.entity.js';

/** A publication of single rows: they stand instead of those that were published before. */
export class AmendmentView {
  number: number;
  kind: 'objection' | 'correction';
  publishedAt: Instant;
  verificationCode: string;
}

export class VerifiedScheme {
  name: TextView;
  version: string;
}

/** What anybody learns who holds a publication's code: never a name of a person, never a score. */
export class VerificationView {
  verificationCode: string;
  /** The branch's name, as it stands over the printed board. */
  branch: string;
  branchId: number;
  branchMonthId: number;
  month: Month;
  number: number;
  revision: number;
  kind: PublicationKind;
  scheme: VerifiedScheme;
  publishedAt: Instant;
  fromDay: Day;
  untilDay: Day;
  workingDays: number;
  /** How many rows it has. */
  rows: number;
  digest: string;
  trailHead: string;
  /** Null: it stands. */
  withdrawnAt: Instant | null;
  amendments: AmendmentView[];
}
