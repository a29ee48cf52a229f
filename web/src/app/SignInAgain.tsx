import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useEffect, useState } from 'react';
import type { Me } from '@/api';
import { LoginForm } from '@/features/session/LoginForm';
import { onUnauthenticated } from '@/shared/client';
import { useT } from '@/shared/i18n';
import { meQuery } from '@/shared/session';

/**
 * A session that ends while somebody works is renewed over the page, so that a
 * half-filled form stays. Another person signing in starts from a fresh page.
 */
export function SignInAgain() {
  const t = useT();
  const cache = useQueryClient();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    onUnauthenticated(() => {
      if (cache.getQueryData(meQuery.queryKey)) setOpen(true);
    });
  }, [cache]);
  const signedIn = (me: Me) => {
    const before = cache.getQueryData(meQuery.queryKey);
    if (before?.user.id !== me.user.id) return window.location.reload();
    cache.setQueryData(meQuery.queryKey, me);
    setOpen(false);
    void cache.invalidateQueries();
  };
  return (
    <Modal open={open} title={t('login.again')} footer={null} closable={false} mask={{ closable: false }} keyboard={false} destroyOnHidden width={380}>
      <p>{t('login.again_hint')}</p>
      <LoginForm onSignedIn={signedIn} />
    </Modal>
  );
}
