import { addWorkingDays } from '../calendar.js';
import type { CountsWorkingDays } from './objection.js';

export const workingDays: CountsWorkingDays = { add: addWorkingDays };
