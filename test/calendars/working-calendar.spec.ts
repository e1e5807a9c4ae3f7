import { execFileSync } from 'node:child_process';
import { announcedDay, announcedDaysOf, isAnnouncedByState } from '#src/calendars/announced-days.js';
import { WorkingCalendar } from '#src/calendars/working-calendar.js';

const plain = new WorkingCalendar();

describe('the announced calendar', () => {
  test.each<[string, string, boolean]>([
    ['a Friday', '2026-11-20', true],
    ['a Saturday', '2026-11-21', false],
    ['National Day', '2026-10-01', false],
    ['the last day of its week off', '2026-10-07', false],
    ['the Saturday that makes up for it', '2026-10-10', true],
    ['the Sunday that makes up for it', '2026-09-20', true],
    ['New Year’s Day on a Thursday', '2026-01-01', false],
    ['a day off at the end of a year that only the next year’s notice named', '2022-12-31', false],
    ['a leap day on a Thursday', '2024-02-29', true],
  ])('%s', (_case, day, working) => {
    expect(plain.isWorkingDay(day)).toBe(working);
  });

  test('names its days in both languages, and lists a year in order', () => {
    expect(announcedDay('2026-10-10')).toEqual({
      day: '2026-10-10',
      kind: 'working',
      name: { zh: '国庆节', en: 'National Day' },
    });
    const days = announcedDaysOf(2026).map(({ day }) => day);
    expect(days).toHaveLength(39);
    expect(days).toEqual([...days].sort());
  });

  test('counts a window over a holiday with its make-up workdays', () => {
    expect(plain.add('2026-09-30', 3)).toBe('2026-10-10');
    expect(plain.between('2026-10-01', '2026-10-10')).toBe(3);
    expect(plain.between('2026-10-10', '2026-10-09')).toBe(0);
    expect(plain.onOrAfter('2026-10-01')).toBe('2026-10-08');
    expect(plain.onOrAfter('2026-10-10')).toBe('2026-10-10');
  });
});

describe('a year that is not announced', () => {
  test('is known as such, and never guessed: plain weekdays only, National Day too', () => {
    expect([isAnnouncedByState(2026), isAnnouncedByState(2027), isAnnouncedByState(2003)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(plain.isAnnounced(2027)).toBe(false);
    expect(plain.isWorkingDay('2027-10-01')).toBe(true);
    expect(plain.isWorkingDay('2027-10-02')).toBe(false);
  });

  test('a count that crosses the year’s end is only as well known as the year it ends in', () => {
    expect(plain.add('2026-12-30', 3)).toBe('2027-01-04');
    expect(plain.isAnnouncedFrom('2026-12-30', '2026-12-31')).toBe(true);
    expect(plain.isAnnouncedFrom('2026-12-30', '2027-01-04')).toBe(false);
  });

  test('the bureau’s own days count in it, and it may call the year complete', () => {
    const edited = new WorkingCalendar({ days: [{ day: '2027-01-01', kind: 'holiday' }], years: [] });
    expect(edited.add('2026-12-30', 3)).toBe('2027-01-05');
    expect(edited.isAnnounced(2027)).toBe(false);
    expect(new WorkingCalendar({ days: [], years: [2027] }).isAnnouncedFrom('2026-12-30', '2027-01-04')).toBe(true);
  });
});

test('the bureau’s word about a day stands above the announced calendar, in both directions', () => {
  const edited = new WorkingCalendar({
    days: [
      { day: '2026-10-10', kind: 'holiday' },
      { day: '2026-11-21', kind: 'working' },
    ],
    years: [],
  });
  expect(edited.isWorkingDay('2026-10-10')).toBe(false);
  expect(edited.isWorkingDay('2026-11-21')).toBe(true);
  expect(edited.add('2026-11-20', 1)).toBe('2026-11-21');
});

test('a process in New York counts the same days', () => {
  const program = `
    const { WorkingCalendar } = await import('./dist/calendars/working-calendar.js');
    const calendar = new WorkingCalendar();
    console.log(calendar.add('2026-09-30', 3), calendar.isWorkingDay('2026-11-20'), calendar.isWorkingDay('2026-11-23'));`;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, TZ: 'America/New_York', NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
  expect(said.trim()).toBe('2026-10-10 true true');
});
