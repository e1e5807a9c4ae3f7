import { addDays, today } from '../../format';

/**
 * The window that a publication of today would have: from the next working day, so many working days long. The same
 * calendar as the service's (public holidays and make-up workdays), fetched only by who is about to publish.
 */
export async function publicationWindow(workingDays: number): Promise<{ fromDay: string; untilDay: string }> {
  const { isWorkday } = await import('chinese-days');
  let day = today();
  let fromDay = '';
  for (let left = workingDays; left > 0;) {
    day = addDays(day, 1);
    if (!isWorkday(day)) continue;
    fromDay ||= day;
    left -= 1;
  }
  return { fromDay, untilDay: day };
}
