import fc from 'fast-check';
import { byRight } from './by-right.js';
import { Judge } from './judge.js';
import type { Ledger } from './ledger.js';
import { Pool } from './pool.js';
import { type Able, ask, type Asked, operationsOf, plainPlanOf, type Plan, plansOf } from './requests.js';
import { take, type Walk, walks } from './walks.js';
import { asCurl, Wire } from './wire.js';
import { comeBack, type World } from './world.js';

export interface Finding {
  faults: string[];
  actor: string;
  status: number | string;
  /** The smallest request that still showed it. */
  curl: string;
}

export interface Outcome {
  seed: number;
  requests: number;
  byStatus: Map<number, number>;
  /** Operations that were answered 2xx, and those that never were. */
  done: Set<string>;
  undone: string[];
  /** How often each operation was answered what. */
  answers: Map<string, Map<number, number>>;
  findings: Finding[];
  /** Operations that were answered, once at least, as one answers who asks rightly: with what he asked for, or why not. */
  heard: Set<string>;
  /** How many were done when each had been asked for in turn. */
  first: number;
}

const atOnce = 6;
const batchSize = 250;
const shrinksMost = 120;
const triesEach = 6;
const firstSeed = 1;
/** What is said to whoever asks for something that is no request. */
const unheard = new Set([400, 413, 415, 428]);

/** Sends as many requests as asked for, of all kinds and as everybody, several at a time, and judges every answer. */
export async function fuzz(
  world: World,
  ledger: Ledger,
  { seed, requests, walking = true }: { seed: number; requests: number; walking?: boolean },
): Promise<Outcome> {
  const run = new Run(world, ledger, seed, requests);
  await run.pool.refresh();
  const plans = plansOf(world.document).map((plan): Plan | Walk => plan);
  const either: fc.Arbitrary<Plan | Walk> = walking
    ? fc.oneof({ weight: 3, arbitrary: plans }, { weight: 1, arbitrary: walks })
    : plans;
  if (walking) await run.everyOperation();
  await Promise.all(Array.from({ length: atOnce }, (_, index) => run.work(either, index)));
  await run.finish();
  return run.outcome;
}

class Run {
  readonly outcome: Outcome;
  readonly pool: Pool;
  private readonly judge: Judge;
  private readonly wire: Wire;
  private readonly operations;
  private readonly able: Able;
  private readonly known = new Map<string, Finding>();
  private refreshed: Promise<void> = Promise.resolve();

  constructor(
    private readonly world: World,
    private readonly ledger: Ledger,
    seed: number,
    private readonly most: number,
  ) {
    this.outcome = {
      seed,
      requests: 0,
      byStatus: new Map(),
      done: new Set(),
      undone: [],
      answers: new Map(),
      findings: [],
      heard: new Set(),
      first: 0,
    };
    this.pool = new Pool(world);
    this.able = byRight(world);
    this.operations = operationsOf(world.document);
    this.judge = new Judge(world);
    this.wire = new Wire(new URL(world.service.origin), atOnce);
  }

  /** Each operation in turn, one request at a time, until it was done: what is reached is not left to chance. */
  async everyOperation(): Promise<void> {
    const { document } = this.world;
    for (const [index, operation] of this.operations.entries()) {
      if (operation.id === 'Session_changePassword') continue;
      const plans = fc.sample(plainPlanOf(operation, document), { seed: firstSeed + index, numRuns: triesEach });
      for (const plan of plans) if (!this.outcome.done.has(operation.id)) await this.once(plan, undefined);
    }
    this.outcome.first = this.outcome.done.size;
  }

  /** Batch after batch; what a batch finds is made smaller, kept, and no longer stops the next. */
  async work(requests: fc.Arbitrary<Plan | Walk>, index: number): Promise<void> {
    for (let batch = 0; this.outcome.requests < this.most; batch += 1) {
      let first: string | undefined;
      let shrinks = 0;
      const property = fc.asyncProperty(requests, async (request) => {
        if (first !== undefined) shrinks += 1;
        if (shrinks > shrinksMost || this.outcome.requests >= this.most) return;
        const found = await this.once(request, first);
        first ??= found;
        if (found !== undefined) throw new Error(found);
      });
      await fc.check(property, { seed: this.outcome.seed + 100_003 * index + batch, numRuns: batchSize });
    }
  }

  /** Makes one request; answers what kind of fault it showed, unless that was known before this batch. */
  private async once(request: Plan | Walk, first: string | undefined): Promise<string | undefined> {
    const asked =
      'operation' in request
        ? await ask(request, this.world, this.pool, this.able)
        : await take(request, this.world, this.pool, this.operations);
    if (!asked) return undefined;
    this.outcome.requests += 1;
    if (this.outcome.requests % 400 === 0) this.refreshed = this.pool.refresh();
    await this.refreshed;
    const { faults, status } = await this.answered(asked, 'operation' in request ? request.operation.id : undefined);
    if (faults.length === 0) return undefined;
    const kind = kindOf(asked, 'operation' in request ? request.operation.path : '', faults[0]!);
    const isNew = !this.known.has(kind);
    if (!isNew && kind !== first) return undefined;
    const finding = { faults, status, actor: asked.actor.name, curl: asCurl(asked.sent) };
    const before = this.known.get(kind);
    if (!before || finding.curl.length <= before.curl.length) this.known.set(kind, finding);
    return kind;
  }

  private async answered(asked: Asked, id: string | undefined): Promise<{ faults: string[]; status: number | string }> {
    try {
      const received = await this.wire.send(asked.sent);
      const { status, bytes } = received;
      this.outcome.byStatus.set(status, (this.outcome.byStatus.get(status) ?? 0) + 1);
      const operationId = asked.operation?.id;
      const answers = this.outcome.answers.get(operationId ?? '') ?? new Map<number, number>();
      this.outcome.answers.set(operationId ?? '', answers.set(status, (answers.get(status) ?? 0) + 1));
      if (operationId && status < 500 && !unheard.has(status)) this.outcome.heard.add(operationId);
      if (status < 300 && operationId) await this.succeeded(operationId, asked);
      if (status === 401) await comeBack(this.world.service, asked.actor);
      if (status < 300 && bytes.length < 200_000 && id) this.pool.harvest(bytes.toString('utf8'));
      return { faults: await this.judge.faults(asked, received), status };
    } catch (error) {
      const said = error instanceof Error ? `${error.name} ${error.message}` : String(error);
      // What can't even be said in HTTP is no request: node's own client refuses it.
      return said.includes('ERR_INVALID') ||
        said.includes('ERR_UNESCAPED') ||
        said.includes('unescaped') ||
        said.includes('Invalid character')
        ? { faults: [], status: 'unsaid' }
        : { faults: [`no answer: ${said}`], status: 'none' };
    }
  }

  private async succeeded(id: string, { actor }: Asked): Promise<void> {
    if (id === 'Policies_replace') await this.world.ordinaryPolicies();
    this.outcome.done.add(id);
    const index = this.world.actors.indexOf(actor);
    const known = this.able.get(id) ?? [];
    if (!known.includes(index)) this.able.set(id, [...known, index]);
  }

  async finish(): Promise<void> {
    await this.refreshed;
    this.wire.close();
    const silent = this.ledger.faultsSince().map((fault) => ({ faults: [fault], actor: '', status: '', curl: '' }));
    this.outcome.undone = this.operations.map(({ id }) => id).filter((id) => !this.outcome.done.has(id));
    this.outcome.findings = [...this.known.values(), ...silent];
  }
}

function kindOf({ sent: { method } }: Asked, path: string, fault: string): string {
  const plain = fault.replaceAll(/\d+/g, '#').slice(0, 90);
  // What the framework says before any handler is asked is the same everywhere.
  return /^(problem|headers|no answer)/.test(fault) ? plain.slice(0, 60) : `${method} ${path} ${plain}`;
}

/** What was found, as somebody reads it who is to mend it. */
export function reported({ seed, requests, findings }: Outcome): string {
  if (findings.length === 0) return '';
  const each = findings.map(
    ({ faults, actor, status, curl }) =>
      `\n● as ${actor}, answered ${status}\n  ${faults.slice(0, 5).join('\n  ').slice(0, 3_000)}\n  ${curl}`,
  );
  return `${findings.length} found in ${requests} requests; FUZZ_SEED=${seed} repeats them${each.join('\n')}`;
}
