import type { Day, Instant, Month } from '../calendar.js';
import type { Role } from '../http/allow.js';
import { UnitReference } from '../identity/session.dto.js';
import type { TalkOccasion } from './talk.js';

export class NamedMemberView {
  id: number;
  name: string;
}

export class TalkRecordView {
  id: number;
  branch: UnitReference;
  year: number;
  /** Running number of the branch's records in the year. */
  number: number;
  member: NamedMemberView;
  talker: NamedMemberView;
  heldOn: Day;
  place: string;
  occasion: TalkOccasion;
  months: Month[];
  topic: string;
  response: string;
  measures: string;
  amendsId: number | null;
  /** The number of the record that this one amends, and of the one that amends this. */
  amendsNumber: number | null;
  amendedByNumber: number | null;
  recordedAt: Instant;
  recordedBy: string;
}

/** Somebody who may be named as the one who talked, with his offices. */
export class TalkerView {
  id: number;
  name: string;
  offices: Role[];
}

export class TalkRecordList {
  /** The latest first. */
  items: TalkRecordView[];
  /** Who may be named in a new record; empty where none can be made. */
  members: NamedMemberView[];
  talkers: TalkerView[];
  mayKeep: boolean;
}

export class TalkCauseView {
  occasion: TalkOccasion;
  months: Month[];
  hundredths: number | null;
}

export class TalkSuggestionView {
  member: NamedMemberView;
  branch: UnitReference;
  causes: TalkCauseView[];
  /** The days of talks with him that were recorded since the period began. */
  heldOn: Day[];
}

/** Who might be talked with, by the confirmed figures of a period. The branch decides; nothing happens by itself. */
export class TalkSuggestionList {
  period: string;
  /** Below it somebody is suggested; null where the scheme has no such line. */
  warningLineHundredths: number | null;
  items: TalkSuggestionView[];
}
