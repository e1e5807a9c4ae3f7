/**
 * When a line of the trail is shown to the member it is about: at once; once the month it belongs to is published, because nobody
 * learns earlier what was decided about him; or never. Who reads the trail by office sees every line but those about himself.
 */
export type SubjectSight = 'now' | 'published' | 'never';

export const subjectSight: Readonly<Record<string, SubjectSight>> = {
  'account.create': 'now',
  'account.link': 'now',
  'account.unlink': 'now',
  'closing.acknowledge': 'now',
  'member.add': 'now',
  'member.change': 'now',
  'member.transfer': 'now',
  'member.erase': 'now',
  'roster.import': 'now',
  'talk.record': 'now',
  'talk.amend': 'now',
  'dataRequest.ask': 'now',
  'dataRequest.answer': 'now',
  'dataRequest.complete': 'now',
  'dataRequest.withdraw': 'now',
  'privacyNotice.read': 'now',
  'ownData.export': 'now',
  'exemption.apply': 'now',
  'exemption.approve': 'now',
  'exemption.refuse': 'now',
  'exemption.withdraw': 'now',
  'exemption.end': 'now',
  'sheet.submit': 'now',
  'sheet.withdraw': 'now',
  'sheet.return': 'now',
  'sheet.exempt': 'now',
  'sheet.scoreAfterAll': 'now',
  'sheet.proxy': 'now',
  'sheet.extend': 'now',
  'sheet.endExtension': 'now',
  'sheet.preReviewReturn': 'now',
  'sheet.preReview': 'published',
  'sheet.decide': 'published',
  'sheet.reopen': 'published',
  'veto.confirm': 'now',
  'veto.lift': 'now',
  'month.acceptUnchanged': 'published',
  'month.publish': 'published',
  'month.import': 'published',
};

/** A line that this table doesn't know is shown once the month is published, if it belongs to one; otherwise never. */
export function mayShowSubject(action: string, branchMonthId: number | null, isPublished: boolean): boolean {
  const sight = subjectSight[action] ?? (branchMonthId === null ? 'never' : 'published');
  return sight === 'now' || (sight === 'published' && isPublished);
}

/**
 * Whose name isn't told with a line: an objection may have been made so that the discipline commissioner alone knows by whom, and who
 * set a veto is the office's matter. One's own name is no secret to oneself.
 */
export function hidesActor(action: string): boolean {
  return /^(objection|appeal|veto)\./.test(action);
}

/** What hands a sheet in, and so gives its member a receipt. */
export const receiptActions = ['sheet.submit', 'sheet.proxy'] as const;

/** Rooms of the trail whose lines are about who may come in and what holds for that; 'account' of 'account.suspend'. */
export const accountRooms = ['account', 'role', 'policy', 'session', 'token', 'keys'] as const;
