/** What must be tried, the spec in which it is, and the name of the test or of its row there. */
export type Check = readonly [what: string, spec: string, name: string];

const sheet = 'assessments/hostile';
const wire = 'hostile/wire';

const points: readonly Check[] = [
  ['the wrong sign', sheet, 'the wrong sign'],
  [
    'a bonus with a minus, a deduction with a plus',
    'scoring/hostile',
    'a deduction with a plus is refused where points are free',
  ],
  ['1e308', sheet, 'points of 1e308'],
  ['1e309, which is Infinity', sheet, 'points of 1e309, which is Infinity'],
  ['1e-7 is no 500', sheet, 'points of 1e-7'],
  ['NaN', sheet, 'points "NaN"'],
  ['NaN in JSON', sheet, 'what cannot be read, or is too large, is refused before it is looked at'],
  ['−0', sheet, 'points of −0'],
  ['"5"', sheet, 'points "5"'],
  ['[5]', sheet, 'points [400]'],
  ['true', sheet, 'points true'],
  ['null', sheet, 'points null'],
  ['{}', sheet, 'points {}'],
  ['off-step', sheet, 'points off the step'],
  ['2^53+1', sheet, 'points of 2^53+1'],
  ['the same item 40 times', sheet, '40 times the same item'],
  ['1,001 items', sheet, '1,001 lines'],
  ['an unknown item', sheet, 'an unknown item'],
  ['another version’s item', sheet, 'an item of another scheme'],
  ['an item named like a property of every object', sheet, 'an item named like a property of every object'],
  [
    'one award in two months',
    'assessments/submission',
    'the same deed in another month is refused by that month’s name, whatever the spelling',
  ],
  [
    'one award in two months at once',
    'assessments/submission',
    'handed in for two months at the same moment, only one of them gets it',
  ],
  [
    'one award in two branches',
    'evidence/evidence',
    'the same file twice: the member is told of his own, reviewers where else, and accepting it needs a word',
  ],
];

const dates: readonly Check[] = [
  ['2026-13', sheet, 'a thirteenth month'],
  ['2026-1', sheet, 'a month of one digit'],
  ['２０２６-11', sheet, 'a month in full-width digits'],
  ['2026-02-30', sheet, 'a theme day that does not exist'],
  ['0000-00-00', sheet, 'day zero'],
  ['Excel serial 60', 'organisation/roster-mistakes', 'a day of Excel’s own counting'],
  [
    'Excel’s own 29 February 1900',
    'spreadsheets/read-workbook',
    'counts days around the 29 February 1900 that Excel invented',
  ],
  [
    '±1 ms around the end in Shanghai',
    'assessments/submission',
    'in time is until the last millisecond of the last day in Shanghai',
  ],
  [
    'the process in New York',
    'database/zones',
    'processes in three zones store and read the same instants, days and months',
  ],
  ['working days in New York', 'calendars/working-calendar', 'a process in New York counts the same days'],
  ['the clock jumping back', 'jobs/jobs', 'a clock that jumps back closes nothing twice and opens nothing twice'],
  ['a month two years ahead', 'assessments/opening', 'is for the coming month at most, with a theme day inside it'],
  ['a month opened twice', 'assessments/opening', 'at the same moment fifty times opens once'],
  [
    'an objection in the last second',
    'disputes/objections',
    'an hour after publishing and in the last second they are accepted, one second after the end they are not',
  ],
  [
    'an objection over a holiday with make-up workdays',
    'disputes/objections',
    'nor after its days, over a holiday and its make-up days',
  ],
  [
    'a deadline while typing: nothing lost',
    'assessments/submission',
    'a sheet that never came goes back to a draft, and the late reader finds the door closed and loses nothing',
  ],
];

const states: readonly Check[] = [
  [
    '200 publishes at once',
    'publication/publication',
    '200 times at once is done once, and everybody else learns that it is done',
  ],
  ['skipping steps', 'assessments/states', 'a month takes each step from one state only'],
  [
    'a stale tab (412), no If-Match (428)',
    'publication/publication',
    'needs the present version: 428 without, 412 with a stale one, and nothing is written',
  ],
  [
    'double click, F5',
    'assessments/submission',
    '200 times at once with the same version is done once, and everybody learns that it is done',
  ],
  [
    'a proxy’s replay',
    'evidence/evidence',
    'a submission whose answer was lost is done when it is sent again, and a draft too',
  ],
  [
    'the same key, another body: an objection',
    'assessments/defects',
    'the same key with another body is refused for an objection',
  ],
  ['the same key, another body: a slip', 'assessments/defects', 'the same key with another body is refused for a slip'],
  ['two reviewers, opposite decisions', 'assessments/review', 'decide the same sheet at once: one 200, one 412'],
  [
    'correction of a correction',
    'disputes/corrections',
    'of a correction is another slip; one written about the row before can only be withdrawn',
  ],
  [
    'deleting a member with history',
    'assessments/defects',
    'a member with a history is deleted by nobody: there is no such request, and the database refuses it',
  ],
  [
    'transfer out and in on one day',
    'organisation/transfers',
    'out and in again on one day leaves exactly one branch counting, as if nothing had been',
  ],
  [
    'submitting for a transferred, suspended, unscored member',
    'assessments/defects',
    'nothing is handed in for who is not scored, by him or for him, nor by who was suspended',
  ],
  [
    'the scheme changed mid-month',
    'schemes/publishing',
    'leaves a month that is open to the version it was opened with',
  ],
  [
    'a half-year closed while a month is reopened',
    'closing/flow',
    'the months that are missing are named, with their state and whose turn it is, and nothing is generated',
  ],
  [
    'steps in any order by anybody',
    'fuzz/fuzz',
    'is answered as the API is described, tells nobody what is not for him, and is refused without a trace',
  ],
];

const rights: readonly Check[] = [
  ['the own sheet', 'assessments/review', 'neither by deciding, nor returning, nor exempting, nor reopening it'],
  ['the own sheet, in the database', 'assessments/review', 'and the database itself refuses it'],
  ['a role that ended with the tab open', 'identity/guard', 'a role that was taken away while the tab is open'],
  ['memberId in the body', sheet, 'somebody else’s member id in the body'],
  ['state in the body', sheet, 'a state in the body'],
  ['version in the body', sheet, 'a version in the body'],
  ['a field named as every object’s', wire, 'a field named as every object’s toString'],
  [
    'foreign ids nested in a body',
    'evidence/evidence',
    'into others’ sheets nothing is handed in, nor after the sheet has left one’s hands',
  ],
  [
    'the last administrator removing himself',
    'identity/accounts',
    'can neither be suspended nor lose the role, not even from some later day on',
  ],
  [
    'two administrators removing each other',
    'identity/accounts',
    'stays when the two there are remove each other at once, by suspension or by role, every time',
  ],
  ['the auditor writing', 'identity/rights', 'the administrators see no points, and the auditor changes nothing'],
  [
    'guessing an objection’s author',
    'disputes/objections',
    'is anybody’s for all but the discipline commissioner: not by name, id, time, order or in the trail',
  ],
  [
    'a draft of who was exempted meanwhile',
    'hostile/found',
    'who is exempted while he still writes keeps his draft to himself',
  ],
  ['who is overtaken in another branch', 'hostile/found', 'tells a branch nothing of who is overtaken elsewhere'],
];

const texts: readonly Check[] = [
  ['zero-width', 'organisation/roster-mistakes', 'a name with something invisible'],
  ['RTL override', sheet, 'a direction override'],
  [
    'BOM, 👨‍👩‍👧, 𠮷, 䶮 and the like',
    'database/text',
    'every text comes back as it went in, and none is taken for another, not by a unique key either',
  ],
  ['a lone surrogate', sheet, 'a lone surrogate'],
  ['NUL', sheet, 'NUL'],
  [
    '阿卜杜拉·买买提, and one character',
    'identity/accounts',
    'names of one character and of the steppe are taken as they are',
  ],
  ['a name that is too long', 'organisation/roster-mistakes', 'a long name'],
  ['a 10 MB comment', sheet, 'what cannot be read, or is too large, is refused before it is looked at'],
  ['<script> as a name', 'organisation/roster-mistakes', 'a name that is none'],
  [
    '=HYPERLINK(), +1, @x, ＝1 exported',
    'spreadsheets/csv',
    'starts with a mark and never shows a formula to a spreadsheet program',
  ],
  [
    'the same in a workbook',
    'templates/workbooks',
    'keeps a name that looks like a formula, or like an escape, as the text it is',
  ],
  ["' OR 1=1 --, %, _ in a search", 'organisation/members', 'is searched by name or number, wildcards taken literally'],
  ['CR LF', wire, 'with a line break in a header value can add no header'],
];

const http: readonly Check[] = [
  ['broken JSON', wire, 'broken JSON'],
  ['depth 1,000', wire, 'a thousand objects in each other'],
  ['duplicate keys', wire, 'a field twice'],
  ['duplicate keys in disguise', wire, 'a field twice, once with escapes'],
  ['__proto__', wire, 'a prototype with escapes'],
  ['?sort=password', wire, 'sort=password'],
  ['?take=-1', wire, 'take=-1'],
  ['?id[$ne]=1', wire, 'id[$ne]=1'],
  ['a wrong content type', wire, 'of the type %s is not read'],
  ['a gzip bomb', wire, 'that is packed is not unpacked: a bomb stays a few bytes'],
  [
    'HEAD, method override',
    'identity/guard',
    'HEAD asks for the same right as GET, and a header can not turn one method into another',
  ],
  ['TRACE', wire, 'with TRACE, CONNECT or PATCH finds nothing, and is not told back what it said'],
  [
    '//, %2e%2e, a trailing slash',
    'identity/guard',
    'every route of the API but signing in by either door, signing out, checking a printed code and reading the notice on privacy answers 401 to who is not signed in, however its path is spelt',
  ],
  ['bytes that are no characters', wire, 'with %s for an id names nothing, and is answered like any problem'],
  ['two lengths, length and chunks', wire, 'a length and chunks'],
  [
    'a forged X-Forwarded-For',
    'identity/session',
    'an address has two hundred tries in ten minutes, and a forwarded address that the sender made up gives no more',
  ],
  ['a foreign cursor', wire, 'goes on with a cursor of the same list only'],
  [
    'a foreign cookie',
    'identity/session',
    'always begins a new session and ends the one the browser had, so that nobody can plant one',
  ],
  ['a foreign page’s request', 'identity/guard', 'from %s change nothing, with a cookie or without'],
  ['a connection cut in the body', wire, 'that is cut in the body leaves nothing of it'],
  [
    'cut after COMMIT before the answer',
    wire,
    'an answer that was lost after it was committed is the same when asked for again',
  ],
  ['slow-loris', wire, 'on which the headers never end is closed, and others are served meanwhile'],
];

const files: readonly Check[] = [
  [
    'a zip bomb as a table',
    'spreadsheets/read-workbook',
    'a bomb of 214 MB in 0.2 MB: in milliseconds, nothing unpacked',
  ],
  ['a zip bomb as evidence', 'evidence/check-file', 'a zip bomb that says it is none'],
  ['.xls, HTML renamed .xlsx', 'organisation/roster-mistakes', 'that is an old workbook, a page, a picture or nothing'],
  ['macros', 'evidence/check-file', 'macros by their content type'],
  ['encrypted', 'spreadsheets/read-workbook', 'encrypted entries'],
  ['merged cells', 'organisation/roster-mistakes', 'merged cells: what is under them belongs to nobody'],
  ['hidden rows', 'organisation/roster-mistakes', 'hidden rows are rows like others, and are reported'],
  [
    'two head rows',
    'organisation/roster-import',
    'with titles above the head, columns in another order, blank rows, a second head and a total',
  ],
  ['a million empty rows', 'spreadsheets/read-workbook', 'is not hurt by a million empty rows'],
  ['numbers as text', 'organisation/roster-mistakes', 'a number that is one, for a member’s number and a year'],
  ['#N/A', 'organisation/roster-mistakes', 'an error value'],
  ['1.1E+17', 'spreadsheets/read-workbook', 'shows an 18-digit number as rounded, and names its cell'],
  ['GBK', 'imports/roster-table', 'GBK text with the words that a clerk has, and columns said by hand once'],
  [
    'mixed encodings',
    'spreadsheets/csv',
    'two encodings pasted together, broken UTF-8 after a mark and half a character are refused',
  ],
  ['the same name twice', 'imports/past-months', 'people nobody knows, with those who might be meant; somebody twice'],
  [
    'the same number twice',
    'organisation/roster-mistakes',
    'one number in two rows: both are named, each with the other',
  ],
  [
    'another branch’s member',
    'organisation/members',
    'another branch’s member is not there: to be read, changed, moved or added',
  ],
  [
    'the same file twice',
    'organisation/roster-import',
    'the same file twice: the second time changes nothing, not even a version or the trail',
  ],
  [
    'row 499 of 500 wrong',
    'imports/roster-table',
    'row 499 of 500 wrong: nothing is written, and the refusal names the cell',
  ],
  ['../../x', 'evidence/check-file', '../../etc/passwd'],
  ['CON.pdf', 'evidence/check-file', 'CON.pdf'],
  ['SVG as PNG', 'evidence/check-file', 'a drawing (SVG) renamed .png'],
  ['EXIF GPS', 'evidence/check-file', 'a picture, turned upright, and without what the telephone wrote beside it'],
  ['30,000 × 30,000 px', 'evidence/check-file', '30,000 × 30,000 points'],
  ['200 uploads broken off', 'evidence/evidence', '200 uploads broken off leave neither rows nor files'],
];

const around: readonly Check[] = [
  [
    'a second process on the file',
    'database/start',
    '%i processes starting together on one file: one becomes ready, the others say why they do not',
  ],
  ['a full disk', 'hostile/disk', 'a full disk is 503, keeps nothing of the request, and what comes after it is taken'],
  [
    'a store of files that is full or away',
    'evidence/evidence',
    'a store that is away is a clear problem, and nothing is written',
  ],
  [
    'a backup restored from last week',
    'verification/tamper',
    'an older backup is found by a newer receipt; one that is still in the chain says nothing',
  ],
  ['a row edited behind our back', 'verification/whole-life', '%s is changed behind our back'],
  [
    'the whole chain rewritten',
    'verification/tamper',
    'a rewritten chain is found by any head that somebody holds, and by nothing else once all of it was rewritten',
  ],
];

const traps: readonly Check[] = [
  [
    'interleaved transactions on SQLite',
    'database/race',
    '400 requests at once: what was acknowledged is there, what was not is not, and nobody saw a half',
  ],
  [
    'synchronous, recursive_triggers',
    'database/settings',
    'the settings are read from the connection, not believed: a plain one is refused, ours is not',
  ],
  ['REPLACE past append-only triggers', 'database/append-only', '%s is refused'],
  [
    'values that match anything',
    'database/door',
    'values that the two databases would understand differently are refused',
  ],
  ['lost updates', 'database/conflict', 'twenty that lock in random order all finish, and each counts once'],
  [
    'a lock wait rolls back the statement alone',
    'database/door',
    'a statement that failed can not be committed, though the work caught it',
  ],
  ['a full pool', 'database/conflict', 'a read in a write needs no second connection'],
  [
    'coming back after the database was away',
    'database/conflict',
    'the next one hears within bounded time that the database is away, and it recovers',
  ],
  ['zones of mysql2', 'database/start', 'a process in another zone than UTC refuses to start'],
  ['sums as text', 'database/door', 'sums, counts, joined text and whole division come back alike'],
  [
    'migrations of several instances',
    'database/start',
    'killed in the middle (%s), the next start finishes it, at once',
  ],
  ['1e-7 in class-validator', 'organisation/members', 'days and years that cannot be are refused'],
  ['null past @IsOptional', sheet, 'null for text'],
  ['junk in a list', sheet, 'a list for a line'],
  ['2026-02-30 as ISO 8601', 'organisation/members', 'days and years that cannot be are refused'],
  ['the whitelist looks names up in a plain object', wire, 'an inner field named hasOwnProperty'],
  [
    'guards that spelling goes around',
    'identity/guard',
    'HEAD asks for the same right as GET, and a header can not turn one method into another',
  ],
  ['a workbook that unpacks without end', 'spreadsheets/read-workbook', 'a directory that lies about a size'],
];

const defects: readonly Check[] = [
  [
    'seconds added to milliseconds',
    'disputes/objections',
    'an hour after publishing and in the last second they are accepted, one second after the end they are not',
  ],
  [
    'only those whose total moved are republished',
    'disputes/corrections',
    'past five others changes six ranks, shown before it is issued, and tells those it concerns and nobody else',
  ],
  ['caps read live', 'schemes/publishing', 'leaves a month that is open to the version it was opened with'],
  ['two reviewers both approve', 'assessments/review', 'decide the same sheet at once: one 200, one 412'],
  [
    'recalculation wipes hand-entered reductions',
    'assessments/submission',
    'a returned sheet is written again during review, without losing its time or the reviewers’ own lines',
  ],
  [
    'the legend says something else than the code',
    'scoring/describe',
    'the legend under a publication is the formula that ran',
  ],
  [
    'the archive without a transaction',
    'publication/kill',
    'and the drill notices when it does not: the same work without a transaction is found in halves',
  ],
  [
    'who joins on day 2 is not scored at all',
    'assessments/opening',
    'who joined after the opening is listed when the review begins',
  ],
  [
    'an export forgets who was transferred',
    'summaries/half-year',
    'lists every member exactly once, branch by branch, and agrees with the branches',
  ],
  [
    'what nobody filled in counts as zero',
    'summaries/half-year',
    'a month that nobody could score is missing, and missing is not zero: 5, 5, – make 5',
  ],
  ['5.9 passes a maximum of 5', sheet, '601 hundredths of 600'],
  ['every save adds the bonus again', 'assessments/submission', 'twice replaces, and never adds'],
  ['weights of 0.75 are ignored', 'assessments/defects', 'three quarters of a point are three quarters, in every sum'],
  [
    'numbers move after the review was final',
    'publication/publication',
    'what is published can be neither changed nor deleted, by anyone',
  ],
  [
    'a form only half scored is accepted',
    'publication/publication',
    'an undecided sheet blocks, and is named with its member and items',
  ],
  [
    'a reminder for what is not his',
    'summaries/rules',
    'sheets wait, then the month is ready to publish; what waits for somebody else is nobody’s task here',
  ],
];

/** What was measured of this stack, what people send, and what systems that do this job today get wrong. */
export const checks = { points, dates, states, rights, texts, http, files, around, traps, defects };
