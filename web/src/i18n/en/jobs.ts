export default {
  themeDay: 'Theme day',
  themeDayHint:
    'A day off gives way to the next working day; where that would leave the month, to its last working day.',
  plan: 'Coming months',
  planAutomatic: 'Opens by itself on its day, and goes on by itself when self-assessment is over.',
  planByHand: 'Is opened by hand; goes on by itself when self-assessment is over.',
  month: 'month',
  opens: 'opens',
  until: 'self-assessment until',
  opened: 'open',
  moved: 'instead of {day}, a day off',
  troubles: 'Not done by itself',
  trouble: {
    openMonth: '{branch}: {month} did not open by itself',
    endSelfAssessment: '{branch}: self-assessment of {month} did not end by itself',
    endPreReview: '{branch}: pre-review of {month} did not end by itself',
  },
  why: {
    unknownProfile: 'The scheme doesn’t know the profile of {name}: please correct it under “Members and groups”.',
    noSchemeInForce: 'No scheme is in force in that month: please ask the bureau to publish one.',
    openingMissed:
      'It should have opened on {opens} and could not; self-assessment would have ended on {until}. Please open it by hand with another last day.',
    other: 'Cause: {code}. The service goes on trying; if it lasts, please tell the administrator.',
  },
  byHand: 'Open by hand',
};
