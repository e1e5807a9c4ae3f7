import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Role } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { Schemes } from '../schemes/schemes.service.js';
import { describeScheme } from '../scoring/describe.js';
import { BranchMonthRecords } from './branch-month-records.service.js';
import type { BranchMonth } from './branch-month.entity.js';
import { BranchSettingsService } from './branch-settings.service.js';
import { type PrivateFinding, privateFindings, type PublicText } from './confidentiality.js';
import { MonthStepRecords } from './month-step-records.service.js';
import { checkerOf, isSamePerson, type TakenBy } from './month-steps.js';
import { Offices } from './offices.service.js';
import type { MonthStepBy } from './readiness.service.js';
import { holdsIn } from '../identity/scope.js';

/** The confidentiality and privacy check and the approval: two people look at a list before anybody else does. */
@Injectable()
export class SignOffs {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly schemes: Schemes,
    private readonly settings: BranchSettingsService,
    private readonly records: BranchMonthRecords,
    private readonly steps: MonthStepRecords,
    private readonly offices: Offices,
    private readonly clock: Clock,
  ) {}

  /** Whose the check is, and what looks like a number of a person in what will be public. */
  findings(branchMonthId: number): Promise<{ checker: Role; findings: PrivateFinding[] }> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const branchMonth = await this.database.row<BranchMonth>('SELECT * FROM branch_months WHERE id = ?', [
        branchMonthId,
      ]);
      if (!branchMonth) throw new Refusal('notFound');
      const checker = checkerOf(await this.offices.of(branchMonth.branchId, today));
      return { checker, findings: privateFindings(await this.publicTexts(branchMonth)) };
    });
  }

  /** The check. What was found has to be answered in the note: nobody lets it pass without a word. */
  async check({ branchMonthId, version, actor }: MonthStepBy, note: string): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const branchMonth = await this.records.lock(branchMonthId, version, 'ready');
      const checker = checkerOf(await this.offices.of(branchMonth.branchId, today));
      const branchPath = await this.records.pathOf(branchMonth.branchId);
      if (!holdsIn(actor, [checker], branchPath)) throw new Refusal('forbidden');
      const findings = privateFindings(await this.publicTexts(branchMonth));
      if (findings.length > 0 && note === '') throw invalid('note', 'findingsUnanswered', { count: findings.length });
      await this.refuseSamePerson(branchMonthId, 'approval', actor);
      await this.steps.put(branchMonthId, 'confidentialityCheck', { ...actor, at: now, note });
      await this.records.update(branchMonth, {});
      await this.trail.append({
        chain: chainOf(branchMonth.branchId),
        at: now,
        action: 'month.check',
        actorAccountId: actor.accountId,
        about: { branchMonthId, note, findings: findings.length },
      });
    });
  }

  /** The approval, after the check and by somebody else. */
  async approve({ branchMonthId, version, actor }: MonthStepBy): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      const branchMonth = await this.records.lock(branchMonthId, version, 'ready');
      const steps = await this.steps.of(branchMonthId);
      if (!steps.some(({ step }) => step === 'confidentialityCheck'))
        throw new Refusal('conflict', { errors: [{ path: 'confidentialityCheck', code: 'notChecked' }] });
      await this.refuseSamePerson(branchMonthId, 'confidentialityCheck', actor);
      await this.steps.put(branchMonthId, 'approval', { ...actor, at: now });
      await this.records.update(branchMonth, {});
      await this.trail.append({
        chain: chainOf(branchMonth.branchId),
        at: now,
        action: 'month.approve',
        actorAccountId: actor.accountId,
        about: { branchMonthId },
      });
    });
  }

  private async refuseSamePerson(
    branchMonthId: number,
    other: 'approval' | 'confidentialityCheck',
    actor: TakenBy,
  ): Promise<void> {
    const taken = (await this.steps.of(branchMonthId)).find(({ step }) => step === other);
    if (taken && isSamePerson(taken, actor))
      throw new Refusal('samePerson', { errors: [{ path: other, code: other }] });
  }

  /** Everything that a board shows beside figures: names as in the roster, the rule's words, and who takes objections. */
  private async publicTexts({ id, branchId, schemeVersionId }: BranchMonth): Promise<PublicText[]> {
    const { contact } = await this.settings.of(branchId);
    const branch = await this.database.row<{ name: string }>('SELECT name FROM units WHERE id = ?', [branchId]);
    const members = await this.database.rows<{ name: string }>(
      `SELECT members.name FROM sheets JOIN members ON members.id = sheets.memberId
        WHERE sheets.branchMonthId = ? ORDER BY sheets.rosterOrder, sheets.id`,
      [id],
    );
    const { definition } = await this.schemes.byId(schemeVersionId);
    const words = (['zh', 'en'] as const).flatMap((language) => [
      ...definition.categories.map(({ name }) => name[language]),
      ...definition.items.map(({ name }) => name[language]),
      ...describeScheme(definition, language).flatMap(({ lines }) => lines),
    ]);
    return [
      { place: 'contact', text: contact },
      { place: 'branchName', text: branch?.name ?? '' },
      ...members.map(({ name }) => ({ place: 'memberName' as const, text: name })),
      ...[...new Set(words)].map((text) => ({ place: 'schemeWords' as const, text })),
    ];
  }
}
