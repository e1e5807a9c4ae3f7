import { formatPoints } from '../scoring/points.js';
import type { Break, BreakCode } from './break.js';

/*
 * What a verification says, for the command line and for whoever reads the API. `{expected}` and `{found}` are shown with points as
 * people write them. Two sentences each: what is so, and what that means.
 */

export type Language = 'zh' | 'en';

type Words = Record<BreakCode, readonly [said: string, meaning: string]>;

const zh: Words = {
  recordMissing: ['留痕链缺一条：这里应有的记录不见了，后面接着的是第 {found} 条。', '有人从数据库里删除了一条记录。'],
  recordHash: ['留痕的内容与它的哈希不符：记的是 {expected}，重算是 {found}。', '这条记录在写下之后被改过。'],
  chainBroken: [
    '这条留痕接不上前一条：前一条的哈希是 {expected}，它接的却是 {found}。',
    '前一条记录被改过并重算了哈希，或者被换成了别的。',
  ],
  headDiffers: ['链头记的是 {expected}，最后一条留痕却是 {found}。', '链尾的记录被删除、被改动，或者链头被改过。'],
  headMissing: ['留痕有记录，却没有链头；最后一条是 {expected}。', '链头被删除了。'],
  chainWithoutUnit: ['这条留痕链不属于任何组织。', '有人添加了一条链，或者删除了它的组织。'],
  recordUnreadable: ['留痕的内容已不能读取。', '这条记录被改过。'],
  subjectsDiffer: [
    '这条留痕涉及的党员应为 {expected}，登记的是 {found}。',
    '有人让当事人看不到自己的记录，或者看到了别人的。',
  ],
  printedHeadDiffers: [
    '印出的码是 {expected}，链上同一位置现在是 {found}。',
    '印出之后，整条留痕链被重写过；纸上的才是当时的。',
  ],
  printedHeadMissing: [
    '印出的码在链上找不到：链现在只到第 {found} 条。',
    '数据库被换成了较早的备份，或者链尾被删除了；纸上的才是当时的。',
  ],
  schemeDigest: ['办法的内容与它的摘要不符。', '办法在发布之后被改过，按它算出的分数都不可信。'],
  schemeUnrecorded: [
    '办法的 {column} 与发布时留痕所记的不符：留痕记 {expected}，现在是 {found}。',
    '办法不是当时发布的那一版。',
  ],
  schemeGone: ['留痕记有这一版办法，库里却没有。', '办法被删除了。'],
  publicationDigest: [
    '公示的摘要是 {expected}，按现在的内容重算是 {found}。',
    '公示之后，公示的内容被增、删或改动过。',
  ],
  publicationUnrecorded: [
    '留痕链第 {found} 条不是这次公示的记录。',
    '这次公示不是经系统作出的，或者它的留痕被删除了。',
  ],
  publicationTrailHash: [
    '公示上印的留痕哈希是 {expected}，链上现在是 {found}。',
    '公示之后，整条留痕链被重写过；公示上印的才是当时的。',
  ],
  publicationFact: [
    '公示的 {column} 在留痕里是 {expected}，现在是 {found}。',
    '公示的日期、编号或其他事项在公示之后被改过。',
  ],
  publicationGone: ['留痕记有这次公示，库里却没有。', '公示被删除了。'],
  numberMissing: ['编号不连续：应为第 {expected} 号，却是第 {found} 号。', '有一个编号被删除、被重复使用或被改动。'],
  revisionMissing: ['同一月的公示版次不连续：应为第 {expected} 版，却是第 {found} 版。', '有一版公示被删除或被改动。'],
  lineUndecided: ['公示了一个还没有审定的条目。', '公示的内容在公示之后被改过。'],
  notComputable: ['按公示时的办法，这张表算不出分数：{column} {found}。', '公示的内容或者办法在公示之后被改过。'],
  scoreDiffers: [
    '公示的 {column} 是 {found}，按录入和审定的内容重算应为 {expected}。',
    '公示的分数在公示之后被改过，或者它所依据的内容被改过。',
  ],
  lineDiffers: [
    '公示条目的 {column} 是 {found}，按录入和审定的内容重算应为 {expected}。',
    '公示的条目在公示之后被改过。',
  ],
  figuresWithoutScore: ['本月不计分的人，却有 {column}：{found}。', '公示的内容在公示之后被改过。'],
  momentUnrecorded: ['{column} 是 {found}，留痕里没有这一刻的记录。', '这一步不是经系统作出的，或者它的留痕被删除了。'],
  pointerDiffers: [
    '这张表应以公示 {expected} 为准，却指向 {found}。',
    '有人让别的公示，或者已撤回的公示，代替了有效的那一份。',
  ],
  sheetUnpublished: ['本月已公示，这张表却不在任何公示里。', '公示的一行被删除了，或者这张表是后来添的。'],
  sheetDiffers: ['表上的 {column} 是 {found}，公示的是 {expected}。', '公示之后，这张表被改过。'],
  sheetLineDiffers: [
    '表上条目的 {column} 是 {found}，公示的是 {expected}。',
    '公示之后，这张表的条目被增、删或改动过。',
  ],
  sheetState: ['这张表的状态是 {found}，与所在月份不符（{expected}）。', '有人绕过系统改了状态。'],
  monthState: ['月份的 {column} 是 {found}，与它的公示不符（{expected}）。', '有人绕过系统改了月份，或者增删了公示。'],
  decisionMissing: [
    '公示了得分 {found}，留痕里却没有审定它的记录。',
    '这个分数不是经审核作出的，或者审定的留痕被删除了。',
  ],
  decisionDiffers: [
    '公示的 {column} 是 {found}，审定时留痕所记的是 {expected}。',
    '审定之后，这张表或它的公示被改过。',
  ],
  ownCase: [
    '{column} 指的是本人：自己审定了自己的表。',
    '系统不允许这样做，所以审定人在事后被改过，或者限制被解除过。',
  ],
  roleUnrecorded: ['职务 {found} 没有授予的记录。', '有人绕过系统给了自己或别人职务。'],
  roleDiffers: ['职务的 {column} 是 {found}，授予时所记的是 {expected}。', '有人绕过系统改了职务。'],
  roleGone: ['授予过的职务 {expected} 不见了。', '有人绕过系统删除了职务。'],
  rowUnrecorded: ['留痕里没有这一行的记录。', '这一行不是经系统写下的。'],
  rowDiffers: ['{column} 是 {found}，留痕所记的是 {expected}。', '这一行在写下之后被改过。'],
  wordsDiffer: ['{column} 的内容与留痕所记的摘要不符。', '其中的文字或明细在写下之后被改过。'],
  erasureUnrecorded: [
    '这里的内容已被清除，留痕里却没有清除它的记录。',
    '不是系统按保存期限或者决定清除的，而是有人从数据库里删除的。',
  ],
  erasedDiffers: ['留痕记着这名党员的内容已经清除，这里却又有了内容。', '清除之后，有人写了进去。'],
  rowGone: ['留痕记有这一行，库里却没有。', '这一行被删除，或者换了编号。'],
  closingDigest: [
    '汇总的数据与它的数字指纹不符：应为 {expected}，实为 {found}。',
    '汇总的行在生成以后被改过，或者缺了行。',
  ],
  closingUnrecorded: [
    '汇总与留痕不符：留痕记为 {expected}，实为 {found}。',
    '这一稿汇总或这次公示不是照规定办理留下的。',
  ],
  closingFigures: [
    '汇总的{column}与各月公示不符：应为 {expected}，实为 {found}。',
    '汇总不是由公示的各月积分按办法算出来的。',
  ],
  closingState: ['汇总的状态与留痕不符：应为 {expected}，实为 {found}。', '状态被绕过程序改动过。'],
};

const en: Words = {
  recordMissing: [
    'A record of the trail is missing: the next one there is number {found}.',
    'Somebody deleted a record from the database.',
  ],
  recordHash: [
    'The record does not say what its hash says: {expected} is kept, {found} computed.',
    'The record was changed after it was written.',
  ],
  chainBroken: [
    'The record does not follow the one before: that one is {expected}, and this one says {found}.',
    'The record before was changed and its hash computed anew, or another put in its place.',
  ],
  headDiffers: [
    'The head of the chain is {expected}, but its last record is {found}.',
    'Records at the end were deleted or changed, or the head was.',
  ],
  headMissing: ['There are records but no head; the last one is {expected}.', 'The head of the chain was deleted.'],
  chainWithoutUnit: [
    'This chain belongs to no unit.',
    'Somebody added a chain, or deleted the unit that it belonged to.',
  ],
  recordUnreadable: ['The record can no longer be read.', 'The record was changed.'],
  subjectsDiffer: [
    'The record is about the members {expected}, but kept for {found}.',
    'Somebody hid a record from the person it is about, or showed it to somebody else.',
  ],
  printedHeadDiffers: [
    'What was printed says {expected}; at the same place the chain now says {found}.',
    'The whole chain was rewritten after that was printed. What stands on paper is what was.',
  ],
  printedHeadMissing: [
    'What was printed is not in the chain, which now ends with number {found}.',
    'An older backup was put in the place of the database, or the end of the chain was deleted. What stands on paper is what was.',
  ],
  schemeDigest: [
    'The rule is not what its digest says.',
    'The rule was changed after it was published; no score computed by it can be trusted.',
  ],
  schemeUnrecorded: [
    'The rule’s {column} is not what the trail recorded: it says {expected}, and now it is {found}.',
    'This is not the version that was published.',
  ],
  schemeGone: ['The trail tells of this version of the rule, but it is not there.', 'The version was deleted.'],
  publicationDigest: [
    'The publication’s digest is {expected}; of what it now holds it would be {found}.',
    'What was published was added to, deleted or changed afterwards.',
  ],
  publicationUnrecorded: [
    'Record {found} of the trail is not about this publication.',
    'It was not published through the service, or its record was deleted.',
  ],
  publicationTrailHash: [
    'The publication carries {expected}; at the same place the trail now says {found}.',
    'The whole chain was rewritten after the publication. What the publication carries is what was.',
  ],
  publicationFact: [
    'The publication’s {column} is {expected} in the trail, and now {found}.',
    'Its days, number or another fact was changed after it was published.',
  ],
  publicationGone: ['The trail tells of this publication, but it is not there.', 'The publication was deleted.'],
  numberMissing: [
    'The numbers have a gap: {expected} should come, and {found} does.',
    'A number was deleted, used twice or changed.',
  ],
  revisionMissing: [
    'The month’s publications have a gap: revision {expected} should come, and {found} does.',
    'A publication was deleted or changed.',
  ],
  lineUndecided: ['A line was published that nobody has decided.', 'What was published was changed afterwards.'],
  notComputable: [
    'Under the rule it was published with, this sheet has no score: {column} {found}.',
    'What was published was changed afterwards, or the rule was.',
  ],
  scoreDiffers: [
    'The published {column} is {found}; computed from what was entered and decided it is {expected}.',
    'The published score was changed afterwards, or what it rests on was.',
  ],
  lineDiffers: [
    'The published line’s {column} is {found}; computed from what was entered and decided it is {expected}.',
    'The published line was changed afterwards.',
  ],
  figuresWithoutScore: [
    'Somebody who is not scored this month has {column}: {found}.',
    'What was published was changed afterwards.',
  ],
  momentUnrecorded: [
    '{column} is {found}, and the trail has no record of that moment.',
    'The step was not taken through the service, or its record was deleted.',
  ],
  pointerDiffers: [
    'Publication {expected} stands for this sheet, but it points at {found}.',
    'Somebody put another publication, or a withdrawn one, in the place of the one that stands.',
  ],
  sheetUnpublished: [
    'The month was published, but this sheet is in no publication.',
    'A published row was deleted, or the sheet was added afterwards.',
  ],
  sheetDiffers: [
    'The sheet’s {column} is {found}, and {expected} was published.',
    'The sheet was changed after it was published.',
  ],
  sheetLineDiffers: [
    'The sheet’s line has the {column} {found}, and {expected} was published.',
    'Lines of the sheet were added, deleted or changed after it was published.',
  ],
  sheetState: [
    'The sheet’s state is {found}, which does not go with its month ({expected}).',
    'Somebody changed the state past the service.',
  ],
  monthState: [
    'The month’s {column} is {found}, which does not go with what was published ({expected}).',
    'Somebody changed the month past the service, or added or deleted a publication.',
  ],
  decisionMissing: [
    'The score {found} was published, but the trail has no record that decided it.',
    'The score did not come from a review, or the record of the decision was deleted.',
  ],
  decisionDiffers: [
    'The published {column} is {found}; the record of the decision says {expected}.',
    'The sheet was changed after its decision, or what was published of it was.',
  ],
  ownCase: [
    '{column} is the member himself: he decided his own sheet.',
    'The service does not allow that, so the decider was changed afterwards, or the constraint was lifted.',
  ],
  roleUnrecorded: ['Nobody is recorded to have given the role {found}.', 'Somebody gave a role past the service.'],
  roleDiffers: [
    'The role’s {column} is {found}; when it was given it was {expected}.',
    'Somebody changed a role past the service.',
  ],
  roleGone: ['The role {expected} was given and is not there any more.', 'Somebody deleted a role past the service.'],
  rowUnrecorded: ['The trail has no record of this row.', 'It was not written through the service.'],
  rowDiffers: ['The {column} is {found}; the trail says {expected}.', 'The row was changed after it was written.'],
  wordsDiffer: [
    'The {column} is not what its digest in the trail was made of.',
    'The words, or what else it consists of, were changed after it was written.',
  ],
  erasureUnrecorded: [
    'What stood here was erased, and the trail has no line that erased it.',
    'It was not erased by the service, by rule or on order: somebody removed it from the database.',
  ],
  erasedDiffers: [
    'The trail says that this member was erased, and here something is written again.',
    'Somebody wrote it after the erasing.',
  ],
  rowGone: ['The trail tells of this row, but it is not there.', 'The row was deleted, or got another key.'],
  closingDigest: [
    'The rows of the closing do not fit their digest: {expected} expected, {found} found.',
    'Rows were changed after they were generated, or are missing.',
  ],
  closingUnrecorded: [
    'The closing is not as the trail tells: {expected} expected, {found} found.',
    'This draft or publication did not come about by the steps.',
  ],
  closingFigures: [
    'In the closing {column} does not follow from the published months: {expected} expected, {found} found.',
    'The closing is not what the rule makes of the months that were published.',
  ],
  closingState: [
    'The state of the closing is not as the trail tells: {expected} expected, {found} found.',
    'The state was changed past the steps.',
  ],
};

const words: Record<Language, Words> = { zh, en };
const nothing: Record<Language, string> = { zh: '（无）', en: '(nothing)' };

/** Columns that people ask about, as they call them; others by their names. */
const columns: Record<Language, Record<string, string>> = {
  zh: {
    scoreHundredths: '得分',
    baseHundredths: '基础积分',
    deductionHundredths: '扣分',
    contributionHundredths: '贡献积分',
    categoryPoints: '各类积分',
    claimedHundredths: '申报分',
    countedHundredths: '计入分',
    notScoredReason: '不计分原因',
    state: '状态',
    decidedBy: '审定账号',
    decidedByMemberId: '审定人',
    submittedAt: '提交时间',
    decidedAt: '审定时间',
    openedAt: '开启时间',
    reviewStartedAt: '开始评定时间',
    confirmedAt: '确认时间',
    fromDay: '开始日期',
    untilDay: '截止日期',
    publishedBy: '公示人',
    publishedAt: '公示时间',
    contactDigest: '异议受理人',
    role: '职务',
    number: '编号',
    reason: '理由',
    answer: '答复',
    evidence: '依据',
    changes: '更正内容',
    appealReason: '复核理由',
    appealAnswer: '复核答复',
    endReason: '终止理由',
    effects: '更正影响',
    record: '会议记录',
    decisions: '会议决定',
    digest: '文件',
    originalDigest: '原文件',
    lines: '预审意见',
    consentNote: '本人同意的说明',
    extensionReason: '延期理由',
    extendedUntil: '延期至',
    notScoredNote: '不计分说明',
    withdrawnAt: '撤回时间',
    withdrawnBy: '撤回人',
    sumHundredths: '总分',
    meanHundredths: '平均分',
    resultHundredths: '总得分',
    lowestHundredths: '最低月',
    countedMonths: '计分月数',
    suggestedBandCode: '建议等次',
  },
  en: {
    scoreHundredths: 'score',
    baseHundredths: 'base',
    deductionHundredths: 'deduction',
    contributionHundredths: 'contribution',
    categoryPoints: 'points by category',
    claimedHundredths: 'claimed points',
    countedHundredths: 'counted points',
    notScoredReason: 'reason for no score',
    contactDigest: 'contact for objections',
    record: 'record of the meeting',
    decisions: 'decisions of the meeting',
    digest: 'file',
    originalDigest: 'file as handed in',
    lines: 'opinion',
    changes: 'changes',
    effects: 'effects',
    appealReason: 'reason of the appeal',
    appealAnswer: 'answer to the appeal',
    endReason: 'reason why it ended',
    consentNote: 'note on the consent',
    extensionReason: 'reason for more time',
    notScoredNote: 'note on no score',
    sumHundredths: 'sum',
    meanHundredths: 'mean',
    resultHundredths: 'result',
    lowestHundredths: 'lowest month',
    countedMonths: 'months counted',
    suggestedBandCode: 'suggested band',
  },
};

/** What is so, and what that means. */
export function breakWords(found: Break, language: Language): { said: string; meaning: string } {
  const [said, meaning] = words[language][found.code];
  const shown = (value: string | null) => (value === null ? nothing[language] : pointsIn(found.column, value));
  const filled = said.replace(/\{(expected|found|column)\}/g, (_, name: 'expected' | 'found' | 'column') =>
    name === 'column' ? (columns[language][found.column ?? ''] ?? found.column ?? found.table) : shown(found[name]),
  );
  return { said: filled, meaning };
}

/** Where to look: '第一支部 2026-03 published_sheets publicationId 3, sheetId 17'. */
export function placeWords({ unitName, month, memberName, table, row }: Break): string {
  return [unitName, month, memberName, table, row].filter((part) => part !== null).join(' ');
}

/** Points are kept in hundredths and shown as people write them. */
function pointsIn(column: string | null, value: string): string {
  return column?.endsWith('Hundredths') && /^-?\d+$/.test(value) ? formatPoints(Number(value)) : value;
}
