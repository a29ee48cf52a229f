import { MenuFoldOutlined, MenuOutlined, MenuUnfoldOutlined, SearchOutlined } from '@ant-design/icons';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { Suspense, useState } from 'react';
import { useHotkeys, useIsPhone, useStored } from '@/shared/hooks';
import { useT } from '@/shared/i18n';
import { useMe } from '@/shared/session';
import { PageSkeleton } from '@/shared/ui';
import { mayOpen } from './access';
import { BusinessDate } from './BusinessDate';
import { HelpDialog } from './HelpDialog';
import { JobTray } from './JobTray';
import { menu } from './menu';
import { Palette } from './Palette';
import { UserMenu } from './UserMenu';

/** The frame of every screen: menu, search, jobs, who I am, and which day it is. */
export function Shell() {
  const t = useT();
  const phone = useIsPhone();
  const [folded, setFolded] = useStored('qipan.menu.folded', false);
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const navigate = useNavigate();

  useHotkeys({
    'ctrl+k': () => setPalette(true),
    '?': () => setHelp(true),
    '/': () => focusSearch(() => setPalette(true)),
    'alt+1': () => void navigate({ to: '/' }),
    'alt+2': () => void navigate({ to: '/cockpit' }),
    'alt+3': () => void navigate({ to: '/projects' }),
  });

  return (
    <div className={`shell${folded && !phone ? ' folded' : ''}`}>
      <a className="skip" href="#main">{t('shell.skip')}</a>
      <header className="top">
        {phone ? (
          <Button type="text" icon={<MenuOutlined />} aria-label={t('shell.menu')} onClick={() => setDrawer(true)} />
        ) : (
          <Button type="text" icon={folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />} aria-label={t(folded ? 'shell.unfold' : 'shell.fold')} onClick={() => setFolded(!folded)} />
        )}
        <Brand />
        <BusinessDate />
        <div className="top-right">
          <Button className="top-search" icon={<SearchOutlined aria-hidden="true" />} onClick={() => setPalette(true)} aria-label={phone ? t('palette.open') : undefined}>
            {!phone && <>{t('palette.open')} <kbd>Ctrl K</kbd></>}
          </Button>
          <JobTray />
          <UserMenu onHelp={() => setHelp(true)} />
        </div>
      </header>
      {phone ? (
        <Drawer open={drawer} onClose={() => setDrawer(false)} placement="left" size={240} title={t('shell.menu')}>
          <Nav onGo={() => setDrawer(false)} />
        </Drawer>
      ) : (
        <Nav folded={folded} />
      )}
      <main id="main" className="main" tabIndex={-1}>
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
      {palette && <Palette onClose={() => setPalette(false)} />}
      {help && <HelpDialog onClose={() => setHelp(false)} />}
    </div>
  );
}

/** The screen's own search field, or the palette where it has none. */
function focusSearch(otherwise: () => void) {
  const field = document.querySelector<HTMLInputElement>('input[data-search]');
  if (field) field.focus();
  else otherwise();
}

function Brand() {
  const { city } = useMe();
  return (
    <Link to="/" className="brand">
      <img src="/icon.svg" alt="" width={20} height={20} />
      <strong>棋盘</strong>
      <span className="brand-city">{city.name}</span>
    </Link>
  );
}

function Nav({ folded, onGo }: { folded?: boolean; onGo?: () => void }) {
  const t = useT();
  const me = useMe();
  const path = useRouterState({ select: (s) => s.location.pathname });
  return (
    <nav className="nav" aria-label={t('shell.menu')}>
      {menu.filter((m) => mayOpen(me, m.key)).map((m) => {
        const current = m.to === '/' ? path === '/' : path.startsWith(m.to);
        return (
          <Link key={m.key} to={m.to} onClick={onGo} className={current ? 'current' : undefined} aria-current={current ? 'page' : undefined} title={folded ? t(m.label) : undefined}>
            <span aria-hidden="true">{m.icon}</span>
            <span className="nav-label">{t(m.label)}</span>
          </Link>
        );
      })}
    </nav>
  );
}
