import { ImportedSummary, PublicationSummary, WithdrawalSummary } from '../assessments/branch-month.view.js';
import type { BranchMonthState } from '../assessments/states.js';
import type { Instant, Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import type { MemberStanding } from '../organisation/member.entity.js';
import { TextView } from '../schemes/scheme.view.js';
import type { PublishedReason } from './published-reason.js';
import { AmendmentView } from './verification.view.js';

export class BoardScheme {
  name: TextView;
  version: string;
  ceilingHundredths: number | null;
  /** The formula in words, made from the rule that was applied. */
  legend: TextView;
}

export class BoardCategory {
  code: string;
  name: TextView;
}

export class BoardRow {
  /** Place in the roster; never a rank. */
  position: number;
  memberId: number;
  name: string;
  standing: MemberStanding;
  /** Base points by category, in hundredths. */
  categoryPoints: Record<string, number>;
  baseHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  /** Null: not scored; never a zero. */
  scoreHundredths: number | null;
  notScoredReason: PublishedReason | null;
  remarks: ('probationary' | 'light' | 'fromRecords' | 'byRegulation')[];
  /** Number of the publication that this row was changed by. */
  amendedBy: number | null;
}

export class UnseenView {
  memberId: number;
  name: string;
}

/** Who has seen what stands published of him. */
export class ReceiptsView {
  members: number;
  seen: number;
  /** When the reader himself noted it; null when he has not, and for who isn't on the board. */
  ownSeenAt: Instant | null;
  /** Whether the reader's own receipt is still missing. */
  isAsked: boolean;
  /** Who has not seen it, for the committee; null for everybody else. */
  missing: UnseenView[] | null;
}

export class ReceiptView {
  seenAt: Instant;
}

export class BoardView {
  branchMonthId: number;
  branch: UnitReference;
  month: Month;
  state: BranchMonthState;
  /** The month's latest full publication; `withdrawal` says whether it stands. */
  publication: PublicationSummary;
  /** Where it came from, if it came from a table: then nothing of it was computed here. */
  imported: ImportedSummary | null;
  /** It was withdrawn, and there are no rows. */
  withdrawal: WithdrawalSummary | null;
  /** Earlier publications of this month that were withdrawn before this one was made. */
  earlierWithdrawals: WithdrawalSummary[];
  /** Publications of single rows, which stand instead of those of the full one. */
  amendments: AmendmentView[];
  /** The window is over and the month confirmed: members are shown their own row alone. */
  isArchived: boolean;
  /** Whether there are more rows than this reader is shown. */
  ownRowOnly: boolean;
  /** The branch wants the short form: place, name, score, remark. */
  shortBoard: boolean;
  /** Where the page that checks the verification code is; null: where this was read. */
  publicOrigin: string | null;
  receipts: ReceiptsView;
  mayExport: boolean;
  scheme: BoardScheme;
  categories: BoardCategory[];
  rows: BoardRow[];
}
