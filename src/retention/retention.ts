import { addMonths, type Day, type Month, monthOf } from '../calendar.js';

/** Why a member is not erased yet: a clock runs that is about him, or somebody has stopped it. */
export const obstacles = [
  'stillMember',
  'hold',
  'inOffice',
  'openMonth',
  'openObjection',
  'openCorrection',
  'openExemption',
  'openVeto',
  'openClosing',
  'openRequest',
] as const;
export type Obstacle = (typeof obstacles)[number];

/** By what a member was erased: his time was over, or the bureau ordered it. */
export const erasureRules = ['afterLeaving', 'onOrder'] as const;
export type ErasureRule = (typeof erasureRules)[number];

/** Whoever left before this day, or on it, has been gone for so many years. Days are text, so 29 February needs no exception. */
export function leftLongAgo(today: Day, years: number): Day {
  return `${String(Number(today.slice(0, 4)) - years).padStart(4, '0')}${today.slice(4)}`;
}

/** What is from before this month began has been kept for so many months. */
export function keptSince(today: Day, months: number): Month {
  return addMonths(monthOf(today), -months);
}

/** What a purge is about, in the order in which it goes. */
export const purgeKinds = ['members', 'evidenceFiles', 'sessions', 'importDrafts', 'accessLines'] as const;
export type PurgeKind = (typeof purgeKinds)[number];
export type PurgeCounts = Record<PurgeKind, number>;

export const nothingPurged: Readonly<PurgeCounts> = {
  members: 0,
  evidenceFiles: 0,
  sessions: 0,
  importDrafts: 0,
  accessLines: 0,
};

/** An order to erase: walked once, by two people. */
export const orderStates = ['ordered', 'carriedOut', 'withdrawn'] as const;
export type OrderState = (typeof orderStates)[number];
export const nextOrderStates: Readonly<Record<OrderState, readonly OrderState[]>> = {
  ordered: ['carriedOut', 'withdrawn'],
  carriedOut: [],
  withdrawn: [],
};
