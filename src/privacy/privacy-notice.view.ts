import { ApiProperty } from '@nestjs/swagger';
import { type Day, type Instant } from '../calendar.js';
import { IsText } from '../http/validation.js';
import { type Role, roles } from '../http/allow.js';
import type { Reach } from '../identity/rights.js';
import { WordsView } from './own-data.view.js';
import type { Matter } from './stored.js';

export class NoticeReaderView {
  @ApiProperty({ enum: ['member', ...roles] })
  role: Role | 'member';
  /** How far: one's own, the own branch, a unit with everything below it, the line above too, or everywhere. */
  reach: Reach;
}

export class NoticeStoredView {
  words: WordsView;
  fields: WordsView[];
}

export class NoticeKeptView {
  /** From when it is counted: since the member left, or since it was written. */
  from: 'leaving' | 'entry';
  months: number;
}

/** Something that is processed: what for, which fields, who reads it, how long it is kept. */
export class NoticeMatterView {
  code: Matter;
  words: WordsView;
  purpose: WordsView;
  stored: NoticeStoredView[];
  readers: NoticeReaderView[];
  kept: NoticeKeptView;
}

/** What the organisation says itself. */
export class NoticeDetailsView {
  /** Which office answers for it. */
  office: string;
  contact: string;
  /** The document by which it is done. */
  basis: string;
  remark: string;
}

export class NoticeVersionView extends NoticeDetailsView {
  version: number;
  fromDay: Day;
}

/** What is processed, why, on what basis, who sees what, and how long. Anybody may read it. */
export class PrivacyNoticeView {
  /** Of the organisation's own words; 0: it has not written any yet. */
  version: number;
  fromDay: Day | null;
  organisation: string;
  details: NoticeDetailsView | null;
  matters: NoticeMatterView[];
  /** Working days within which a request is answered. */
  answerWithinWorkingDays: number;
  /** Stands for everything above: who has read it has read this. */
  digest: string;
  /** The organisation's earlier words, the latest first. */
  earlier: NoticeVersionView[];
}

/** Whether one has read the notice as it is now. */
export class NoticeReadingView {
  noticeVersion: number;
  digest: string;
  readAt: Instant | null;
}

export class PrivacyNoticeBody {
  @IsText(120)
  office: string;

  @IsText(200)
  contact: string;

  @IsText(200)
  basis: string;

  /** Whatever else is to be said; may be empty. */
  @IsText(2000, { empty: true })
  remark: string;
}
