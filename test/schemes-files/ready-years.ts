import type { WorkedYear } from './worked-year.js';

/*
 * The worked years of `schemes/examples/`, the arithmetic written out: every figure is the sum written here, or, where
 * something divides, the figure in the comment beside it, rounded half up on paper. Nothing here calls the engine.
 */

/** By the name of the scheme's file. */
export const readyYears: Record<string, WorkedYear[]> = {
  default: [
    {
      member: '甲',
      sheets: {
        '2026-01': 80 - 8 + 4 + 3,
        '2026-02': 80 + 20, // 4 + 4 + 4 + 4 + 1 + 5 = 22, of which two items are capped at 4
        '2026-04': 80 + 4.5 + 4,
        '2026-05': 80 + 4 + 4 + 4,
        '2026-06': 80,
      },
      results: { '2026-H1': [87.9, 'qualified'], '2026': [87.9, null] }, // 439.5 ÷ 5
    },
    { member: '乙', results: { '2026-H1': [92, 'excellent'] } }, // (4 × 95 + 80) ÷ 5
    { member: '丙', results: { '2026-H1': [94.25, 'qualified'] } }, // (3 × 95 + 92) ÷ 4; criticised: not excellent
    { member: '丁', sheets: { '2026-03': 80 - 6 + 4 }, results: { '2026-H1': [79.5, 'qualified'] } }, // 318 ÷ 4
    { member: '戊', results: { '2026-H1': [59, 'warning'] } },
    { member: '己', results: { '2026-H1': [80, null] } },
  ],

  'rural-quarterly': [
    {
      member: '甲',
      sheets: {
        '2026-03': 100 + 10 + 8 - 5, // 2 × 5; seven services reach "6"; 6 × 1 late, at most 5
        '2026-06': 100 - 40 + 7.5 + 10,
        '2026-09': 100 - 40 - 30 - 10 + 8, // one deed: the county's 8, not the town's 5
        '2026-12': 100 + 10 + 10 + 10, // 15 → 10, 15 → 10, one deed claimed twice
      },
      results: {
        '2026-Q1': [113, 'pioneer'],
        '2026-Q2': [77.5, 'qualified'],
        '2026-Q3': [28, 'correction'],
        '2026-Q4': [130, 'pioneer'],
        '2026': [87.13, 'qualified'], // 348.5 ÷ 4 = 87.125
      },
    },
    {
      member: '乙',
      sheets: { '2026-03': 100, '2026-06': 100 - 15, '2026-09': 100 - 15 - 1 },
      results: {
        '2026-Q1': [100, 'qualified'],
        '2026-Q2': [85, 'qualified'],
        '2026-Q3': [84, 'correction'],
        '2026-Q4': [null, null],
        '2026': [89.67, 'qualified'], // 269 ÷ 3 = 89.666…
      },
    },
    {
      member: '丙',
      sheets: { '2026-03': 100, '2026-06': 100, '2026-09': 100 + 9.5, '2026-12': 100 - 40 + 30 },
      results: {
        '2026-Q1': [100, 'qualified'],
        '2026-Q2': [100, 'qualified'],
        '2026-Q3': [109.5, 'qualified'],
        '2026-Q4': [90, 'qualified'],
        '2026': [99.88, 'qualified'], // 399.5 ÷ 4 = 99.875
      },
    },
    {
      member: '丁',
      sheets: { '2026-09': 0, '2026-12': 100 }, // 100 − 120 → 0
      results: { '2026-Q3': [0, 'correction'], '2026-Q4': [100, 'qualified'], '2026': [50, null] },
    },
    {
      member: '戊',
      results: {
        '2026-Q1': [100, 'qualified'],
        '2026-Q2': [59, 'correction'], // 110 under the veto
        '2026-Q3': [100, 'qualified'],
        '2026-Q4': [100, 'qualified'],
        '2026': [89.75, 'qualified'], // (100 + 59 + 100 + 100) ÷ 4
      },
    },
  ],

  stars: [
    {
      member: '甲',
      sheets: {
        '2026-01': 2 * 0.5 + 1,
        '2026-02': 2 * 2,
        '2026-03': -2 + 3,
        '2026-04': 5,
        '2026-06': 4, // one deed: the county's 4, not the town's 2
        '2026-07': 0,
        '2026-08': 0.5 - 1,
        '2026-09': 6,
        '2026-10': 3 * 2,
        '2026-11': 3,
        '2026-12': 8.75, // (9 + 8.5 + 9.5 + 8) ÷ 4
      },
      results: { '2026': [60 + (2 + 4 + 1 + 5 + 4 + 0 - 0.5 + 6 + 6 + 3) + 8.75, 'five'] },
    },
    { member: '乙', sheets: { '2026-01': 8 + 20 }, results: { '2026': [100, 'five'] } }, // 60 + 28 + 15 + 10 = 113
    { member: '丙', results: { '2026': [65 + 4.5, 'one'] } },
    { member: '丁', results: { '2026': [95.83, 'four'] } }, // 60 + 27 + 0.5 + 25 ÷ 3 = 87.5 + 8.333…
    { member: '戊', results: { '2026': [59, 'none'] } },
    { member: '己', results: { '2026': [60 + 1, null] } },
    { member: '庚', results: { '2026': [60 - 20 - 4 - 1, 'none'] } },
  ],

  'annual-20-70-10': [
    {
      member: '甲',
      sheets: { '2026-01': 6, '2026-02': 6 - 2, '2026-03': 6 + 3, '2026-04': 6 - 2, '2026-10': 6 + 2.5 },
      // base 92.35 × 0.2 − 4 = 14.47; tasks 72 → 70; rewards 3 + 1 + 4 + 2.5 = 10.5 → 10; 94.47 × 1.05 = 99.1935
      results: { '2026': [99.19, 'excellent'] },
    },
    {
      member: '乙',
      sheets: { '2026-01': 5 - 10, '2026-04': 3, '2026-08': 5 + 0.5 },
      results: { '2026': [52.65, 'unqualified'] }, // (20 − 25 → 0, + 11×5 + 3 + 0.5) × 0.9 = 58.5 × 0.9
    },
    { member: '丙', results: { '2026': [20 + 6 * 6, 'unqualified'] } },
    { member: '丁', results: { '2026': [100, 'excellent'] } }, // (20 + 70 + 10) × 1.05 = 105
    { member: '戊', results: { '2026': [68.83, 'qualified'] } }, // (15.556 + 50) × 1.05 = 68.8338
    { member: '己', results: { '2026': [59, 'unqualified'] } }, // 19 + 70 + 3 = 92 under the veto
  ],

  'year-70-20-10': [
    {
      member: '甲',
      sheets: { '2026-01': -1, '2026-03': 2, '2026-04': -2, '2026-05': 6, '2026-12': 19 },
      results: { '2026': [70 - 1.5 + 19 + 10, 'excellent'] }, // 4 − 2 + 2 + 9 = 13 → 10
    },
    { member: '乙', results: { '2026': [90.33, 'excellent'] } }, // 70 + 55 ÷ 3 + 2
    { member: '丙', results: { '2026': [70 - 3 + 16 + 7, 'qualified'] } }, // 90, but two of seven are excellent already
    { member: '丁', results: { '2026': [70 - 4 + 15 + 0, 'qualified'] } }, // 2 − 4 → 0
    { member: '戊', results: { '2026': [0 + 12 + 3, 'unqualified'] } }, // 70 − 40 − 36 → 0
    { member: '己', results: { '2026': [0, 'unqualified'] } },
    { member: '庚', results: { '2026': [70 - 10 + 20 + 10, 'qualified'] } }, // 12 → 10; reminded: not excellent
  ],
};
