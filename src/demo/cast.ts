import type { Actor } from '../http/allow.js';
import type { Laid } from './lay-out.js';
import { type BranchKey, branches, members, personas } from './people.js';

/** In whose name the commands of the demo's year are given. */
export class Cast {
  constructor(private readonly laid: Laid) {}

  actor(signInName: string, memberNumber: string | null): Actor {
    const memberId = memberNumber === null ? null : this.laid.memberIds.get(memberNumber)!;
    const held = personas.find((persona) => persona.signInName === signInName)?.roles ?? [];
    const holdings = held.map(([role, unit]) => ({ role, unitPath: this.laid.unitPaths.get(unit)! }));
    return {
      accountId: this.laid.accountIds.get(signInName)!,
      memberId,
      displayName: signInName,
      holdings,
      requestId: 'demo',
    };
  }

  member(memberNumber: string): Actor {
    const persona = personas.find((one) => one.memberNumber === memberNumber);
    const actor = this.actor(persona?.signInName ?? memberNumber.toLowerCase(), memberNumber);
    const { branch, group } = members.find((one) => one.memberNumber === memberNumber)!;
    const unitPath = this.laid.unitPaths.get(group === null ? branch : `group:${group}`)!;
    return { ...actor, holdings: [...actor.holdings, { role: 'member', unitPath }] };
  }

  holding(role: string, key: BranchKey): Actor | undefined {
    const persona = personas.find(({ roles }) => roles.some(([held, unit]) => held === role && unit === key));
    return persona && this.actor(persona.signInName, persona.memberNumber);
  }

  leaders(key: BranchKey): Actor[] {
    const groups = branches.find((branch) => branch.key === key)!.groups;
    return personas
      .filter(({ roles }) => roles.some(([role, unit]) => role === 'groupLeader' && groups.includes(unit.slice(6))))
      .map(({ signInName, memberNumber }) => this.actor(signInName, memberNumber));
  }

  opener(key: BranchKey): Actor {
    return this.holding('organisationCommissioner', key)!;
  }

  decider(key: BranchKey): Actor {
    return this.holding('secretary', key)!;
  }

  /**
   * Nobody decides his own sheet: the deputy decides the secretary's, and where there is none, the bureau does. Where there is
   * no committee the bureau decides the witness's as well.
   */
  deciderOf(key: BranchKey, memberId: number): Actor {
    const secretary = this.decider(key);
    if (this.holding('witness', key)?.memberId === memberId) return this.actor('office', null);
    if (secretary.memberId !== memberId) return secretary;
    return this.holding('deputySecretary', key) ?? this.actor('office', null);
  }
}
