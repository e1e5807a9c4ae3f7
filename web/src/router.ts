import { nextTick, watch } from 'vue';
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { asProblem } from './api';
import { backFrom } from './back';
import { forgetEarly } from './early';
import { t, worded, type MessageKey } from './i18n';
import { preferences } from './preferences';
import { loadSession, session } from './session';
import ChangePassword from './pages/ChangePassword.vue';
import MyMonth from './pages/MyMonth.vue';
import NotFound from './pages/NotFound.vue';
import SheetPage from './pages/SheetPage.vue';
import SignIn from './pages/SignIn.vue';
import TodayPage from './pages/TodayPage.vue';

declare module 'vue-router' {
  interface RouteMeta {
    title?: MessageKey;
    /** 'plain': no navigation, and no account is needed. 'either': the same for who isn't signed in, with room to read. */
    frame?: 'plain' | 'either';
    public?: boolean;
  }
}

const ids = (...names: string[]) => names.map((name) => `:${name}(\\d+)`);
const [unitId, branchMonthId, sheetId] = ids('unitId', 'branchMonthId', 'sheetId');
const [correctionId] = ids('correctionId');
const [vetoId] = ids('vetoId');
const [schemeVersionId, schemeDraftId] = ids('schemeVersionId', 'schemeDraftId');

// The pages that every member opens each month come with the first load, all others when they are visited.
const routes: RouteRecordRaw[] = [
  {
    path: '/sign-in',
    name: 'signIn',
    component: SignIn,
    meta: { title: 'signIn.title', frame: 'plain', public: true },
  },
  {
    path: '/sign-in/provider',
    name: 'providerAnswer',
    component: () => import('./pages/ProviderAnswer.vue'),
    meta: { title: 'signIn.title', frame: 'plain', public: true },
  },
  {
    path: '/password',
    name: 'password',
    component: ChangePassword,
    meta: { title: 'signIn.passwordTitle', frame: 'plain' },
  },
  {
    path: '/second-factor',
    name: 'enrol',
    component: worded(() => import('./pages/EnrolPage.vue')),
    meta: { title: 'security.enrolTitle', frame: 'plain' },
  },
  {
    path: '/security',
    name: 'security',
    component: worded(() => import('./pages/MySecurity.vue')),
    meta: { title: 'security.title' },
  },
  {
    path: '/policies',
    name: 'policies',
    component: worded(() => import('./pages/PoliciesPage.vue')),
    meta: { title: 'security.policies.title' },
  },
  { path: '/', name: 'today', component: TodayPage, meta: { title: 'today.title' } },
  {
    path: '/my-month',
    name: 'myMonth',
    component: MyMonth,
    meta: { title: 'sheet.title' },
  },
  {
    path: `/sheets/${sheetId}`,
    name: 'sheet',
    component: SheetPage,
    meta: { title: 'sheet.title' },
  },
  {
    path: '/history',
    name: 'history',
    component: worded(() => import('./pages/MyHistory.vue')),
    meta: { title: 'history.title' },
  },
  {
    path: '/my-half-year/:period(\\d{4}-?[HQ]?[1-4]?)?',
    name: 'myHalfYear',
    component: worded(() => import('./pages/MyHalfYear.vue')),
    meta: { title: 'closing.mine' },
  },
  {
    path: `/branches/${unitId}/open-month`,
    name: 'openMonth',
    component: worded(() => import('./pages/OpenMonth.vue')),
    meta: { title: 'month.openTitle' },
  },
  // Without a month: the page goes to the branch's newest one, or says what to do when there is none.
  {
    path: `/branches/${unitId}/review`,
    name: 'reviewNewest',
    component: worded(() => import('./pages/ReviewDesk.vue')),
    meta: { title: 'review.title' },
  },
  {
    path: `/branches/${unitId}/months/${branchMonthId}/review`,
    name: 'review',
    component: worded(() => import('./pages/ReviewDesk.vue')),
    meta: { title: 'review.title' },
  },
  // A branch or a group: the page goes to the newest month of the branch.
  {
    path: `/units/${unitId}/paper`,
    name: 'paperNewest',
    component: worded(() => import('./pages/PaperNewest.vue')),
    meta: { title: 'paper.title' },
  },
  {
    path: `/branches/${unitId}/months/${branchMonthId}/batch`,
    name: 'paperBatch',
    component: worded(() => import('./pages/PaperBatch.vue')),
    meta: { title: 'paper.batchTitle' },
  },
  {
    path: `/branches/${unitId}/months/${branchMonthId}/forms`,
    name: 'paperForms',
    component: worded(() => import('./pages/PaperForms.vue')),
    meta: { title: 'paper.formsTitle' },
  },
  {
    path: `/branches/${unitId}/months/${branchMonthId}/meetings`,
    name: 'meetings',
    component: worded(() => import('./pages/MeetingPage.vue')),
    meta: { title: 'meeting.title' },
  },
  {
    path: `/branches/${unitId}/board/${branchMonthId}?`,
    name: 'board',
    component: worded(() => import('./pages/BoardPage.vue')),
    meta: { title: 'board.title' },
  },
  {
    path: '/objections',
    name: 'myDisputes',
    component: worded(() => import('./pages/MyDisputes.vue')),
    meta: { title: 'dispute.mine' },
  },
  {
    path: `/branches/${unitId}/objections/:year(\\d{4})?`,
    name: 'objections',
    component: worded(() => import('./pages/ObjectionsPage.vue')),
    meta: { title: 'dispute.register' },
  },
  {
    path: `/units/${unitId}/appeals`,
    name: 'appeals',
    component: worded(() => import('./pages/AppealsPage.vue')),
    meta: { title: 'dispute.appeals' },
  },
  {
    path: `/branches/${unitId}/corrections/:year(\\d{4})?`,
    name: 'corrections',
    component: worded(() => import('./pages/CorrectionsPage.vue')),
    meta: { title: 'dispute.corrections' },
  },
  {
    path: `/sheets/${sheetId}/correction`,
    name: 'newCorrection',
    component: worded(() => import('./pages/NewCorrection.vue')),
    meta: { title: 'dispute.newSlip' },
  },
  {
    path: `/units/${unitId}/vetoes`,
    name: 'vetoes',
    component: worded(() => import('./pages/VetoesPage.vue')),
    meta: { title: 'veto.title' },
  },
  {
    path: `/vetoes/${vetoId}`,
    name: 'veto',
    component: worded(() => import('./pages/VetoPage.vue')),
    meta: { title: 'veto.title' },
  },
  {
    path: `/corrections/${correctionId}`,
    name: 'correction',
    component: worded(() => import('./pages/CorrectionPage.vue')),
    meta: { title: 'dispute.corrections' },
  },
  {
    path: `/units/${unitId}/half-year/:halfYear(\\d{4}-?[HQ]?[1-4]?)?`,
    name: 'halfYear',
    component: worded(() => import('./pages/HalfYearPage.vue')),
    meta: { title: 'halfYear.title' },
  },
  {
    path: `/units/${unitId}/documents`,
    name: 'documents',
    component: worded(() => import('./pages/DocumentsPage.vue')),
    meta: { title: 'documents.title' },
  },
  {
    path: `/units/${unitId}/exports`,
    name: 'exports',
    component: worded(() => import('./pages/ExportsPage.vue')),
    meta: { title: 'exportTasks.title' },
  },
  {
    path: `/units/${unitId}/documents/:document([A-Za-z]+-?\\d*)`,
    name: 'document',
    component: worded(() => import('./pages/DocumentPage.vue')),
    meta: { title: 'documents.title' },
  },
  {
    path: `/units/${unitId}/overview/:month(\\d{4}-\\d{2})?`,
    name: 'overview',
    component: worded(() => import('./pages/OverviewPage.vue')),
    meta: { title: 'overview.title' },
  },
  {
    path: `/units/${unitId}/statistics`,
    name: 'statistics',
    component: worded(() => import('./pages/StatisticsPage.vue')),
    meta: { title: 'statistics.title' },
  },
  {
    path: `/units/${unitId}/talks/:year(20\\d{2})?`,
    name: 'talks',
    component: worded(() => import('./pages/TalksPage.vue')),
    meta: { title: 'records.talks.title' },
  },
  {
    path: `/units/${unitId}/exemptions`,
    name: 'exemptions',
    component: worded(() => import('./pages/ExemptionsPage.vue')),
    meta: { title: 'records.exemptions.title' },
  },
  {
    path: `/units/${unitId}/work-report/:halfYear(\\d{4}-?[HQ]?[1-4]?)?`,
    name: 'workReport',
    component: worded(() => import('./pages/WorkReportPage.vue')),
    meta: { title: 'records.report.title' },
  },
  {
    path: `/units/${unitId}/report-facts/:halfYear(\\d{4}-?[HQ]?[1-4]?)?`,
    name: 'reportFacts',
    component: worded(() => import('./pages/ReportFactsPage.vue')),
    meta: { title: 'records.facts.title' },
  },
  {
    path: '/my-records',
    name: 'myRecords',
    component: worded(() => import('./pages/MyRecords.vue')),
    meta: { title: 'records.mine.title' },
  },
  {
    path: `/units/${unitId}/members`,
    name: 'members',
    component: worded(() => import('./pages/MembersPage.vue')),
    meta: { title: 'members.title' },
  },
  {
    path: `/units/${unitId}/members/import`,
    name: 'membersImport',
    component: worded(() => import('./pages/MembersImport.vue')),
    meta: { title: 'members.importTitle' },
  },
  {
    path: `/units/${unitId}/import/:importDraftId(\\d+)?`,
    name: 'import',
    component: worded(() => import('./pages/ImportPage.vue')),
    meta: { title: 'imports.title' },
  },
  {
    path: `/units/${unitId}/templates`,
    name: 'templates',
    component: worded(() => import('./pages/TemplatesPage.vue')),
    meta: { title: 'templates.title' },
  },
  {
    path: '/calendar/:year(20\\d{2})?',
    name: 'calendar',
    component: worded(() => import('./pages/CalendarPage.vue')),
    meta: { title: 'calendar.pageTitle' },
  },
  {
    path: '/my-trail',
    name: 'myTrail',
    component: worded(() => import('./pages/MyTrail.vue')),
    meta: { title: 'trail.mine' },
  },
  {
    path: `/units/${unitId}/trail`,
    name: 'trail',
    component: worded(() => import('./pages/TrailPage.vue')),
    meta: { title: 'trail.title' },
  },
  {
    path: `/units/${unitId}/verification`,
    name: 'verification',
    component: worded(() => import('./pages/VerificationPage.vue')),
    meta: { title: 'trail.verify.title' },
  },
  {
    path: '/schemes',
    name: 'schemes',
    component: worded(() => import('./pages/SchemesPage.vue')),
    meta: { title: 'schemes.title' },
  },
  {
    path: `/schemes/${schemeVersionId}`,
    name: 'scheme',
    component: worded(() => import('./pages/SchemePage.vue')),
    meta: { title: 'schemes.title' },
  },
  {
    path: `/scheme-drafts/${schemeDraftId}/:part(\\w+)?`,
    name: 'schemeDraft',
    component: worded(() => import('./pages/SchemeDraftPage.vue')),
    meta: { title: 'schemes.draftTitle' },
  },
  {
    path: `/branches/${unitId}/own-items`,
    name: 'ownItems',
    component: worded(() => import('./pages/OwnItemsPage.vue')),
    meta: { title: 'schemes.own.title' },
  },
  {
    path: `/branches/${unitId}/settings`,
    name: 'branchSettings',
    component: worded(() => import('./pages/BranchSettings.vue')),
    meta: { title: 'monthSteps.settings.title' },
  },
  {
    path: '/accounts',
    name: 'accounts',
    component: worded(() => import('./pages/AccountsPage.vue')),
    meta: { title: 'accounts.title' },
  },
  {
    path: '/retention',
    name: 'retention',
    component: worded(() => import('./pages/RetentionPage.vue')),
    meta: { title: 'retention.title' },
  },
  {
    path: '/verify/:code?',
    name: 'verify',
    component: worded(() => import('./pages/VerifyPage.vue')),
    meta: { title: 'verify.title', frame: 'plain', public: true },
  },
  {
    path: '/privacy',
    name: 'privacy',
    component: worded(() => import('./pages/PrivacyPage.vue')),
    meta: { title: 'shell.privacy', frame: 'either', public: true },
  },
  {
    path: '/my-data',
    name: 'myData',
    component: worded(() => import('./pages/MyData.vue')),
    meta: { title: 'shell.myData' },
  },
  {
    path: '/my-data/requests',
    name: 'myDataRequests',
    component: worded(() => import('./pages/MyDataRequests.vue')),
    meta: { title: 'privacy.mine.requests' },
  },
  {
    path: '/my-data/looks',
    name: 'myAccessLines',
    component: worded(() => import('./pages/MyAccessLines.vue')),
    meta: { title: 'privacy.looks.title' },
  },
  {
    path: `/units/${unitId}/data-requests`,
    name: 'dataRequests',
    component: worded(() => import('./pages/DataRequestsPage.vue')),
    meta: { title: 'privacy.requests.title' },
  },
  {
    path: `/units/${unitId}/access-lines`,
    name: 'accessLines',
    component: worded(() => import('./pages/AccessLinesPage.vue')),
    meta: { title: 'privacy.looks.ofUnit' },
  },
  {
    path: '/:rest(.*)*',
    name: 'notFound',
    component: NotFound,
    meta: { title: 'shell.notFoundTitle' },
  },
];

export const router = createRouter({
  history: createWebHistory(),
  routes,
  // A page just loaded stands at its top, and scrolling it there would only lay it out once more.
  scrollBehavior: (to, from, saved) => saved ?? (!from.name || to.path === from.path ? undefined : { top: 0 }),
});

router.beforeEach(async (to) => {
  try {
    await loadSession();
  } catch (error) {
    // Not reachable: the sign-in page can say so and try again; nothing else could be shown anyway.
    if (to.name === 'signIn') return true;
    return { name: 'signIn', query: { back: to.fullPath, away: asProblem(error).code } };
  }
  if (!session.me)
    return to.meta.public ? true : { name: 'signIn', query: to.fullPath === '/' ? {} : { back: to.fullPath } };
  if (session.me.mustChangePassword && to.name !== 'password') return { name: 'password' };
  if (!session.me.mustChangePassword && session.me.mustEnrol && to.name !== 'enrol')
    return { name: 'enrol', query: { back: to.name === 'signIn' ? to.query['back'] : to.fullPath } };
  if (!session.me.mustEnrol && to.name === 'enrol') return { name: 'security' };
  if (to.name === 'signIn') return backFrom(to.query['back']);
  return true;
});

router.afterEach((to, from, failure) => {
  if (failure) return;
  if (from.name) forgetEarly();
  titlePage();
  if (to.path !== from.path && from.name) void focusHeading();
});

function titlePage(): void {
  const key = router.currentRoute.value.meta.title;
  document.title = key ? `${t(key)} · ${t('shell.product')}` : t('shell.product');
}

watch(() => preferences.locale, titlePage);

/** After a change of page the keyboard starts at its heading, not at the link that is gone. */
async function focusHeading(): Promise<void> {
  await nextTick();
  const heading = document.querySelector<HTMLElement>('main h1');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
