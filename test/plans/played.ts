import { Jobs } from '#src/jobs/jobs.service.js';
import { Asker } from '../rights/asking.js';
import { isRefusal } from '../rights/expectation.js';
import { ask, firstOf, type Question, questionsOf } from '../rights/matrix.js';
import { routes } from '../rights/routes.js';
import { aWorld } from '../rights/world.js';
import { type Service } from '../support/app.js';
import { aBureauWithScheme } from '../support/month.js';
import { aWholeLife } from '../support/whole-life.js';

/** One month with everything in it: the statements that most requests and all jobs of a month need. */
export async function playAMonth(service: Service): Promise<void> {
  await aWholeLife(service, await aBureauWithScheme(service), () => service.app.get(Jobs).tick());
}

/** Every operation of the API, by the first and the last who may, on things that are there: reading first, because what is allowed is also done. */
export async function playEverything(service: Service): Promise<void> {
  const world = await aWorld(service);
  const asker = new Asker(service.origin);
  const allowed = questionsOf(routes, world).filter(({ expected }) => !isRefusal(expected));
  const byRoute = ({ route }: Question) => route;
  const some = [...firstOf(allowed, byRoute), ...firstOf(allowed.toReversed(), byRoute)];
  const inOrder = [true, false].flatMap((reads) => some.filter(({ asking }) => (asking.method === 'GET') === reads));
  await ask(asker, inOrder);
  asker.close();
  await service.app.get(Jobs).tick();
}
