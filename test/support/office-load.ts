import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { SheetView } from '#src/assessments/sheet.view.js';
import { closingOf, takeStep } from '../closing/closing.js';
import { pdf } from '../evidence/files.js';
import { recordRoles } from '../verification/behind-our-back.js';
import { type Habit, type Ledger, type Thing, Writer } from './acknowledged.js';
import { Client, ClientOfSeveral, type Json, type Service } from './app.js';
import { aConfirmedMonth, decideWith, laterOn, missedMeeting } from './disputes.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  type BranchAtWork,
  notice,
  openMonth,
  sheetsOf,
  startReview,
} from './month.js';
import { anAccount } from './organisation.js';

/** When the load is played. Members assess themselves until the 27th. */
export const loadNow = '2026-11-20T02:00:00.000Z';
const thisMonth = { month: '2026-11', themeDay: '2026-11-28', selfAssessmentUntil: '2026-11-27' };
const period = '2026-H2';

/** The people of a bureau in which everything is being done at once, by their cookies: they outlive any process. */
export interface Office {
  bureauId: number;
  /** Members who save, hand in and take back; and one who hands in files. */
  writing: BranchCookies & { sheetIds: number[] };
  /** Decided and reopened, sheet by sheet. */
  review: BranchCookies & { sheetIds: number[] };
  /** Made ready, published and withdrawn. */
  publishing: BranchCookies & { branchMonthId: number };
  /** Confirmed rows, to be corrected. */
  corrections: BranchCookies & { sheetIds: number[]; issuer: string };
  closing: BranchCookies;
}

interface BranchCookies {
  branchId: number;
  memberIds: number[];
  /** The first three are secretary, organisation commissioner and deputy. */
  members: string[];
  bureauOffice: string;
  accountOfBureauOffice: number;
}

/** Lays out the office over HTTP, so that everything in it has its line in the trail. */
export async function anOffice(service: Service): Promise<Office> {
  const bureauId = await aBureauWithScheme(service);
  const corrected = await aBranchAtWork(service, bureauId, { size: 4 });
  const { sheets: correctedSheets } = await aConfirmedMonth(service, corrected, []);
  await laterOn(service, '2026-11-05T02:00:00.000Z');
  const closed = await aBranchAtWork(service, bureauId, { size: 3 });
  await aConfirmedMonth(service, closed, []);
  await generateClosing(closed);

  await laterOn(service, loadNow);
  const [written, reviewed, published] = [
    await aBranchAtWork(service, bureauId, { size: 6 }),
    await aBranchAtWork(service, bureauId, { size: 5 }),
    await aBranchAtWork(service, bureauId, { size: 3 }),
  ];
  const sheetIdsOf = async (branch: BranchAtWork, branchMonthId: number) =>
    (await sheetsOf(branch, branchMonthId)).map(({ id }) => id);
  const { id: writtenMonth } = await openMonth(written, thisMonth);
  const { id: reviewedMonth } = await openMonth(reviewed, thisMonth);
  const { id: publishedMonth } = await openMonth(published, thisMonth);
  await startReview(reviewed, reviewedMonth);
  await startReview(published, publishedMonth);
  const undecided = await sheetsOf(published, publishedMonth);
  for (const { id, ownCase } of undecided) await decideWith(ownCase ? published.deputy : published.secretary, id, []);
  const clerk = await anAccount(service.database, { roles: [['bureauOffice', bureauId]] });
  const office = {
    bureauId,
    writing: { ...(await cookiesOf(service, written)), sheetIds: await sheetIdsOf(written, writtenMonth) },
    review: { ...(await cookiesOf(service, reviewed)), sheetIds: await sheetIdsOf(reviewed, reviewedMonth) },
    publishing: { ...(await cookiesOf(service, published)), branchMonthId: publishedMonth },
    corrections: {
      ...(await cookiesOf(service, corrected)),
      sheetIds: correctedSheets.slice(2), // not those of whoever proposes and decides
      issuer: await service.cookie(clerk),
    },
    closing: await cookiesOf(service, closed),
  };
  await recordRoles(service.database);
  return office;
}

/** Strikes out the line with this number, or lets it count again. */
const decidedAnew = (number: number, outcome: 'refused' | 'accepted') => ({
  lines: [{ number, outcome, reason: '请假属实' }],
  additions: [],
  scoring: null,
});

async function generateClosing({ secretary, branchId }: BranchAtWork): Promise<void> {
  const take = (name: string, body?: object) => takeStep(secretary, secretary, branchId, period, name, body);
  for (const { branch, month } of (await closingOf(secretary, branchId, period)).missing)
    await take('explanation', { branchId: branch.id, month, reason: '试点前' });
  const { status, body } = await take('generation');
  if (status !== 200) throw new Error(`generation: ${status} ${JSON.stringify(body)}`);
}

async function cookiesOf(service: Service, branch: BranchAtWork): Promise<BranchCookies> {
  const { branchId, memberIds, accountIds, bureauId } = branch;
  const office = await anAccount(service.database, { roles: [['bureauOffice', bureauId]] });
  const members = await Promise.all(accountIds.map((id) => service.cookie(id)));
  const bureauOffice = await service.cookie(office);
  return { branchId, memberIds, members, bureauOffice, accountOfBureauOffice: office };
}

/** Everything that people write at once in an office, each thing by one person at a time. Plays until it is stopped. */
export class OfficeLoad {
  private stopped = false;
  private ended = false;
  private playing: Promise<void> = Promise.resolve();

  private constructor(
    readonly ledger: Ledger,
    private readonly office: Office,
    private readonly origins: readonly string[],
    private readonly habit: Habit,
  ) {}

  /** `origins`: where the service is; several instances are asked in turn. */
  static start(ledger: Ledger, office: Office, origins: readonly string[], habit: Habit = 'repeats'): OfficeLoad {
    const load = new OfficeLoad(ledger, office, origins, habit);
    load.playing = load.play();
    return load;
  }

  /** Everybody ends the round he has begun, so that another load can begin on the same office. The service has to be there for that. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.playing;
  }

  /** Comes back when so many writes more have been acknowledged, or nobody writes any more. */
  async untilAcknowledged(more: number): Promise<void> {
    const until = this.ledger.writes + more;
    while (this.ledger.writes < until && !this.ended) await pause(20);
  }

  private async play(): Promise<void> {
    const { writing, review } = this.office;
    const people = [
      ...[2, 3, 4].map((index) => this.handIn(index)),
      this.upload(writing.members[5]!, writing.sheetIds[5]!),
      ...[2, 3].map((index) => this.decide(review.sheetIds[index]!)),
      this.publish(),
      this.correct(),
      this.close(),
      this.export(),
    ];
    // Whoever is refused what should have been possible complains and goes home; the others go on.
    const complain = (error: Error) => this.ledger.complaints.push(error.message);
    await Promise.all(people.map((person) => person.catch(complain)));
    this.ended = true;
  }

  private by(cookie: string): Writer {
    const clients = this.origins.map((origin) => new Client(origin, cookie));
    return new Writer(new ClientOfSeveral(clients), this.ledger, this.habit);
  }

  private async thing(by: Writer, counter: Thing['counter'], path: string): Promise<Thing> {
    return { counter, path, version: (await by.read(path)).version! };
  }

  /** Saves twice, hands in and takes back. */
  private async handIn(index: number): Promise<void> {
    const { members, sheetIds } = this.office.writing;
    const member = this.by(members[index]!);
    const sheet = await this.thing(member, `sheet:${sheetIds[index]!}`, `/api/v1/sheets/${sheetIds[index]}`);
    for (let count = 0; !this.stopped; count += 1) {
      const line = { itemCode: 'C-01', count: 1, occurredOn: '2026-11-03', evidence: '证明' };
      const lines = [{ ...line, description: `第 ${count} 次` }];
      await member.step(sheet, 'PUT', 'draft', { lines: [] });
      await member.step(sheet, 'PUT', 'draft', { lines });
      await member.step(sheet, 'PUT', 'submission', { lines });
      await member.step(sheet, 'DELETE', 'submission');
    }
  }

  /** Hands in a file, looks at it, and takes the one before it away. */
  private async upload(cookie: string, sheetId: number): Promise<void> {
    const member = this.by(cookie);
    let takeLastAway = async (): Promise<void> => undefined;
    while (!this.stopped) {
      const bytes = pdf(`% ${randomUUID()}`);
      const counter = `evidence:${createHash('sha256').update(bytes).digest('hex')}` as const;
      const { body } = await member.create(() => ({
        path: `/api/v1/sheets/${sheetId}/evidence?${new URLSearchParams({ requestId: randomUUID(), fileName: '证明.pdf' })}`,
        body: bytes,
        headers: { 'content-type': 'application/octet-stream' },
      }));
      this.ledger.acknowledge(counter);
      const address = `/api/v1/evidence/${body.id}`;
      if ((await member.read(address)).status !== 200) this.ledger.wrongReads += 1;
      await takeLastAway();
      takeLastAway = async () => {
        await member.remove(address);
        this.ledger.acknowledge(counter, -1);
      };
    }
  }

  private async decide(sheetId: number): Promise<void> {
    const secretary = this.by(this.office.review.members[0]!);
    const sheet = await this.thing(secretary, `sheet:${sheetId}`, `/api/v1/sheets/${sheetId}`);
    while (!this.stopped) {
      await secretary.step(sheet, 'PUT', 'review', { decisions: [], additions: [], complete: true });
      await secretary.step(sheet, 'DELETE', 'review');
    }
  }

  private async publish(): Promise<void> {
    const { members, branchMonthId } = this.office.publishing;
    const [secretary, commissioner] = [this.by(members[0]!), this.by(members[1]!)];
    const path = `/api/v1/branch-months/${branchMonthId}`;
    const month = await this.thing(commissioner, `month:${branchMonthId}`, path);
    while (!this.stopped) {
      await commissioner.step(month, 'PUT', 'readiness', { meetingNumber: '〔2026〕11 号' });
      await commissioner.step(month, 'PUT', 'confidentiality-check', { note: '' });
      await secretary.step(month, 'PUT', 'approval');
      await commissioner.step(month, 'PUT', 'publication', notice);
      await secretary.step(month, 'PUT', 'withdrawal', { reason: '录错' });
    }
  }

  /** A line more by one slip, struck out by the next, and back by the one after. */
  private async correct(): Promise<void> {
    const { members, bureauOffice, issuer, sheetIds } = this.office.corrections;
    const [secretary, commissioner] = [this.by(members[0]!), this.by(members[1]!)];
    const [office, clerk] = [this.by(bureauOffice), this.by(issuer)];
    for (let count = 0; !this.stopped; count += 1) {
      const sheetId = sheetIds[count % sheetIds.length]!;
      const { body: sheet } = await commissioner.read<SheetView>(`/api/v1/sheets/${sheetId}`);
      const added = sheet.lines.find(({ itemCode }) => itemCode === 'B1-01');
      const changes = added
        ? decidedAnew(added.number, added.decision?.outcome === 'accepted' ? 'refused' : 'accepted')
        : missedMeeting;
      const wish = { reason: `第 ${count} 号`, evidence: '签到表', changes };
      const path = `/api/v1/sheets/${sheetId}/corrections`;
      const { body } = await commissioner.create(() => ({ path, body: { ...wish, requestId: randomUUID() } }));
      const slip: Thing = { counter: `slip:${body.id}`, path: `/api/v1/corrections/${body.id}`, version: 1 };
      this.ledger.acknowledge(slip.counter);
      await commissioner.step(slip, 'PUT', 'proposal');
      await secretary.step(slip, 'PUT', 'decision');
      await office.step(slip, 'PUT', 'countersignature');
      await clerk.step(slip, 'PUT', 'issue');
    }
  }

  /** Examined, accepted, published and withdrawn, again and again. */
  private async close(): Promise<void> {
    const { members, bureauOffice, branchId } = this.office.closing;
    const [secretary, commissioner, office] = [members[0]!, members[1]!, bureauOffice].map((each) => this.by(each));
    const path = `/api/v1/units/${branchId}/closings/${period}`;
    const closing = await this.thing(office!, `closing:${branchId}`, path);
    while (!this.stopped) {
      await secretary!.step(closing, 'PUT', 'examination', { minutesNumber: '1' });
      await office!.step(closing, 'PUT', 'return', { reason: '请核对' });
      await secretary!.step(closing, 'PUT', 'examination', { minutesNumber: '2' });
      const { body } = await office!.read(`${path}/examinations`);
      for (const { memberId } of body.items[0].rows)
        await office!.put(`${path}/findings/${memberId}`, { finding: 'inOrder' });
      closing.version = (await office!.read(path)).version!; // a finding is no step, but changes it
      await office!.step(closing, 'PUT', 'acceptance', {});
      await commissioner!.step(closing, 'PUT', 'publication', { contact: '纪检委员' });
      await secretary!.step(closing, 'PUT', 'withdrawal', { reason: '录错' });
    }
  }

  /** One after the other: the next is asked for when the last one has come to its end. */
  private async export(): Promise<void> {
    const { bureauId, publishing } = this.office;
    const office = this.by(publishing.bureauOffice);
    const path = `/api/v1/units/${bureauId}/exports`;
    while (!this.stopped) {
      const wish = { document: 'ledger', format: 'csv', fromMonth: '2026-10', untilMonth: '2026-11' };
      const { body } = await office.create(() => ({ path, body: { ...wish, requestId: randomUUID() } }));
      this.ledger.acknowledge(`exports:${publishing.accountOfBureauOffice}`);
      let state: Json = body.state;
      while (!this.stopped && state !== 'done' && state !== 'failed') {
        await pause(100);
        const seen = await office.read(`${path}/${body.id}`);
        if (seen.status !== 200) this.ledger.wrongReads += 1;
        state = seen.body.state;
      }
    }
  }
}
