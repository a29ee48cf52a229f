import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useRouter, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import type { Me, SetupState } from '@/api';
import { client } from '@/shared/client';
import { useLanguage } from '@/shared/i18n';
import { meQuery } from '@/shared/session';
import { useTitle } from '@/shared/ui';
import { safeBack } from './back.model';
import { LoginForm } from './LoginForm';

export function LoginPage() {
  const { t, lang, setLang } = useLanguage();
  const { back } = useSearch({ from: '/login' });
  const router = useRouter();
  const cache = useQueryClient();
  useTitle(t('login.title'));
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => client.get<SetupState>('/setup'), staleTime: 0 });
  if (setup.data?.needed) return <Navigate to="/setup" replace />;
  const signedIn = (me: Me) => {
    cache.clear(); // nothing of another person stays
    cache.setQueryData(meQuery.queryKey, me);
    router.history.replace(safeBack(back));
  };
  return (
    <main className="gate-page">
      <div className="gate-box">
        <h1><img src="/icon.svg" alt="" width={28} height={28} />棋盘 <span className="secondary">{t('login.subtitle')}</span></h1>
        <LoginForm onSignedIn={signedIn} />
        <p className="gate-foot"><Button type="link" size="small" onClick={() => setLang(lang === 'zh' ? 'en' : 'zh')}>{lang === 'zh' ? 'English' : '中文'}</Button></p>
      </div>
    </main>
  );
}
