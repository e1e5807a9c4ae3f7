import { planOf, themeDayOf } from '#src/assessments/theme-day.js';
import { WorkingCalendar } from '#src/calendars/working-calendar.js';
import { lastDayOfPreReview, openingOn, selfAssessmentIsOver } from '#src/jobs/due.js';

const calendar = new WorkingCalendar();

describe('the theme day of a month', () => {
  test.each<[string, string, string, string]>([
    ['the 15th, a Sunday in November, gives way to Monday', 'day:15', '2026-11', '2026-11-16'],
    ['the 20th is a Friday', 'day:20', '2026-11', '2026-11-20'],
    ['the 31st of a shorter month is its last day', 'day:31', '2026-06', '2026-06-30'],
    ['the second Friday', 'weekday:2:5', '2026-11', '2026-11-13'],
    ['the first Monday, when the month begins with it', 'weekday:1:1', '2026-06', '2026-06-01'],
    ['the fifth Friday, where there are four, is the last one', 'weekday:5:5', '2026-11', '2026-11-27'],
    ['a day in National Day’s week comes after it', 'day:5', '2026-10', '2026-10-08'],
    ['a Saturday that makes up for a holiday is a working day: it stays', 'day:10', '2026-10', '2026-10-10'],
    ['a last day that is a Sunday goes back to Friday: the month is not left', 'day:31', '2026-05', '2026-05-29'],
    ['February of a leap year', 'day:30', '2028-02', '2028-02-29'],
  ])('%s', (_case, rule, month, day) => {
    expect(themeDayOf(rule, month, calendar)).toBe(day);
  });

  test('the bureau’s local holiday moves it, and the plan says from where', () => {
    const edited = new WorkingCalendar({ days: [{ day: '2026-11-20', kind: 'holiday' }], years: [] });
    const rule = { themeDayRule: 'day:20', openingDaysBefore: 7, selfAssessmentDaysBefore: 2 };
    expect(planOf(rule, '2026-11', edited)).toEqual({
      month: '2026-11',
      themeDay: '2026-11-23',
      movedFrom: '2026-11-20',
      opensOn: '2026-11-16',
      selfAssessmentUntil: '2026-11-21',
      calendarAnnounced: true,
    });
    expect(planOf(rule, '2026-11', calendar)).toMatchObject({ themeDay: '2026-11-20', movedFrom: null });
  });

  test('opens in the month before, over the year’s end, in a year that is not announced', () => {
    const rule = { themeDayRule: 'day:5', openingDaysBefore: 7, selfAssessmentDaysBefore: 2 };
    expect(planOf(rule, '2027-01', calendar)).toEqual({
      month: '2027-01',
      themeDay: '2027-01-05',
      movedFrom: null,
      opensOn: '2026-12-29',
      selfAssessmentUntil: '2027-01-03',
      calendarAnnounced: false,
    });
  });

  test('never leaves its month and is a working day, whatever the rule, as far as the month has one', () => {
    const rules = [
      ...Array.from({ length: 31 }, (_, day) => `day:${day + 1}`),
      ...Array.from({ length: 35 }, (_, at) => `weekday:${Math.floor(at / 7) + 1}:${(at % 7) + 1}`),
    ];
    for (let month = 1; month <= 12; month += 1) {
      const name = `2026-${String(month).padStart(2, '0')}`;
      for (const rule of rules) {
        const day = themeDayOf(rule, name, calendar);
        expect([rule, day.slice(0, 7), calendar.isWorkingDay(day)]).toEqual([rule, name, true]);
      }
    }
  });
});

describe('what has come due', () => {
  const plan = {
    month: '2026-11',
    themeDay: '2026-11-20',
    movedFrom: null,
    opensOn: '2026-11-13',
    selfAssessmentUntil: '2026-11-18',
    calendarAnnounced: true,
  };

  test.each<[string, string]>([
    ['2026-11-12', 'no'],
    ['2026-11-13', 'now'],
    ['2026-11-18', 'now'],
    ['2026-11-19', 'missed'],
    ['2026-11-30', 'missed'],
    ['2026-12-01', 'no'],
  ])('a month planned for the 13th, on %s: %s', (today, expected) => {
    expect(openingOn(plan, today)).toBe(expected);
  });

  test('self-assessment is over on the day after its last, and never for a month that was opened later than that', () => {
    const days = { themeDay: '2026-11-20', selfAssessmentUntil: '2026-11-18' };
    expect(selfAssessmentIsOver({ ...days, openedOn: '2026-11-13' }, '2026-11-18')).toBe(false);
    expect(selfAssessmentIsOver({ ...days, openedOn: '2026-11-13' }, '2026-11-19')).toBe(true);
    expect(selfAssessmentIsOver({ ...days, openedOn: '2026-11-18' }, '2026-11-19')).toBe(true);
    expect(selfAssessmentIsOver({ ...days, openedOn: '2026-11-19' }, '2026-11-25')).toBe(false);
  });

  test('pre-review lasts until the day before the theme day, and at least one whole day', () => {
    const days = { themeDay: '2026-11-20', selfAssessmentUntil: '2026-11-18' };
    expect(lastDayOfPreReview(days, '2026-11-19')).toBe('2026-11-19');
    expect(lastDayOfPreReview(days, '2026-11-22')).toBe('2026-11-23');
    expect(lastDayOfPreReview({ ...days, selfAssessmentUntil: '2026-11-25' }, '2026-11-26')).toBe('2026-11-26');
  });
});
