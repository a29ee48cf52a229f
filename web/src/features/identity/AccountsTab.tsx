import { PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import type { Account, AccountInput, Page, RoleTerm } from '@/api';
import { client } from '@/shared/client';
import { useT } from '@/shared/i18n';
import { useRegions } from '@/shared/session';
import { DataTable, Empty, ErrorView, InstantText, useTell, type Column } from '@/shared/ui';
import { AccountForm } from './AccountForm';

/** The system administrator's work: who may sign in, for which office, in which role. */
export function AccountsTab() {
  const t = useT();
  const tell = useTell();
  const cache = useQueryClient();
  const regions = useRegions();
  const [opening, setOpening] = useState(false);
  const accounts = useQuery({ queryKey: ['accounts'], queryFn: ({ signal }) => client.get<Page<Account>>('/accounts', undefined, signal).then((r) => r.items) });
  const roles = useQuery({ queryKey: ['roles'], queryFn: ({ signal }) => client.get<Page<RoleTerm>>('/roles', undefined, signal).then((r) => r.items) });
  const open = useMutation({
    mutationFn: ({ input, key }: { input: AccountInput; key: string }) => client.post<Account>('/accounts', input, { key }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['accounts'] }),
  });
  const role = (a: Account) =>
    a.roles.map((g) => [roles.data?.find((r) => r.code === g.role)?.label ?? g.role, regions.find((r) => r.code === g.region_code)?.display_name, g.chain_code].filter(Boolean).join(' · ')).join('；');
  const columns: Column<Account>[] = [
    { key: 'login', title: t('login.login'), render: (a) => <span className="mono">{a.login}</span> },
    { key: 'name', title: t('setup.name'), render: (a) => a.name },
    { key: 'organisation', title: t('account.organisation'), render: (a) => a.organisation_name },
    { key: 'roles', title: t('account.roles'), render: role },
    { key: 'state', title: t('field.status'), width: 80, render: (a) => t(`account.${a.state}`) },
    { key: 'created', title: t('account.created'), width: 140, render: (a) => <InstantText at={a.created_at} /> },
  ];
  return (
    <>
      <div className="toolbar"><Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={() => setOpening(true)}>{t('account.open')}</Button></div>
      {accounts.isError ? <ErrorView error={accounts.error} retry={() => void accounts.refetch()} /> : (
        <DataTable
          label={t('admin.accounts')}
          columns={columns}
          rows={accounts.data ?? []}
          rowKey={(a) => a.id}
          loading={accounts.isPending}
          card={(a) => (<><strong>{a.name}</strong><span className="mono secondary">{a.login}</span><span>{a.organisation_name}</span><span className="secondary">{role(a)}</span></>)}
          empty={<Empty title={t('account.none')} />}
        />
      )}
      <Drawer open={opening} onClose={() => setOpening(false)} title={t('account.open')} size={460} destroyOnHidden>
        <AccountForm
          roles={roles.data ?? []}
          onSubmit={async (input, key) => {
            const made = await open.mutateAsync({ input, key });
            tell.done(t('said.account', { login: made.login }));
            setOpening(false);
          }}
          onCancel={() => setOpening(false)}
        />
      </Drawer>
    </>
  );
}
