import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App as AntApp, ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useLayoutEffect, type ReactNode } from 'react';
import { LanguageProvider, useLanguage } from '@/shared/i18n';
import { LookProvider, useLook } from './look';
import type { AppRouter } from './router';
import { SignInAgain } from './SignInAgain';
import { documentTokens, themeOf } from './theme';

export function App({ router, queries }: { router: AppRouter; queries: QueryClient }) {
  return (
    <LanguageProvider>
      <LookProvider>
        <Themed>
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
            <SignInAgain />
          </QueryClientProvider>
        </Themed>
      </LookProvider>
    </LanguageProvider>
  );
}

function Themed({ children }: { children: ReactNode }) {
  const { lang } = useLanguage();
  const { dark } = useLook();
  dayjs.locale(lang === 'zh' ? 'zh-cn' : 'en');
  return (
    <ConfigProvider locale={lang === 'zh' ? zhCN : enUS} theme={themeOf(dark)} button={{ autoInsertSpace: false }}>
      <AntApp message={{ maxCount: 3 }}>
        <Tokens dark={dark} />
        {children}
      </AntApp>
    </ConfigProvider>
  );
}

/** Hands antd's tokens to our own style sheet. */
function Tokens({ dark }: { dark: boolean }) {
  const { token } = theme.useToken();
  useLayoutEffect(() => {
    const root = document.documentElement;
    for (const [name, value] of Object.entries(documentTokens(token as unknown as Record<string, unknown>))) root.style.setProperty(name, value);
    root.style.setProperty('--on-accent', dark ? '#000' : '#fff');
    root.style.colorScheme = dark ? 'dark' : 'light';
  }, [token, dark]);
  return null;
}
