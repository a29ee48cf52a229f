import { BulbOutlined, GlobalOutlined, LogoutOutlined, QuestionCircleOutlined, UserOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Dropdown } from 'antd';
import { client } from '@/shared/client';
import { useIsPhone } from '@/shared/hooks';
import { useLanguage } from '@/shared/i18n';
import { useMe } from '@/shared/session';
import { useTell } from '@/shared/ui';
import { useLook } from './look';

export function UserMenu({ onHelp }: { onHelp: () => void }) {
  const { t, lang, setLang } = useLanguage();
  const { look, setLook } = useLook();
  const { user, roles } = useMe();
  const phone = useIsPhone();
  const tell = useTell();
  const cache = useQueryClient();
  const navigate = useNavigate();

  const leave = async () => {
    try {
      await client.delete('/session');
    } catch (err) {
      return tell.failed(err);
    }
    await navigate({ to: '/login' });
    cache.clear();
  };

  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            type: 'group',
            label: (
              <div className="who">
                <strong>{user.name}</strong>
                <span>{user.organisation.name}</span>
                {roles.map((r, i) => <span key={i} className="secondary">{[r.label, r.region_name, r.chain_code].filter(Boolean).join(' · ')}</span>)}
              </div>
            ),
          },
          { type: 'divider' },
          { key: 'lang', icon: <GlobalOutlined />, label: lang === 'zh' ? 'English' : '中文', onClick: () => setLang(lang === 'zh' ? 'en' : 'zh') },
          {
            key: 'look',
            icon: <BulbOutlined />,
            label: t('shell.look'),
            children: (['auto', 'light', 'dark'] as const).map((l) => ({ key: l, label: (look === l ? '✓ ' : '') + t(`look.${l}`), onClick: () => setLook(l) })),
          },
          { key: 'help', icon: <QuestionCircleOutlined />, label: t('shell.help'), onClick: onHelp },
          { key: 'leave', icon: <LogoutOutlined />, label: t('shell.leave'), onClick: () => void leave() },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined aria-hidden="true" />} aria-label={t('shell.me', { name: user.name })}>{!phone && user.name}</Button>
    </Dropdown>
  );
}
