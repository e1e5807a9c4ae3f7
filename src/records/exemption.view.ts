import type { Instant, Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import type { MemberStanding } from '../organisation/member.entity.js';
import type { ExemptionKind, ExemptionReasonClass, ExemptionState } from './exemption.js';
import { NamedMemberView } from './talk.view.js';

export class ExemptionView {
  id: number;
  version: number;
  branch: UnitReference;
  member: NamedMemberView;
  memberNumber: string;
  standing: MemberStanding;
  kind: ExemptionKind;
  reasonClass: ExemptionReasonClass;
  reason: string;
  fromMonth: Month;
  untilMonth: Month;
  state: ExemptionState;
  branchOpinion: string;
  appliedAt: Instant;
  appliedBy: string;
  bureauOpinion: string | null;
  decidedAt: Instant | null;
  decidedBy: string | null;
  /** Where it was ended early: the last month for which it holds. */
  lastMonth: Month | null;
  endReason: string | null;
  endedAt: Instant | null;
  mayDecide: boolean;
  mayWithdraw: boolean;
  mayEnd: boolean;
}

/** A member whose profile in the roster leaves him out or asks less of him, without an application that says why. */
export class UnappliedProfileView {
  member: NamedMemberView;
  memberNumber: string;
  standing: MemberStanding;
  branch: UnitReference;
  profileCode: string;
}

export class ExemptionList {
  /** The latest first. */
  items: ExemptionView[];
  withoutApplication: UnappliedProfileView[];
  /** For whom an application can be made. */
  members: NamedMemberView[];
  mayApply: boolean;
}
