/** A stack while it is typed, kept in this browser until the service has it. By account: desks are shared. */
import type { Consent } from '../../api-types';
import type { DraftLine } from '../sheet/draft';
import type { Entry } from './entry';

/** What is said once for all papers of a stack. */
export interface Stack {
  receivedOn: string;
  reason: string;
  consent: Consent;
  consentNote: string;
}

export interface KeptRow {
  lines: DraftLine[];
  entry: Entry;
  done: boolean;
  checked: boolean;
  replacesDraft: boolean;
  /** What was corrected of the paper's day, reason and consent; null or left out: nothing. */
  said?: Stack | null;
}

export interface KeptBatch {
  stack: Stack;
  activeId: number | null;
  /** By sheet; only those in which something was done. */
  rows: Record<string, KeptRow>;
}

const keyOf = (accountId: number, branchMonthId: number) => `pointbook.batch.${accountId}.${branchMonthId}`;

/** False when the browser refuses to keep anything; the page then says so. */
export function keepBatch(accountId: number, branchMonthId: number, kept: KeptBatch): boolean {
  try {
    localStorage.setItem(keyOf(accountId, branchMonthId), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export function keptBatch(accountId: number, branchMonthId: number): KeptBatch | null {
  try {
    return JSON.parse(localStorage.getItem(keyOf(accountId, branchMonthId)) ?? 'null') as KeptBatch | null;
  } catch {
    return null;
  }
}
