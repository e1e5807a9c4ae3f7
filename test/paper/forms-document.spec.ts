import { strFromU8, unzipSync } from 'fflate';
import type { PaperFormsView } from '#src/paper/paper.view.js';
import { startService, type Service } from '../support/app.js';
import { aBranchAtWork, aBureauWithScheme, openMonth } from '../support/month.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

describe('the forms as a Word document', () => {
  test('hold one page a member who has not handed in, or those asked for, with their codes; nobody else gets them', async () => {
    const bureauId = await aBureauWithScheme(service);
    const branch = await aBranchAtWork(service, bureauId, {
      size: 5,
      wishes: { 3: { profileCode: 'light', name: '𠮷田<b>&' }, 4: { profileCode: 'exempt' } },
    });
    const { id } = await openMonth(branch);
    const path = `/api/v1/branch-months/${id}/paper-forms`;
    const { items } = (await branch.commissioner.get<PaperFormsView>(path)).body;
    expect(items).toHaveLength(4);
    await branch.members[0]!.put(`/api/v1/sheets/${items[0]!.sheetId}/submission`, { lines: [] }, { version: 1 });
    const codesIn = async (query: string) => {
      const { status, body, headers } = await branch.commissioner.get<Buffer>(`${path}.docx${query}`);
      expect([status, headers.get('content-type')]).toEqual([
        200,
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      ]);
      const text = strFromU8(unzipSync(body)['word/document.xml']!).replace(/<[^>]+>/g, '\n');
      return { text, codes: items.filter(({ paperCode }) => text.includes(paperCode)).map(({ sheetId }) => sheetId) };
    };
    const [first, ...others] = items.map(({ sheetId }) => sheetId);
    const missing = await codesIn('');
    expect(missing.codes).toEqual(others);
    expect(missing.text).toContain('𠮷田&lt;b&gt;&amp;');
    expect(missing.text.match(/不适用/g)).toHaveLength(5);
    expect((await codesIn(`?sheetIds=${first}`)).codes).toEqual([first]);
    expect((await codesIn('?sheetIds=999999')).codes).toEqual([]);
    for (const query of ['?sheetIds=1,', '?sheetIds=-1', '?sheetIds=1%20OR%201', '?take=1'])
      expect((await branch.commissioner.get(`${path}.docx${query}`)).status).toBe(422);
    expect((await branch.bureauOffice.get(`${path}.docx`)).status).toBe(403);
    expect((await branch.members[3]!.get(`${path}.docx`)).status).toBe(403);
  });
});
