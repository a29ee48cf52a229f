import { useNavigate, useSearch } from '@tanstack/react-router';
import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { AccountsTab } from '@/features/identity/AccountsTab';
import { RegionsTab } from '@/features/region/RegionsTab';
import { IndicatorsTab } from '@/features/report/IndicatorsTab';
import { ClosingsTab } from '@/features/target/ClosingsTab';
import { useT } from '@/shared/i18n';
import { useCan } from '@/shared/session';
import { Page } from '@/shared/ui';

interface Tab {
  key: string;
  label: string;
  view: () => ReactNode;
}

/** What is set up rather than worked on; everybody sees the part that is his. */
export function AdminPage() {
  const t = useT();
  const can = useCan();
  const search = useSearch({ from: '/app/admin' });
  const navigate = useNavigate({ from: '/admin' });
  const tabs: Tab[] = [];
  if (can('account.manage')) tabs.push({ key: 'accounts', label: t('admin.accounts'), view: () => <AccountsTab /> });
  tabs.push({ key: 'regions', label: t('admin.regions'), view: () => <RegionsTab /> });
  if (can('figures.read')) tabs.push({ key: 'indicators', label: t('admin.indicators'), view: () => <IndicatorsTab /> });
  if (can('figures.read')) tabs.push({ key: 'closings', label: t('admin.closings'), view: () => <ClosingsTab /> });
  const active = tabs.find((x) => x.key === search.tab) ?? tabs[0]!;
  return (
    <Page title={t('nav.admin')}>
      <Tabs
        activeKey={active.key}
        onChange={(tab) => void navigate({ search: { tab }, replace: true })}
        items={tabs.map((x) => ({ key: x.key, label: x.label, children: x === active ? x.view() : null }))}
      />
    </Page>
  );
}
