/** The files beside the lines of a draft: pure functions, like draft.ts. */
import type { EvidenceFile } from '../../api-types';
import type { DraftLine } from './draft';

/** A file beside a line: on its way to the service, or there. */
export interface DraftFile {
  /** The key of its upload; what came from the service has one of its own. */
  requestId: string;
  /** Null until the service has it. */
  id: number | null;
  fileName: string;
  kind: EvidenceFile['kind'] | null;
  byteCount: number;
  /** Why it was not taken: a code worded under `evidence.problem`. */
  problem: { code: string; params: Record<string, string | number> } | null;
}

export function fileOf({ id, fileName, kind, byteCount }: EvidenceFile): DraftFile {
  return { requestId: `file-${id}`, id, fileName, kind, byteCount, problem: null };
}

/** Every file of a draft, on its lines or in the claim that is still being filled in. */
export function filesOf(lines: readonly DraftLine[], claim: DraftLine | null): DraftFile[] {
  return [...lines, ...(claim ? [claim] : [])].flatMap((line) => line.files);
}

/** Chosen, and not with the service yet. */
export function isWaiting(file: DraftFile): boolean {
  return file.id === null && file.problem === null;
}

/** What a person has written and chosen, however far its files have come: any difference is a change of mind. */
export function saidBy(lines: readonly DraftLine[], claim: DraftLine | null): string {
  const said = ({ files, ...line }: DraftLine) => ({ ...line, files: files.map(({ requestId }) => requestId) });
  return JSON.stringify([lines.map(said), claim && said(claim)]);
}
