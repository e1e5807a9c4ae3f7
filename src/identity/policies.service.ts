import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { lockOrganisation } from './lock-organisation.js';
import {
  changedPolicies,
  contradiction,
  defaultPolicyValues,
  policies,
  type PolicyName,
  policyNames,
  type PolicyValue,
  type PolicyValues,
  settled,
} from './policies.js';
import type { PoliciesView, PolicyChangeView, PolicyValuesBody } from './policies.dto.js';
import { PolicyChange } from './policy-change.entity.js';

interface ChangeRow {
  version: number;
  name: string;
  value: string;
  changedAt: Instant;
  changedBy: string | null;
}

const changesShown = 100;

/** What the organisation decided about its own safety. Read anew for every request: a change holds from the next one on. */
@Injectable()
export class Policies {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
  ) {}

  async read(): Promise<PolicyValues> {
    return valuesAfter(await this.database.read(() => this.changes()));
  }

  async view(mayChange: boolean): Promise<PoliciesView> {
    const changes = await this.database.read(() => this.changes());
    return {
      version: versionAfter(changes),
      values: asBody(valuesAfter(changes)),
      defaults: asBody(defaultPolicyValues),
      bounds: policyNames.flatMap((name) => {
        const policy = policies[name];
        return policy.kind === 'whole' ? [{ name, least: policy.least, most: policy.most }] : [];
      }),
      changes: viewsOf(changes).reverse().slice(0, changesShown),
      mayChange,
    };
  }

  /**
   * Replaces all policies; each that differs leaves a line of its own.
   * @throws stale when somebody changed them meanwhile, invalid when they contradict one another
   */
  async replace(actor: Actor, version: number, wanted: PolicyValues): Promise<void> {
    const after = settled(wanted);
    const wrong = contradiction(after);
    if (wrong) throw invalid(wrong, 'longerThanLife');
    const changedAt = this.clock.now();
    await this.database.write(async () => {
      await lockOrganisation(this.database);
      const earlier = await this.changes();
      const current = versionAfter(earlier);
      if (current !== version) throw new Refusal('stale', { params: { version: current } });
      const before = valuesAfter(earlier);
      const names = changedPolicies(before, after);
      if (names.length === 0) return;
      await this.database.insert(
        PolicyChange,
        names.map((name) => ({
          version: version + 1,
          name,
          value: JSON.stringify(after[name]),
          changedBy: actor.accountId,
          changedAt,
        })),
      );
      for (const name of names)
        await this.trail.append({
          chain: organisationChain,
          at: changedAt,
          action: 'policy.change',
          actorAccountId: actor.accountId,
          about: { policy: name, before: before[name], after: after[name] },
        });
    });
  }

  private changes(): Promise<ChangeRow[]> {
    return this.database.rows<ChangeRow>(
      `SELECT policy_changes.version, policy_changes.name, policy_changes.value, policy_changes.changedAt,
              accounts.displayName AS changedBy
         FROM policy_changes LEFT JOIN accounts ON accounts.id = policy_changes.changedBy
        ORDER BY policy_changes.version, policy_changes.id`,
    );
  }
}

const versionAfter = (changes: readonly ChangeRow[]): number => changes.at(-1)?.version ?? 0;

/**
 * All that was ever decided, as one value of another statement (`policiesIn` reads it): a request then needs none of its own for it.
 */
export const policiesColumn = ({ listOf }: Pick<Dialect, 'listOf'>): string =>
  `(SELECT ${listOf('JSON_ARRAY(version, id, name, value)')} FROM policy_changes) AS policyChanges`;

/** The values that hold after what `policiesColumn` answered. */
export function policiesIn(policyChanges: string | null): PolicyValues {
  const changes = JSON.parse(policyChanges ?? '[]') as [version: number, id: number, name: string, value: string][];
  changes.sort(([version, id], [otherVersion, otherId]) => version - otherVersion || id - otherId);
  return valuesAfter(changes.map(([, , name, value]) => ({ name, value })));
}

/** A name that this release doesn't know is one of another release: it decides nothing here. */
const isKnown = (name: string): name is PolicyName => name in policies;

function valuesAfter(changes: readonly Pick<ChangeRow, 'name' | 'value'>[]): PolicyValues {
  const decided = changes.filter(({ name }) => isKnown(name));
  return {
    ...defaultPolicyValues,
    ...Object.fromEntries(decided.map(({ name, value }) => [name, JSON.parse(value) as PolicyValue])),
  };
}

function viewsOf(changes: readonly ChangeRow[]): PolicyChangeView[] {
  const held: PolicyValues = { ...defaultPolicyValues };
  return changes.flatMap(({ name, value, changedBy, changedAt }) => {
    if (!isKnown(name)) return [];
    const before = held[name];
    const after = JSON.parse(value) as PolicyValue;
    Object.assign(held, { [name]: after });
    return [{ name, before: inWords(before), after: inWords(after), changedBy, changedAt }];
  });
}

const inWords = (value: PolicyValue): string => (typeof value === 'object' ? value.join(',') : String(value));

const asBody = (values: PolicyValues): PolicyValuesBody => ({
  ...values,
  secondFactorRoles: [...values.secondFactorRoles],
});
