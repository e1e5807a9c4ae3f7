import type { Meeting, Meetings } from '../../api-types';
import { formatMonth, today } from '../../format';
import { t } from '../../i18n';
import { session } from '../../session';

export type Seat = Meeting['attendance'][number];

export interface VoteRecord {
  sheetId: number | null;
  lineNumber: number | null;
  question: string;
  inFavour: number;
  against: number;
  abstaining: number;
}

/** A meeting's record as the form holds it. */
export interface MeetingRecord {
  heldOn: string;
  time: string;
  place: string;
  topic: string;
  notes: string;
  chairMemberId: number | null;
  recorderMemberId: number | null;
  attendance: Seat[];
  votes: VoteRecord[];
}

/** What a new record begins from: today, the committee in office, and where they met last time. */
export function newRecord({ committee, items, month }: Meetings): MeetingRecord {
  const last = items.at(-1);
  const head = committee.find(({ offices }) => offices.includes('secretary')) ?? committee[0];
  const recorder = committee.find(({ offices }) => offices.includes('organisationCommissioner')) ?? head;
  return {
    heldOn: today(),
    time: last?.time ?? '',
    place: last?.place ?? '',
    topic: last?.topic ?? t('meeting.topicOf', { month: formatMonth(month) }),
    notes: '',
    chairMemberId: head?.memberId ?? null,
    recorderMemberId: recorder?.memberId ?? null,
    attendance: committee.map((seat) => ({ ...seat })),
    votes: [],
  };
}

export function recordOf(meeting: Meeting): MeetingRecord {
  const { heldOn, time, place, topic, notes, chairMemberId, recorderMemberId, attendance, votes } = meeting;
  return {
    heldOn,
    time: time ?? '',
    place,
    topic,
    notes,
    chairMemberId,
    recorderMemberId,
    attendance: attendance.map((seat) => ({ ...seat })),
    votes: votes.map(({ sheetId, lineNumber, question, inFavour, against, abstaining }) => ({
      sheetId,
      lineNumber,
      question,
      inFavour,
      against,
      abstaining,
    })),
  };
}

/** The record as the service takes it. */
export function toSend(record: MeetingRecord) {
  return {
    ...record,
    time: record.time.trim() || null,
    place: record.place.trim(),
    topic: record.topic.trim(),
    notes: record.notes.trim(),
    attendance: record.attendance.map(({ memberId, seat, presence, reason }) => ({
      memberId,
      seat,
      presence,
      reason: reason.trim(),
    })),
    votes: record.votes.map((vote) => ({ ...vote, question: vote.question.trim() })),
  };
}

/** Those with a vote who are there, and who of them may vote on a member's sheet (the rule of the service, for the eye). */
export function votersOf(attendance: readonly Seat[], subjectMemberId: number | null): number {
  return attendance.filter(
    ({ seat, presence, memberId }) => seat === 'voting' && presence === 'present' && memberId !== subjectMemberId,
  ).length;
}

/** What was typed and not saved yet survives a reload, in the tab's own storage. */
const key = (branchMonthId: number, number: number) =>
  `pointbook.meeting.${session.me?.accountId}.${branchMonthId}.${number}`;

export function keptRecord(branchMonthId: number, number: number): { version: number; record: MeetingRecord } | null {
  try {
    return JSON.parse(sessionStorage.getItem(key(branchMonthId, number)) ?? 'null') as ReturnType<typeof keptRecord>;
  } catch {
    return null;
  }
}

export function keepRecord(
  branchMonthId: number,
  number: number,
  kept: { version: number; record: MeetingRecord } | null,
): void {
  try {
    if (kept) sessionStorage.setItem(key(branchMonthId, number), JSON.stringify(kept));
    else sessionStorage.removeItem(key(branchMonthId, number));
  } catch {
    // Then it lasts as long as the page.
  }
}
