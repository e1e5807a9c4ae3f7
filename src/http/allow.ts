import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

/** The roles of domain/process.md. Nobody is assigned 'member': whoever's account belongs to a member has it. */
export const roles = [
  'groupLeader',
  'witness',
  'organisationCommissioner',
  'disciplineCommissioner',
  'secretary',
  'deputySecretary',
  'bureauOffice',
  'auditor',
  'systemAdministrator',
  'securityAdministrator',
] as const;
export type Role = (typeof roles)[number];

/** What a request wants to do; who may do it where is the table in identity/rights.ts. */
export const actions = [
  'accessLine.read',
  'account.manage',
  'account.read',
  'accountTrail.read',
  'appeal.decide',
  'board.acknowledge',
  'board.archive',
  'board.read',
  'board.receipts',
  'calendar.manage',
  'closing.accept',
  'closing.acknowledge',
  'closing.answer',
  'closing.archive',
  'closing.confirm',
  'closing.examine',
  'closing.explain',
  'closing.generate',
  'closing.notePaper',
  'closing.object',
  'closing.propose',
  'closing.publish',
  'closing.read',
  'closing.withdraw',
  'closingBoard.read',
  'correction.countersign',
  'correction.decide',
  'correction.issue',
  'correction.propose',
  'correction.read',
  'dataRequest.answer',
  'dataRequest.decide',
  'dataRequest.read',
  'fairness.read',
  'figures.read',
  'erasure.carryOut',
  'erasure.order',
  'exemption.apply',
  'exemption.decide',
  'exemption.read',
  'import.prepare',
  'meeting.keep',
  'meeting.read',
  'member.history',
  'month.accept',
  'month.approve',
  'month.check',
  'month.confirm',
  'month.import',
  'month.open',
  'month.publish',
  'month.read',
  'month.report',
  'month.review',
  'month.withdraw',
  'month.witness',
  'objection.handle',
  'objection.raise',
  'objection.read',
  'ownClosing.read',
  'ownItems.manage',
  'policy.manage',
  'policy.read',
  'privacyNotice.manage',
  'publication.export',
  'ranking.manage',
  'report.read',
  'reportFacts.keep',
  'retention.manage',
  'retention.read',
  'role.manage',
  'roster.manage',
  'roster.read',
  'scheme.manage',
  'scheme.read',
  'session.end',
  'settings.manage',
  'settings.read',
  'sheet.decide',
  'sheet.exempt',
  'sheet.extend',
  'sheet.preReview',
  'sheet.proxy',
  'sheet.read',
  'sheet.write',
  'statistics.read',
  'summary.read',
  'talk.keep',
  'talk.read',
  'template.manage',
  'template.read',
  'trail.read',
  'unit.manage',
  'unit.read',
  'verification.read',
  'veto.confirm',
  'veto.propose',
  'veto.read',
] as const;
export type Action = (typeof actions)[number];

/** What the action is done to, named by the route parameter that identifies it. */
export const subjects = {
  organisation: null,
  unit: 'unitId',
  member: 'memberId',
  branchMonth: 'branchMonthId',
  sheet: 'sheetId',
  correction: 'correctionId',
  veto: 'vetoId',
  evidenceFile: 'evidenceFileId',
  roleAssignment: 'roleAssignmentId',
  publication: 'publicationId',
  talkRecord: 'talkRecordId',
  exemption: 'exemptionId',
  dataRequest: 'dataRequestId',
} as const;
export type Subject = keyof typeof subjects;

export interface Permission {
  kind: 'public' | 'signedIn' | 'allow';
  action?: Action;
  subject?: Subject;
  /** May be called by somebody who has yet to replace the first password. */
  beforePasswordChange?: boolean;
  /** What a personal token must be good for to call a handler of the kind 'signedIn'; without it no token calls it. */
  forToken?: Action;
  /** May be called by somebody who has yet to set up the second factor that a policy asks for. */
  beforeSecondFactor?: boolean;
}
export const permissionKey = 'pointbook:permission';

/** Declares the permission of a handler. The guard refuses what isn't allowed; a handler without a declaration stops the start. */
export const Allow = (action: Action, subject: Subject) =>
  applyDecorators(
    SetMetadata(permissionKey, { kind: 'allow', action, subject } satisfies Permission),
    ApiCookieAuth(),
    ApiBearerAuth(),
  );
/** Anyone may call this handler, signed in or not. */
export const Public = () => SetMetadata(permissionKey, { kind: 'public' } satisfies Permission);
/**
 * Anyone signed in may call this handler; what it answers is cut to the actor by the service. A personal token calls it only if
 * it is good for the action that `forToken` names.
 */
export const SignedIn = ({ forToken, ...before }: Omit<Permission, 'kind' | 'action' | 'subject'> = {}) =>
  applyDecorators(
    SetMetadata(permissionKey, { kind: 'signedIn', ...before, ...(forToken && { forToken }) } satisfies Permission),
    ApiCookieAuth(),
    ...(forToken ? [ApiBearerAuth()] : []),
  );

/** What somebody holds today: a role and the path of the unit it is held in; for a member, his own branch's. */
export interface Holding {
  role: Role | 'member';
  unitPath: string;
}

/** Who makes the request. `memberId` is null for an account that belongs to no member; holdings are read for this request. */
export interface Actor {
  accountId: number;
  memberId: number | null;
  displayName: string;
  holdings: readonly Holding[];
  requestId: string;
  /** The actions that his personal token is good for; undefined: whatever the holdings give. */
  only?: ReadonlySet<Action>;
}

declare module 'fastify' {
  interface FastifyRequest {
    actor?: Actor;
  }
}

/** Parameter of a handler: who makes the request. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const actor = context.switchToHttp().getRequest<FastifyRequest>().actor;
  if (!actor) throw new Error('CurrentActor needs a handler that only signed-in people can call.');
  return actor;
});
