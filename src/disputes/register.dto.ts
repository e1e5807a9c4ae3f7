import { Matches } from 'class-validator';

export class RegisterQuery {
  /** '2026' */
  @Matches(/^20\d{2}$/)
  year: string;
}
