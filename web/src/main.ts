import { createApp } from 'vue';
import App from './App.vue';
import { onAccessProblem } from './api';
import { i18n, setLocale } from './i18n';
import { startOutbox } from './pages/sheet/outbox';
import { forgetWhoLeft } from './kept';
import { applyLargeType, preferences } from './preferences';
import { router } from './router';
import { session, take } from './session';
import './styles/tokens.css';
import './styles/base.css';

onAccessProblem({
  signInRequired() {
    // Signed out elsewhere or too long away: to the sign-in page, and afterwards back to this very place.
    if (!session.me) return;
    take(null);
    const here = router.currentRoute.value;
    if (here.name !== 'signIn') void router.push({ name: 'signIn', query: { back: here.fullPath } });
  },
  passwordChangeRequired() {
    if (session.me) session.me.mustChangePassword = true;
    void router.push({ name: 'password' });
  },
  secondFactorMissing() {
    if (session.me) session.me.mustEnrol = true;
    void router.push({ name: 'enrol', query: { back: router.currentRoute.value.fullPath } });
  },
});

// A page opened before an update asks for files that are no longer there: take the new version, once. What was typed is
// kept in the browser.
window.addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('pointbook.reloadedAt') ?? 0);
  if (Date.now() - last < 30_000) return;
  sessionStorage.setItem('pointbook.reloadedAt', String(Date.now()));
  event.preventDefault();
  location.reload();
});

applyLargeType();
void forgetWhoLeft()
  .then(() => setLocale(preferences.locale))
  .catch(() => setLocale('zh'))
  .then(async () => {
    const app = createApp(App).use(i18n).use(router);
    // Who is signed in decides the frame; until that is known there is only the thin moving line of base.css.
    await router.isReady();
    app.mount('#app');
    startOutbox();
  });
