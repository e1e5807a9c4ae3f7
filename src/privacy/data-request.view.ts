import type { Day, Instant } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import type { DataRequestFact, DataRequestKind, DataRequestState } from './data-request.js';

export class DataRequestMember {
  id: number;
  memberNumber: string;
  name: string;
}

export class DataRequestView {
  id: number;
  version: number;
  kind: DataRequestKind;
  fact: DataRequestFact;
  state: DataRequestState;
  member: DataRequestMember;
  branch: UnitReference;
  wish: string;
  askedDay: Day;
  /** Whose answer it is. */
  answerer: 'branch' | 'bureau';
  /** The last working day for the answer; null once it is answered or withdrawn. */
  dueDay: Day | null;
  overdue: boolean;
  /** False where the days to the due day are in a year whose days off are not announced: plain weekdays. */
  calendarAnnounced: boolean;
  answer: string | null;
  answeredAt: Instant | null;
  answeredBy: string | null;
  deed: string | null;
  doneAt: Instant | null;
  /** There is something new in it for the member who asked. */
  unread: boolean;
  mayAnswer: boolean;
  /** An accepted one is carried out by the usual means, and then said to be done. */
  mayComplete: boolean;
  mayWithdraw: boolean;
}

export class DataRequestList {
  /** The latest first. */
  items: DataRequestView[];
}
