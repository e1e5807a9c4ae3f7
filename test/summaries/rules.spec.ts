import { WorkingCalendar } from '#src/calendars/working-calendar.js';
import { dueOf, type MonthStanding } from '#src/summaries/due.js';
import type { BranchMonthFact, MonthResult, Stay } from '#src/summaries/half-year.facts.js';
import { MonthBook } from '#src/summaries/member-months.js';
import { ranksOf } from '#src/summaries/ranks.js';
import { type BranchToday, monthToOpen, type OwnSheet, type RunningMonth, tasksOf } from '#src/summaries/today.js';
import type { Summary } from '#src/scoring/summary.js';

describe('how late a branch is', () => {
  const notStarted: MonthStanding = {
    month: '2026-11',
    state: 'notStarted',
    themeDay: null,
    selfAssessmentUntil: null,
    publishedUntil: null,
  };
  const opened = { ...notStarted, themeDay: '2026-11-20', selfAssessmentUntil: '2026-11-18' };

  test.each<[string, MonthStanding, string, string | null, number]>([
    ['a month without opening is in time on its last day', notStarted, '2026-11-30', '2026-11-30', 0],
    ['and late on the first working day after', notStarted, '2026-12-01', '2026-11-30', 1],
    [
      'self-assessment is in time on its last day',
      { ...opened, state: 'selfAssessment' },
      '2026-11-18',
      '2026-11-18',
      0,
    ],
    ['and late on the day after', { ...opened, state: 'selfAssessment' }, '2026-11-19', '2026-11-18', 1],
    [
      'a review has three working days after the theme day',
      { ...opened, state: 'review' },
      '2026-11-25',
      '2026-11-25',
      0,
    ],
    ['and is late on the fourth', { ...opened, state: 'review' }, '2026-11-26', '2026-11-25', 1],
    [
      'a self-assessment that ends after the theme day moves the review',
      { ...opened, selfAssessmentUntil: '2026-11-23', state: 'review' },
      '2026-11-26',
      '2026-11-26',
      0,
    ],
    [
      'a weekend makes nobody late: the window ended on Friday',
      { ...opened, state: 'published', publishedUntil: '2026-11-20' },
      '2026-11-22',
      '2026-11-20',
      0,
    ],
    [
      'a window that ended on Friday is one working day over on Monday',
      { ...opened, state: 'published', publishedUntil: '2026-11-20' },
      '2026-11-23',
      '2026-11-20',
      1,
    ],
    [
      'the National Day holiday is no delay, the make-up Saturday after it is one',
      { ...opened, state: 'published', publishedUntil: '2026-09-30' },
      '2026-10-10',
      '2026-09-30',
      3, // Thursday 8, Friday 9, and Saturday 10 October, a working day
    ],
    ['an archived month is never late', { ...opened, state: 'archived' }, '2030-01-01', null, 0],
  ])('%s', (_case, standing, today, dueDay, daysLate) => {
    expect(dueOf(standing, today, new WorkingCalendar())).toEqual({ dueDay, daysLate, calendarAnnounced: true });
  });

  test('a deadline counted through a year that is not announced says so', () => {
    const review: MonthStanding = {
      ...opened,
      month: '2026-12',
      state: 'review',
      themeDay: '2026-12-30',
      selfAssessmentUntil: '2026-12-28',
    };
    const [plain, bureaus] = [new WorkingCalendar(), new WorkingCalendar({ days: [], years: [2027] })];
    expect(dueOf(review, '2026-12-30', plain)).toEqual({
      dueDay: '2027-01-04',
      daysLate: 0,
      calendarAnnounced: false,
    });
    expect(dueOf(review, '2026-12-30', bureaus)).toMatchObject({ dueDay: '2027-01-04', calendarAnnounced: true });
  });
});

describe('the month to open', () => {
  test.each<[string, string | null, string, string | null]>([
    ['a branch’s first month is this one', null, '2026-11-01', '2026-11'],
    ['a branch that meets on the 20th is reminded from the 13th', '2026-10-20', '2026-11-12', null],
    ['that is seven days before', '2026-10-20', '2026-11-13', '2026-11'],
    ['a branch that meets on the 5th is reminded in the month before', '2026-11-05', '2026-11-28', '2026-12'],
    ['and not a day too early', '2026-11-05', '2026-11-27', null],
    ['the 31st becomes the last day of a shorter month', '2026-01-31', '2026-02-21', '2026-02'],
    ['a branch that skipped months goes on with this one', '2026-06-20', '2026-11-02', '2026-11'],
    ['December is followed by January', '2026-12-05', '2026-12-29', '2027-01'],
    ['a month opened ahead needs no other yet', '2026-12-05', '2026-11-30', null],
  ])('%s', (_case, themeDay, today, month) => {
    expect(monthToOpen(themeDay === null ? null : { month: themeDay.slice(0, 7), themeDay }, today)).toBe(month);
  });
});

describe('today’s tasks', () => {
  const branch = { id: 7, name: '第一支部', kind: 'branch' as const };
  const month: RunningMonth = {
    id: 70,
    month: '2026-11',
    state: 'selfAssessment',
    themeDay: '2026-11-20',
    selfAssessmentUntil: '2026-11-18',
    publishedUntil: null,
    boardsSeen: 0,
    notSubmitted: 3,
    undecided: 5,
    waiting: 0,
    paperMissing: 0,
    notPreReviewed: 2,
    toPreReview: 0,
    steps: [],
  };
  const mine: BranchToday = {
    branch,
    isOwn: true,
    mayOpen: true,
    mayStartReview: true,
    mayPublish: true,
    mayConfirm: true,
    mayWitness: false,
    mayApprove: true,
    mayReport: true,
    mayAccept: false,
    holdsCheck: false,
    preReview: false,
    committee: true,
    latest: { month: '2026-11', themeDay: '2026-11-20' },
    running: [],
  };
  const sheet: OwnSheet = {
    sheetId: 700,
    branchMonthId: 70,
    schemeVersionId: 7,
    branch,
    month: '2026-11',
    monthState: 'selfAssessment',
    selfAssessmentUntil: '2026-11-18',
    state: 'draft',
    returnedReason: null,
    extendedUntil: null,
  };
  const kinds = (today: string, running: Partial<RunningMonth>[], ownSheets: Partial<OwnSheet>[] = [], rights = {}) =>
    tasksOf({
      today,
      calendar: new WorkingCalendar(),
      ownSheets: ownSheets.map((own) => ({ ...sheet, ...own })),
      branches: [{ ...mine, ...rights, running: running.map((each) => ({ ...month, ...each })) }],
    }).map(({ kind, count, dueDay, daysLeft }) => [kind, count, dueDay, daysLeft]);

  test('a draft is to be written until its day, also when that has passed; a submitted sheet is no task', () => {
    expect(kinds('2026-11-16', [], [{}])).toEqual([['selfAssess', null, '2026-11-18', 2]]);
    expect(kinds('2026-11-19', [], [{}])).toEqual([['selfAssess', null, '2026-11-18', -1]]);
    expect(kinds('2026-11-16', [], [{ state: 'submitted' }])).toEqual([]);
    expect(kinds('2026-11-16', [], [{ monthState: 'review' }])).toEqual([]);
  });

  test('who was given more time has until then, while the others are reviewed', () => {
    const extended = { monthState: 'review' as const, extendedUntil: '2026-11-24' };
    expect(kinds('2026-11-24', [], [extended])).toEqual([['selfAssess', null, '2026-11-24', 0]]);
    expect(kinds('2026-11-25', [], [extended])).toEqual([]);
  });

  test('a returned sheet is a task of its own, during the review too', () => {
    expect(kinds('2026-11-21', [], [{ monthState: 'review', returnedReason: '请补充' }])).toEqual([
      ['returned', null, '2026-11-18', -3],
    ]);
  });

  test('the review is to be started when the time is over or everybody is ready, and not before', () => {
    expect(kinds('2026-11-18', [{}])).toEqual([]);
    expect(kinds('2026-11-19', [{}])).toEqual([['startReview', 3, '2026-11-18', -1]]);
    expect(kinds('2026-11-16', [{ notSubmitted: 0 }])).toEqual([['startReview', null, '2026-11-18', 2]]);
    expect(kinds('2026-11-19', [{}], [], { mayStartReview: false })).toEqual([]);
  });

  test('paper waits with its number of sheets as long as self-assessment is open', () => {
    expect(kinds('2026-11-16', [{ paperMissing: 8 }])).toEqual([['enterPaper', 8, '2026-11-18', 2]]);
    expect(kinds('2026-11-16', [{ paperMissing: 8, state: 'review', undecided: 1 }])).toEqual([]);
  });

  test('sheets wait, then the month is ready to publish; what waits for somebody else is nobody’s task here', () => {
    expect(kinds('2026-11-20', [{ state: 'review', waiting: 4 }])).toEqual([['review', 4, '2026-11-25', 5]]);
    expect(kinds('2026-11-20', [{ state: 'review', undecided: 1, waiting: 0 }])).toEqual([]);
    expect(kinds('2026-11-20', [{ state: 'review', undecided: 0 }])).toEqual([['ready', null, '2026-11-25', 5]]);
    expect(kinds('2026-11-20', [{ state: 'review', undecided: 0 }], [], { mayStartReview: false })).toEqual([]);
  });

  test('a branch that pre-reviews begins with that, and reviews when every sheet was looked at or its day has passed', () => {
    const begun = (today: string, month: Partial<RunningMonth>, rights = {}) =>
      kinds(today, [{ state: 'preReview', notSubmitted: 0, ...month }], [], rights).map(([kind, count]) => [
        kind,
        count,
      ]);
    expect(kinds('2026-11-19', [{}], [], { preReview: true })[0]![0]).toBe('startPreReview');
    expect(begun('2026-11-19', { toPreReview: 2 })).toEqual([['preReview', 2]]);
    expect(begun('2026-11-19', {})).toEqual([]);
    expect(begun('2026-11-19', { notPreReviewed: 0 })).toEqual([['startReview', null]]);
    expect(begun('2026-11-20', {})).toEqual([['startReview', null]]);
    expect(begun('2026-11-20', { toPreReview: 1 }, { mayStartReview: false })).toEqual([['preReview', 1]]);
  });

  test('without a committee a witness signs before the list is ready', () => {
    const after = (steps: RunningMonth['steps'], rights = {}) =>
      kinds('2026-11-20', [{ state: 'review', undecided: 0, steps }], [], { committee: false, ...rights }).map(
        ([kind]) => kind,
      );
    expect(after([])).toEqual([]);
    expect(after([], { mayWitness: true })).toEqual(['witness']);
    expect(after([{ step: 'witness', isHis: false }])).toEqual(['ready']);
  });

  test('what is ready is checked, then approved by somebody else, then published', () => {
    const ready = (steps: RunningMonth['steps'], rights = {}) =>
      kinds('2026-11-20', [{ state: 'ready', undecided: 0, steps }], [], rights).map(([kind]) => kind);
    const check = { step: 'confidentialityCheck', isHis: false } as const;
    expect(ready([])).toEqual([]);
    expect(ready([], { holdsCheck: true })).toEqual(['check']);
    expect(ready([check])).toEqual(['approve']);
    expect(ready([{ ...check, isHis: true }])).toEqual([]);
    expect(ready([check, { step: 'approval', isHis: true }])).toEqual(['publish']);
    expect(ready([check, { step: 'approval', isHis: true }], { mayPublish: false })).toEqual([]);
  });

  test('a confirmed month is reported, and the bureau takes it in', () => {
    expect(kinds('2026-12-01', [{ state: 'confirmed' }])).toEqual([['report', null, '2026-12-08', 7]]);
    expect(kinds('2026-12-01', [{ state: 'reported' }])).toEqual([]);
    expect(kinds('2026-12-01', [{ state: 'reported' }], [], { mayAccept: true })[0]![0]).toBe('accept');
  });

  test('the board is to be read while its window is open, and to be confirmed after it', () => {
    const published = [{ state: 'published' as const, publishedUntil: '2026-11-27' }];
    expect(kinds('2026-11-27', published)).toEqual([['readBoard', null, '2026-11-27', 0]]);
    expect(kinds('2026-11-28', published)).toEqual([['confirm', null, '2026-11-27', -1]]);
    expect(kinds('2026-11-27', published, [], { isOwn: false })).toEqual([]);
    expect(kinds('2026-11-28', published, [], { mayConfirm: false })).toEqual([]);
  });

  test('the most urgent comes first', () => {
    const running = [
      { state: 'published' as const, publishedUntil: '2026-11-13', month: '2026-10' },
      { waiting: 2, state: 'review' as const },
    ];
    expect(kinds('2026-11-20', running, [{ monthState: 'review', returnedReason: 'x' }]).map(([kind]) => kind)).toEqual(
      ['confirm', 'returned', 'review'],
    );
  });
});

test('equal results are ranked by lowest month, then by contributions, and without gaps', () => {
  const of = (meanHundredths: number | null, lowestHundredths: number, contributionHundredths: number) =>
    ({
      countedMonths: meanHundredths === null ? 0 : 4,
      resultHundredths: meanHundredths,
      lowestHundredths,
      contributionHundredths,
    }) as Summary;
  expect(
    ranksOf([
      of(9000, 8000, 0),
      of(9100, 1, 0),
      of(9000, 8500, 0),
      of(null, 0, 0),
      of(9000, 8000, 100),
      of(9000, 8000, 0),
    ]),
  ).toEqual([4, 1, 2, null, 3, 4]);
});

describe('a month in which two branches list a member', () => {
  const stay = { memberId: 1, name: '', memberNumber: '', standing: 'full', branchName: '', rosterOrder: 1 } as const;
  const stays: Stay[] = [
    { ...stay, branchId: 10, fromDay: '2025-01-01', untilDay: '2026-03-10' },
    { ...stay, branchId: 20, fromDay: '2026-03-10', untilDay: null },
  ];
  type Side = { state: BranchMonthFact['state']; result: number | MonthResult['notScoredReason'] };
  const monthOf = (left: Side, entered: Side) => {
    const sides = [left, entered];
    const book = new MonthBook({
      branchMonths: sides.map(({ state }, at) => ({
        id: at + 1,
        branchId: (at + 1) * 10,
        month: '2026-03',
        state,
      })),
      results: sides.map(({ result }, at) => ({
        branchMonthId: at + 1,
        memberId: 1,
        notScoredReason: typeof result === 'number' ? null : result,
        scoreHundredths: typeof result === 'number' ? result : null,
        deductionHundredths: null,
        contributionHundredths: null,
        itemCodes: [],
        parts: null,
        profileCode: null,
      })),
    });
    const { outcome, branchId } = book.monthOf(1, '2026-03', stays);
    return [outcome, branchId];
  };
  const score: Side = { state: 'confirmed', result: 9000 };
  const later = { result: 'transferredIn' } as const;

  test.each<[string, Side, Side, [string, number]]>([
    ['the one that scored him counts', score, { state: 'confirmed', ...later }, ['counted', 10]],
    ['though the other is not done yet', score, { state: 'review', ...later }, ['counted', 10]],
    ['it is waited for', { state: 'published', result: null }, { state: 'confirmed', ...later }, ['unfinished', 10]],
    [
      'its reason is the month’s',
      { state: 'confirmed', result: 'approvedExemption' },
      { state: 'review', ...later },
      ['notScored', 10],
    ],
    [
      'whichever of the two it is',
      { state: 'review', ...later },
      { state: 'confirmed', result: 'byRegulation' },
      ['notScored', 20],
    ],
    ['a confirmed score stands against one to come', score, { state: 'review', result: null }, ['counted', 10]],
  ])('%s', (_case, left, entered, expected) => {
    expect(monthOf(left, entered)).toEqual(expected);
  });
});
