import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** What of somebody else was looked at. `parts` on the page and the words for them are the client's. */
export const accessKinds = [
  'accessLines',
  'closing',
  'correction',
  'evidence',
  'exemption',
  'history',
  'ledger',
  'meeting',
  'objection',
  'request',
  'roster',
  'sheet',
  'sheets',
  'talk',
  'trail',
  'veto',
] as const;
export type AccessKind = (typeof accessKinds)[number];

/** Looked at on the screen, or taken out as a file. */
export const accessForms = ['screen', 'file'] as const;
export type AccessForm = (typeof accessForms)[number];

export interface LineDeclaration {
  kind: AccessKind;
  form: AccessForm;
}
export const lineKey = 'pointbook:leavesLine';
/** How the API's description says it, so that a test finds the routes that say nothing. */
export const lineExtension = 'x-leaves-access-line';

/**
 * Declares that whoever calls this handler by office sees what is recorded about somebody else, and leaves a line of it
 * (access-lines/leaves-line.interceptor.ts). Whose it is follows from the subject of the handler's `@Allow`.
 */
export const LeavesLine = (kind: AccessKind, form: AccessForm = 'screen'): MethodDecorator =>
  applyDecorators(
    SetMetadata(lineKey, { kind, form } satisfies LineDeclaration),
    ApiExtension(lineExtension, `${kind} ${form}`),
  );
