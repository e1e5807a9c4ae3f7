/** A sheet that somebody else entered from paper. */
export default {
  mark: 'Proxy',
  note: {
    by: 'Entered by {name} on {time}; the paper came in on {day}',
    reason: 'Why: {reason}',
    consent: 'How the member agreed: {consent}',
    mine: 'Somebody entered this sheet for you. Where it differs from your paper, take it back and correct it before self-assessment ends: what you hand in yourself counts.',
  },
  consent: { signedPaper: 'signed paper', byPhone: 'by telephone', inPerson: 'in person' },
};
