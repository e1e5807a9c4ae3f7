import type { WorkingDays } from '../../api-types';
import { call } from '../../api';

export interface PublicationWindow {
  fromDay: string;
  untilDay: string;
  /** False where it reaches into a year whose days off are not announced. */
  calendarAnnounced: boolean;
}

/** The window that a publication of today would have, by the service's calendar: from the next working day, so many working days long. */
export async function publicationWindow(workingDays: number): Promise<PublicationWindow> {
  const { days, calendarAnnounced } = await call<WorkingDays>('GET', '/working-days', {
    query: { count: workingDays },
  });
  return { fromDay: days[0]!, untilDay: days.at(-1)!, calendarAnnounced };
}
