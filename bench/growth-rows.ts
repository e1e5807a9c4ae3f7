/** The statements that lay the rows of `growth-lay.ts`: each lays one table, of some bureaus, in one month. */
import { erasedText } from '#src/vault/erased.js';
import { deductionOf } from '../test/support/large-bureau.js';
import {
  accountIdOf,
  administratorId,
  branchesInBureau,
  branchesInGeneral,
  generalsInBureau,
  membersInBranch,
  months,
  monthsInHalf,
  offices,
  officeAccountIdOf,
  rootId,
  running,
  type Size,
  stepLines,
  today,
  unitsInBureau,
  wordyBranches,
} from './growth-numbers.js';

/** The bureaus from `from` up to `until`, which isn't among them. */
export interface Bureaus {
  from: number;
  until: number;
}

const base = 8000;
const noHash = '0'.repeat(64);
const firstBranch = rootId + 1 + 1 + generalsInBureau;

/** Which branch a unit is, counted from 0, and which unit a branch is. */
const branchOfUnit = `((units.id - ${firstBranch}) DIV ${unitsInBureau} * ${branchesInBureau} + (units.id - ${firstBranch}) % ${unitsInBureau})`;
const unitOfBranch = (branch: string): string =>
  `(${firstBranch} + ${branch} DIV ${branchesInBureau} * ${unitsInBureau} + ${branch} % ${branchesInBureau})`;
const branchOfMember = `((members.id - 1) DIV ${membersInBranch})`;
const placeOfMember = `((members.id - 1) % ${membersInBranch})`;
/** The account of who holds an office in a member's branch. */
const accountIn = (branch: string, office: (typeof offices)[number]): string =>
  `(${branch} * ${membersInBranch} + ${accountIdOf(1) + offices.indexOf(office)})`;

const branchesOf = ({ from, until }: Bureaus): string =>
  `units.kind = 'branch' AND units.id >= ${rootId + 1 + from * unitsInBureau} AND units.id < ${rootId + 1 + until * unitsInBureau}`;
const membersOf = ({ from, until }: Bureaus): string =>
  `members.id BETWEEN ${from * branchesInBureau * membersInBranch + 1} AND ${until * branchesInBureau * membersInBranch}`;

/** Numbers from `from` up to `until`, which isn't among them, as `numbers.n`. */
const numbers = (from: number, until: number): string =>
  `WITH RECURSIVE numbers (n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ${until})`;

/** The organisation's root, its administrator and its own office, before everything else. */
export function rootRows(size: Size, passwordHash: string): string[] {
  const office = officeAccountIdOf(size, size.bureaus);
  const account = (id: number, name: string) =>
    `(${id}, '${name}', '${name}', NULL, '${passwordHash}', 0, 0, '2024-06-01T00:00:00.000Z', 1)`;
  const role = (id: number, accountId: number, name: string) =>
    `(${id}, ${accountId}, '${name}', ${rootId}, '2024-06-01', 1)`;
  const last = size.branches * offices.length + size.bureaus;
  return [
    `INSERT INTO units (id, parentId, kind, name, code, path, rosterOrder, hasCommittee, rankingEnabled, version)
     VALUES (${rootId}, NULL, 'bureau', '省直机关工委', '', '/${rootId}/', 1, 1, 0, 1)`,
    `INSERT INTO accounts (id, signInName, displayName, memberId, passwordHash, mustChangePassword, failedSignIns, createdAt, version)
     VALUES ${account(administratorId, 'admin')}, ${account(office, 'office')}`,
    `INSERT INTO role_assignments (id, accountId, role, unitId, fromDay, version)
     VALUES ${role(last + 1, administratorId, 'systemAdministrator')}, ${role(last + 2, office, 'bureauOffice')}`,
    `INSERT INTO trail_heads (chain, sequence, hash)
     VALUES ('organisation', 0, '${noHash}'), ('unit:${rootId}', 0, '${noHash}')`,
  ];
}

/** The trees of bureaus, and who is in them. */
export function organisationRows(size: Size, bureaus: Bureaus, passwordHash: string): string[] {
  const { from, until } = bureaus;
  const [firstUnit, endUnit] = [rootId + 1 + from * unitsInBureau, rootId + 1 + until * unitsInBureau];
  const [firstMember, endMember] = [from, until].map((bureau) => bureau * branchesInBureau * membersInBranch + 1) as [
    number,
    number,
  ];
  const place = `((n - ${rootId + 1}) % ${unitsInBureau})`;
  const bureau = `(n - ${place})`;
  const general = `(${bureau} + 1 + (${place} - ${1 + generalsInBureau}) DIV ${branchesInGeneral})`;
  const isBranch = `${place} > ${generalsInBureau}`;
  const lines = stepLines.length;
  return [
    `INSERT INTO units (id, parentId, kind, name, code, path, rosterOrder, hasCommittee, rankingEnabled, version)
     ${numbers(firstUnit, endUnit)}
     SELECT n, CASE WHEN ${place} = 0 THEN ${rootId} WHEN ${isBranch} THEN ${general} ELSE ${bureau} END,
            CASE WHEN ${place} = 0 THEN 'bureau' WHEN ${isBranch} THEN 'branch' ELSE 'generalBranch' END,
            CONCAT('第', n, CASE WHEN ${place} = 0 THEN '机关党委' WHEN ${isBranch} THEN '党支部' ELSE '党总支' END), '',
            CONCAT('/${rootId}/', ${bureau}, '/', IF(${place} = 0, '', IF(${isBranch}, CONCAT(${general}, '/', n, '/'), CONCAT(n, '/')))),
            n, 1, 0, 1 FROM numbers`,
    `INSERT INTO members (id, memberNumber, name, standing, situation, birthYear, version)
     ${numbers(firstMember, endMember)}
     SELECT n, CONCAT('L', LPAD(n, 8, '0')),
            CONCAT(SUBSTR('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗', 1 + n * 7 % 20, 1), SUBSTR('伟芳娜秀敏静丽强磊军洋勇艳杰娟涛明超兰霞', 1 + n * 11 DIV 20 % 20, 1),
                   SUBSTR('国建文志红玉春海晓永', 1 + n * 3 DIV 400 % 10, 1)), 'full', 'serving', 1960 + n % 45, 1 FROM numbers`,
    `INSERT INTO memberships (id, memberId, branchId, fromDay, rosterOrder, profileCode)
     SELECT members.id, members.id, ${unitOfBranch(branchOfMember)}, '2020-01-01', ${placeOfMember} + 1, 'full'
       FROM members WHERE ${membersOf(bureaus)}`,
    // Every hundredth has been in another branch before.
    `INSERT INTO memberships (id, memberId, branchId, fromDay, untilDay, rosterOrder, profileCode)
     SELECT ${size.members} + members.id DIV 100, members.id, ${unitOfBranch(`(${branchOfMember} - 1)`)}, '2015-01-01', '2020-01-01', 99, 'full'
       FROM members WHERE ${membersOf(bureaus)} AND members.id % 100 = 0`,
    `INSERT INTO trail_salts (memberId, salt)
     SELECT members.id, SHA2(CONCAT('salt', members.id), 256) FROM members WHERE ${membersOf(bureaus)}`,
    `INSERT INTO accounts (id, signInName, displayName, memberId, passwordHash, mustChangePassword, failedSignIns, createdAt, version)
     SELECT members.id + ${accountIdOf(0)}, CONCAT('m', members.id), members.name, members.id, '${passwordHash}', 0, 0,
            '2024-06-01T00:00:00.000Z', 1 FROM members WHERE ${membersOf(bureaus)}`,
    `INSERT INTO accounts (id, signInName, displayName, passwordHash, mustChangePassword, failedSignIns, createdAt, version)
     ${numbers(from, until)}
     SELECT ${officeAccountIdOf(size, 0)} + n, CONCAT('office', n), '机关党办', '${passwordHash}', 0, 0, '2024-06-01T00:00:00.000Z', 1
       FROM numbers`,
    `INSERT INTO role_assignments (id, accountId, role, unitId, fromDay, version)
     SELECT ${branchOfMember} * ${offices.length} + ${placeOfMember} + 1, members.id + ${accountIdOf(0)},
            ELT(${placeOfMember} + 1, ${offices.map((office) => `'${office}'`).join(', ')}), ${unitOfBranch(branchOfMember)}, '2024-06-01', 1
       FROM members WHERE ${membersOf(bureaus)} AND ${placeOfMember} < ${offices.length}`,
    `INSERT INTO role_assignments (id, accountId, role, unitId, fromDay, version)
     ${numbers(from, until)}
     SELECT ${size.branches * offices.length} + n + 1, ${officeAccountIdOf(size, 0)} + n, 'bureauOffice',
            ${rootId + 1} + n * ${unitsInBureau}, '2024-06-01', 1 FROM numbers`,
    // Every tenth is signed in somewhere.
    `INSERT INTO sessions (tokenDigest, accountId, createdAt, lastSeenAt, expiresAt)
     SELECT SHA2(CONCAT('session', members.id), 256), members.id + ${accountIdOf(0)}, '${today}T00:00:00.000Z', '${today}T01:00:00.000Z',
            '${today}T12:00:00.000Z' FROM members WHERE ${membersOf(bureaus)} AND members.id % 10 = 0`,
    `INSERT INTO branch_settings (branchId, preReview, automaticOpening, openingDaysBefore, selfAssessmentDaysBefore,
                                  publicationWorkingDays, contact, objectionsAnonymous, shortBoard, version)
     SELECT units.id, 0, 0, 7, 2, 3, '纪检委员', 0, 0, 1 FROM units WHERE ${branchesOf(bureaus)}`,
    `INSERT INTO trail_heads (chain, sequence, hash)
     SELECT CONCAT('unit:', units.id), 0, '${noHash}' FROM units WHERE ${branchesOf(bureaus).replace("units.kind = 'branch'", "units.kind <> 'branch'")}`,
    `INSERT INTO trail_heads (chain, sequence, hash)
     SELECT CONCAT('unit:', units.id), heads.sequence, SHA2(CONCAT(units.id, ':', heads.sequence), 256)
       FROM units JOIN LATERAL (SELECT ${running} * ${linesInMonth(branchOfUnit, lines)} + ${linesOfRunning(branchOfUnit)} AS sequence) heads
      WHERE ${branchesOf(bureaus)}`,
  ];
}

/** In the running month even branches assess themselves, odd ones have begun the review. */
const linesOfRunning = (branch: string): string => `(1 + ${branch} % 2)`;
const linesInMonth = (branch: string, steps: number): string =>
  `(${steps} + IF(${branch} % ${wordyBranches} = 0, ${membersInBranch}, 0))`;

/** Everything that a month leaves behind, and the half-year that ends with it. */
export function monthRows(size: Size, month: number, bureaus: Bureaus, schemeVersionId: number): string[] {
  const at = new MonthRows(size, month, bureaus, schemeVersionId);
  if (month === running) return [at.branchMonths(), at.sheets(), ...at.lines(), at.trail()];
  return [
    at.branchMonths(),
    at.steps(),
    at.publications(),
    at.sheets(),
    at.publishedSheets(),
    ...at.lines(),
    ...at.publishedLines(),
    at.receipts(),
    at.objections(),
    at.corrections(),
    at.trail(),
    at.trailOfSheets(),
    at.trailSubjects(),
    ...((month + 1) % monthsInHalf === 0 ? at.closing((month + 1) / monthsInHalf - 1) : []),
  ];
}

/** A line of a sheet, in SQL over \`members\`: which sheets have it, and what it is worth. */
interface Part {
  number: number;
  itemCode: string;
  origin: string;
  count: string;
  points: string;
  worth: string;
  where: string;
}

class MonthRows {
  private readonly branchMonthOfUnit: string;
  private readonly branchMonth: string;
  private readonly sheet: string;
  private readonly members: string;
  private readonly branches: string;
  private readonly runs: boolean;
  /** In the running month: whether the branch has begun its review. */
  private readonly inReview: string;

  constructor(
    private readonly size: Size,
    private readonly month: number,
    bureaus: Bureaus,
    private readonly schemeVersionId: number,
  ) {
    this.runs = month === running;
    this.branchMonthOfUnit = `(${month * size.branches + 1} + ${branchOfUnit})`;
    this.branchMonth = `(${month * size.branches + 1} + ${branchOfMember})`;
    this.sheet = `(${month * size.members} + members.id)`;
    this.members = membersOf(bureaus);
    this.branches = branchesOf(bureaus);
    this.inReview = `${branchOfMember} % 2 = 1`;
  }

  private day(number: string): string {
    return `'${months[this.month]}-${number}'`;
  }

  private instant(number: string): string {
    return `'${months[this.month]}-${number}T01:00:00.000Z'`;
  }

  /** What a member did in a month, from 0 to 8: nothing, or voluntary service once or twice, and half of them something great. */
  private deedsIn(month: number): string {
    return `((members.id * 137 + (${month * this.size.branches + 1} + ${branchOfMember}) * 11) % 9)`;
  }

  private contributionIn(month: number): string {
    const deeds = this.deedsIn(month);
    return `(IF(${deeds} > 0, ${this.timesIn(month)} * 200, 0) + IF(${deeds} > 4, 100, 0))`;
  }

  private timesIn(month: number): string {
    return `(1 + ${this.deedsIn(month)} % 2)`;
  }

  private deductionIn(month: number): string {
    return deductionOf('members.id', `(${month * this.size.branches + 1} + ${branchOfMember})`);
  }

  private get contribution(): string {
    return this.contributionIn(this.month);
  }

  private get deduction(): string {
    return this.deductionIn(this.month);
  }

  branchMonths(): string {
    const [review, by] = [accountIn(branchOfUnit, 'secretary'), accountIn(branchOfUnit, 'organisationCommissioner')];
    const rest = this.runs
      ? `IF(${branchOfUnit} % 2 = 1, 'review', 'selfAssessment'), ${this.schemeVersionId}, ${this.day('10')}, ${this.day('08')}, ${this.instant('01')}, ${by},
         IF(${branchOfUnit} % 2 = 1, ${this.instant('04')}, NULL), NULL, NULL, 1`
      : `'confirmed', ${this.schemeVersionId}, ${this.day('05')}, ${this.day('03')}, ${this.instant('01')}, ${by}, ${this.instant('05')},
         ${this.instant('20')}, ${review}, 5`;
    return `INSERT INTO branch_months (id, branchId, month, state, schemeVersionId, themeDay, selfAssessmentUntil, openedAt, openedBy,
                                       reviewStartedAt, confirmedAt, confirmedBy, version)
      SELECT ${this.branchMonthOfUnit}, units.id, '${months[this.month]}', ${rest} FROM units WHERE ${this.branches}`;
  }

  steps(): string {
    const steps = [
      `ROW('readiness', 'NULL', 1, ${this.instant('08')})`,
      `ROW('confidentialityCheck', 'publish', 3, ${this.instant('08')})`,
      `ROW('approval', 'publish', 0, ${this.instant('09')})`,
    ];
    return `INSERT INTO month_steps (branchMonthId, step, at, accountId, memberId, note, apart)
      SELECT ${this.branchMonthOfUnit}, steps.step, steps.at, ${branchOfUnit} * ${membersInBranch} + ${accountIdOf(1)} + steps.place,
             ${branchOfUnit} * ${membersInBranch} + 1 + steps.place, '', NULLIF(steps.apart, 'NULL')
        FROM units JOIN (VALUES ${steps.join(', ')}) AS steps (step, apart, place, at) WHERE ${this.branches}`;
  }

  publications(): string {
    return `INSERT INTO publications (id, branchMonthId, kind, digestVersion, revision, branchId, number, schemeVersionId, publishedAt,
                                      publishedBy, fromDay, untilDay, workingDays, contact, digest, trailSequence, trailHash)
      SELECT ${this.branchMonthOfUnit}, ${this.branchMonthOfUnit}, 'full', 2, 1, units.id, ${this.month + 1}, ${this.schemeVersionId},
             ${this.instant('10')}, ${accountIn(branchOfUnit, 'organisationCommissioner')}, ${this.day('11')}, ${this.day('15')}, 3, '纪检委员',
             SHA2(CONCAT('publication', ${this.branchMonthOfUnit}), 256), heads.sequence, SHA2(CONCAT(units.id, ':', heads.sequence), 256)
        FROM units JOIN LATERAL (SELECT ${this.month} * ${linesInMonth(branchOfUnit, stepLines.length)} + 4 AS sequence) heads
       WHERE ${this.branches}`;
  }

  sheets(): string {
    const decider = `IF(${placeOfMember} = 0, 2, 0)`;
    const figures = `${base}, ${this.deduction}, ${this.contribution}, ${base} + ${this.deduction} + ${this.contribution},
             '{"B1":${base / 4},"B2":${base / 4},"B3":${base / 4},"B4":${base / 4}}', ${this.branchMonth}, 3`;
    const submitted = `IF(${this.inReview} OR members.id % 3 > 0, ${this.instant('02')}, NULL)`;
    const rest = this.runs
      ? `IF(${this.inReview} OR members.id % 3 > 0, 'submitted', 'draft'), ${submitted}, 0, 0, ${base} + ${this.contribution}, NULL, NULL, NULL,
         NULL, NULL, NULL, NULL, NULL, NULL, 1`
      : `'confirmed', ${this.instant('02')}, 0, 0, ${base} + ${this.contribution}, ${this.instant('06')},
         ${accountIn(branchOfMember, 'secretary')} + ${decider}, ${branchOfMember} * ${membersInBranch} + 1 + ${decider}, ${figures}`;
    return `INSERT INTO sheets (id, branchMonthId, memberId, rosterOrder, standing, profileCode, state, submittedAt, late, fromRecords,
                                selfScoreHundredths, decidedAt, decidedBy, decidedByMemberId, baseHundredths, deductionHundredths,
                                contributionHundredths, scoreHundredths, categoryPoints, publicationId, version)
      SELECT ${this.sheet}, ${this.branchMonth}, members.id, ${placeOfMember} + 1, 'full', 'full', ${rest} FROM members WHERE ${this.members}`;
  }

  publishedSheets(): string {
    return `INSERT INTO published_sheets (publicationId, sheetId, memberId, rosterOrder, standing, profileCode, fromRecords, baseHundredths,
                                          deductionHundredths, contributionHundredths, scoreHundredths, categoryPoints)
      SELECT ${this.branchMonth}, ${this.sheet}, members.id, ${placeOfMember} + 1, 'full', 'full', 0, ${base}, ${this.deduction},
             ${this.contribution}, ${base} + ${this.deduction} + ${this.contribution},
             '{"B1":${base / 4},"B2":${base / 4},"B3":${base / 4},"B4":${base / 4}}' FROM members WHERE ${this.members}`;
  }

  /** What the member claims, what the meeting adds, and every thirtieth has a deduction. */
  private get parts(): Part[] {
    const deeds = this.deedsIn(this.month);
    const times = this.timesIn(this.month);
    const claim = {
      ...{ number: 1, itemCode: 'C-01', origin: 'self', count: times, points: 'NULL' },
      ...{ worth: `${times} * 200`, where: `${deeds} > 0` },
    };
    if (this.runs) return [claim];
    const added = { origin: 'review', itemCode: 'C-08', number: 1001, count: 'NULL', points: '100', worth: '100' };
    const deducted = { origin: 'review', itemCode: 'D-02', number: 1002, count: '1', points: 'NULL', worth: '-100' };
    return [claim, { ...added, where: `${deeds} > 4` }, { ...deducted, where: `${this.deduction} <> 0` }];
  }

  lines(): string[] {
    const decided = this.runs
      ? 'NULL, NULL, NULL'
      : `'accepted', ${accountIn(branchOfMember, 'secretary')} + IF(${placeOfMember} = 0, 2, 0), ${this.instant('06')}`;
    return this.parts.map(
      ({ number, itemCode, origin, count, points, worth, where }) => `
      INSERT INTO sheet_lines (sheetId, number, itemCode, origin, count, pointsHundredths, occurredOn, description, reason, evidence, witness,
                               outcome, decidedBy, decidedAt, claimedHundredths, countedHundredths, notes)
      SELECT ${this.sheet}, ${number}, '${itemCode}', '${origin}', ${count}, ${points}, ${this.day('04')}, '包保企业防汛值守', '会议记录员记载',
             '', '', ${decided}, ${this.runs ? 'NULL, NULL, NULL' : `${worth}, ${worth}, '[]'`}
        FROM members WHERE ${this.members} AND ${where}`,
    );
  }

  publishedLines(): string[] {
    return this.parts.map(
      ({ number, itemCode, origin, count, points, worth, where }) => `
      INSERT INTO published_lines (publicationId, sheetId, number, itemCode, origin, count, pointsHundredths, occurredOn, outcome,
                                   claimedHundredths, countedHundredths, notes)
      SELECT ${this.branchMonth}, ${this.sheet}, ${number}, '${itemCode}', '${origin}', ${count}, ${points}, ${this.day('04')},
             'accepted', ${worth}, ${worth}, '[]' FROM members WHERE ${this.members} AND ${where}`,
    );
  }

  /** Every fourth has looked at the board. */
  receipts(): string {
    return `INSERT INTO publication_receipts (publicationId, memberId, seenAt)
      SELECT ${this.branchMonth}, members.id, ${this.instant('12')} FROM members WHERE ${this.members} AND (members.id + ${this.month}) % 4 = 0`;
  }

  /** What was written in them is sealed with a key that the database doesn't have; so it is erased already. */
  objections(): string {
    return `INSERT INTO objections (id, publicKey, requestId, branchMonthId, sheetId, publicationId, subjectMemberId, authorMemberId, anonymous,
                                    reason, deciders, state, receivedAt, receivedDay, answeredAt, answeredDay, answeredBy, answeredByMemberId,
                                    answer, version)
      SELECT ${this.sheet}, CONCAT('key-', ${this.sheet}), CONCAT('request-', ${this.sheet}), ${this.branchMonth}, ${this.sheet}, ${this.branchMonth},
             members.id, members.id, 0, '${erasedText}', '[]', 'rejected', ${this.instant('12')}, ${this.day('12')}, ${this.instant('13')},
             ${this.day('13')}, ${accountIn(branchOfMember, 'secretary')}, ${branchOfMember} * ${membersInBranch} + 1, '${erasedText}', 2
        FROM members WHERE ${this.members} AND ${placeOfMember} > 3 AND (members.id * 31 + ${this.month * 17}) % 997 = 0`;
  }

  corrections(): string {
    return `INSERT INTO corrections (id, requestId, branchId, sheetId, subjectMemberId, basePublicationId, state, reason, evidence, changes,
                                     askedBy, askedByMemberId, askedAt, endedBy, endedAt, endReason, version)
      SELECT ${this.sheet}, CONCAT('request-', ${this.sheet}), ${unitOfBranch(branchOfMember)}, ${this.sheet}, members.id, ${this.branchMonth}, 'withdrawn',
             '少计一次值守', '值班表', '[]', ${accountIn(branchOfMember, 'secretary')}, ${branchOfMember} * ${membersInBranch} + 1, ${this.instant('22')},
             ${accountIn(branchOfMember, 'secretary')}, ${this.instant('23')}, '无须更正', 2
        FROM members WHERE ${this.members} AND ${placeOfMember} > 3 AND (members.id * 29 + ${this.month * 13}) % 4999 = 0`;
  }

  /** A line of the trail: sequence is SQL over the branch's number. */
  private trailLine(action: string, day: string, about: string): string {
    return `CONCAT('unit:', units.id), heads.sequence, ${day}, ${action},
             CONCAT('{"actorAccountId":', ${accountIn(branchOfUnit, 'secretary')}, ',"branchMonthId":', ${this.branchMonthOfUnit}, ${about}, '}'),
             IF(heads.sequence = 1, '${noHash}', SHA2(CONCAT(units.id, ':', heads.sequence - 1), 256)), SHA2(CONCAT(units.id, ':', heads.sequence), 256)`;
  }

  trail(): string {
    const days = ['01', '05', '09', '10', '20'];
    const steps = stepLines.map(
      (action, index) => `ROW(${index + 1}, '${action}', ${this.instant(days[index] as string)})`,
    );
    const some = this.runs ? `steps.place <= ${linesOfRunning(branchOfUnit)} AND` : '';
    return `INSERT INTO trail_records (chain, sequence, at, action, body, previousHash, hash)
      SELECT ${this.trailLine('steps.action', 'steps.at', "''")}
        FROM units JOIN (VALUES ${steps.join(', ')}) AS steps (place, action, at)
        JOIN LATERAL (SELECT ${this.month} * ${linesInMonth(branchOfUnit, stepLines.length)} + steps.place AS sequence) heads
       WHERE ${some} ${this.branches}`;
  }

  trailOfSheets(): string {
    const places = Array.from({ length: membersInBranch }, (_, place) => `ROW(${place + 1})`);
    const member = `(${branchOfUnit} * ${membersInBranch} + places.place)`;
    return `INSERT INTO trail_records (chain, sequence, at, action, body, previousHash, hash)
      SELECT ${this.trailLine("'sheet.decide'", this.instant('06'), `',"memberId":', ${member}, ',"sheetId":', ${this.month * this.size.members} + ${member}`)}
        FROM units JOIN (VALUES ${places.join(', ')}) AS places (place)
        JOIN LATERAL (SELECT ${this.month} * ${linesInMonth(branchOfUnit, stepLines.length)} + ${stepLines.length} + places.place AS sequence) heads
       WHERE ${this.branches} AND ${branchOfUnit} % ${wordyBranches} = 0`;
  }

  trailSubjects(): string {
    return `INSERT INTO trail_subjects (chain, sequence, memberId)
      SELECT CONCAT('unit:', ${unitOfBranch(branchOfMember)}),
             ${this.month} * ${stepLines.length + membersInBranch} + ${stepLines.length} + ${placeOfMember} + 1, members.id
        FROM members WHERE ${this.members} AND ${branchOfMember} % ${wordyBranches} = 0`;
  }

  closing(half: number): string[] {
    const { branches } = this.size;
    const id = (branch: string) => `(${half * branches + 1} + ${branch})`;
    const isLast = half === running / monthsInHalf - 1;
    const [year, number] = [2024 + Math.floor((half + 1) / 2), ((half + 1) % 2) + 1];
    const by = accountIn(branchOfUnit, 'organisationCommissioner');
    const steps = ["ROW(1, 'generation', 'notGenerated', 'generated')"];
    if (!isLast) steps.push("ROW(2, 'archiving', 'confirmed', 'archived')");
    return [
      `INSERT INTO closings (id, branchId, period, state, revision, acknowledgeUntil, round, version)
       SELECT ${id(branchOfUnit)}, units.id, '${year}-H${number}', '${isLast ? 'generated' : 'archived'}', 1, ${this.day('30')}, ${isLast ? 0 : 1}, 1
         FROM units WHERE ${this.branches}`,
      `INSERT INTO closing_revisions (closingId, revision, cause, schemeVersionId, asOf, size, digest, madeAt, madeBy)
       SELECT ${id(branchOfUnit)}, 1, 'generation', ${this.schemeVersionId}, ${this.day('30')}, ${membersInBranch},
              SHA2(CONCAT('closing', ${id(branchOfUnit)}), 256), ${this.instant('30')}, ${by} FROM units WHERE ${this.branches}`,
      `INSERT INTO closing_steps (id, closingId, step, fromState, toState, revision, doneAt, doneBy)
       SELECT ${id(branchOfUnit)} * 2 + steps.place, ${id(branchOfUnit)}, steps.step, steps.fromState, steps.toState, 1, ${this.instant('30')}, ${by}
         FROM units JOIN (VALUES ${steps.join(', ')}) AS steps (place, step, fromState, toState) WHERE ${this.branches}`,
      this.closingRows(id(branchOfMember)),
    ];
  }

  private closingRows(closingId: string): string {
    const own = Array.from({ length: monthsInHalf }, (_, index) => this.month - monthsInHalf + 1 + index);
    const contributions = own.map((month) => this.contributionIn(month));
    const deductions = own.map((month) => this.deductionIn(month));
    const score = (index: number) => `scores.s${index}`;
    const all = own.map((_, index) => score(index));
    const views = own.map(
      (month, index) =>
        `'${index === 0 ? '[' : ','}{"month":"${months[month]}","outcome":"counted","scoreHundredths":', ${score(index)},
         ',"originalScoreHundredths":null,"isImported":false,"isCorrected":false,"reason":null,"branchId":', ${unitOfBranch(branchOfMember)},
         ',"branchMonthId":', ${month * this.size.branches + 1} + ${branchOfMember}, '}'`,
    );
    return `INSERT INTO closing_rows (closingId, revision, memberId, position, home, months, countedMonths, meanHundredths, resultHundredths,
                                      sumHundredths, lowestHundredths, deductionHundredths, contributionHundredths, suggestedBandCode, bandCode,
                                      openBands, bandReasons, remarks, figuresDigest)
      SELECT ${closingId}, 1, members.id, ${placeOfMember} + 1, 1, CONCAT(${views.join(', ')}, ']'), ${monthsInHalf}, ROUND((${all.join(' + ')}) / ${monthsInHalf}),
             ROUND((${all.join(' + ')}) / ${monthsInHalf}), ${all.join(' + ')}, LEAST(${all.join(', ')}), ${deductions.join(' + ')}, ${contributions.join(' + ')},
             'qualified', 'qualified', '["qualified","basic","warning"]', '[]', '[]', SHA2(CONCAT(${closingId}, ':', members.id), 256)
        FROM members JOIN LATERAL (SELECT ${own.map((_, index) => `${base} + ${deductions[index]} + ${contributions[index]} AS s${index}`).join(', ')}) scores
       WHERE ${this.members}`;
  }
}
