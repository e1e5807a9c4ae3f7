import type { Day, Instant, Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import type { AppealState, DueStep, ObjectionState } from '../publication/objection.js';
import { TextView } from '../schemes/scheme.view.js';

export class PersonView {
  id: number;
  name: string;
}

/** What has to be done next about an objection, and until when. */
export class DueStepView implements DueStep {
  step: 'acknowledge' | 'answer' | 'answerAppeal';
  dueDay: Day;
  /** The day is over. Nothing is ever decided by itself. */
  overdue: boolean;
}

export class AppealView {
  state: AppealState;
  /** Whether the objector appealed, or the member whose row was changed. */
  byObjector: boolean;
  day: Day;
  reason: string;
  answeredAt: Instant | null;
  answeredBy: string | null;
  answer: string | null;
}

export class ObjectionView {
  /** Random: it tells nothing about when it came. */
  key: string;
  version: number;
  branchMonthId: number;
  month: Month;
  branch: UnitReference;
  sheetId: number;
  /** Whose row it is. */
  member: PersonView;
  /** Null: the whole row. */
  itemCode: string | null;
  itemName: TextView | null;
  anonymous: boolean;
  /** Null where it is not shown to the reader. */
  author: PersonView | null;
  /** The reader objected himself. */
  isMine: boolean;
  /** It is about the reader's own row. */
  isAboutMe: boolean;
  reason: string;
  state: ObjectionState;
  receivedDay: Day;
  /** Null for an anonymous one: only the day is kept. */
  receivedAt: Instant | null;
  acknowledgedAt: Instant | null;
  acknowledgedBy: string | null;
  answeredAt: Instant | null;
  answeredBy: string | null;
  answer: string | null;
  appeal: AppealView | null;
  closedNote: string | null;
  due: DueStepView | null;
  /** The last day of an appeal, where one is still possible. */
  appealUntil: Day | null;
  /** The row's score before and after it was changed because of this; null where it was not, or is not scored. */
  scoreBeforeHundredths: number | null;
  scoreAfterHundredths: number | null;
  changed: boolean;
  mayHandle: boolean;
  /** Why an officer may not handle it although it waits: his own case, his own finding, or another's turn. */
  whyNotHandle: 'ownCase' | 'ownFinding' | 'forbidden' | null;
  mayDecideAppeal: boolean;
  mayWithdraw: boolean;
  mayAppeal: boolean;
  /** There is an answer that the reader, whom it concerns, hasn't read. */
  unread: boolean;
}

export class ObjectionList {
  items: ObjectionView[];
}

/** A published row that is open for objections. */
export class OpenRowView {
  sheetId: number;
  member: PersonView;
  profileCode: string;
  isScored: boolean;
  untilDay: Day;
}

/** Whether and how the reader may object to rows of a month. */
export class ObjectionChoiceView {
  mayObject: boolean;
  /** The last day on which an objection is accepted. */
  untilDay: Day | null;
  /** Whether the name may be shown to the discipline commissioner only. */
  anonymousOffered: boolean;
  schemeVersionId: number;
  /** Those he may object to now, in roster order. */
  rows: OpenRowView[];
  /** His own objections to rows of this month. */
  items: ObjectionView[];
}
