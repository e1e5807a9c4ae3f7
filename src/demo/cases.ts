import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import sharp from 'sharp';
import { Extensions } from '../assessments/extensions.service.js';
import { written } from '../assessments/lines.js';
import { SheetEvidence } from '../assessments/sheet-evidence.service.js';
import { addDays, addMonths, type Day, monthOf } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import type { Database } from '../database/database.js';
import { CorrectionIssues } from '../disputes/correction-issues.service.js';
import { Corrections } from '../disputes/corrections.service.js';
import { ObjectionAnswers } from '../disputes/objection-answers.service.js';
import { Objections } from '../disputes/objections.service.js';
import { RowConfirmations } from '../disputes/row-confirmations.service.js';
import { MeetingRecords } from '../meetings/meeting-records.service.js';
import { ProxySubmissions } from '../paper/proxy-submissions.service.js';
import type { Changes } from '../publication/amended-lines.js';
import { Receipts } from '../publication/receipts.service.js';
import { Vetoes } from '../vetoes/vetoes.service.js';
import type { Cast } from './cast.js';
import type { Laid } from './lay-out.js';
import type { BranchKey } from './people.js';
import type { Claimed } from './story.js';

/** What the cases are told with. `at` puts the clock to an hour of a day, never into the future. */
export interface Stage {
  services: INestApplicationContext;
  database: Database;
  laid: Laid;
  cast: Cast;
  at: (day: Day, hour: number) => void;
}

interface Row {
  id: number;
  version: number;
}

/** A branch's month, and the days on which its cases happen. */
interface Of {
  key: BranchKey;
  branchMonthId: number;
}

/**
 * The particular cases of the demo's year, so that everything that can happen to a month is there to be looked at: a file
 * handed in, a paper entered for somebody, more time given, a meeting held, objections raised and answered, slips written.
 */
export class Cases {
  constructor(private readonly stage: Stage) {}

  /** Who hands in a photograph in the running month, and hears of it at the review. */
  readonly photographed = new Set(['YC02-08', 'YC03-04']);

  /** A claim with the photograph that bears it out. */
  async claimWithFile(memberNumber: string, sheetId: number, occurredOn: Day): Promise<Claimed> {
    const file = { sheetId, requestId: randomUUID(), fileName: '志愿服务签到表.png', bytes: await picture() };
    const { id } = await this.get(SheetEvidence).add(file, this.stage.cast.member(memberNumber));
    return {
      itemCode: 'C-01',
      count: 1,
      occurredOn,
      description: '社区环境整治志愿服务 2 小时',
      evidence: '签到表照片',
      evidenceFileIds: [id],
    };
  }

  /** One paper is entered already; one member has been given more time. */
  async whileAssessing({ branchMonthId }: Of, day: Day, until: Day): Promise<void> {
    const { cast } = this.stage;
    const leader = cast.leaders('information')[0]!;
    const paper = await this.sheet(branchMonthId, 'YC03-13');
    await this.get(ProxySubmissions).enter(
      {
        sheetId: paper.id,
        version: paper.version,
        lines: [
          written({
            itemCode: 'C-03',
            optionCode: 'talk',
            occurredOn: day,
            description: '学习会交流发言',
            evidence: '会议记录',
          }),
        ],
        reason: '驻村工作，手机没有信号',
        consent: 'signedPaper',
        consentNote: '本人签字的纸质表，存支部',
        receivedOn: day,
        paperCode: null,
        replacesDraft: false,
      },
      leader,
    );
    const { id, version } = await this.sheet(branchMonthId, 'YC03-01');
    const by = { sheetId: id, version, actor: cast.opener('information') };
    await this.get(Extensions).give(by, addDays(until, 3), '赴省城培训，月底返回');
  }

  /** The review meeting; closed, its minutes stand. */
  async meet({ key, branchMonthId }: Of, heldOn: Day, { close }: { close: boolean }): Promise<void> {
    const { cast, laid } = this.stage;
    const present = [cast.decider(key), cast.holding('deputySecretary', key), cast.opener(key)];
    const committee = [...present, cast.holding('disciplineCommissioner', key)].flatMap((actor) =>
      actor?.memberId ? [actor.memberId] : [],
    );
    const memberIds = [...new Set(committee)];
    const guest = key === 'industry' ? [laid.memberIds.get('YC02-08')!] : [];
    const attendance = [
      ...memberIds.map((memberId) => ({ memberId, seat: 'voting' as const, presence: 'present' as const, reason: '' })),
      ...guest.map((memberId) => ({ memberId, seat: 'guest' as const, presence: 'present' as const, reason: '' })),
    ];
    const sheet = await this.sheet(branchMonthId, key === 'industry' ? 'YC02-08' : 'YC01-05');
    const question = '志愿服务次数按签到表核定';
    const votes = [
      { sheetId: sheet.id, lineNumber: null, question, inFavour: memberIds.length, against: 0, abstaining: 0 },
    ];
    const record = {
      heldOn,
      time: '09:30',
      place: '支部会议室',
      topic: '评定党员积分',
      notes: '',
      chairMemberId: cast.decider(key).memberId!,
      recorderMemberId: cast.opener(key).memberId!,
      attendance,
      votes,
    };
    const meeting = { branchMonthId, number: 1, actor: cast.opener(key) };
    await this.get(MeetingRecords).save({ ...meeting, version: 0 }, record);
    if (close) await this.get(MeetingRecords).close({ ...meeting, version: 1 });
  }

  /** Most members have looked at the board that is open now; three of them object. */
  async whilePublished({ key, branchMonthId }: Of): Promise<void> {
    const { cast, laid } = this.stage;
    const seen = [...laid.memberIds.keys()].filter((one) => one.startsWith('YC01-')).slice(5, 20);
    for (const memberNumber of seen)
      if (await this.find(branchMonthId, memberNumber))
        await this.get(Receipts).acknowledge(branchMonthId, cast.member(memberNumber));
    const wish = { itemCode: null, anonymous: false };
    const rejected = await this.object(branchMonthId, 'YC01-05', 'YC01-05', {
      ...wish,
      reason: '本月去社区服务了两次，只算了一次。',
    });
    await this.answer(key, branchMonthId, rejected, {
      outcome: 'rejected',
      answer: '已查社区签到表，本月只有一次签到；另一次在上月，已计入上月。',
      changes: null,
    });
    await this.object(branchMonthId, 'YC01-12', 'YC01-06', {
      ...wish,
      anonymous: true,
      reason: '该同志主题党日中途离场，未见记录。',
    });
    const open = await this.object(branchMonthId, 'YC01-07', 'YC01-07', {
      ...wish,
      reason: '学习会交流发言没有计入，会议记录可查。',
    });
    await this.acknowledge(key, branchMonthId, open);
  }

  /** Last month one objection was upheld: the row was published again, and confirmed after its own window. */
  async uphold({ key, branchMonthId }: Of, publishedOn: Day): Promise<Day> {
    const { at } = this.stage;
    const objection = await this.object(branchMonthId, 'YC02-10', 'YC02-10', {
      itemCode: null,
      anonymous: false,
      reason: '为支部党员讲传统一次，没有计入。',
    });
    const answeredOn = addDays(publishedOn, 1);
    at(answeredOn, 2);
    await this.acknowledge(key, branchMonthId, objection);
    await this.answer(key, branchMonthId, objection, {
      outcome: 'upheld',
      answer: '经核对会议记录，情况属实，予以补记。',
      changes: addition('C-05', publishedOn, '合理化建议一条，已采纳', '办公室回复'),
    });
    return answeredOn;
  }

  async confirmRows({ key, branchMonthId }: Of, answeredOn: Day): Promise<void> {
    const { cast, at, services } = this.stage;
    const calendar = await services.get(Calendars).current();
    at(addDays(calendar.add(answeredOn, 3), 1), 2);
    // Where holidays let both windows end on one day, the row was confirmed with all the others.
    const { settled } = await this.get(RowConfirmations).list(branchMonthId, cast.decider(key));
    if (settled > 0) await this.get(RowConfirmations).confirm(branchMonthId, cast.decider(key));
  }

  /** Three slips about last month, written today: one issued, one that waits for the bureau, one that waits for the branch. */
  async correct(monthsOf: Partial<Record<BranchKey, number>>, day: Day): Promise<void> {
    const { cast } = this.stage;
    const office = cast.actor('office', null);
    const { information, industry, office: first } = monthsOf;
    const evidence = '会议记录、办公室回复';
    const deedDay = `${addMonths(monthOf(day), -1)}-08`;
    const issued = await this.propose(information!, 'YC03-01', cast.holding('disciplineCommissioner', 'information')!, {
      reason: '合理化建议已被采纳，评定时漏记。',
      evidence,
      changes: addition('C-05', deedDay, '建议把报表合并为一张，已采纳', '办公室回复'),
    });
    await this.get(Corrections).decide({ correctionId: issued, version: 2, actor: cast.decider('information') });
    await this.get(Corrections).countersign({ correctionId: issued, version: 3, actor: office });
    await this.get(CorrectionIssues).issue(issued, 4, office);
    const decided = await this.propose(industry!, 'YC02-11', cast.opener('industry'), {
      reason: '学习会签到表无本人签名，当时误记到会。',
      evidence: '学习会签到表',
      changes: { lines: [], additions: [written(absent)], scoring: null },
    });
    await this.get(Corrections).decide({ correctionId: decided, version: 2, actor: cast.decider('industry') });
    await this.propose(first!, 'YC01-08', cast.opener('office'), {
      reason: '合理化建议已被采纳，评定时漏记。',
      evidence,
      changes: addition('C-05', deedDay, '建议开通线上预约，已采纳', '办公室回复'),
    });
  }

  /** One light veto that is set, so that the half-year shows one, and one that waits for its second person; both made up. */
  async veto(day: Day): Promise<void> {
    const { cast } = this.stage;
    const set = await this.proposeVeto('YC02-24', 'industry', `云工信纪〔${day.slice(0, 4)}〕7 号`, day);
    await this.get(Vetoes).confirm({ vetoId: set, version: 1, actor: cast.decider('industry') });
    await this.proposeVeto('YC01-16', 'office', `云工信纪〔${day.slice(0, 4)}〕9 号`, day);
  }

  private proposeVeto(memberNumber: string, key: BranchKey, documentNumber: string, day: Day): Promise<number> {
    const { cast, laid } = this.stage;
    const wish = {
      vetoCode: 'light',
      factDay: addDays(day, -20),
      documentNumber,
      documentDay: addDays(day, -6),
      reason: '受到诫勉谈话处理，按积分办法适用一票否决（一般）。',
    };
    const proposer = cast.holding('disciplineCommissioner', key)!;
    return this.get(Vetoes).propose(laid.memberIds.get(memberNumber)!, randomUUID(), wish, proposer);
  }

  private async propose(
    branchMonthId: number,
    memberNumber: string,
    actor: ReturnType<Cast['actor']>,
    wish: { reason: string; evidence: string; changes: Changes },
  ): Promise<number> {
    const { id } = await this.sheet(branchMonthId, memberNumber);
    const correctionId = await this.get(Corrections).write(id, randomUUID(), wish, actor);
    await this.get(Corrections).propose({ correctionId, version: 1, actor });
    return correctionId;
  }

  private async object(
    branchMonthId: number,
    about: string,
    author: string,
    wish: { itemCode: string | null; anonymous: boolean; reason: string },
  ): Promise<string> {
    const { id } = await this.sheet(branchMonthId, about);
    return this.get(Objections).raise(id, { requestId: randomUUID(), ...wish }, this.stage.cast.member(author));
  }

  private async acknowledge(key: BranchKey, branchMonthId: number, objection: string): Promise<void> {
    const actor = this.stage.cast.holding('disciplineCommissioner', key)!;
    await this.get(ObjectionAnswers).acknowledge({ branchMonthId, key: objection, version: 1, actor });
  }

  private async answer(
    key: BranchKey,
    branchMonthId: number,
    objection: string,
    answer: { outcome: 'upheld' | 'rejected'; answer: string; changes: Changes | null },
  ): Promise<void> {
    const actor = this.stage.cast.holding('disciplineCommissioner', key)!;
    const row = await this.stage.database.row<{ version: number }>(
      'SELECT version FROM objections WHERE publicKey = ?',
      [objection],
    );
    await this.get(ObjectionAnswers).answer({ branchMonthId, key: objection, version: row!.version, actor }, answer);
  }

  private find(branchMonthId: number, memberNumber: string): Promise<Row | undefined> {
    return this.stage.database.row<Row>('SELECT id, version FROM sheets WHERE branchMonthId = ? AND memberId = ?', [
      branchMonthId,
      this.stage.laid.memberIds.get(memberNumber)!,
    ]);
  }

  private async sheet(branchMonthId: number, memberNumber: string): Promise<Row> {
    return (await this.find(branchMonthId, memberNumber))!;
  }

  private get<T>(service: abstract new (...given: never[]) => T): T {
    return this.stage.services.get(service as never);
  }
}

const absent = { itemCode: 'B1-01', optionCode: 'absent', reason: '签到表无本人签名' };

function addition(itemCode: string, occurredOn: Day, description: string, evidence: string): Changes {
  const line = { itemCode, count: 1, occurredOn, description, reason: '评定时漏记', evidence };
  return { lines: [], additions: [written(line)], scoring: null };
}

/** A list with signatures, drawn here point by point: no photograph of anybody's. */
function picture(): Promise<Uint8Array> {
  const [width, height, channels] = [640, 420, 3] as const;
  const points = Buffer.alloc(width * height * channels, 0xf4);
  const ink = (x: number, y: number) => points.fill(0x33, (y * width + x) * channels, (y * width + x + 2) * channels);
  for (let row = 1; row <= 7; row += 1)
    for (let x = 40; x < 600; x += 1) {
      ink(x, row * 50);
      const wave = Math.sin(x / (5 + row)) * 9 + Math.sin(x / 3) * 5;
      if (row > 1 && x > 60 && x < 130 + row * 9) ink(x, Math.round(row * 50 - 20 + wave));
    }
  return sharp(points, { raw: { width, height, channels } }).png().toBuffer();
}
