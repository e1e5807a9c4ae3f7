import type { Role } from '#src/http/allow.js';
import type { Database } from '#src/database/database.js';
import type { Actor } from './world.js';

/** Whose a mark is; how it is asked depends on its kind. */
export interface About {
  branchId?: number;
  memberId?: number;
  accountId?: number;
  sheetId?: number;
  /** The offices that read it; the member himself, if one is named, reads it too. */
  roles?: readonly Role[];
}

/**
 * name: of a member or a unit. written: by somebody in a branch, for those who have to do with that branch.
 * private: for the offices named. draft: for the member alone.
 */
export type MarkKind = 'name' | 'written' | 'private' | 'draft';

interface Held {
  accountId: number;
  role: Role;
  path: string;
}

const markPattern = /鑫(\d+)淼/g;

/**
 * Marks stand in names and texts of the world, each of them once, so that whoever reads one in an answer has been told something
 * of its branch. Whether he may is asked of the database as it has become: people are transferred and get offices meanwhile.
 */
export class Marks {
  private readonly known: { kind: MarkKind; about: About }[] = [];
  private readonly unitOf = new Map<number, number>();
  private readonly memberOf = new Map<number, number>();
  private readonly paths = new Map<number, Set<string>>();
  private readonly branchesOf = new Map<number, Set<number>>();
  private readonly handedIn = new Set<number>();
  private held: Held[] = [];
  private accountMembers = new Map<number, number>();

  constructor(private readonly database: Database) {}

  /** A new mark, to be written somewhere. */
  next(kind: MarkKind, about: About = {}): string {
    this.known.push({ kind, about });
    return `鑫${this.known.length - 1}淼`;
  }

  /** One of each kind. */
  samples(): string[] {
    const kinds = [...new Set(this.known.map(({ kind }) => kind))];
    return kinds.map((wanted) => `鑫${this.known.findIndex(({ kind }) => kind === wanted)}淼`);
  }

  /** Reads who is where. Offices that ended before the world began are none; others count even after their end. */
  async learn(): Promise<void> {
    await this.database.read(async () => {
      const units = await this.database.rows<{ id: number; name: string; path: string }>(
        'SELECT id, name, path FROM units',
      );
      const members = await this.database.rows<{ id: number; name: string }>('SELECT id, name FROM members');
      for (const { id, name, path } of units) {
        this.paths.set(id, (this.paths.get(id) ?? new Set()).add(path));
        for (const [, number] of name.matchAll(markPattern)) this.unitOf.set(Number(number), id);
      }
      for (const { id, name } of members)
        for (const [, number] of name.matchAll(markPattern)) this.memberOf.set(Number(number), id);
      const memberships = await this.database.rows<{ memberId: number; branchId: number }>(
        'SELECT memberId, branchId FROM memberships',
      );
      for (const { memberId, branchId } of memberships)
        this.branchesOf.set(memberId, (this.branchesOf.get(memberId) ?? new Set()).add(branchId));
      this.held = await this.database.rows<Held>(
        `SELECT role_assignments.accountId, role_assignments.role, units.path FROM role_assignments
           JOIN units ON units.id = role_assignments.unitId WHERE untilDay IS NULL OR untilDay > '2026-12-01'`,
      );
      // A draft is no secret any more once it was handed in, or the time to do so is over.
      const sheets = await this.database.rows<{ id: number }>(
        `SELECT sheets.id FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
          WHERE submittedAt IS NOT NULL OR branch_months.state <> 'selfAssessment'`,
      );
      for (const { id } of sheets) this.handedIn.add(id);
      const accounts = await this.database.rows<{ id: number; memberId: number | null }>(
        'SELECT id, memberId FROM accounts',
      );
      this.accountMembers = new Map(
        accounts.flatMap(({ id, memberId }) => (memberId === null ? [] : [[id, memberId]])),
      );
    });
  }

  /** The marks in a text that this person may not read; asked twice, the second time of the database as it is now. */
  async foreign(actor: Actor, text: string, path: string): Promise<string[]> {
    const found = [...new Set([...text.matchAll(markPattern)].map(([, number]) => Number(number)))];
    // Whoever holds a printed board may ask whose it is.
    const isPublic = (number: number) => path.startsWith('/api/v1/verifications/') && this.unitOf.has(number);
    // Statistics name the units beside one's own to those who hold an office in one of them (statistics/unit-statistics.service.ts).
    const isBeside = (number: number) =>
      /^\/api\/v1\/units\/\d+\/statistics/.test(path) && this.unitOf.has(number) && this.rolesOf(actor).length > 0;
    const isTold = (number: number) => isPublic(number) || isBeside(number);
    const suspicious = found.filter((number) => !isTold(number) && !this.mayRead(actor, number));
    if (suspicious.length === 0) return [];
    await this.learn();
    return suspicious.filter((number) => !this.mayRead(actor, number)).map((number) => this.describe(number));
  }

  private describe(number: number): string {
    const { kind, about } = this.known[number]!;
    return `mark ${number}, ${kind} ${JSON.stringify({ ...about, unit: this.unitOf.get(number), member: this.memberOf.get(number) })}`;
  }

  private mayRead(actor: Actor, number: number): boolean {
    const mark = this.known[number];
    // Somebody wrote a number of his own.
    if (!mark) return true;
    const { kind, about } = mark;
    if (kind === 'draft')
      return (
        actor.memberId === about.memberId || (this.handedIn.has(about.sheetId!) && this.touches(actor, about.branchId!))
      );
    if (kind === 'private')
      return (
        (about.memberId !== undefined && actor.memberId === about.memberId) ||
        this.touches(actor, about.branchId!, about.roles)
      );
    if (kind === 'written')
      return this.branchesOfAccount(about.accountId!).some((branchId) => this.touches(actor, branchId));
    if (this.rolesOf(actor).some(({ role }) => role === 'systemAdministrator')) return true;
    const memberId = this.memberOf.get(number);
    if (memberId !== undefined && memberId === actor.memberId) return true;
    const units = memberId === undefined ? [this.unitOf.get(number)] : this.unitsOf(memberId);
    if (units.some((unitId) => unitId === undefined || this.touches(actor, unitId))) return true;
    // Where somebody was before is told with his record.
    return memberId === undefined && this.cameAndWent(units[0]!).some((unitId) => this.touches(actor, unitId));
  }

  /** Whether somebody has, or had, to do with a unit: by an office above, in or below it, or as one of its members. */
  touches(actor: Actor, unitId: number, roles?: readonly Role[]): boolean {
    const paths = [...(this.paths.get(unitId) ?? [])];
    const isAtHand = (other: string) => paths.some((path) => path.startsWith(other) || other.startsWith(path));
    const byOffice = this.rolesOf(actor).some(({ role, path }) => (!roles || roles.includes(role)) && isAtHand(path));
    if (byOffice || roles) return byOffice;
    const own = actor.memberId === null ? [] : [...(this.branchesOf.get(actor.memberId) ?? [])];
    return own.some((branchId) => [...(this.paths.get(branchId) ?? [])].some(isAtHand));
  }

  /** The other branches of those who are or were in this one. */
  private cameAndWent(unitId: number): number[] {
    return [...this.branchesOf.values()]
      .filter((branches) => branches.has(unitId))
      .flatMap((branches) => [...branches]);
  }

  /** Where a member is or was, and where he holds an office: those below know who does. */
  private unitsOf(memberId: number): number[] {
    const offices = this.held.filter(({ accountId }) => this.accountMembers.get(accountId) === memberId);
    return [...(this.branchesOf.get(memberId) ?? []), ...offices.map(({ path }) => unitAt(path))];
  }

  /** Whether a unit is one that somebody reads by office, or his own branch. */
  reads(actor: Actor, unitId: number): boolean {
    const paths = [...(this.paths.get(unitId) ?? [])];
    if (this.rolesOf(actor).some((held) => paths.some((path) => path.startsWith(held.path)))) return true;
    return actor.memberId !== null && (this.branchesOf.get(actor.memberId)?.has(unitId) ?? false);
  }

  private rolesOf({ accountId }: Actor): Held[] {
    return this.held.filter((one) => one.accountId === accountId);
  }

  private branchesOfAccount(accountId: number): number[] {
    const offices = this.held.filter((one) => one.accountId === accountId).map(({ path }) => unitAt(path));
    const memberId = this.accountMembers.get(accountId);
    return [...offices, ...(memberId === undefined ? [] : (this.branchesOf.get(memberId) ?? []))];
  }
}

/** The unit at the end of a path. */
function unitAt(path: string): number {
  return Number(path.split('/').at(-2));
}
