import type { WorkedYear } from './worked-year.js';

/*
 * Years under the rules of `wild/`, worked out by hand: every figure is the sum written here, or, where something divides, the
 * figure in the comment beside it, rounded half up on paper. Nothing here calls the engine.
 */

/** By the name of the rule's file. */
export const wildYears: Record<string, WorkedYear[]> = {
  'quarter-means': [
    {
      member: 'every limit bites',
      sheets: {
        '2026-01': 80 + 20, // 12.5 + 10 of contributions, 20 counted
        '2026-02': 80 + 8,
        '2026-03': 0 + (3 + 4), // 80 − 90, the month's floor; the bonus is the quarter's, and so is its cap
        '2026-05': 80 + 8.25,
        '2026-06': 80 + 8,
        '2026-07': 80,
        '2026-08': 80 - 2 + 1.5,
        '2026-09': 80,
      },
      results: {
        '2026-Q1': [67.67, 'rest'], // (100 + 88 + 0) ÷ 3 + 5 = 62.666… + 5
        '2026-Q2': [88.13, 'rest'], // (88.25 + 88) ÷ 2 = 88.125
        '2026-Q3': [80.83, 'rest'], // (80 + 78 + 80) ÷ 3 + 1.5 = 79.333… + 1.5
        '2026-Q4': [null, null],
        '2026': [78.88, 'rest'], // (67.67 + 88.13 + 80.83) ÷ 3 = 78.876…; with exact quarters 78.875
      },
    },
    {
      member: 'above a hundred',
      sheets: { '2026-01': 100, '2026-02': 100 + 5, '2026-03': 100 },
      results: { '2026-Q1': [100 + 5, 'good'], '2026': [105, null] },
    },
    {
      member: 'just below the threshold',
      results: { '2026-Q1': [89.92, 'rest'] }, // (90 + 90 + 89.75) ÷ 3 = 89.9166…
    },
    { member: 'one month is too few', sheets: { '2026-03': 100 }, results: { '2026-Q1': [100, null] } },
  ],

  'highest-award': [
    {
      member: 'several awards in several months',
      sheets: { '2026-02': 5 + 1.5, '2026-05': 12, '2026-09': 5 },
      results: { '2026': [60 + 1.5 + 12, null] },
    },
    {
      member: 'two in one sheet, one elsewhere',
      sheets: { '2026-03': 5, '2026-04': 5 },
      results: { '2026': [60 + 5, null] },
    },
    { member: 'none', sheets: { '2026-01': 0 }, results: { '2026': [60, null] } },
    { member: 'ceiling', sheets: { '2026-01': 15 + 30 }, results: { '2026': [100, null] } }, // 60 + 15 + 30 = 105
  ],

  'from-zero': [
    {
      member: 'a hundred and fifty-five',
      sheets: { '2026-01': 4 * 5 + 5 * 3, '2026-02': 60 + 60 },
      results: { '2026': [155, 'gold'] },
    },
    { member: 'exactly at a threshold', results: { '2026': [100, 'silver'] } },
    { member: 'half a point below', results: { '2026': [50 + 45 + 4.5, 'bronze'] } },
    {
      member: 'below nothing',
      sheets: { '2026-01': -8, '2026-02': 5 },
      results: { '2026': [-3, 'none'] },
    },
  ],

  classes: [
    {
      member: 'village',
      sheets: { '2026-01': 60 + 20 + 8, '2026-02': 60 - 15 + 12.5 + 20 }, // 6 × 4 = 24, 20 counted
      results: { '2026-H1': [82.75, 'fair'] }, // (88 + 77.5) ÷ 2
    },
    {
      member: 'office',
      sheets: { '2026-01': 50 - 5 + 30, '2026-02': 0 + 29.5 }, // 50 − 55 → 0
      results: { '2026-H1': [52.25, 'poor'] }, // (75 + 29.5) ÷ 2
    },
    {
      member: 'mobile',
      sheets: { '2026-01': 60 + 20 + 10, '2026-02': 60 + 20 }, // the post counts in full; 3 × 4 = 12, 10 counted
      results: { '2026-H1': [85, 'good'] }, // (90 + 80) ÷ 2, just at their threshold
    },
    {
      member: 'retired',
      sheets: { '2026-01': 100, '2026-02': 70 - 10 }, // 70 + 0 + 9 × 4 = 106 → 100; their post counts nothing
      results: { '2026-H1': [80, 'good'] }, // (100 + 60) ÷ 2
    },
    {
      member: 'moves from the village to an office',
      sheets: { '2026-01': 60 - 5 + 20, '2026-03': 50 - 5 + 30 },
      results: { '2026-H1': [75, 'fair'] },
    },
  ],

  'weighted-review': [
    {
      member: 'thirds stay exact',
      sheets: {
        '2026-06': 91.25, // 95×0.2 + (88+90+87)÷3×0.3 + 91.5×0.5 = 19 + 26.5 + 45.75
        '2026-12': 84.51, // 90×0.2 + (80+80.01)÷2×0.3 + 85.01×0.5 = 18 + 24.0015 + 42.505 = 84.5065
      },
      results: { '2026': [87.88, null] }, // (91.25 + 84.51) ÷ 2
    },
    {
      member: 'one peer only',
      sheets: { '2026-06': 20 + 0 + 50 },
      results: { '2026': [70, null] },
    },
  ],

  coefficient: [
    {
      member: 'whole year',
      sheets: {
        '2026-03': 100 - 10.5 + 6,
        '2026-06': 100, // 100 + 20, the quarter's ceiling
        '2026-09': 100 - 12 + 6,
        '2026-12': 100 - 7.5,
      },
      // ((89.5 + 100 + 88 + 92.5) ÷ 4 + min(6 + 6, 10)) × 1.05 = (92.5 + 10) × 1.05 = 107.625
      results: { '2026': [107.63, 'good'] },
    },
    {
      member: 'three quarters, no coefficient yet',
      results: { '2026': [90.17, 'rest'] }, // (90 + 90 + 90.5) ÷ 3 = 90.1666…
    },
    {
      member: 'the coefficient is corrected, the latest counts',
      results: { '2026': [95, 'good'] }, // (100 + 100) ÷ 2 × 0.95
    },
  ],

  december: [
    {
      member: 'both half-years',
      results: {
        '2026-H1': [91.3, 'good'], // (76 + 100 + 88.5 + 92 + 100) ÷ 5 = 456.5 ÷ 5; no month below 75
        '2026-H2': [95.75, 'rest'], // (74.5 + 5×100) ÷ 6; June is below 75
        '2026': [93.73, 'rest'], // (456.5 + 574.5) ÷ 11 = 93.7272…
      },
    },
    {
      member: 'over the turn of the year',
      results: {
        '2026-H2': [95, null], // (100 + 90) ÷ 2
        '2026': [95, null],
        '2027-H1': [70, null], // (60 + 80) ÷ 2: December belongs to the new year
        '2027': [70, null],
      },
    },
  ],

  'carry-over': [
    {
      member: 'more than a hundred last year',
      sheets: { '2026-01': 60, '2026-02': 55.5 },
      results: { '2026': [31 + 60 + 55.5, null] }, // 155 ÷ 5 = 31
    },
    { member: 'hundredths', results: { '2026': [78.47, null] } }, // 92.33 ÷ 5 + 60 = 18.466 + 60
    { member: 'first year', results: { '2026': [60, null] } },
    {
      member: 'nothing left',
      sheets: { '2026-01': 10, '2026-02': -40, '2026-03': 5 },
      results: { '2026': [0, null] }, // 20 + 10 − 40 + 5 = −5
    },
  ],

  sections: [
    {
      member: 'each section ends at nothing',
      sheets: {
        '2026-01': 0 + 0 + 30 + 20 + 20, // 20 − 18 − 5 → 0; 30 − 40 − 1.5 → 0; 7 × 3 = 21 → 20
        '2026-02': 20 + 30 + (30 - 4 - 15) + (20 - 0.5),
        '2026-03': 0, // each of the four taken off at least as much as it is
        '2026-04': 20 + 30 + 30 + 20 + 20,
      },
      results: { '2026-H1': [67.63, null] }, // (70 + 80.5 + 0 + 120) ÷ 4 = 67.625
    },
  ],

  net: [
    {
      member: 'praise and criticism',
      sheets: {
        '2026-01': 70 + 20 + (6 - 2),
        '2026-02': 70 + 20 + 0, // 2 − 4 → 0
        '2026-03': 70 + 20 + 10, // 18 − 4 = 14 → 10
        '2026-04': 0, // 0 + 0 − 30 → 0
        '2026-05': 70 + 20 + 10 - 80,
        '2026-06': 70 - 5 + 17.5 + 0, // −8 → 0
      },
      results: { '2026-H1': [64.42, null] }, // (94 + 90 + 100 + 0 + 20 + 82.5) ÷ 6 = 64.4166…
    },
  ],

  hours: [
    {
      member: 'at and beside the levels',
      sheets: {
        '2026-03': 50 + 10 + 20 + 5, // 109 hours are ten full tens
        '2026-06': 50 + 15 + 14 - 1 + 10, // 16 tens, 15 counted; 94 % is below 95
        '2026-09': 50 + 0 + 0 - 8 + 0,
        '2026-12': 50 + 8 - 3 + 10,
      },
      results: {
        '2026-H1': [86.5, null], // (85 + 88) ÷ 2
        '2026-H2': [53.5, null], // (42 + 65) ÷ 2
        '2026': [70, null], // 280 ÷ 4
      },
    },
  ],

  caps: [
    {
      member: 'month and quarter',
      sheets: { '2026-01': 4, '2026-02': 2, '2026-03': 4, '2026-04': 4, '2026-05': 4, '2026-06': 2 },
      results: { '2026': [60 + 9 + 9, null] }, // each quarter 10 → 9
    },
    {
      member: 'every limit of every period',
      sheets: { '2026-04': 4 + 15, '2026-09': 4 + 8, '2026-12': 4 },
      results: { '2026': [60 + 50, null] }, // 4 × 9 = 36 → 30; 30 + 15 + 8 = 53 → 50
    },
    {
      member: 'deductions by the quarter',
      sheets: { '2026-01': -3, '2026-02': -3, '2026-04': -3, '2026-07': -9 },
      results: { '2026': [60 - 5 - 3 - 5, null] }, // −6 → −5 in the first quarter, −9 → −5 in the third
    },
  ],

  'whole-points': [
    {
      member: 'half up on both sides of nothing',
      sheets: { '2026-01': 3, '2026-02': -2, '2026-03': -3, '2026-04': 0, '2026-05': 0, '2026-06': -6 }, // −6.5 → −6
      results: { '2026-H1': [-1.33, null] }, // −8 ÷ 6 = −1.333…: only the months are whole
    },
  ],

  'negative-means': [
    { member: 'minus an eighth', results: { '2026-H1': [-0.12, null] } }, // −0.5 ÷ 4 = −0.125
    { member: 'minus three eighths', results: { '2026-H1': [-0.37, null] } }, // −1.5 ÷ 4 = −0.375
    { member: 'thirds', results: { '2026-H1': [-0.03, null] } }, // −0.1 ÷ 3 = −0.0333…
  ],

  vetoes: [
    {
      member: 'a month',
      results: {
        '2026-H1': [67.5, 'fair'], // (90 + 0 + 90 + 90) ÷ 4
        '2026-H2': [90, 'good'],
        '2026': [75, 'fair'], // (90 + 0 + 4 × 90) ÷ 6
      },
    },
    {
      member: 'a half-year',
      results: {
        '2026-H1': [59, 'poor'],
        '2026-H2': [92.5, 'good'], // (90 + 95) ÷ 2
        '2026': [91.25, 'fair'], // (3 × 90 + 95) ÷ 4; not excellent, there was a veto
      },
    },
    {
      member: 'a year',
      results: { '2026-H1': [90, 'good'], '2026-H2': [90, 'good'], '2026': [60, 'fair'] },
    },
    { member: 'a result below the veto stays', results: { '2026-H1': [40.5, 'poor'] } },
  ],

  deeds: [
    {
      member: 'one deed under two items',
      sheets: {
        '2026-01': 60 + 4,
        '2026-02': 60 + 4 + 2,
        '2026-03': 60 + 5,
        '2026-04': 60 + 5, // of 3 (1 and 3 for one deed), 5 and 4 only the highest
        '2026-05': 60 + 6 + 2, // 4 + 4 → 6
      },
      results: { '2026-H1': [65.6, null] }, // (64 + 66 + 65 + 65 + 68) ÷ 5
    },
  ],

  'mean-and-review': [
    {
      member: 'three months',
      // 0.7 × (88.5 + 80 + 100) ÷ 3 + 0.3 × (90 + 91 + 91) ÷ 3 = 62.65 + 27.2
      results: { '2026': [89.85, null] },
    },
    { member: 'not yet reviewed', results: { '2026': [55.83, null] } }, // 0.7 × (79.5 + 80) ÷ 2 = 55.825
  ],

  prorated: [{ member: 'seven months', results: { '2026': [66, null] } }], // (7×5 + 1.5 + 2) ÷ 7 × 12 = 5.5 × 12

  offset: [
    {
      member: 'made up for, and not',
      sheets: { '2026-01': 100, '2026-02': 100 - 8 + 4.5, '2026-03': 100 },
      results: { '2026-H1': [98.83, null] }, // 296.5 ÷ 3 = 98.8333…
    },
  ],

  'best-quarter': [
    {
      member: 'ups and downs',
      results: {
        '2026-Q1': [72, null], // the latest assessment 70, and (0 + 4) ÷ 2
        '2026-Q2': [88.5, null],
        '2026-Q3': [60, null],
        '2026': [88.5, null],
      },
    },
  ],

  'part-means': [
    {
      member: 'all, three and none',
      sheets: {
        '2026-01': 83.75, // 33.5 ÷ 4 × 10
        '2026-02': 90, // 27 ÷ 3 × 10
        '2026-03': 83.33, // 25 ÷ 3 × 10 = 83.333…
        '2026-04': 0,
      },
      results: { '2026-H1': [64.27, null] }, // (83.75 + 90 + 83.33 + 0) ÷ 4 = 64.27
    },
  ],

  'post-factor': [
    {
      member: 'plain',
      sheets: {
        '2026-01': 40 + 50,
        '2026-02': 40 + 50, // 43.3 × 1.15 = 49.795 → 50
        '2026-03': 40 - 5 + 60, // 50 × 1.3 = 65 → 60
      },
      results: { '2026-H1': [91.67, null] }, // 275 ÷ 3 = 91.666…
    },
    {
      member: 'backbone',
      sheets: {
        '2026-01': 40 + 54, // 45.2 × 1.2 = 54.24 → 54
        '2026-02': 40 + 36, // 45.2 × 0.8 = 36.16 → 36
      },
      results: { '2026-H1': [85, null] },
    },
  ],

  'base-each-year': [
    { member: 'nothing happens', sheets: { '2026-01': 0, '2026-02': 0 }, results: { '2026': [20 + 30 + 10, null] } },
    {
      member: 'bit by bit',
      sheets: { '2026-01': -3 - 5, '2026-02': -6 - 20 - 1.5, '2026-03': -1 },
      results: { '2026': [20 - 9 + (30 - 25) + (10 - 2.5), null] },
    },
    { member: 'no further than nothing', results: { '2026': [0 + 0 + 10, null] } }, // 20 − 30 → 0; 30 − 40 → 0
  ],

  'profile-change': [
    { member: 'becomes elderly', results: { '2026': [75 + 15, null] } }, // the figures of the last sheet's profile
    { member: 'is elderly no more', results: { '2026': [60 + 10, null] } },
  ],

  limits: [
    {
      member: 'service over a year',
      sheets: {
        '2026-01': 80 + 4, // 6, at most 4 a month
        '2026-02': 80 + 2, // 4, but 2 of the quarter's 6 are left
        '2026-03': 80 + 0,
        '2026-04': 80 + 4,
        '2026-06': 80 + 2, // 2 of the quarter's 6 are left
        '2026-07': 80 + 2, // 12 of the year's 14 are used up
        '2026-08': 80,
        '2026-12': 80 + 0,
        '2027-01': 80 + 4, // a new year
      },
      results: {
        '2026-H1': [82.4, null], // 412 ÷ 5
        '2026-H2': [80.67, null], // 242 ÷ 3 = 80.666…
        '2026': [81.75, null], // 654 ÷ 8
        '2027-H1': [84, null],
      },
    },
    {
      member: 'the group over a half-year',
      sheets: {
        '2026-01': 80 + 10, // 9.5 + 2
        '2026-02': 80 + 9.5,
        '2026-03': 80 + 8,
        '2026-04': 80 + 2.5, // 27.5 of the half-year's 30 are used up
        '2026-05': 80 + 0,
        '2026-07': 80 + 5,
      },
      results: { '2026-H1': [86, null], '2026-H2': [85, null], '2026': [85.83, null] }, // 430 ÷ 5; 515 ÷ 6 = 85.833…
    },
    {
      member: 'late arrivals',
      sheets: { '2026-01': 80 - 2, '2026-02': 80 - 1, '2026-03': 80 - 0 + 2, '2026-04': 80 - 3 },
      results: { '2026-H1': [79, null], '2026': [79, null] }, // 316 ÷ 4
    },
  ],

  'counted-together': [
    {
      member: 'bit by bit',
      // 6 + 3 + 5 + 15 = 29 hours: 2; activities 4, 5, 2 and 3 a quarter: 2 + 3.5 + 0 + 2; 99 + 151 + 49 = 299 yuan: 2 × 0.5;
      // 3 absences: −2
      results: { '2026': [50 + 2 + 7.5 + 1 - 2, null] },
    },
    { member: 'over the limits', results: { '2026': [50 + 8 + 3 - 10, null] } },
  ],

  ladder: [
    {
      member: 'member',
      sheets: {
        '2026-01': 100 - 12 - 7.5, // of 10 and 2 × 6 only the 12
        '2026-02': 100 - 30, // of 10, 30 and 24 only the 30
        '2026-03': 100 - 30, // 13 × 2.5 = 32.5
      },
      results: { '2026-H1': [73.5, null] }, // 220.5 ÷ 3
    },
    {
      member: 'of the committee',
      sheets: { '2026-01': 100 - 12 - 15, '2026-02': 100 - 30 }, // 17.5 × 2 = 35 → 30
      results: { '2026-H1': [71.5, null] },
    },
  ],

  conditions: [
    {
      member: 'five stars',
      sheets: { '2026-03': 102, '2026-06': 92, '2026-09': 102, '2026-12': 100 },
      results: {
        '2026-Q1': [102, 'qGood'],
        '2026-Q2': [92, 'qGood'],
        '2026-Q3': [102, 'qGood'],
        '2026-Q4': [100, 'qFair'], // no service
        '2026': [102 + 92 + 102 + 100, 'five'], // study 40 + 30 + 40 + 40 = 150, service 6: both just enough
      },
    },
    { member: 'criticised once', results: { '2026-Q2': [95, 'qFair'], '2026': [108 + 95 + 100 + 100, 'four'] } },
    { member: 'too little study', results: { '2026': [110 + 95 + 95 + 99.5, 'four'] } }, // 149.5 of 150
    { member: 'one weak quarter', results: { '2026': [110 + 84.5 + 104 + 100, 'four'] } },
    {
      member: 'probationary',
      results: { '2026-Q1': [50, 'qPoor'], '2026-Q4': [95, 'qFair'], '2026': [50 + 100 + 100 + 95, 'none'] },
    },
  ],

  july: [
    {
      member: 'a school year',
      results: {
        '2026-Q1': [30, null], // 10 + 12 + 11 = 33
        '2026-Q2': [9.25 + 9.25 + 9.5, null],
        '2026-Q3': [8, null],
        '2026-Q4': [7.25, null],
        '2026-H1': [29, null], // (30 + 28) ÷ 2
        '2026-H2': [7.63, null], // (8 + 7.25) ÷ 2 = 7.625
        '2026': [18.31, null], // 73.25 ÷ 4 = 18.3125
      },
    },
  ],

  'one-sheet-a-year': [
    {
      member: 'from an office',
      // votes (280 ÷ 3 × 0.6 + 88.75 × 0.4) × 0.4 = (56 + 35.5) × 0.4 = 36.6; the better of 45 and 36; 93 × 0.1; 3
      sheets: { '2026-12': 36.6 + 45 + 9.3 + 3 },
      results: { '2026': [93.9, null] },
    },
    {
      member: 'from a village',
      // votes (50 × 0.6 + 70 × 0.4) × 0.4 = 58 × 0.4 = 23.2; the better of 40 and 42.3; 10; 13.5 → 5
      sheets: { '2026-12': 23.2 + 42.3 + 10 + 5 },
      results: { '2026': [80.5, null] },
    },
  ],

  'wiped-out': [
    {
      member: 'a false claim in the second quarter',
      // (70 + min(16, 12) + (5 + 6) × 0 + 2.5 − 2) × 0.8 = 82.5 × 0.8; three late arrivals are free, five cost two
      results: { '2026': [66, null] },
    },
  ],

  scaled: [
    { member: 'full', sheets: { '2026-01': 110, '2026-02': 110 }, results: { '2026-H1': [110, null] } }, // 92.5 + 20, 100 + 20
    {
      member: 'mobile',
      sheets: {
        '2026-01': 91.5, // 73 × 1.25 = 91.25
        '2026-02': 91, // 70.5 × 1.25 + 3 = 91.125
        '2026-03': 89, // 71 × 1.25 = 88.75
      },
      results: { '2026-H1': [90.5, null] }, // 271.5 ÷ 3
    },
  ],

  'half-years': [
    {
      member: 'one month in the second half',
      results: {
        '2026-H1': [95.75, 'good'], // (85 + 90 + 91 + 85) ÷ 4 + min(9.5, 8) = 87.75 + 8
        '2026-H2': [78.5, null], // 80 − 1.5
        '2026': [87.13, 'rest'], // (95.75 + 78.5) ÷ 2 = 87.125
      },
    },
    {
      member: 'a vetoed half',
      results: {
        '2026-H1': [59, 'rest'], // 97.5
        '2026-H2': [97.5, 'good'], // 95.5 + 2
        '2026': [78.25, 'rest'], // (59 + 97.5) ÷ 2
      },
    },
  ],

  'stars-by-quota': [
    // Seven in the branch: ⌊7 × 20 %⌋ = 1 and ⌊7 × 30 %⌋ = 2 places.
    { member: 'a', results: { '2026-H1': [95, 'five'] } },
    { member: 'b', results: { '2026-H1': [94.5, 'four'] } },
    { member: 'c', results: { '2026-H1': [90, 'four'] } },
    { member: 'd', results: { '2026-H1': [89, 'three'] } },
    { member: 'e', results: { '2026-H1': [60, 'three'] } },
    { member: 'f', results: { '2026-H1': [59.5, 'none'] } },
    { member: 'g', results: { '2026-H1': [70, 'three'] } },
  ],

  jury: [
    {
      member: 'full',
      sheets: {
        '2026-01': 61.5 + 30, // without 50 and 65: (60 + 63.5 + 61) ÷ 3
        '2026-02': 55.5 + 30, // two scores: nothing to leave out
        '2026-03': 60 + 20, // of 60, 60 and 70 a 60 is left
      },
      results: { '2026-H1': [85.67, null] }, // 257 ÷ 3 = 85.666…
    },
    {
      member: 'mobile',
      sheets: { '2026-01': 87.86, '2026-02': 100 }, // 61.5 × 10 ÷ 7 = 87.857…; 70 × 10 ÷ 7
      results: { '2026-H1': [93.93, null] },
    },
  ],

  'own-rules': [
    {
      member: 'full',
      sheets: {
        '2026-01': 25 + 50 + 20 + (5 + 9.9), // of 5 and 4 the 5
        '2026-02': 100 + 10.1, // 30 + 50 + 25 = 105; 7 of the year's 12 are left for 9.5, 25 − 14.9 of the quarter's 25 for 10.3
        '2026-03': 20 + 0 + 20 + 0, // the quarter's 25 are used up
        '2026-04': 20 + 37.5 + 20 + 3.3, // the year's 12 of awards are used up
      },
      results: { '2026-H1': [85.2, null] }, // 340.8 ÷ 4
    },
    { member: 'light', sheets: { '2026-01': 35 + 50 + 0 }, results: { '2026-H1': [85, null] } },
  ],

  factors: [
    {
      member: 'every factor',
      // Months: 80 × 0.8 × 1.1 + 12.5 = 82.9; 80 − 90 = −10 → −5 (the group's floor); (50 − 40) × 0.85 = 8.5, of 67.5 only 40;
      // (80 − 7.5) × 0.5 × 0.85 = 30.8125; 80. Mean (82.9 − 5 + 8.5 + 30.8125 + 80) ÷ 5 = 197.2125 ÷ 5 = 39.4425,
      // times (1.2 + 0.9) ÷ 2 = 1.05: 41.414625 → 41.5
      results: { '2026': [41.5, null] },
    },
  ],

  overs: [
    {
      member: 'five months',
      // study (8 + 10 + 7 + 10 + 9.5) ÷ 5 = 8.9; review (15 + 12.5 + 20 + 18 + 17) ÷ 5 = 16.5; award 6; sanction −4; post: the
      // latest word is July's presumed 2; quarters of activities 3.75 → 4, 6.25 → 6.5, 5: the best
      results: { '2026': [8.9 + 16.5 + 6 - 4 + 2 + 6.5, null] },
    },
  ],

  'reviewed-twice': [
    // June's ballots 12.5, December's 17: (12.5 + 17) ÷ 2 = 14.75; of 4, 6 and 3 only the 6
    { member: 'in June and in December', results: { '2026': [70 + 14.75 + 6, null] } },
  ],

  'quarter-limits': [
    {
      member: 'over the turn of the year',
      sheets: {
        '2026-02': 25 + 8 - 6,
        '2026-05': 25 + 4 - 4, // 4 of the half-year's 12, and 4 of the year's 10 are left
        '2026-08': 25 + 5 - 0,
        '2026-11': 25 + 3, // 3 of the year's 20 are left
        '2027-02': 25 + 5 - 10, // a new year
      },
      results: {
        '2026-H1': [27 + 25, null],
        '2026-H2': [30 + 28, null],
        '2026': [27 + 25 + 30 + 28, null],
        '2027': [20, null],
      },
    },
  ],

  'part-means-year': [
    // P (9 + 8.5 + 9.5) ÷ 3 = 9, E (8 + 7 + 7) ÷ 3 = 7.333…, M 9.5, R never: (9 + 7.333… + 9.5) ÷ 3 × 10 = 86.111…
    { member: 'one aspect never judged', results: { '2026': [86.11, null] } },
  ],
};
