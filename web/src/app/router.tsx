import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Link, Outlet, redirect, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { cockpitSearch } from '@/features/report/cockpit.model';
import { importSearch } from '@/features/importer/importer.model';
import { filtersOf, projectListSearch, projectPageSearch } from '@/features/project/filters.model';
import { projectListQuery } from '@/features/project/list.query';
import { useT } from '@/shared/i18n';
import { isStatus, Problem } from '@/shared/problem';
import { dictionaryQuery, meQuery, regionsQuery } from '@/shared/session';
import { ErrorView, PageSkeleton } from '@/shared/ui';
import { pickText, readSearch, writeSearch } from '@/shared/search';
import { requireScreen, type Screen } from './access';
import { Shell } from './Shell';

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFound, errorComponent: Failed });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (s) => pickText(s, ['back']),
  component: lazyRouteComponent(() => import('@/features/session/LoginPage'), 'LoginPage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('@/features/setup/SetupPage'), 'SetupPage'),
});

// Everything behind the login. It loads who is signed in and the words of the
// city once, so that no screen needs to wait for them.
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  component: Shell,
  errorComponent: Failed,
  beforeLoad: async ({ context, location }) => {
    // What every screen needs is asked for at once, not one after the other.
    void context.queries.prefetchQuery(dictionaryQuery);
    void context.queries.prefetchQuery(regionsQuery);
    try {
      const me = await context.queries.ensureQueryData(meQuery);
      return { me };
    } catch (err) {
      if (isStatus(err, 401)) throw redirect({ to: '/login', search: location.href === '/' ? {} : { back: location.href }, replace: true });
      throw err;
    }
  },
  loader: ({ context }) => Promise.all([context.queries.ensureQueryData(dictionaryQuery), context.queries.ensureQueryData(regionsQuery)]),
});

const needs = (screen: Screen) => ({
  beforeLoad: ({ context }: { context: { me: { can: string[] } } }) => requireScreen(context.me, screen),
});

const home = createRoute({ getParentRoute: () => app, path: '/', component: lazyRouteComponent(() => import('@/features/home/HomePage'), 'HomePage') });

const cockpit = createRoute({
  getParentRoute: () => app,
  path: '/cockpit',
  ...needs('cockpit'),
  validateSearch: cockpitSearch,
  component: lazyRouteComponent(() => import('@/features/report/CockpitPage'), 'CockpitPage'),
});

const projects = createRoute({
  getParentRoute: () => app,
  path: '/projects',
  ...needs('projects'),
  validateSearch: projectListSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    // Sets out together with the screen's own code; the screen waits for it, not we.
    if (deps.view !== 'board') void context.queries.prefetchInfiniteQuery(projectListQuery(filtersOf(deps), deps.sort));
  },
  component: lazyRouteComponent(() => import('@/features/project/ProjectListPage'), 'ProjectListPage'),
});

const projectNew = createRoute({
  getParentRoute: () => app,
  path: '/projects/new',
  ...needs('projectNew'),
  component: lazyRouteComponent(() => import('@/features/project/ProjectNewPage'), 'ProjectNewPage'),
});

const projectPage = createRoute({
  getParentRoute: () => app,
  path: '/projects/$id',
  ...needs('projects'),
  validateSearch: projectPageSearch,
  component: lazyRouteComponent(() => import('@/features/project/ProjectPage'), 'ProjectPage'),
});

const projectEdit = createRoute({
  getParentRoute: () => app,
  path: '/projects/$id/edit',
  ...needs('projects'),
  validateSearch: (s) => pickText(s, ['field']),
  component: lazyRouteComponent(() => import('@/features/project/ProjectEditPage'), 'ProjectEditPage'),
});

const evidence = createRoute({
  getParentRoute: () => app,
  path: '/evidence',
  ...needs('evidence'),
  component: lazyRouteComponent(() => import('@/features/project/EvidenceQueuePage'), 'EvidenceQueuePage'),
});

const enterprises = createRoute({
  getParentRoute: () => app,
  path: '/enterprises',
  ...needs('enterprises'),
  validateSearch: (s) => pickText(s, ['q', 'sort']),
  component: lazyRouteComponent(() => import('@/features/enterprise/EnterpriseListPage'), 'EnterpriseListPage'),
});

const enterprisePage = createRoute({
  getParentRoute: () => app,
  path: '/enterprises/$id',
  ...needs('enterprises'),
  component: lazyRouteComponent(() => import('@/features/enterprise/EnterprisePage'), 'EnterprisePage'),
});

const imports = createRoute({
  getParentRoute: () => app,
  path: '/imports',
  ...needs('imports'),
  component: lazyRouteComponent(() => import('@/features/importer/ImportListPage'), 'ImportListPage'),
});

const importPage = createRoute({
  getParentRoute: () => app,
  path: '/imports/$id',
  ...needs('imports'),
  validateSearch: importSearch,
  component: lazyRouteComponent(() => import('@/features/importer/ImportPage'), 'ImportPage'),
});

const admin = createRoute({
  getParentRoute: () => app,
  path: '/admin',
  validateSearch: (s) => pickText(s, ['tab', 'q']),
  component: lazyRouteComponent(() => import('./AdminPage'), 'AdminPage'),
});

const tree = root.addChildren([
  login,
  setup,
  app.addChildren([home, cockpit, projects, projectNew, projectPage, projectEdit, evidence, enterprises, enterprisePage, imports, importPage, admin]),
]);

export function newRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    parseSearch: readSearch,
    stringifySearch: writeSearch,
    defaultPreload: 'intent',
    defaultPendingMs: 150,
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: Failed,
    scrollRestoration: true,
    defaultOnCatch: () => {}, // main.tsx reports what was caught
  });
}

export type AppRouter = ReturnType<typeof newRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}

function NotFound() {
  return <Failure error={new Problem(404, 'not_found', '')} />;
}

function Failed({ error }: ErrorComponentProps) {
  return <Failure error={error} />;
}

function Failure({ error }: { error: unknown }) {
  const t = useT();
  const router = useRouter();
  return <ErrorView error={error} retry={() => void router.invalidate()} home={<Link to="/" className="button-link">{t('error.home')}</Link>} />;
}
