import { setImmediate as turn } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { Month } from '../calendar.js';
import type { Actor } from '../http/allow.js';
import { refusalOf } from '../http/problem.filter.js';
import { invalid, Refusal } from '../http/refusal.js';
import { Access } from '../identity/access.service.js';
import { SchemeDrafts } from '../schemes/scheme-drafts.service.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { Scheme } from '../scoring/scheme.js';
import { UnitBranches, type UnitWithBranches } from '../summaries/unit-branches.js';
import type { TrialBody } from './trial.dto.js';
import type { TrialRules, UnitName } from './trial.facts.js';
import { Trial } from './trial.js';
import type { TrialProblemView, TrialProgressView, TrialResultView } from './trial.view.js';
import { type Candidate, TriedMembers } from './tried-members.service.js';

export const trialMonthsMax = 24;
/** The result is one line for every member, held until all are through. */
const membersMax = 20_000;
/** Read at once: few enough that a statement is short, many enough that there are few statements. */
const membersInSlice = 50;
/** After so many milliseconds of computing everybody else has a turn. */
const turnAfter = 15;

/** A trial that nothing speaks against any more. */
interface Prepared {
  unit: UnitName;
  rules: TrialRules;
  candidates: Candidate[];
}

/** The scheme lab: tries a draft on confirmed months. Reads, computes, and stores nothing. */
@Injectable()
export class Trials {
  private readonly log = new Logger('Trials');

  constructor(
    private readonly access: Access,
    private readonly drafts: SchemeDrafts,
    private readonly schemes: Schemes,
    private readonly units: UnitBranches,
    private readonly tried: TriedMembers,
  ) {}

  /**
   * Refuses what can't be tried; then the trial goes on as its lines are taken, and ends where nobody takes them any more.
   * @throws notFound, invalid (the range; an unknown unit; nothing confirmed; with the paths of a draft's mistakes), conflict
   */
  async begin(actor: Actor, draftId: number, wish: TrialBody): Promise<AsyncGenerator<string>> {
    refuseRange(wish);
    const draft = await this.draft(draftId);
    const { unit, branches } = await this.unit(actor, wish.unitId);
    const { fromMonth, untilMonth } = wish;
    const { definition: inForce } = await this.schemes.inForce(untilMonth);
    const candidates = await this.tried.candidates(branches.map(named), wish);
    if (candidates.length === 0) throw invalid('fromMonth', 'noConfirmedMonth');
    if (candidates.length > membersMax) throw invalid('unitId', 'tooManyMembers', { max: membersMax });
    return this.lines({ unit: named(unit), rules: { draft, inForce, fromMonth, untilMonth }, candidates });
  }

  private async draft(id: number): Promise<Scheme> {
    const { definition, problems } = await this.drafts.one(id);
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (!definition || errors.length > 0)
      throw new Refusal('invalid', {
        errors: errors.slice(0, 200).map(({ path, code, params }) => ({ path, code, ...(params && { params }) })),
      });
    return definition;
  }

  /** A trial shows members' results, so it reaches as far as the actor may read these. */
  private async unit(actor: Actor, id: number): Promise<UnitWithBranches> {
    try {
      const found = await this.units.of(id);
      this.access.requireOn(actor, 'summary.read', found.unit.path);
      return found;
    } catch (error) {
      throw error instanceof Refusal && error.code === 'notFound' ? invalid('unitId', 'unknown') : error;
    }
  }

  private async *lines({ unit, rules, candidates }: Prepared): AsyncGenerator<string> {
    try {
      const total = candidates.length;
      yield line<TrialProgressView>({ type: 'progress', done: 0, total });
      const trial = new Trial(rules);
      const read = this.tried.forTrial(rules);
      for (let done = 0; done < total;) {
        const slice = candidates.slice(done, done + membersInSlice);
        let began = performance.now();
        for (const member of await read(slice)) {
          trial.add(member);
          if (performance.now() - began < turnAfter) continue;
          await turn();
          began = performance.now();
        }
        done += slice.length;
        yield line<TrialProgressView>({ type: 'progress', done, total });
        await turn();
      }
      const { fromMonth, untilMonth } = rules;
      const { members, ...rest } = trial.outcome();
      yield* resultPieces({ type: 'result', unit, fromMonth, untilMonth, ...rest, members });
    } catch (error) {
      const code = refusalOf(error)?.code ?? 'internal';
      if (code === 'internal') this.log.error({ error }, 'trial failed');
      yield line<TrialProblemView>({ type: 'problem', code });
    }
  }
}

function named({ id, name }: UnitName): UnitName {
  return { id, name };
}

function refuseRange({ fromMonth, untilMonth }: TrialBody): void {
  if (untilMonth < fromMonth) throw invalid('untilMonth', 'beforeFromMonth');
  if (count(untilMonth) - count(fromMonth) >= trialMonthsMax)
    throw invalid('untilMonth', 'tooManyMonths', { max: trialMonthsMax });
}

function count(month: Month): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
}

function line<T>(value: T): string {
  return `${JSON.stringify(value)}\n`;
}

/** One line of some megabytes, piece by piece, so that it is never whole in memory beside its members. */
function* resultPieces({ members, ...rest }: TrialResultView): Generator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"members":[`;
  for (let first = 0; first < members.length; first += membersInSlice) {
    const piece = members.slice(first, first + membersInSlice).map((member) => JSON.stringify(member));
    yield `${first === 0 ? '' : ','}${piece.join(',')}`;
  }
  yield ']}\n';
}
