import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { minutesDocument } from '#src/documents/minutes-document.js';
import type { MeetingView, MinutedSheetView } from '#src/meetings/meeting.view.js';
import { readSchemeFile } from '#src/schemes/scheme-file.js';

const scheme = readSchemeFile(readFileSync('schemes/default.yaml', 'utf8')).scheme!;
const stamp = { exportedBy: '王芳', exportedAt: '2026-11-12T02:00:00.000Z', organisation: '县直机关党委' };
const place = { branch: { id: 3, name: '第一党支部', kind: 'branch' as const }, month: '2026-11' };

function sheet(memberName: string, changes: Partial<MinutedSheetView> = {}): MinutedSheetView {
  const scores = { selfScoreHundredths: 8000, scoreHundredths: 8000 };
  return { sheetId: 1, memberName, notScored: false, ...scores, changes: [], ...changes };
}

function aMeeting(changes: Partial<MeetingView> = {}): MeetingView {
  const seat = { seat: 'voting' as const, presence: 'present' as const, offices: [], reason: '' };
  return {
    number: 1,
    version: 2,
    state: 'closed',
    heldOn: '2026-11-12',
    time: '15:30',
    place: '三楼会议室',
    topic: '评定11月党员积分',
    notes: '',
    chairMemberId: 1,
    recorderMemberId: 2,
    attendance: [
      { ...seat, memberId: 1, name: '李建国' },
      { ...seat, memberId: 2, name: '王芳' },
      { ...seat, memberId: 3, name: '赵敏', presence: 'leave', reason: '出差' },
      { ...seat, memberId: 4, name: '阿卜杜拉·买买提', seat: 'guest' },
    ],
    quorum: { expected: 3, present: 2, reached: true },
    votes: [
      {
        sheetId: 9,
        memberName: '王芳',
        lineNumber: 1,
        itemCode: 'C-01',
        question: '志愿服务是否计2分',
        inFavour: 1,
        against: 0,
        abstaining: 0,
        voters: 1,
        withdrew: true,
        carried: false,
      },
    ],
    decisions: [
      sheet('李建国'),
      sheet('陈 <script>', {
        selfScoreHundredths: 8200,
        scoreHundredths: 8150,
        changes: [
          {
            itemCode: 'C-01',
            origin: 'self',
            outcome: 'changed',
            claimedHundredths: 200,
            countedHundredths: 150,
            reason: '证明不全',
          },
        ],
      }),
      sheet('周强', { notScored: true, selfScoreHundredths: null, scoreHundredths: null }),
    ],
    openedAt: '2026-11-12T07:30:00.000Z',
    openedBy: '王芳',
    closedAt: '2026-11-12T08:30:00.000Z',
    closedBy: '王芳',
    ...changes,
  };
}

async function documentOf(meeting: MeetingView): Promise<{ xml: string; text: string; footer: string }> {
  const files = unzipSync(await minutesDocument(place, meeting, scheme, stamp));
  const xml = strFromU8(files['word/document.xml']!);
  const footer = Object.keys(files).find((name) => /^word\/footer\d*\.xml$/.test(name))!;
  return { xml, text: xml.replace(/<\/w:p>/g, '\n').replace(/<[^>]+>/g, ''), footer: strFromU8(files[footer]!) };
}

test('the minutes say who came, whom nothing was changed for, what was changed and why, and how the votes went', async () => {
  const { text } = await documentOf(aMeeting());
  for (const words of [
    '第一党支部党员积分评定会议记录',
    '时　　间：2026年11月12日 15:30',
    '应到3人，实到2人，超过半数，符合规定。',
    '请　　假：赵敏（出差）　　缺　　席：无',
    '列　　席：阿卜杜拉·买买提',
    '本次会议评定3人，其中计分2人，不计分1人。',
    '自评与评定一致、没有加减分的1人，予以通过：李建国。',
    '本月不计分1人：周强。',
    'C-01 志愿服务（每次≥1小时）：调整，应计2分，实计1.5分（证明不全）',
    '王芳：C-01 志愿服务（每次≥1小时）：志愿服务是否计2分（王芳回避）',
    '未通过',
  ])
    expect(text).toContain(words);
  expect(text).not.toContain('草稿');
});

test('an open meeting’s minutes say that they are a draft', async () => {
  expect((await documentOf(aMeeting({ state: 'open' }))).text).toContain('会议尚未结束，本记录为草稿');
});

test('they are laid out to GB/T 9704: A4, its margins, 28-point lines, page number between dashes, who took them out', async () => {
  const { xml, footer } = await documentOf(aMeeting());
  expect(xml).toContain('w:w="11906" w:h="16838"');
  const margins = /<w:pgMar ([^>]+)>/.exec(xml)![1]!;
  expect(margins).toMatch(/w:top="209[78]"/);
  expect(margins).toMatch(/w:left="158[78]"/);
  expect(xml).toContain('w:line="560" w:lineRule="exact"');
  expect(xml).toContain('w:eastAsia="方正小标宋简体"');
  expect(footer).toMatch(/— .*PAGE.* —/s);
  expect(footer).toContain('王芳 导出于 2026-11-12 10:00');
});

test('a name with angle brackets stays a name', async () => {
  expect((await documentOf(aMeeting())).xml).toContain('陈 &lt;script&gt;');
});
